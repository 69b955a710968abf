"""Project folders: ``geo-koop init`` makes one, and every command reads it."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from geo_koop import codelists
from geo_koop.errors import InputError, OutputError, UsageError
from geo_koop.intake.files import dates, embedded, file_states, layers, yaml_text
from geo_koop.intake.records import edits, foreign, saves, vocabulary
from geo_koop.intake.records.cooperations import ALIASES
from geo_koop.intake.records.settings import parse as parse_settings
from geo_koop.model import AnalysisRequest, Settings

REGISTER = saves.REGISTER
DECISIONS = ("name", "context", "key", "decided", "note")
_EXTRA = ("attributes", "zones", "links", "changes")
_WORDS = (
    *("layer", "boundary_profile", "country", "boundaries_crs"),
    *("record_profile", "attribute_profile", "attributes_layer"),
)
_READING = {"layer": "layer", "country": "country", "crs": "boundaries_crs"}
MAPS = ("boundary_profile", "record_profile", "attribute_profile")
_ENTRIES = ("boundaries", *_WORDS, *_EXTRA, "records_as_of", "thresholds")
_CODES = {
    "topics": "Themen",
    "formats": "Formen",
    "stages": "Stand",
    "obligation": "Pflicht (obligation)",
    "roles": "Rollen",
    "membership": "Was die Quelle belegt (counts_as_member)",
    "covers": "Wofür ein Kreis oder Verband steht (covers)",
    "actors": "Arten von Akteuren",
    "completeness": "Vollständigkeit",
    "grades": "Gründlichkeit der Erhebung",
}


def init(folder: Path, *, overwrite: bool = False) -> list[Path]:
    """Make a project folder with empty tables, and texts that explain them.

    Parameters
    ----------
    folder : Path
        Made where it does not exist.
    overwrite : bool
        Replace files of the same names; others in the folder stay.

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    OutputError
        If the folder cannot be made, or files exist and ``overwrite`` is not set.
    """
    folder = Path(folder)
    contents = {folder / name: text for name, text in _contents().items()}
    there = [path for path in contents if path.exists()]
    if there and not overwrite:
        names = ", ".join(str(path.relative_to(folder)) for path in there)
        raise OutputError(
            "{folder} already holds {names}.",
            "Choose another folder, or add --overwrite.",
            folder=folder,
            names=names,
        )
    try:
        for path, text in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            # With a byte-order mark, spreadsheets read umlauts in CSV files as they are.
            path.write_text(text, encoding="utf-8-sig" if path.suffix == ".csv" else "utf-8", newline="\n")
        (folder / "boundaries").mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(
            "{folder} cannot be written: {strerror}.",
            "Choose another folder.",
            folder=folder,
            strerror=error.strerror,
        ) from error
    return list(contents)


def _contents() -> dict[str, str]:
    templates = files(__package__) / "templates"
    template = {name: (templates / name).read_text(encoding="utf-8") for name in ("LIESMICH.md", "tables.md")}
    thresholds = "\n".join(
        f"#   {name}: {'' if value is None else value}" for name, value in asdict(Settings()).items()
    )
    settings = (templates / "settings.yaml").read_text(encoding="utf-8").replace("{thresholds}", thresholds)
    return {
        "LIESMICH.md": template["LIESMICH.md"],
        "settings.yaml": settings,
        "decisions.csv": ";".join(DECISIONS) + "\n",
        "cooperations/LIESMICH.md": template["tables.md"] + _code_tables(),
        **{f"cooperations/{name}.csv": ";".join(columns) + "\n" for name, columns in ALIASES.items()},
    }


def _code_tables() -> str:
    parts = []
    for name, title in _CODES.items():
        entries = codelists.load(name).entries.values()
        rows = [f"| `{e['code']}` | {e['de']} | {e.get('description_de', '')} |" for e in entries]
        parts += ["", f"## Codes: {title}", "", "| Code | Bezeichnung | Erklärung |", "|---|---|---|", *rows]
    return "\n".join(parts) + "\n"


def _own_members_alone(request: AnalysisRequest) -> None:
    """Refuse record tables of one's own that would be joined to the embedded cooperations."""
    alone = [name for name in ("members", "actors", "sources") if getattr(request, name) is not None]
    if alone and request.cooperations is None:
        raise UsageError(
            "There is no table of cooperations beside {names}: the embedded cooperations are others.",
            "Name your own with --cooperations: a table with cooperation_id and name, a row for each. "
            "In Python, classify(members, boundaries) does without.",
            names=", ".join(alone),
        )


def resolve(request: AnalysisRequest, *, records: Path | None = None) -> AnalysisRequest:
    """Fill the paths that a request leaves out, from its project folder or the embedded data.

    What the request names goes before what ``settings.yaml`` of the project names, thresholds too.

    Parameters
    ----------
    request : AnalysisRequest
    records : Path, optional
        Folder with the record tables; otherwise the one that :func:`geo_koop.intake.records.foreign.steady` finds.

    Raises
    ------
    UsageError
        If the project folder does not exist, or its ``settings.yaml`` has entries that do not.
    InputError
        If the folder holds no boundaries or no cooperations, or several and does not say which.
    """
    if request.project is None:
        _own_members_alone(request)
        own = embedded.records() if request.cooperations is None else {}
        return _filled(request, {"boundaries": embedded.boundaries(), "changes": embedded.changes(), **own})
    folder = Path(request.project)
    if not folder.is_dir():
        raise UsageError(
            "The project folder {folder} does not exist.",
            "Make it with: geo-koop init {folder}",
            folder=folder,
        )
    _no_links_out(folder)
    entries = _entries(folder / "settings.yaml")
    found: dict[str, Any] = {name: str(entries[name]) for name in _WORDS if name in entries}
    found |= {"changes": embedded.changes()} | _extra_tables(folder, entries)
    found |= {name: _map(folder, entries, name) for name in MAPS if name in entries}
    if "records_as_of" in entries:
        found["records_as_of"] = _day(entries["records_as_of"], folder / "settings.yaml")
    if request.cooperations is None:
        found |= _records(records or foreign.steady(folder, found.get("record_profile")))
    if request.boundaries is None:
        found["boundaries"] = _boundaries(folder, entries.get("boundaries"))
    lacking = [what for what, there in _present(request, found).items() if not there]
    if lacking:
        if lacking == ["boundaries"]:
            raise InputError(
                "The project {folder} is not filled in yet: it lacks {lacking}.",
                "Copy a boundary file into boundaries/, or make one of an official product: "
                "geo-koop boundaries import FILE --project {folder}; "
                "from the network: geo-koop boundaries fetch --project {folder}",
                folder=folder,
                lacking="boundaries",
            )
        raise InputError(
            "The project {folder} is not filled in yet: it lacks {lacking}.",
            "Copy a boundary file into boundaries/ and fill in cooperations/cooperations.csv and "
            "members.csv (LIESMICH.md explains how).",
            folder=folder,
            lacking=", ".join(lacking),
        )
    if request.settings is None and entries.get("thresholds"):
        request = replace(request, settings=parse_settings(entries["thresholds"], file="settings.yaml, thresholds"))
    return _filled(request, found)


def _day(value: object, path: Path) -> date:
    """Read a date that a person wrote into the settings."""
    day, wrong = dates.parse(pd.Series([str(value)]))
    if wrong.any() or day.isna().any():
        raise UsageError(
            "{path}: records_as_of is {value}, which is not a date.",
            "Write it as YYYY-MM-DD.",
            path=path,
            value=str(value),
        )
    found: date = day.iloc[0].date()
    return found


def boundary_source(folder: Path) -> dict[str, Any]:
    """Return what :func:`geo_koop.intake.areas.boundaries.load` needs of a project, whether it has records or not.

    Returns
    -------
    dict
        ``path, layer, profile, country, crs``; ``None`` where the project says nothing.

    Raises
    ------
    UsageError, InputError
        As in :func:`resolve`.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise UsageError(
            "The project folder {folder} does not exist.", "Make it with: geo-koop init {folder}", folder=folder
        )
    _no_links_out(folder)
    entries = _entries(folder / "settings.yaml")
    words = {name: entries.get(entry) for name, entry in _READING.items()}
    return {
        "path": _boundaries(folder, entries.get("boundaries")),
        "profile": _map(folder, entries, "boundary_profile"),
        **{name: None if word is None else str(word) for name, word in words.items()},
    }


def _present(request: AnalysisRequest, found: Mapping[str, Any]) -> dict[str, bool]:
    return {
        "boundaries": bool(request.boundaries or found.get("boundaries")),
        "cooperations": bool(request.cooperations or found.get("cooperations")),
    }


def _filled(request: AnalysisRequest, found: Mapping[str, Any]) -> AnalysisRequest:
    left_out: dict[str, Any] = {name: value for name, value in found.items() if getattr(request, name) is None}
    return replace(request, **left_out, settings=request.settings or Settings())


def _entries(path: Path) -> dict[str, Any]:
    """Return the entries of a project's settings."""
    if not path.is_file():
        return {}
    content = yaml_text.read(path)
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise UsageError(
            "{path} is not a list of entries.",
            "Entries are: {known}.",
            path=path,
            known=", ".join(_ENTRIES),
        )
    unknown = sorted(str(name) for name in content if name not in _ENTRIES)
    if unknown:
        raise UsageError(
            "{path}: unknown entries {unknown}.",
            "Entries are: {known}.",
            path=path,
            unknown=", ".join(unknown),
            known=", ".join(_ENTRIES),
        )
    if not isinstance(content.get("thresholds") or {}, dict):
        raise UsageError(
            "{path}: thresholds is not a list of settings.",
            "Write: thresholds: {{core_population: 50000}}",
            path=path,
        )
    return {name: value for name, value in content.items() if value is not None}


def _extra_tables(folder: Path, entries: Mapping[str, Any]) -> dict[str, Path]:
    usual = {name: folder / f"{name}.csv" for name in _EXTRA}
    named = {name: _inside(folder, entries[name], name) for name in _EXTRA if name in entries}
    return {name: path for name, path in usual.items() if path.is_file()} | named


def watched(folder: Path) -> list[Path]:
    """Return the files of a project by which it changes, but for what its settings name and what the history holds."""
    extra = [part for name in _EXTRA for part in file_states.parts(folder / f"{name}.csv")]
    path = folder / "boundaries"
    state = saves.state_file(folder)
    own = [folder / vocabulary.FOLDER / name for name in vocabulary.known_files()]
    return [
        folder / "settings.yaml",
        folder / REGISTER,
        *foreign.files(folder),
        *extra,
        *own,
        *file_states.parts(path),
        state,
    ]


def record_profile(folder: Path) -> str | None:
    """Return the column map of the records that the settings of a project name."""
    return _map(folder, _entries(folder / "settings.yaml"), "record_profile")


def has_records(folder: Path) -> bool:
    """Tell whether a project holds a table of cooperations with rows."""
    return "cooperations" in _records(foreign.steady(folder, record_profile(folder)))


def record_tables(folder: Path) -> dict[str, Path]:
    """Return the record tables of a project folder, or of a folder that holds nothing but record tables.

    Raises
    ------
    UsageError
        If there is no such folder.
    InputError
        If it holds no table of cooperations with rows, or several.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise UsageError("There is no folder {folder}.", "Name a folder with tables of records.", folder=folder)
    inside = folder / "cooperations"
    found = _records(foreign.steady(folder, record_profile(folder)) if inside.is_dir() else folder)
    if "cooperations" not in found:
        raise InputError(
            "The folder {folder} holds no table of cooperations with rows.",
            "Put cooperations.csv and members.csv, or cooperations.xlsx, into it.",
            folder=folder,
        )
    return found


def _records(folder: Path) -> dict[str, Path]:
    """Return the tables of the folder that hold rows: one workbook, or CSV files."""
    csv = {name: folder / f"{name}.csv" for name in ALIASES}
    filled = {name: path for name, path in csv.items() if foreign.has_rows(path)}
    book = folder / foreign.BOOK
    if not book.is_file():
        members = {"members": csv["members"]} if csv["members"].is_file() else {}
        return (members | filled) if "cooperations" in filled else {}
    if "cooperations" in filled:
        raise InputError(
            "{place} holds both cooperations.csv and cooperations.xlsx.",
            "Remove one of them.",
            place=folder.name,
        )
    return {"cooperations": book, **filled}


def _inside(folder: Path, named: object, entry: str) -> Path:
    """Return the file that an entry of the settings names; a project that was handed on reads its own files alone."""
    path = folder / str(named)
    if "\0" in str(named) or not path.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            "{file}: {entry} names {named}, which lies outside of the project folder.",
            "Copy the file into the project, or name it with the option --{option}.",
            file=folder / "settings.yaml",
            entry=entry,
            named=str(named),
            option=entry.replace("_", "-"),
        )
    return path


def _map(folder: Path, entries: Mapping[str, Any], entry: str) -> str | None:
    """Return a column map that the settings name: a file of the project, a known name, or the map itself."""
    named = None if entries.get(entry) is None else str(entries[entry])
    if named is None or "=" in named:
        return named
    path = _inside(folder, named, entry)
    return str(path) if path.is_file() else named


def _no_links_out(folder: Path) -> None:
    """Refuse links to files outside: whoever packed the folder would choose what is read on this machine.

    And what only waits for somebody to write into it, such as a pipe.
    """
    places = [folder, folder / "boundaries", folder / "cooperations", folder / "codelists"]
    base = folder.resolve()
    for path in (p for place in places if place.is_dir() for p in [place, *place.iterdir()] if p != folder):
        if path.is_symlink() and not _leads_into(path, base):
            raise UsageError(
                "{file} is a link that leads out of the project folder.",
                "Copy the file itself into the project.",
                file=path,
            )
        if not (path.is_symlink() or path.is_file() or path.is_dir()) and path.exists():  # or gone meanwhile
            raise UsageError("{file} is neither a file nor a folder.", "Remove it from the project folder.", file=path)


def _leads_into(path: Path, base: Path) -> bool:
    """Tell whether a link leads into a folder; one that leads to itself leads nowhere."""
    try:
        return path.resolve(strict=True).is_relative_to(base)
    except (OSError, RuntimeError):
        return False


def accept(folder: Path, *, when: datetime, read: str | None = None) -> int:
    """Take the tables of a project as they stand as its next state, also where rows are missing.

    Parameters
    ----------
    folder : Path
    when : datetime
        Noted in the history.
    read : str, optional
        :func:`geo_koop.intake.records.saves.stamp` of the tables that somebody said yes to.

    Returns
    -------
    int
        The number of the state.

    Raises
    ------
    UsageError
        If there is no such project, or its tables are no longer those that were looked at.
    InputError
        If the records stand in a workbook, or the tables cannot be read or do not fit together.
    OutputError
        If the history cannot be written.
    """
    boundary_source(folder)
    if (folder / "cooperations" / foreign.BOOK).is_file():
        raise InputError(
            "The project keeps its records in the workbook {file}.",
            "It is read as it stands; there is nothing to accept.",
            file=foreign.BOOK,
        )
    profile = record_profile(folder)
    now = edits.measure(saves.working(folder), profile=profile)
    last = saves.last(folder)
    wrong = edits.broken(now, edits.measure(last.tables, profile=profile)) if last else list(now.faults)
    if wrong:
        raise InputError(
            "The tables of {folder} do not fit together: {faults}.", "Mend the files.", folder=folder, faults=wrong
        )
    with saves.locked(folder):
        return saves.write(folder, {}, when=when, what="accepted", read=read)


def _boundaries(folder: Path, named: object) -> Path | None:
    """Return the boundary file that settings.yaml names, or the only one of the folder."""
    path = folder / "boundaries"
    if named:
        inside = _inside(folder, Path("boundaries") / str(named), "boundaries")
        if not inside.exists():
            raise InputError(
                "settings.yaml names the boundaries {named}, but {inside} does not exist.",
                "Correct it.",
                named=named,
                inside=inside,
            )
        return inside
    found = sorted(p for p in path.glob("*") if p.suffix.lower() in layers.KNOWN) if path.is_dir() else []
    if len(found) < 2:
        return found[0] if found else None
    if all(p.suffix.lower() == ".shp" for p in found):
        # Shapefiles of one product (VG250_GEM, VG250_KRS, …): the profile finds the municipalities among them.
        return path
    names = ", ".join(p.name for p in found)
    raise InputError(
        "{place} holds several boundary files: {names}.",
        "Name one in settings.yaml: boundaries: NAME",
        place=path,
        names=names,
    )
