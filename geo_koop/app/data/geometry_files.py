"""Geometry of maps that an earlier start of the server has built: its file is there already, and what is told of it."""

import hashlib
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Final

from geo_koop.outputs.webmap.geometry import MapGeometry
from geo_koop.version import __version__

_LAYOUT: Final = 1
"""Number of the form of a payload and of what is told of it: it counts up when either changes."""
_ABOUT: Final = "about"


def fetch(folder: Path, mark: str) -> MapGeometry | None:
    """Return the geometry of boundaries, or ``None`` where it is not there as it was.

    Parameters
    ----------
    folder : Path
        Of the files that are served.
    mark : str
        What the geometry depends on (:func:`geo_koop.outputs.webmap.geometry.fingerprint`).
    """
    try:
        about = json.loads(_about(folder, mark).read_text(encoding="utf-8"))
        built = MapGeometry(payload=b"", **{**about, "bounds": tuple(about["bounds"])})
        payload = (folder / built.file_name).read_bytes()
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if hashlib.sha256(payload).hexdigest() != built.content_hash:
        return None
    return MapGeometry(**{**vars(built), "payload": payload})


def keep(folder: Path, mark: str, built: MapGeometry) -> None:
    """Keep a geometry for the next start; a folder that cannot be written is passed over."""
    about = {name: value for name, value in asdict(built).items() if name != "payload"}
    try:
        write(folder / built.file_name, built.payload)
        _about(folder, mark).parent.mkdir(exist_ok=True)
        write(_about(folder, mark), json.dumps(about).encode())
    except OSError:
        return


def write(target: Path, content: bytes) -> None:
    """Write a file that others may write at the same moment: each a file of its own, and the last one stays."""
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as part:
        part.write(content)
    Path(part.name).replace(target)


def _about(folder: Path, mark: str) -> Path:
    name = hashlib.sha256(f"{_LAYOUT} {__version__} {mark}".encode()).hexdigest()[:32]
    return folder / _ABOUT / f"{name}.json"
