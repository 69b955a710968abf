"""ZIP files of which the same content gives the same bytes."""

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from geo_koop.outputs.export.about import About

_PROPERTIES = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
"""When a workbook was saved: openpyxl writes it itself."""


def bundle(path: Path, files: Iterable[Path], about: About) -> None:
    """Write files into a ZIP, all dated alike."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for file in files:
            add(made, file.name, file, about)


def add(made: zipfile.ZipFile, name: str, content: Path | bytes, about: About) -> None:
    """Add a file to a ZIP with the date of the export."""
    entry = zipfile.ZipInfo(name, about.made.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    if isinstance(content, bytes):
        made.writestr(entry, content)
        return
    # GDAL opens no archive that writes sizes in 64 bits needlessly; zipfile decides by this size.
    entry.file_size = content.stat().st_size
    with content.open("rb") as source, made.open(entry, "w") as stream:
        while block := source.read(1 << 20):
            stream.write(block)


def settle(path: Path, about: About) -> None:
    """Write a ZIP or a workbook anew without the time of day, where an export is to be reproducible."""
    if not about.reproducible:
        return
    with zipfile.ZipFile(path) as before:
        content = {name: before.read(name) for name in before.namelist()}
    if _PROPERTIES in content:
        dated = f"\\g<1>{about.made:%Y-%m-%dT%H:%M:%SZ}".encode()
        content[_PROPERTIES] = _MODIFIED.sub(dated, content[_PROPERTIES])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in content.items():
            add(made, name, data, about)
