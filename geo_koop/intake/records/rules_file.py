"""Reads an office's own rules on cooperation: a table as ``docs/law.md`` describes it, checked cell by cell."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from geo_koop import codelists
from geo_koop.codelists import law
from geo_koop.errors import InputError, Phrase
from geo_koop.intake.files import limits, tables
from geo_koop.locale import mark as _

MOST_FAULTS: Final = 20
MOST_ROWS: Final = 5_000
_LONGEST: Final = 1_000
_ID: Final = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
_PATTERN: Final = re.compile(r"\*|[a-z0-9]+([-_][a-z0-9]+)*(-?\*)?")
_DATED: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_NUMBER: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,4})?")
_NEEDED: Final = ("id", "state", "kind", "code", "certainty")
REMOVE: Final = "remove"
FILES: Final = ("law_rules.csv", "law_rules.xlsx")
_REMEDY: Final = _("Correct these cells; docs/law.md describes the table.")


@dataclass(frozen=True, kw_only=True)
class Given:
    """An office's own rules.

    Attributes
    ----------
    file : str
    rows : tuple of Mapping
        Columns of :data:`geo_koop.codelists.law.COLUMNS` but ``action``.
    removed : tuple of str
        Ids, or beginnings of ids with ``*``, of shipped rules that do not count.
    """

    file: str
    rows: tuple[law.Row, ...]
    removed: tuple[str, ...]


def of_project(folder: Path | None) -> Path | None:
    """Return the own rules of a project: ``law_rules.csv`` or ``law_rules.xlsx`` in its folder; None without.

    Raises
    ------
    InputError
        If there are both, or one is a link: a link would choose what is read on this machine.
    """
    found = [path for name in FILES if folder is not None and (path := Path(folder) / name).exists()]
    links = [path.name for path in found if path.is_symlink()]
    if links or len(found) > 1:
        raise InputError(
            "The project's own rules cannot be read: {names}.",
            "One file belongs there, {known}, and no link.",
            names=", ".join(links or [path.name for path in found]),
            known=" / ".join(FILES),
        )
    return found[0] if found else None


def read(path: Path) -> Given:
    """Read own rules.

    Parameters
    ----------
    path : Path
        CSV or workbook, with headings as :data:`geo_koop.codelists.law.COLUMNS` names them.

    Raises
    ------
    InputError
        If it cannot be read, lacks a column, or holds what cannot be used: all faults are named with row and column.
    """
    table = tables.read(Path(path))
    faults: list[Phrase] = []
    names = _columns(table, faults)
    if len(table.unread):
        broken = ", ".join(str(row) for row in table.unread["row"])
        faults.append(
            Phrase("rows {rows} have more cells than headings, or quotation marks that do not fit", rows=broken)
        )
    if len(table.rows) > MOST_ROWS:
        faults.append(Phrase("it has more than {most} rows", most=MOST_ROWS))
    rows, removed, seen = [], [], dict[str, int]()
    for cells in table.rows.head(MOST_ROWS).to_dict("records"):
        number = int(cells["row"])
        row = dict.fromkeys(law.COLUMNS, "") | {name: str(cells[head]) for name, head in names.items()}
        row["state"] = _state(row["state"])
        if not any(row.values()):
            continue
        action = row.pop("action").casefold()
        wrong = _gone(row) if action == REMOVE else _wrong(row)
        if action not in ("", REMOVE):
            wrong = {"action": Phrase("“{value}” is not known; known are: {known}", value=action, known=REMOVE)}
        faults += [_placed(number, names.get(name, name), names, fault) for name, fault in wrong.items()]
        if action == REMOVE:
            removed.append(row["id"])
            continue
        if row["id"] in seen:
            fault = Phrase("“{value}” stands in row {row} already", value=row["id"], row=seen[row["id"]])
            faults.append(_placed(number, names.get("id", "id"), names, fault))
        seen.setdefault(row["id"], number)
        rows.append(row)
    if not faults and not rows and not removed:
        faults.append(Phrase("it has no rows"))
    if faults:
        raise _refused(table.file, faults)
    return Given(file=table.file, rows=tuple(rows), removed=tuple(removed))


def _refused(file: str, faults: list[Phrase]) -> InputError:
    shown = faults[:MOST_FAULTS]
    if len(faults) > MOST_FAULTS:
        shown = [*shown, Phrase("and {count} more", count=len(faults) - MOST_FAULTS)]
    return InputError("{file}: {faults}.", _REMEDY, file=file, faults=shown)


def _columns(table: tables.Table, faults: list[Phrase]) -> dict[str, str]:
    """Return field to heading; what is not known is a fault, so that no date is lost by a slip of the pen."""
    known = {word.casefold(): name for name, words in law.COLUMNS.items() for word in (name, *words)}
    found: dict[str, str] = {}
    for heading in table.headings:
        name = known.get(heading.casefold())
        if name is None:
            listed = ", ".join(words[0] for words in law.COLUMNS.values())
            faults.append(
                Phrase("the column “{heading}” is not known; known are: {known}", heading=heading, known=listed)
            )
        elif name in found:
            faults.append(Phrase("the columns “{one}” and “{two}” mean the same", one=found[name], two=heading))
        else:
            found[name] = heading
    missing = [law.COLUMNS[name][0] for name in ("id",) if name not in found]
    if missing:
        faults.append(Phrase("the column “{column}” is missing", column=missing[0]))
    return found


def _placed(row: int, heading: str, names: Mapping[str, str], fault: Phrase) -> Phrase:
    at = list(names.values()).index(heading) + 1 if heading in names.values() else 0
    column = f"{limits.letters(at)} ({heading})" if at else law.COLUMNS[heading][0]
    return Phrase("row {row}, column {column}: {fault}", row=row, column=column, fault=fault)


def _state(text: str) -> str:
    """Return the code of a state that is named, or whose zero a spreadsheet has dropped."""
    named = {name.casefold(): code for code, name in law.states().labels("de").items()}
    return named.get(text.casefold(), text.zfill(2) if text.isdecimal() else text)


def _gone(row: Mapping[str, str]) -> dict[str, Phrase]:
    if _PATTERN.fullmatch(row["id"]):
        return {}
    return {"id": Phrase("“{value}” is no id: small letters, digits, - and _, at the end * for all", value=row["id"])}


def _wrong(row: Mapping[str, str]) -> dict[str, Phrase]:
    """Return column to fault of a row."""
    found: dict[str, Phrase] = {}
    for name, check in _CHECKS.items():
        fault = check(row[name]) if row[name] else None
        if fault:
            found[name] = fault
    found |= {name: Phrase("the cell is empty") for name in _needed(row) if not row[name]}
    found |= _numbers(row)
    found |= {name: Phrase("the text is longer than {most} letters", most=_LONGEST) for name in row if _long(row[name])}
    if not found and row["valid_until"] and row["valid_from"] > row["valid_until"]:
        found["valid_until"] = Phrase("the end lies before the beginning, {day}", day=row["valid_from"])
    return found


def _long(text: str) -> bool:
    return len(text) > _LONGEST


def _needed(row: Mapping[str, str]) -> tuple[str, ...]:
    """Return what may not be empty: nothing is said without saying where it comes from and when it was seen."""
    if row["certainty"] == "not_found":
        return (*_NEEDED, "seen")
    compared = ("value", "unit") if row["compares"] in law.COUNTED else ()
    both = ("other_value", "other_source") if row["certainty"] == "conflict" else ()
    return (*_NEEDED, "statement", "source", *(() if row["date"] else ("seen",)), *compared, *both)


def _numbers(row: Mapping[str, str]) -> dict[str, Phrase]:
    found = {}
    if row["compares"] in law.COUNTED and row["unit"] and row["unit"] not in law.AMOUNTS:
        found["unit"] = Phrase("“{value}” is no unit of numbers, and a number is compared", value=row["unit"])
    for start in ("", "other_"):
        value, until, unit = (row[f"{start}{name}"] for name in ("value", "value_to", "unit"))
        if unit in law.AMOUNTS:
            parts = value.split("|") if value else []
            if not all(_NUMBER.fullmatch(part) for part in parts):
                found[f"{start}value"] = _no_number(value)
            elif until and (not _NUMBER.fullmatch(until) or len(parts) != 1 or float(until) < float(value)):
                found[f"{start}value_to"] = Phrase("“{value}” is no number above the first", value=until)
            elif row["compares"] in law.COUNTED and len(parts) > 1:
                found[f"{start}value"] = _no_number(value)
        elif unit in law.DAYS and value and not _is_day(value, unit):
            found[f"{start}value"] = Phrase("“{value}” is no date: 2027, 2027-12 or 2027-12-31", value=value)
    return found


def _no_number(value: str) -> Phrase:
    return Phrase("“{value}” is no number: digits without separators of thousands, 75000 or 12.5", value=value)


def _is_day(text: str, unit: str) -> bool:
    if unit == "month_day_previous_year":
        return bool(re.fullmatch(r"[0-9]{2}-[0-9]{2}", text)) and _real(f"2000-{text}")
    return bool(_DATED.fullmatch(text)) and _real(text)


def _real(text: str) -> bool:
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def _one_of(known: Callable[[], tuple[str, ...]], *, several: bool = False) -> Callable[[str], Phrase | None]:
    def check(text: str) -> Phrase | None:
        strange = [part for part in (text.split(";") if several else [text]) if part not in known()]
        if not strange:
            return None
        return Phrase("“{value}” is not known; known are: {known}", value="; ".join(strange), known=", ".join(known()))

    return check


def _a_date(text: str) -> Phrase | None:
    if _DATED.fullmatch(text) and _real(text):
        return None
    return Phrase("“{value}” is no date: 2027, 2027-12 or 2027-12-31", value=text)


def _a_day(text: str) -> Phrase | None:
    if len(text) == 10 and _DATED.fullmatch(text) and _real(text):
        return None
    return Phrase("“{value}” is no day: 2027-12-31", value=text)


def _an_id(text: str) -> Phrase | None:
    if _ID.fullmatch(text) and len(text) <= 100:
        return None
    return Phrase("“{value}” is no id: small letters, digits, - and _", value=text)


def _an_address(text: str) -> Phrase | None:
    if ":" not in text.split("/")[0] or text.lower().startswith(("http://", "https://")):
        return None
    return Phrase("“{value}” is no address: it begins with https://, or is a text without a colon", value=text)


_CHECKS: Final[Mapping[str, Callable[[str], Phrase | None]]] = {
    "id": _an_id,
    "state": _one_of(lambda: law.states().codes),
    "kind": _one_of(lambda: tuple(law.KINDS)),
    "code": _an_id,
    "forms": _one_of(lambda: codelists.load("formats").codes, several=True),
    "topics": _one_of(lambda: codelists.load("topics").codes, several=True),
    "unit": _one_of(lambda: (*law.AMOUNTS, *law.DAYS)),
    "other_unit": _one_of(lambda: (*law.AMOUNTS, *law.DAYS)),
    "compares": _one_of(lambda: law.COMPARES),
    "card": _one_of(lambda: ("yes",)),
    "certainty": _one_of(lambda: tuple(law.CERTAINTIES)),
    "date": _a_date,
    "other_date": _a_date,
    "seen": _a_date,
    "valid_from": _a_day,
    "valid_until": _a_day,
    "source": _an_address,
    "other_source": _an_address,
}
