"""Own entries of an office for the codelists: the folder ``codelists/`` of a project, checked like the shipped ones."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from geo_koop import codelists
from geo_koop.codelists import Codelist
from geo_koop.errors import InputError, Phrase
from geo_koop.intake.files import yaml_text
from geo_koop.intake.records import own_words

FOLDER: Final = "codelists"
EXTENSIBLE: Final = ("topics", "formats")
WORDS: Final = "words"
PLATES: Final = "number_plates"
_LANGUAGES: Final = ("de", "en")
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "topics": ("group", "parent", "colour"),
    "formats": ("family", "bindingness", "survey_class", "instrument"),
}
_EVERY: Final = ("code", *_LANGUAGES, "description_de", "description_en")


def load(project: Path | None) -> Mapping[str, Codelist]:
    """Return the codelists that a project extends, with the shipped entries and its own.

    Parameters
    ----------
    project : Path, optional
        Project folder; the files of :func:`known_files` may stand in its folder ``codelists``.

    Returns
    -------
    Mapping of Codelist
        Name to list, for :func:`geo_koop.codelists.use`; empty where the project has none of its own.

    Raises
    ------
    InputError
        If a file is no list of entries, or entries are faulty: all faults of a file are named at once.
    """
    found = {path.stem: path for path in files(project)}
    if not found:
        return codelists.NO_OWN
    lists = {name: _extended(path) for name, path in found.items() if name in EXTENSIBLE}
    if WORDS in found:
        lists[WORDS] = own_words.words(found[WORDS], f"{FOLDER}/{found[WORDS].name}", lists)
    if PLATES in found:
        lists[PLATES] = own_words.plates(found[PLATES], f"{FOLDER}/{found[PLATES].name}")
    return MappingProxyType(lists)


def known_files() -> tuple[str, ...]:
    """Return the names of the files that may stand in the folder."""
    return tuple(f"{name}.yaml" for name in (*EXTENSIBLE, WORDS, PLATES))


def files(project: Path | None) -> list[Path]:
    """Return the files of own entries of a project.

    Raises
    ------
    InputError
        If the folder holds a list that cannot be extended, or a link.
    """
    folder = Path(project) / FOLDER if project is not None else None
    if folder is None or not folder.is_dir():
        return []
    found = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    # A link or a pipe would choose what is read on this machine, and when.
    strange = [
        path.name
        for path in (folder, *found)
        if path.is_symlink() or (path != folder and (path.name not in known_files() or not path.is_file()))
    ]
    if strange:
        raise InputError(
            "{folder} holds {names}: no codelist that can be extended.",
            "Own entries stand in: {known}.",
            folder=FOLDER,
            names=", ".join(strange),
            known=", ".join(known_files()),
        )
    return found


def _extended(path: Path) -> Codelist:
    rows = yaml_text.read(path)
    file = f"{FOLDER}/{path.name}"
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(
            "{file} is no list of entries.",
            "Write for each: - {{code: own_code, de: Name, en: name, …}} (docs/own-data.md).",
            file=file,
        )
    shipped = codelists.shipped(path.stem)
    entries = dict(shipped.entries)
    faults: list[Phrase] = []
    for number, row in enumerate(rows, start=1):
        wrong = _faults(path.stem, row, entries)
        if wrong:
            said = row.get("code") if isinstance(row.get("code"), str) else number
            faults += [own_words.placed(said, phrase) for phrase in wrong]
            continue
        entries = _inserted(path.stem, entries, _filled(path.stem, row, entries))
    if faults:
        raise InputError("{file}: {faults}.", "Mend the file.", file=file, faults=faults)
    return Codelist(path.stem, MappingProxyType(entries))


def _faults(name: str, row: Mapping[Any, Any], known: Mapping[str, Mapping[str, Any]]) -> list[Phrase]:
    """Return what is wrong with an entry, all at once."""
    code = row.get("code")
    labels = {str(entry[lang]).casefold() for entry in known.values() for lang in _LANGUAGES}
    faults = []
    if not isinstance(code, str) or not codelists.CODE.fullmatch(code):
        faults.append(Phrase("the code is no lower-case text with underscores"))
    elif code in known:
        faults.append(Phrase("the code is there already"))
    for lang in _LANGUAGES:
        if not isinstance(row.get(lang), str) or not row[lang].strip():
            faults.append(Phrase("it has no label {language}", language=lang))
        elif row[lang].strip().casefold() in labels:
            faults.append(Phrase("another entry has the label {label} already", label=row[lang].strip()))
    strange = sorted(str(field) for field in row if field not in (*_EVERY, *_FIELDS[name]))
    if strange:
        faults.append(Phrase("there is no field {fields}", fields=", ".join(strange)))
    texts = [field for field in _EVERY[3:] if field in row and not isinstance(row[field], str)]
    faults += [Phrase("{field} is no text", field=field) for field in texts]
    return faults + (_topic_faults(row, known) if name == "topics" else _format_faults(row, known))


def _topic_faults(row: Mapping[Any, Any], known: Mapping[str, Mapping[str, Any]]) -> list[Phrase]:
    faults = []
    groups = [code for code, entry in known.items() if entry.get("is_group")]
    parent = row.get("parent")
    if row.get("group") not in groups:
        faults.append(Phrase("group is one of {known}", known=", ".join(groups)))
    elif parent is not None:
        parts = [
            c for c, e in known.items() if e["group"] == row["group"] and not (e.get("parent") or e.get("is_group"))
        ]
        if parent not in parts:
            faults.append(Phrase("parent is a topic of the group: {known}", known=", ".join(parts) or "–"))
    if "colour" in row and not codelists.COLOUR.fullmatch(str(row["colour"])):
        faults.append(Phrase("colour is no #rrggbb"))
    return faults


def _format_faults(row: Mapping[Any, Any], known: Mapping[str, Mapping[str, Any]]) -> list[Phrase]:
    faults = []
    for field in ("family", "survey_class", "instrument"):
        values = sorted({str(entry[field]) for entry in known.values() if entry.get(field) is not None})
        needed = field != "instrument"
        if row.get(field) not in values and (needed or row.get(field) is not None):
            faults.append(Phrase("{field} is one of {known}", field=field, known=", ".join(values)))
    level = row.get("bindingness")
    if level is not None and (isinstance(level, bool) or level not in range(6)):
        faults.append(Phrase("bindingness is 0 to 5, or empty"))
    return faults


def _filled(name: str, row: Mapping[Any, Any], known: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    entry = {field: value.strip() if isinstance(value, str) else value for field, value in row.items()}
    if name == "topics":
        return MappingProxyType({"colour": known[entry.get("parent") or entry["group"]]["colour"]} | entry)
    return MappingProxyType({"bindingness": None, "instrument": None} | entry)


def _inserted(
    name: str, entries: Mapping[str, Mapping[str, Any]], entry: Mapping[str, Any]
) -> dict[str, Mapping[str, Any]]:
    """Put an entry behind the last one beside which it belongs."""
    field = "group" if name == "topics" else "family"
    if entry.get("parent"):
        beside = [c for c, e in entries.items() if c == entry["parent"] or e.get("parent") == entry["parent"]]
    else:
        beside = [code for code, known in entries.items() if known[field] == entry[field]]
    made: dict[str, Mapping[str, Any]] = {}
    for code, known in entries.items():
        made[code] = known
        if code == beside[-1]:
            made[str(entry["code"])] = entry
    return made
