"""Layers for GIS: everything of an analysis as files that open complete, styled and described.

``tables`` builds what is written, ``schema`` says what it means, ``formats`` what each format can carry;
``gpkg``, ``single``, ``sheets`` write files, ``iso`` and ``project`` what stands beside them, ``pack`` all of it.
"""

from geo_koop.outputs.export.about import Contact
from geo_koop.outputs.export.formats import FORMATS
from geo_koop.outputs.export.run import Request, Written, check, export, piped
from geo_koop.outputs.export.tables import build as tables

__all__ = ["FORMATS", "Contact", "Request", "Written", "check", "export", "piped", "tables"]
