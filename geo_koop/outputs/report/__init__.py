"""Printed reports: sheets for councils, and an atlas of a region.

``press`` holds the analysis, ``municipality``, ``cooperation``, ``topic`` and ``region`` say what stands on a
sheet, ``document`` writes it down for a template, ``pdf`` and ``page`` set it, ``atlas`` binds many.
"""

from geo_koop.outputs.report.glyphs import notice
from geo_koop.outputs.report.make import preview, write
from geo_koop.outputs.report.options import PAPERS, ReportOptions
from geo_koop.outputs.report.press import Press, open_press

__all__ = ["PAPERS", "Press", "ReportOptions", "notice", "open_press", "preview", "write"]
