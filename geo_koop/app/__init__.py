"""The app: pages in the browser, made with Streamlit."""

from geo_koop.intake.files.drivers import restrict

# Before anything below imports pyogrio: GDAL chooses its drivers when it is loaded.
restrict()
