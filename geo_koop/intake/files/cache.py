"""Keeps what was made of a large boundary file and of the records on it, for the next start.

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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from platformdirs import user_cache_path

from geo_koop import findings
from geo_koop.intake.files import file_states
from geo_koop.model import Boundaries, BoundaryInfo, Loaded, Records, SourceFile
from geo_koop.version import __version__

WORTHWHILE = 4_000_000
"""Files smaller than this (bytes) are read again: that is fast enough."""

_LAYOUT = 5
"""Number of the form in which entries are kept: it counts up when a table gets another column or meaning."""
_OF_BOUNDARIES = ("areas", "edges", "findings")
_OF_RECORDS = (*(each.name for each in fields(Records)), "attributes", "findings")
_READERS = {"areas": gpd.read_parquet}
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


def key(files: Iterable[Path], *parts: object, least: int | None = None) -> str | None:
    """Return the name under which a result is kept; ``None`` where keeping it is not worthwhile.

    Parameters
    ----------
    files : iterable of Path
        Their contents go into the name; folders count with all files in them, and files with their
        siblings of the same stem (``.dbf`` beside ``.shp``, ``.yaml`` beside ``.gpkg``).
    *parts
        Whatever else decides the result: layer, column map, tolerance.
    least : int, optional
        Bytes of the files from which on it is worthwhile; otherwise :data:`WORTHWHILE`.
    """
    found = sorted({p for file in files for p in file_states.parts(file)})
    if folder() is None or sum(p.stat().st_size for p in found) < (WORTHWHILE if least is None else least):
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
    found = _tables(name, _OF_BOUNDARIES)
    if found is None:
        return None
    tables, about = found
    boundaries = Boundaries(areas=tables["areas"], info=BoundaryInfo(**about["info"]))
    files = tuple(SourceFile(**file) for file in about["files"])
    return Loaded(value=boundaries, findings=findings.collect([tables["findings"]]), files=files), tables["edges"]


def keep(name: str | None, loaded: Loaded[Boundaries], edges: pd.DataFrame) -> None:
    """Keep boundaries and edges under a name, in place of an entry that is there.

    A folder that cannot be written is passed over.
    """
    tables = {"areas": loaded.value.areas, "edges": edges, "findings": loaded.findings}
    about = {"info": asdict(loaded.value.info), "files": [asdict(file) for file in loaded.files]}
    _keep_tables(name, tables, about)


def fetch_records(name: str | None) -> tuple[Records, pd.DataFrame, list[Loaded[None] | None]] | None:
    """Return what :func:`keep_records` kept under a name, or ``None``."""
    found = _tables(name, _OF_RECORDS)
    if found is None:
        return None
    tables, about = found
    reported = tables["findings"]
    parts = [
        Loaded(
            value=None,
            findings=findings.collect([reported[reported["part"] == part].drop(columns="part")]),
            files=tuple(SourceFile(**file) for file in files),
        )
        if files is not None
        else None
        for part, files in enumerate(about["files"])
    ]
    return Records(**{each.name: tables[each.name] for each in fields(Records)}), tables["attributes"], parts


def keep_records(
    name: str | None, records: Records, attributes: pd.DataFrame, parts: Sequence[Loaded[Any] | None]
) -> None:
    """Keep records, joined to the areas, and what attributes tell of these; see :func:`keep`.

    Parameters
    ----------
    name : str, optional
    records : Records
    attributes : pandas.DataFrame
        The areas without their geometry, indexed by key.
    parts : sequence of Loaded
        What was read for it, for its findings and files.
    """
    numbered = [part.findings.assign(part=place) for place, part in enumerate(parts) if part]
    tables = {each.name: getattr(records, each.name) for each in fields(Records)}
    tables |= {"attributes": attributes, "findings": pd.concat(numbered, ignore_index=True)}
    files = [[asdict(file) for file in part.files] if part else None for part in parts]
    _keep_tables(name, tables, {"files": files})


def _tables(name: str | None, wanted: tuple[str, ...]) -> tuple[dict[str, Any], Mapping[str, Any]] | None:
    """Return the tables of an entry and what is told about them, or ``None`` where it is not whole."""
    base = folder()
    if name is None or base is None or not (base / name).is_dir():
        return None
    try:
        about = json.loads((base / name / "about.json").read_text(encoding="utf-8"))
        if about["layout"] != _LAYOUT:
            return None
        found = {table: _READERS.get(table, pd.read_parquet)(base / name / f"{table}.parquet") for table in wanted}
        for table, units in about["days"].items():
            found[table] = found[table].astype(units)
        found["findings"]["params"] = found["findings"]["params"].map(json.loads).astype(object)
        if [len(found[table]) for table in wanted] != about["rows"]:
            return None
    except Exception:  # readers of Parquet fail in many ways on garbage; whatever it is, the entry is made anew
        return None
    return found, about


def _keep_tables(name: str | None, tables: Mapping[str, pd.DataFrame], about: Mapping[str, object]) -> None:
    base = folder()
    if name is None or base is None:
        return
    reported = tables["findings"]
    texts = reported["params"].map(lambda params: json.dumps(params, default=_plain)).astype("str")
    try:
        base.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=_MAKING, dir=base))
    except OSError:
        return
    try:
        for table, rows in {**tables, "findings": reported.assign(params=texts)}.items():
            rows.to_parquet(made / f"{table}.parquet")
        days = {name: dict(rows.select_dtypes("datetime").dtypes.astype(str)) for name, rows in tables.items()}
        told = {"layout": _LAYOUT, "rows": [len(rows) for rows in tables.values()], "days": days, **about}
        (made / "about.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        _discard(base / name)
        made.rename(base / name)
        _evict(base, name)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)


def _plain(value: Any) -> Any:
    """Return a number of NumPy as Python's own, and anything else as its text."""
    return value.item() if isinstance(value, np.generic) else str(value)


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
