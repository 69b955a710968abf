"""Keys: by which numbers a position is divided, and what each member's part of it is."""

from dataclasses import replace
from decimal import Decimal

from geo_koop.errors import UsageError
from geo_koop.planning import sharing
from geo_koop.planning.cost_sheet import COLUMN_KEYS, SIMPLE_KEYS, CostSheet, Position


def with_key(sheet: CostSheet, key: str) -> CostSheet:
    """Return the sheet with all positions divided by one key; bounds and exclusions stay.

    Parameters
    ----------
    sheet : CostSheet
    key : str
        One of :data:`SIMPLE_KEYS`.

    Raises
    ------
    UsageError
        If there is no such key, or members lack its numbers.
    """
    if key not in SIMPLE_KEYS:
        raise UsageError("There is no key {key}.", "Use one of {known}.", key=key, known=", ".join(SIMPLE_KEYS))
    changed = tuple(replace(p, key=key, base=None, variable="") for p in sheet.positions)
    other = replace(sheet, positions=changed)
    for position in changed:
        lacking = lacks(other, position)
        if lacking:
            raise UsageError(
                "By the key {key} the position “{position}” cannot be divided: nothing is given for {members}.",
                "Complete the sheet, or compare with another key.",
                key=key,
                position=position.name,
                members=", ".join(sheet.names[m] for m in lacking),
            )
    return other


def lacks(sheet: CostSheet, position: Position) -> list[str]:
    """Return the keys of members that share a position, but lack the number by which it is divided."""
    measured = position.measured
    if measured == "equal":
        return []
    if measured in COLUMN_KEYS:
        return [m.key for m in sheet.sharing(position) if getattr(m, measured) is None]
    table = position.use if measured == "use" else position.weights
    return [m.key for m in sheet.sharing(position) if m.key not in table]


def numbers(sheet: CostSheet, position: Position) -> list[Decimal]:
    """Return the numbers by which a position is divided, of its members by key (of the rest, of ``base+variable``)."""
    measured, members = position.measured, sheet.sharing(position)
    if measured == "equal":
        return [Decimal(1)] * len(members)
    if measured in COLUMN_KEYS:
        return [getattr(m, measured) for m in members]
    table = position.use if measured == "use" else position.weights
    return [table[m.key] for m in members]


def divided(sheet: CostSheet, position: Position) -> dict[str, int]:
    """Return the cents of each member that has part in a position, for one of its years.

    Raises
    ------
    geo_koop.planning.sharing.Infeasible
        If bounds leave no way.
    """
    members = sheet.sharing(position)
    parts = sharing.divide(
        position.cents,
        weights(sheet, position),
        [position.caps.get(m.key) for m in members],
        [position.floors.get(m.key) for m in members],
    )
    return dict(zip((m.key for m in members), parts, strict=True))


def weights(sheet: CostSheet, position: Position) -> list[int]:
    """Return the whole weights by which a position is divided, of its members by key."""
    whole, _places = sharing.integers(numbers(sheet, position))
    return sharing.mixed(whole, position.base) if position.base is not None else whole
