# The app as a container: two stages, so that nothing that builds is in what runs.
FROM python:3.12-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE constraints.txt ./
COPY geo_koop geo_koop
COPY data data
RUN python -m venv /opt/geo_koop \
 && /opt/geo_koop/bin/pip install --no-cache-dir --constraint constraints.txt .

FROM python:3.12-slim
# expat: for the GDAL inside pyogrio's wheel on slim images; fonts of the report come with typst.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libexpat1 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /home/geo_koop --create-home geo_koop \
 && install -d -o geo_koop /var/cache/geo_koop /data
COPY --from=build /opt/geo_koop /opt/geo_koop
ENV PATH=/opt/geo_koop/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    GEO_KOOP_CACHE=/var/cache/geo_koop \
    GEO_KOOP_LOG=json \
    GEO_KOOP_PATH="" \
    STREAMLIT_LOGGER_LEVEL=error \
    STREAMLIT_LOGGER_HIDE_WELCOME_MESSAGE=true \
    STREAMLIT_SERVER_FILE_WATCHER_TYPE=none
USER geo_koop
WORKDIR /home/geo_koop
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:8501{os.environ['GEO_KOOP_PATH']}/_stcore/health\", timeout=4)"]
# Without the extra shell the server gets the signal to end, and removes what sessions uploaded.
CMD ["sh", "-c", "exec geo-koop serve --address 0.0.0.0 --port 8501 --base-url-path \"$GEO_KOOP_PATH\""]
