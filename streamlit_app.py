"""Entry for ``streamlit run streamlit_app.py``; the app itself is :mod:`geo_koop.app`."""

from geo_koop.app.main import main

main()
