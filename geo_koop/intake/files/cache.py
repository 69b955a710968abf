"""Keeps what was made of a large boundary file, so that the next start need not read it again.

One folder for each combination of file contents, column map and version; plain Parquet and JSON, so
that nothing in it is ever executed. Deleting it is always safe. All entries together take at most
``GEO_KOOP_CACHE_MB``; the oldest go first.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

import geopandas as gpd
import pandas as pd
from platformdirs import user_cache_path

from geo_koop import findings
from geo_koop.intake.files import file_states
from geo_koop.model import Boundaries, BoundaryInfo, Loaded, SourceFile
from geo_koop.version import __version__

WORTHWHILE = 4_000_000
"""Files smaller than this (bytes) are read again: that is fast enough."""

_LAYOUT = 4
"""Number of the form in which entries are kept: it counts up when a table gets another column or meaning."""
_OFF = "off"
_MOST_MB = 2_000
_MAKING = "making-"
_ENTRY = re.compile(r"[0-9a-f]{32}")


def folder() -> Path | None:
    """Return the cache folder: ``GEO_KOOP_CACHE``, or the user's; ``None`` where it is ``off``."""
    named = os.environ.get("GEO_KOOP_CACHE", "")
    if named == _OFF:
        return None
    return Path(named) if named else user_cache_path("geo_koop")


def served_folder(name: str) -> Path:
    """Return a folder of its own in the cache, or a temporary one where nothing can be written there.

    Parameters
    ----------
    name : str
        What lies in it; nothing else may, for its files are handed out.
    """
    base = folder()
    if base is not None:
        try:
            (base / name).mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=base / name):
                return base / name
        except OSError:
            pass
    return Path(tempfile.mkdtemp(prefix="geo-koop-"))


def key(files: Iterable[Path], *parts: object) -> str | None:
    """Return the name under which a result is kept; ``None`` where keeping it is not worthwhile.

    Parameters
    ----------
    files : iterable of Path
        Their contents go into the name; folders count with all files in them, and files with their
        siblings of the same stem (``.dbf`` beside ``.shp``, ``.yaml`` beside ``.gpkg``).
    *parts
        Whatever else decides the result: layer, column map, tolerance.
    """
    found = sorted({p for file in files for p in file_states.parts(file)})
    if folder() is None or sum(p.stat().st_size for p in found) < WORTHWHILE:
        return None
    digest = hashlib.sha256(repr((_LAYOUT, __version__, parts)).encode())
    for path in found:
        digest.update(path.name.encode())
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:32]


def fetch(name: str | None) -> tuple[Loaded[Boundaries], pd.DataFrame] | None:
    """Return boundaries and edges that were kept under a name, or ``None``.

    An entry that is damaged, cut off or of another layout counts as absent.
    """
    base = folder()
    if name is None or base is None or not (base / name).is_dir():
        return None
    try:
        about = json.loads((base / name / "about.json").read_text(encoding="utf-8"))
        if about["layout"] != _LAYOUT:
            return None
        areas = gpd.read_parquet(base / name / "areas.parquet")
        edges = pd.read_parquet(base / name / "edges.parquet")
        reported = pd.read_parquet(base / name / "findings.parquet")
        reported["params"] = reported["params"].map(json.loads).astype(object)
        boundaries = Boundaries(areas=areas, info=BoundaryInfo(**about["info"]))
        files = tuple(SourceFile(**file) for file in about["files"])
        if [len(areas), len(edges), len(reported)] != about["rows"]:
            return None
        return Loaded(value=boundaries, findings=findings.collect([reported]), files=files), edges
    except Exception:  # readers of Parquet fail in many ways on garbage; whatever it is, the entry is made anew
        return None


def keep(name: str | None, loaded: Loaded[Boundaries], edges: pd.DataFrame) -> None:
    """Keep boundaries and edges under a name, in place of an entry that is there.

    A folder that cannot be written is passed over.
    """
    base = folder()
    if name is None or base is None:
        return
    try:
        base.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=_MAKING, dir=base))
    except OSError:
        return
    try:
        loaded.value.areas.to_parquet(made / "areas.parquet")
        edges.to_parquet(made / "edges.parquet")
        texts = loaded.findings["params"].map(lambda params: json.dumps(params, default=str)).astype("str")
        loaded.findings.assign(params=texts).to_parquet(made / "findings.parquet")
        about: Mapping[str, object] = {
            "layout": _LAYOUT,
            "rows": [len(loaded.value.areas), len(edges), len(texts)],
            "info": asdict(loaded.value.info),
            "files": [asdict(file) for file in loaded.files],
        }
        (made / "about.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
        _discard(base / name)
        made.rename(base / name)
        _evict(base, name)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)


def _evict(base: Path, newest: str) -> None:
    """Remove the oldest entries, and what was begun and left, until the others fit; the newest stays.

    What else lies in the folder is left alone.
    """
    text = os.environ.get("GEO_KOOP_CACHE_MB", "").strip()
    room = (int(text) if text.isdecimal() else _MOST_MB) * 1_000_000
    ours = [p for p in base.iterdir() if p.name != newest and (_ENTRY.fullmatch(p.name) or p.name.startswith(_MAKING))]
    room -= _size(base / newest)
    for entry in sorted(ours, key=lambda p: (-p.lstat().st_mtime_ns, p.name)):
        room -= _size(entry)
        if room < 0:
            _discard(entry)


def _size(entry: Path) -> int:
    """Return the bytes of an entry; a link counts nothing, as what it names is not ours."""
    if entry.is_symlink():
        return 0
    return sum(p.lstat().st_size for p in entry.rglob("*")) if entry.is_dir() else entry.lstat().st_size


def _discard(entry: Path) -> None:
    """Remove an entry; a link is removed itself, never what it names."""
    if entry.is_symlink() or entry.is_file():
        entry.unlink()
    elif entry.is_dir():
        shutil.rmtree(entry)
