"""Compares states of a record, field by field, rows by their numbers, and makes one of two that grew apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from geo_koop.errors import UsageError
from geo_koop.register import content, schema
from geo_koop.register.content import ROW_ID, Content, Row

Side: TypeAlias = Literal["mine", "theirs"]
Place: TypeAlias = tuple[str, str, str]
"""Table, item and column of a difference."""
WHOLE: Final = ""
"""Column of a difference that is about a whole row, or the whole record."""
_FEW: Final = 20
_RECORD: Final = ("cooperations", "", WHOLE)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A field, or a row, in which two states of a record differ.

    Attributes
    ----------
    table : str
    item : str
        Number of the row, or by what a new row is known; empty for a field of the cooperation.
    name : str
        How the row is called: key and name of a member.
    column : str
        Empty where the whole row came or went.
    base, mine, theirs : str or None
        Values; of a whole row how it is called, ``None`` where it is not there.
    collides : bool
        Whether both sides changed it in different ways, so that somebody has to decide.
    """

    table: str
    item: str
    name: str
    column: str
    base: str | None
    mine: str | None
    theirs: str | None
    collides: bool = False

    @property
    def place(self) -> Place:
        """What names it in the decisions."""
        return (self.table, self.item, self.column)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two states that grew out of a third.

    Attributes
    ----------
    base, mine, theirs : Content or None
        ``None`` where the record is not there.
    differences : tuple of Difference
        All in which ``mine`` and ``theirs`` differ.
    """

    base: Content | None
    mine: Content | None
    theirs: Content | None
    differences: tuple[Difference, ...]

    @property
    def collisions(self) -> tuple[Difference, ...]:
        """The differences that somebody has to decide."""
        return tuple(one for one in self.differences if one.collides)

    def merged(self, decisions: Mapping[Place, Side] | None = None) -> Content | None:
        """Return one state of both: what one side alone changed, and of what collides the side that was decided for.

        Parameters
        ----------
        decisions : mapping of (table, item, column) to {"mine", "theirs"}
            For each collision; also for other differences, where their change is not wanted.

        Raises
        ------
        UsageError
            If a collision is not decided, or something is that is no difference.
        """
        chosen = dict(decisions or {})
        places = {one.place: one for one in self.differences}
        strange = [place for place, side in chosen.items() if place not in places or side not in ("mine", "theirs")]
        if strange:
            raise UsageError(
                "There is nothing to decide at {places}.", "", places="; ".join("/".join(p) for p in strange[:_FEW])
            )
        open_ = [one for one in self.collisions if one.place not in chosen]
        if open_:
            raise UsageError(
                "Both sides changed {places}.",
                "Decide for each which one holds.",
                places="; ".join(_said(one) for one in open_[:_FEW]),
            )
        return _merged(self, chosen)


def compare(base: Content | None, mine: Content | None, theirs: Content | None) -> Comparison:
    """Compare two states of a record with the one that both grew from.

    Parameters
    ----------
    base : Content or None
    mine : Content or None
        What it leaves out is as in ``base``.
    theirs : Content or None
    """
    own = None if mine is None else content.filled(mine, base)
    other = None if theirs is None else content.filled(theirs, theirs)
    first = None if base is None else content.filled(base, base)
    return Comparison(base=first, mine=own, theirs=other, differences=tuple(_differences(first, own, other)))


def union(mine: Content, theirs: Content) -> Comparison:
    """Compare two records that are to be one: what one alone has goes in, what both have differently collides."""
    own, other = content.filled(mine, mine), content.filled(theirs, theirs)
    return Comparison(base=None, mine=own, theirs=other, differences=tuple(_differences(None, own, other)))


def changes(old: Content | None, new: Content | None) -> tuple[Difference, ...]:
    """Return in what a state differs from an earlier one: ``base`` and ``theirs`` before, ``mine`` after."""
    before = None if old is None else content.filled(old, old)
    after = None if new is None else content.filled(new, new)
    if before is None or after is None:
        empty = Content(fields={}) if before is None else before
        return tuple(_differences(empty, after or Content(fields={}), empty))
    return tuple(_differences(before, after, before))


def _said(one: Difference) -> str:
    return " ".join(filter(None, (one.name, one.column))) or one.table


def _differences(base: Content | None, mine: Content | None, theirs: Content | None) -> Iterator[Difference]:
    if mine is None or theirs is None:
        if mine is not None or theirs is not None:
            there = mine or theirs
            unchanged = there is not None and base is not None and same(there, base)
            sides = (("base", base), ("mine", mine), ("theirs", theirs))
            names = {side: None if given is None else given.name for side, given in sides}
            yield _difference(_RECORD, "", collides=base is not None and not unchanged, **names)
        return
    yield from _cells("cooperations", "", "", _fields(base), _fields(mine), _fields(theirs))
    for name in schema.PARTS:
        yield from _rows(name, base, mine, theirs)


def _fields(given: Content | None) -> Row:
    return {} if given is None else given.fields


def _difference(place: Place, name: str, *, collides: bool, **values: str | None) -> Difference:
    table, item, column = place
    return Difference(table=table, item=item, column=column, name=name, collides=collides, **values)


def _cells(table: str, item: str, name: str, base: Row, mine: Row, theirs: Row) -> Iterator[Difference]:
    for column in dict.fromkeys([*base, *theirs, *mine]):
        if column == ROW_ID:
            continue
        before, own, other = base.get(column, ""), mine.get(column, ""), theirs.get(column, "")
        if own != other:
            collides = before not in (own, other)
            values = {"base": before, "mine": own, "theirs": other}
            yield _difference((table, item, column), name, collides=collides, **values)


def _rows(name: str, base: Content | None, mine: Content, theirs: Content) -> Iterator[Difference]:
    first = paired(name, base, base)
    own, other = paired(name, mine, base), paired(name, theirs, base)
    for item in dict.fromkeys([*first, *other, *own]):
        before, one, two = first.get(item), own.get(item), other.get(item)
        called = content.said(name, one or two or before or {})
        if one is not None and two is not None:
            yield from _cells(name, item, called, before or {}, one, two)
        elif one is not None or two is not None:
            left = one if one is not None else two
            collides = before is not None and left is not None and _plain(left) != _plain(before)
            values = {
                side: None if row is None else content.said(name, row)
                for side, row in (("base", before), ("mine", one), ("theirs", two))
            }
            yield _difference((name, item, WHOLE), called, collides=collides, **values)


def paired(name: str, given: Content | None, base: Content | None) -> dict[str, Row]:
    """Return the rows of a table by what names them on both sides: their number where ``base`` has it.

    Those that came since are known by their key, and by their place among those of the same key.
    """
    old = {row[ROW_ID] for row in (base.rows.get(name, ()) if base else ())}
    found: dict[str, Row] = {}
    for row in given.rows.get(name, ()) if given else ():
        number = row.get(ROW_ID, "")
        if number and number in old:
            found[number] = row
            continue
        known, nth = content.natural(name, row), 1
        while (item := f"+{known}" + (f" #{nth}" if nth > 1 else "")) in found:
            nth += 1
        found[item] = row
    return found


def _plain(row: Row) -> dict[str, str]:
    return {column: value for column, value in row.items() if column != ROW_ID and value != ""}


def same(one: Content | None, other: Content | None) -> bool:
    """Tell whether two states of a record hold the same."""
    return not changes(one, other) if one is not None and other is not None else one is other


def _merged(found: Comparison, chosen: Mapping[Place, Side]) -> Content | None:
    base, mine, theirs = found.base, found.mine, found.theirs
    places = {one.place: one for one in found.differences}

    def side(place: Place) -> Side:
        """Return whose value holds: what was decided, else that of the side that changed it."""
        if place in chosen:
            return chosen[place]
        one = places[place]
        return "theirs" if one.mine == one.base else "mine"

    if mine is None or theirs is None:
        if _RECORD not in places:
            return None
        if _RECORD in chosen:
            return mine if chosen[_RECORD] == "mine" else theirs
        # Not decided and no collision: one side took it out and the other left it as it was, or made it anew.
        return None if base is not None else mine or theirs

    def cells(table: str, item: str, one: Row, two: Row) -> dict[str, str]:
        made = dict(two)
        for column, value in one.items():
            place = (table, item, column)
            if column != ROW_ID and place in places and side(place) == "mine":
                made[column] = value
        return made

    rows = {}
    for name in schema.PARTS:
        own, other = paired(name, mine, base), paired(name, theirs, base)
        made = []
        for item in dict.fromkeys([*other, *own]):
            one, two = own.get(item), other.get(item)
            if one is not None and two is not None:
                made.append(cells(name, item, one, two))
            else:
                left = one if side((name, item, WHOLE)) == "mine" else two
                made += [dict(left)] if left is not None else []
        rows[name] = tuple(made)
    return Content(fields=cells("cooperations", "", mine.fields, theirs.fields), rows=rows)
