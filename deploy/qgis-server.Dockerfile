# QGIS Server over FastCGI, for compose.wms.yaml: it reads one project, and runs as nobody in particular.
ARG DEBIAN_IMAGE=debian:bookworm-slim
FROM ${DEBIAN_IMAGE}
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends qgis-server spawn-fcgi \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10002 --create-home qgis
USER qgis
ENV QT_QPA_PLATFORM=offscreen QGIS_SERVER_LOG_STDERR=1 QGIS_SERVER_LOG_LEVEL=2 QGIS_PROJECT_FILE=/data/geo_koop.qgz
EXPOSE 9000
CMD ["spawn-fcgi", "-n", "-p", "9000", "--", "/usr/lib/cgi-bin/qgis_mapserv.fcgi"]
