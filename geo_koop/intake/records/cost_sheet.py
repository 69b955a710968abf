"""Reads cost sheets from YAML and XLSX, as they stand: who pays, what for, by which key. Planning checks them.

A number is a :class:`decimal.Decimal` in what is returned, whatever it was written as; what is none is told with its
place: sheet, row and column of a workbook, the entry of a YAML file.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from geo_koop.codelists.cost_sheet import (
    COALITION_COST,
    FIELDS,
    KEYS,
    KINDS,
    MEMBER,
    POSITION,
    SHARE,
    SHEETS,
    code,
)
from geo_koop.errors import InputError, Phrase
from geo_koop.intake.files import contents, limits, tables, yaml_text
from geo_koop.intake.files.values import NO, YES
from geo_koop.intake.records import cost_numbers
from geo_koop.locale import mark as _

Entry = tuple[str | int, ...]

REMEDY = _("Correct these entries; docs/costs.md describes the sheet.")
MOST_FAULTS = 20
_PASTE = "Excel"
_MONEY = frozenset({"amount", "standalone", "levy_capacity", "cost", "caps", "floors"})
_WHOLE = _MONEY | {"inhabitants"}
"""What has no three decimals, so that ``1.234`` can only be a thousand."""
_NUMBERS = _MONEY | {"inhabitants", "area", "votes", "discount_rate", "base", "quantity", "from", "to", "base_year"}


@dataclass(frozen=True, kw_only=True)
class Given:
    """A cost sheet as it was written.

    Attributes
    ----------
    content : Mapping
        As a YAML sheet is built (``docs/costs.md``), with numbers as decimals.
    file : str
        For messages.
    places : Mapping
        Entry (a tuple such as ``("members", 0, "area")``) to where it stands; of YAML the entry itself says it.
    """

    content: Mapping[str, Any]
    file: str
    places: Mapping[Entry, Phrase] = field(default_factory=dict)

    def place(self, entry: Entry) -> Phrase:
        """Return where an entry stands, or the nearest around it."""
        for end in range(len(entry), 0, -1):
            if entry[:end] in self.places:
                return self.places[entry[:end]]
        return spoken(entry)


def spoken(entry: Entry) -> Phrase:
    """Return an entry of YAML in words, counted from 1 as people do.

    Examples
    --------
    >>> str(spoken(("members", 0, "area")))
    'members 1, area'
    """
    said = ""
    for part in entry:
        said += f" {part + 1}" if isinstance(part, int) else f", {part}" if said else str(part)
    return Phrase("{entry}", entry=said)


def refused(file: str, faults: Sequence[Phrase]) -> InputError:
    """Return the error that names all faults of a sheet; the first ones, where they are many."""
    shown = list(faults[:MOST_FAULTS])
    if len(faults) > MOST_FAULTS:
        shown.append(Phrase("and {count} more", count=len(faults) - MOST_FAULTS))
    return InputError("{file}: {faults}.", REMEDY, file=file, faults=shown)


def read(path: Path) -> Given:
    """Read a cost sheet.

    Parameters
    ----------
    path : Path
        YAML (``.yaml``, ``.yml``), or a workbook with sheets as ``geo-koop costs`` writes them.

    Raises
    ------
    InputError
        If the file cannot be read, or holds what is no number where one belongs; all faults are named at once.
    """
    path = Path(path)
    tables.existing(path)
    if path.suffix.lower() in (".yaml", ".yml"):
        return parse(yaml_text.read(path), file=path.name)
    if path.suffix.lower() in tables.SHEET_FILES or contents.kind(path) in contents.WORKBOOKS:
        return _workbook(path)
    raise InputError(
        "{file} is no cost sheet: its ending is not known.",
        "Name a YAML file (.yaml) or a workbook (.xlsx).",
        file=path.name,
    )


def parse(content: Any, *, file: str, places: Mapping[Entry, Phrase] | None = None) -> Given:
    """Read what a YAML file, or a form, holds.

    Parameters
    ----------
    content : object
    file : str
        For messages.
    places : Mapping, optional
        Where entries stand, for messages: see :class:`Given`.

    Raises
    ------
    InputError
        If it is no cost sheet, or a number is none.
    """
    if not isinstance(content, Mapping) or not ({"members", "positions"} & set(content)):
        raise InputError(
            "{file} is no cost sheet.",
            "A sheet names cost_sheet, years, members and positions; geo-koop costs --template writes one.",
            file=file,
        )
    faults: list[Phrase] = []
    as_given = Given(content=content, file=file, places=places or {})
    made = _walk(content, (), "", as_given, faults)
    if faults:
        raise refused(file, faults)
    return replace(as_given, content=made)


def _walk(value: Any, entry: Entry, inside: str, given: Given, faults: list[Phrase]) -> Any:
    """Return the same with numbers as decimals where numbers belong."""
    if isinstance(value, Mapping):
        below = str(entry[-1]) if entry and isinstance(entry[-1], str) else ""
        kind = {"use": "quantity", "weights": "quantity", "caps": "caps", "floors": "floors"}.get(below, "")
        return {name: _walk(part, (*entry, name), kind or str(name), given, faults) for name, part in value.items()}
    if isinstance(value, list):
        return [_walk(part, (*entry, at), "", given, faults) for at, part in enumerate(value)]
    if inside not in _NUMBERS or value is None or value == "":
        return value
    return _number(value, inside, given.place(entry), faults)


def _number(value: Any, name: str, place: Phrase, faults: list[Phrase]) -> Decimal | None:
    number, fault = cost_numbers.single(value, money=name in _WHOLE, share=name in ("discount_rate", "base"))
    if fault:
        faults.append(Phrase("{place}: {fault}", place=place, fault=fault))
    return number


@dataclass
class _Page:
    """A sheet of a workbook, or what was pasted from one: its headings as fields, its rows below."""

    name: str
    fields: list[str]
    written: list[str]
    rows: list[tuple[int, list[str]]]
    typed: bool = True

    def place(self, row: int, at: int) -> Phrase:
        column = limits.letters(at + 1)
        if not self.name:
            return Phrase("row {row}, column {column}", row=row, column=column)
        return Phrase("sheet “{sheet}”, row {row}, column {column}", sheet=self.name, row=row, column=column)

    def line(self, row: int) -> Phrase:
        if not self.name:
            return Phrase("row {row}", row=row)
        return Phrase("sheet “{sheet}”, row {row}", sheet=self.name, row=row)


def _workbook(path: Path) -> Given:
    titles = {code(SHEETS, title): title for title in tables.sheets(path)}
    lacking = [name for name in ("members", "positions") if name not in titles]
    if lacking:
        raise InputError(
            "{file} is no cost sheet: it has no sheet {missing}.",
            "Write one with geo-koop costs --template NAME --out FILE.xlsx, and fill it in.",
            file=path.name,
            missing=", ".join(f"“{SHEETS[name][0]}”" for name in lacking),
        )
    faults: list[Phrase] = []
    places: dict[Entry, Phrase] = {}
    content: dict[str, Any] = _facts(path, titles.get("sheet"), places, faults)
    members = _page(path, titles["members"], MEMBER)
    content["members"] = _entries(members, "members", places, faults)
    positions = _page(path, titles["positions"], POSITION)
    content["positions"] = _entries(positions, "positions", places, faults)
    if titles.get("shares"):
        _shares(_page(path, titles["shares"], SHARE), content, places, faults)
    if titles.get("coalitions"):
        page = _page(path, titles["coalitions"], COALITION_COST)
        content["coalition_costs"] = _coalitions(page, places, faults)
    if faults:
        raise refused(path.name, faults)
    return Given(content=content, file=path.name, places=places)


PASTED = {"members": MEMBER, "positions": POSITION, "shares": SHARE}
"""What can be pasted, with its columns."""


def pasted(text: str, what: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sheet with what was pasted from a spreadsheet: cells parted by tabs, headings in the first line.

    Parameters
    ----------
    text : str
    what : {"members", "positions", "shares"}
        Members and positions replace those of the sheet; shares are added to its positions.
    content : Mapping
        The sheet as it is.

    Raises
    ------
    InputError
        If headings are not known, or cells cannot be read; each is named by row and column.
    """
    most = limits.from_environment()
    if len(text) > most.yaml_kb * 1_000:
        raise refused(_PASTE, [Phrase("it is larger than {size} kB", size=most.yaml_kb)])
    lines = [[cell.strip() for cell in line.split("\t")] for line in text.splitlines()]
    numbered = [(number, cells) for number, cells in enumerate(lines, start=1) if any(cells)]
    page = _laid("", numbered, PASTED[what])
    page.typed = False
    needed = {"members": {"name", "key"}, "positions": {"name"}, "shares": {"number"}}[what]
    unknown = [cell for cell, name in zip(page.written, page.fields, strict=True) if cell and not name]
    if not needed & set(page.fields) or not page.rows or unknown:
        known = ", ".join(dict.fromkeys(words[0] for words in PASTED[what].values()))
        raise InputError(
            "What was pasted has no rows below known headings; not known: {unknown}.",
            "Copy the cells with their headings. Known are: {known}.",
            unknown=", ".join(unknown) or "–",
            known=known,
        )
    faults: list[Phrase] = []
    wide = [(number, cells) for number, cells in page.rows if len(cells) > len(page.fields)]
    faults += [Phrase("{place}: more cells than headings", place=page.line(number)) for number, _cells in wide]
    made = copy.deepcopy(dict(content))
    places: dict[Entry, Phrase] = {}
    if what == "shares":
        _shares(page, made, places, faults)
    else:
        made[what] = _entries(page, what, places, faults)
    if faults:
        raise refused(_PASTE, faults)
    return made


def _page(path: Path, title: str, known: Mapping[str, Sequence[str]]) -> _Page:
    return _laid(title, [(number, cells) for number, cells in tables.cells(path, title) if any(cells)], known)


def _laid(title: str, filled: list[tuple[int, list[str]]], known: Mapping[str, Sequence[str]]) -> _Page:
    """Lay lines out below their headings."""
    if not filled:
        return _Page(title, [], [], [])
    head = filled[0][1]
    rows = [(number, [*cells, *[""] * (len(head) - len(cells))]) for number, cells in filled[1:]]
    return _Page(title, [code(known, cell) for cell in head], head, rows)


def _columns(page: _Page, faults: list[Phrase]) -> dict[int, list[Any]]:
    """Return the cells of each known column: numbers by the whole column, other cells as text."""
    found: dict[int, list[Any]] = {}
    for at, name in enumerate(page.fields):
        if not name:
            continue
        if page.fields.index(name) != at:
            faults.append(Phrase("{place}: the heading stands twice", place=page.place(1, at)))
            continue
        cells = [cells[at] for _row, cells in page.rows]
        if name not in _NUMBERS:
            found[at] = cells
            continue
        share = name in ("discount_rate", "base")
        # A number of a workbook may have three decimals; in what is shown and pasted, money has cents.
        read = cost_numbers.column(cells, money=name in _WHOLE and not page.typed, share=share)
        found[at] = [number for number, _fault in read]
        for (row, _cells), (_read, fault) in zip(page.rows, read, strict=True):
            if fault:
                faults.append(Phrase("{place}: {fault}", place=page.place(row, at), fault=fault))
    return found


def _entries(page: _Page, what: str, places: dict[Entry, Phrase], faults: list[Phrase]) -> list[dict[str, Any]]:
    columns = _columns(page, faults)
    made: list[dict[str, Any]] = []
    for number, (row, _cells) in enumerate(page.rows):
        places[(what, number)] = page.line(row)
        entry = {}
        for at, cells in columns.items():
            places[(what, number, page.fields[at])] = page.place(row, at)
            if cells[number] not in (None, ""):
                entry[page.fields[at]] = cells[number] if what == "members" else _coded(page.fields[at], cells[number])
        entry.pop("number", None)
        made.append(entry)
    return made


def _coded(name: str, cell: Any) -> Any:
    """Return the code of a key or kind that stands in words."""
    known = {"kind": KINDS, "key": KEYS, "variable": KEYS}.get(name)
    return (code(known, cell) or cell) if known else cell


def _facts(path: Path, title: str | None, places: dict[Entry, Phrase], faults: list[Phrase]) -> dict[str, Any]:
    """Read the sheet of labels and values."""
    found: dict[str, Any] = {}
    if not title:
        return found
    for row, cells in tables.cells(path, title):
        name = code(FIELDS, cells[0]) if cells else ""
        value = cells[1] if len(cells) > 1 else ""
        if not name or value == "":
            continue
        place = Phrase("sheet “{sheet}”, row {row}, column {column}", sheet=title, row=row, column="B")
        entry: Entry = ("years", name.removeprefix("years_")) if name.startswith("years_") else (name,)
        places[entry] = place
        read = value
        if name.startswith("years_") or name in _NUMBERS:
            read = _number(value, name, place, faults)  # type: ignore[assignment]
        if len(entry) == 2:
            found.setdefault("years", {})[entry[1]] = read
        else:
            found[name] = read
    return found


def _shares(page: _Page, content: dict[str, Any], places: dict[Entry, Phrase], faults: list[Phrase]) -> None:
    """Add quantities, bounds and exclusions by member to their positions."""
    columns = {page.fields[at]: (at, cells) for at, cells in _columns(page, faults).items()}
    positions = content["positions"]
    for number, (row, _cells) in enumerate(page.rows):
        line = {name: cells[number] for name, (_at, cells) in columns.items() if cells[number] not in (None, "")}
        if not set(line) - {"number", "position", "key", "name"}:
            continue
        at = str(line.get("number", ""))
        who = line.get("key") or line.get("name")
        if not (at.isdecimal() and 1 <= int(at) <= len(positions)) or not who:
            place = page.line(row)
            faults.append(
                Phrase(
                    "{place}: the number of a position (1 to {count}) and a member belong here",
                    place=place,
                    count=len(positions),
                )
            )
            continue
        _share(positions[int(at) - 1], int(at) - 1, str(who), line, columns, page, row, places, faults)


def _share(
    position: dict[str, Any],
    at: int,
    who: str,
    line: Mapping[str, Any],
    columns: Mapping[str, tuple[int, list[Any]]],
    page: _Page,
    row: int,
    places: dict[Entry, Phrase],
    faults: list[Phrase],
) -> None:
    own = "weights" in (position.get("key"), position.get("variable"))
    named = {"quantity": "weights" if own else "use", "caps": "caps", "floors": "floors"}
    for name, entry in named.items():
        if name in line:
            place = page.place(row, columns[name][0])
            table = position.setdefault(entry, {})
            if who in table:
                faults.append(Phrase("{place}: {member} stands twice", place=place, member=who))
            table[who] = line[name]
            places[("positions", at, entry, who)] = place
    if "exclude" in line:
        place, said = page.place(row, columns["exclude"][0]), str(line["exclude"]).casefold()
        places[("positions", at, "exclude")] = place
        if said in YES:
            position.setdefault("exclude", []).append(who)
        elif said not in NO:
            faults.append(Phrase("{place}: yes or no was expected, not “{value}”", place=place, value=line["exclude"]))


def _coalitions(page: _Page, places: dict[Entry, Phrase], faults: list[Phrase]) -> list[dict[str, Any]]:
    """Read a row for each coalition: a mark below each member, and its costs."""
    if "cost" not in page.fields:
        return []
    at = page.fields.index("cost")
    read = cost_numbers.column([cells[at] for _row, cells in page.rows], money=False)
    made = []
    for number, ((row, cells), (cost, fault)) in enumerate(zip(page.rows, read, strict=True)):
        places[("coalition_costs", number)] = page.line(row)
        if fault:
            faults.append(Phrase("{place}: {fault}", place=page.place(row, at), fault=fault))
        # Formulas beside the costs are no members.
        names = [page.written[i] for i in range(at) if page.written[i] and cells[i].casefold() in YES]
        if cost is not None:
            made.append({"members": names, "cost": cost})
    return made
