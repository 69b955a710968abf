"""The sheets of the workbook that people fill in: as :mod:`geo_koop.intake.records.cost_sheet` reads them again."""

from decimal import Decimal

from geo_koop.codelists import cost_sheet as vocabulary
from geo_koop.locale import mark as _
from geo_koop.outputs.costs.desk import Desk, at
from geo_koop.planning import sharing
from geo_koop.planning.cost_keys import lacks, numbers
from geo_koop.planning.cost_sheet import BASE, COLUMN_KEYS, SIMPLE_KEYS, CostSheet, Member, Position

FACT_ROWS = {name: row for row, name in enumerate(vocabulary.FIELDS, start=1)}
MEMBER = {name: column for column, name in enumerate(vocabulary.MEMBER)}
POSITION = {name: column for column, name in enumerate(vocabulary.POSITION)}
SHARE = {name: column for column, name in enumerate(vocabulary.SHARE)}
MEASURED, PLACES, BASE_PLACES = (len(POSITION) + more for more in range(3))
"""Columns beside the positions: the key whose numbers are read, and how many decimals numbers and base have."""


def yes(desk: Desk) -> str:
    """Return the word for yes."""
    return desk.words(_("yes"))


def lines(sheet: CostSheet) -> list[tuple[int, Position, int, Member]]:
    """Return positions and members (by key) with their numbers from 0, in the order of the rows of the shares."""
    members = sorted(enumerate(sheet.members), key=lambda pair: pair[1].key)
    return [(p, position, m, member) for p, position in enumerate(sheet.positions) for m, member in members]


def write(desk: Desk) -> None:
    """Write facts, members, positions and shares."""
    _facts(desk)
    _members(desk)
    _positions(desk)
    _shares(desk)


def _word(desk: Desk, words: vocabulary.Words, code: str) -> str:
    return vocabulary.word(words, code, desk.words.language)


def _facts(desk: Desk) -> None:
    sheet = desk.shares.sheet
    desk.head("sheet", [desk.words(_("Entry")), desk.words(_("Value"))], [28, 60])
    values = {"cost_sheet": sheet.title, "as_of": sheet.as_of, "source": sheet.source, "currency": sheet.currency}
    values |= {"levy_capacity_date": sheet.levy_capacity_date}
    counts = {"years_from": sheet.first_year, "years_to": sheet.last_year, "base_year": sheet.base_year}
    for name, row in FACT_ROWS.items():
        desk.text("sheet", row, 0, _word(desk, vocabulary.FIELDS, name))
        if name in values:
            desk.text("sheet", row, 1, values[name], "input")
        else:
            desk.number("sheet", row, 1, counts.get(name, sheet.discount_rate), "input")


def _members(desk: Desk) -> None:
    desk.head("members", [_word(desk, vocabulary.MEMBER, name) for name in MEMBER], [14, 28, 14, 14, 18, 10, 18])
    for row, member in enumerate(desk.shares.sheet.members, start=1):
        desk.text("members", row, MEMBER["key"], member.key, "input")
        desk.text("members", row, MEMBER["name"], member.name, "input")
        for name in (*COLUMN_KEYS, "votes"):
            desk.number("members", row, MEMBER[name], getattr(member, name), "input")
        desk.number("members", row, MEMBER["standalone"], _euros(member.standalone), "input_money")


def _positions(desk: Desk) -> None:
    sheet, words = desk.shares.sheet, desk.words
    titles = [_word(desk, vocabulary.POSITION, name) for name in POSITION]
    titles += [words(_("Numbers from (formula)")), words(_("Decimals of the numbers"))]
    titles += [words(_("Decimals of the base share"))]
    desk.head("positions", titles, [6, 36, 12, 18, 8, 8, 22, 12, 22, 22, 12, 12])
    key, variable = POSITION["key"], POSITION["variable"]
    for row, position in enumerate(sheet.positions, start=1):
        desk.number("positions", row, POSITION["number"], row)
        desk.text("positions", row, POSITION["name"], position.name, "input")
        desk.text("positions", row, POSITION["kind"], _word(desk, vocabulary.KINDS, position.kind), "input")
        desk.number("positions", row, POSITION["amount"], _euros(position.cents), "input_money")
        desk.number("positions", row, POSITION["from"], position.first, "input")
        desk.number("positions", row, POSITION["to"], position.last, "input")
        desk.text("positions", row, key, _word(desk, vocabulary.KEYS, position.key), "input")
        desk.number("positions", row, POSITION["base"], position.base, "input")
        second = _word(desk, vocabulary.KEYS, position.variable) if position.variable else ""
        desk.text("positions", row, variable, second, "input")
        both = _word(desk, vocabulary.KEYS, BASE)
        desk.formula(
            "positions",
            row,
            MEASURED,
            f'IF({at(row, key)}="{both}",{at(row, variable)},{at(row, key)})',
            _word(desk, vocabulary.KEYS, position.measured),
        )
        desk.number("positions", row, PLACES, places(sheet, position), "input")
        desk.number("positions", row, BASE_PLACES, sharing.decimals(position.base or Decimal(0)), "input")
    _choices(desk, len(sheet.positions))


def _choices(desk: Desk, last: int) -> None:
    """Offer the words of kinds and keys in their cells."""
    keys = [_word(desk, vocabulary.KEYS, name) for name in (*SIMPLE_KEYS, BASE)]
    kinds = [_word(desk, vocabulary.KINDS, name) for name in vocabulary.KINDS]
    for name, choices in (("key", keys), ("variable", keys[:-1]), ("kind", kinds)):
        column = POSITION[name]
        desk.pages["positions"].data_validation(1, column, last, column, {"validate": "list", "source": choices})


def _shares(desk: Desk) -> None:
    sheet = desk.shares.sheet
    desk.head("shares", [_word(desk, vocabulary.SHARE, name) for name in SHARE], [6, 36, 14, 28, 16, 16, 16, 14])
    for row, (p, position, m, member) in enumerate(lines(sheet), start=1):
        desk.number("shares", row, SHARE["number"], p + 1)
        named = {
            "position": (desk.on("positions", p + 1, POSITION["name"]), position.name),
            "name": (desk.on("members", m + 1, MEMBER["name"]), member.name),
        }
        for name, (cell, value) in named.items():
            desk.formula("shares", row, SHARE[name], cell, value)
        desk.text("shares", row, SHARE["key"], member.key)
        table = position.weights if position.measured == "weights" else position.use
        desk.number("shares", row, SHARE["quantity"], table.get(member.key), "input")
        desk.number("shares", row, SHARE["caps"], _euros(position.caps.get(member.key)), "input_money")
        desk.number("shares", row, SHARE["floors"], _euros(position.floors.get(member.key)), "input_money")
        out = yes(desk) if member.key in position.excluded else ""
        desk.text("shares", row, SHARE["exclude"], out, "input")


def places(sheet: CostSheet, position: Position) -> int:
    """Return how many decimals the numbers of a position have."""
    return 0 if lacks(sheet, position) else sharing.integers(numbers(sheet, position))[1]


def _euros(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents) / 100
