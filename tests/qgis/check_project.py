"""Run by Debian's Python with QGIS: opens a GeoPackage and its project, checks and draws them.

Usage: ``python3 check_project.py FOLDER``, with ``geo_koop.gpkg`` and ``geo_koop.qgz`` in it; writes PNGs and
prints what it found as JSON.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    QgsApplication,
    QgsLayoutExporter,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor


def main(folder):
    """Check everything in a folder."""
    QgsApplication.setPrefixPath("/usr", True)
    program = QgsApplication([], False)
    program.initQgis()
    package = str(folder / "geo_koop.gpkg")
    found = {"layers": layers(package, folder), "project": project(folder)}
    print("RESULT " + json.dumps(found, ensure_ascii=False))
    sys.stdout.flush()
    os._exit(0)


def layers(package, folder):
    """Open each layer as a user drops it on QGIS."""
    found = {}
    whole = QgsVectorLayer(package, "all", "ogr")
    for text in whole.dataProvider().subLayers():
        name = text.split("!!::!!")[1]
        layer = QgsVectorLayer(f"{package}|layername={name}", name, "ogr")
        entry = {"valid": layer.isValid(), "rows": layer.featureCount(), "aliases": named(layer)}
        if layer.isSpatial():
            renderer = layer.renderer()
            entry["classes"] = len(renderer.rootRule().children()) if renderer.type() == "RuleRenderer" else 1
            entry["renderer"] = renderer.type()
            entry["labels"] = layer.labelsEnabled()
            entry["crs"] = layer.crs().authid()
            entry["colours"] = draw([layer], layer.extent(), layer.crs(), folder / f"{name}.png")
        found[name] = entry
    return found


def named(layer):
    """Count the fields with an alias."""
    return sum(1 for field in layer.fields() if field.alias())


def draw(shown, extent, crs, path):
    """Draw layers and return how many colours the picture has."""
    settings = QgsMapSettings()
    settings.setLayers(shown)
    settings.setOutputSize(QSize(900, 900))
    settings.setBackgroundColor(QColor("white"))
    settings.setDestinationCrs(crs)
    extent.scale(1.05)
    settings.setExtent(extent)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(str(path))
    points = [(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)]
    return len({image.pixel(x, y) for x, y in points})


def project(folder):
    """Open the project: layers, relations, themes, layouts."""
    made = QgsProject.instance()
    opened = made.read(str(folder / "geo_koop.qgz"))
    relations = made.relationManager().relations()
    pictures = {}
    for layout in made.layoutManager().layouts():
        path = folder / f"layout {layout.name()}.png"
        settings = QgsLayoutExporter.ImageExportSettings()
        settings.dpi = 100
        result = QgsLayoutExporter(layout).exportToImage(str(path), settings)
        pictures[layout.name()] = [int(result), path.stat().st_size if path.exists() else 0]
    sizes, pages = {}, 0
    for layout in made.layoutManager().layouts():
        atlas = layout.atlas()
        if atlas.enabled():
            pages = page(layout, atlas, folder / "atlas.png")
        elif "(A4)" in layout.name():
            path = folder / f"layout {layout.name()}.pdf"
            QgsLayoutExporter(layout).exportToPdf(str(path), QgsLayoutExporter.PdfExportSettings())
            sizes[layout.name()] = path.stat().st_size
    return {
        "opened": opened,
        "title": made.title(),
        "crs": made.crs().authid(),
        "invalid": [layer.name() for layer in made.mapLayers().values() if not layer.isValid()],
        "layers": len(made.mapLayers()),
        "groups": [group.name() for group in made.layerTreeRoot().findGroups()],
        "relations": {name: relation.isValid() for name, relation in relations.items()},
        "themes": made.mapThemeCollection().mapThemes(),
        "styles": {
            layer.name(): len(layer.styleManager().styles()) for layer in made.mapLayers().values() if layer.isSpatial()
        },
        "layouts": pictures,
        "pdf": sizes,
        "atlas pages": pages,
    }


def page(layout, atlas, path):
    """Draw the first page of an atlas; return how many pages it has."""
    atlas.beginRender()
    atlas.updateFeatures()
    atlas.first()
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = 100
    QgsLayoutExporter(layout).exportToImage(str(path), settings)
    atlas.endRender()
    return atlas.count()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
