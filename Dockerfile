# The app as a container: two stages, so that nothing that builds is in what runs.
# The base image by its digest, looked up where there is a network (docs/operations.md says how):
#   --build-arg PYTHON_IMAGE=python:3.12-slim@sha256:…
ARG PYTHON_IMAGE=python:3.12-slim
FROM ${PYTHON_IMAGE} AS build
WORKDIR /source
# What pip install 'geo-koop[app,register]' would bring, pinned: the app with its reports and the register. For the OGC service: requirements/ogc.txt.
COPY requirements requirements
RUN pip install --no-cache-dir --require-hashes -r requirements/build.txt \
 && python -m venv /opt/geo_koop \
 && /opt/geo_koop/bin/pip install --no-cache-dir --require-hashes -r requirements/app.txt
COPY pyproject.toml README.md LICENSE ./
COPY geo_koop geo_koop
COPY data data
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheel . \
 && /opt/geo_koop/bin/pip install --no-cache-dir --no-deps --no-index /wheel/*.whl

FROM ${PYTHON_IMAGE}
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
    GEO_KOOP_HEALTH_PORT=8502 \
    STREAMLIT_LOGGER_LEVEL=error \
    STREAMLIT_LOGGER_HIDE_WELCOME_MESSAGE=true
USER geo_koop
WORKDIR /home/geo_koop
EXPOSE 8501 8502
# The parent answers, not the app: also while a hundred people open it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['GEO_KOOP_HEALTH_PORT']}/health\", timeout=4)"]
# Without the extra shell the parent gets the signal to end, hands it on, and removes what sessions uploaded.
CMD ["sh", "-c", "exec geo-koop serve --address 0.0.0.0 --port 8501 --base-url-path \"$GEO_KOOP_PATH\""]
