"""A cost sheet: who shares, what costs or earns how much in which years, and by which keys it is divided.

Amounts are whole cents (``int``), other numbers exact decimals.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any

COLUMN_KEYS = ("inhabitants", "area", "levy_capacity")
"""Keys that are a column of the members."""
TABLE_KEYS = ("use", "weights")
"""Keys that are a table of the position."""
BASE = "base+variable"
SIMPLE_KEYS = (*COLUMN_KEYS, *TABLE_KEYS, "equal")
KEYS = (*SIMPLE_KEYS, BASE)

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Member:
    """Who shares: a municipality, or any other party.

    Attributes
    ----------
    key : str
        Municipality key, or another short name; orders members, and decides between equal remainders.
    name : str
    inhabitants, area, levy_capacity, votes : Decimal, optional
        Area in km²; levy capacity in the currency of the sheet.
    standalone : int, optional
        Cents per year that the member would pay without the others.
    """

    key: str
    name: str
    inhabitants: Decimal | None = None
    area: Decimal | None = None
    levy_capacity: Decimal | None = None
    votes: Decimal | None = None
    standalone: int | None = None


@dataclass(frozen=True, kw_only=True)
class Position:
    """What costs or earns something each year, and how it is divided.

    Attributes
    ----------
    name : str
    kind : {"cost", "income"}
    cents : int
        Per year, 0 or more.
    first, last : int
        Years.
    key : str
        One of :data:`KEYS`.
    base : Decimal, optional
        Share from 0 to 1 that is divided equally, of ``base+variable``.
    variable : str
        Key of the rest, of ``base+variable``.
    use, weights : Mapping of str to Decimal
        By member.
    caps, floors : Mapping of str to int
        Cents per year, by member.
    excluded : frozenset of str
        Members that have no part.
    """

    name: str
    kind: str
    cents: int
    first: int
    last: int
    key: str
    base: Decimal | None = None
    variable: str = ""
    use: Mapping[str, Decimal] = field(default_factory=lambda: NOTHING)
    weights: Mapping[str, Decimal] = field(default_factory=lambda: NOTHING)
    caps: Mapping[str, int] = field(default_factory=lambda: NOTHING)
    floors: Mapping[str, int] = field(default_factory=lambda: NOTHING)
    excluded: frozenset[str] = frozenset()

    @property
    def measured(self) -> str:
        """The key whose numbers are read: that of the rest, of ``base+variable``."""
        return self.variable if self.key == BASE else self.key


@dataclass(frozen=True, kw_only=True)
class CostSheet:
    """A cost sheet that is in order; :func:`geo_koop.planning.cost_checks.build` makes it.

    Attributes
    ----------
    title, source, currency : str
    as_of : str
        Date of the figures, ISO; empty where unknown.
    levy_capacity_date : str
        Date of the levy capacity.
    first_year, last_year, base_year : int
        Present values are those at the end of ``base_year``.
    discount_rate : Decimal
        Share per year.
    members : tuple of Member
        In the order of the sheet.
    positions : tuple of Position
    coalition_costs : Mapping of frozenset of str to int
        Cents per year that members would pay without the others.
    """

    title: str
    first_year: int
    last_year: int
    base_year: int
    members: tuple[Member, ...]
    positions: tuple[Position, ...]
    discount_rate: Decimal = Decimal(0)
    currency: str = "EUR"
    as_of: str = ""
    source: str = ""
    levy_capacity_date: str = ""
    coalition_costs: Mapping[frozenset[str], int] = field(default_factory=dict)

    @property
    def years(self) -> range:
        """The years of the sheet."""
        return range(self.first_year, self.last_year + 1)

    @cached_property
    def names(self) -> dict[str, str]:
        """Key to name."""
        return {member.key: member.name for member in self.members}

    @cached_property
    def alone(self) -> dict[frozenset[str], int]:
        """Cents per year of each coalition whose costs alone are given, single members among them."""
        single = {frozenset([m.key]): m.standalone for m in self.members if m.standalone is not None}
        return {**single, **self.coalition_costs}

    def sharing(self, position: Position) -> tuple[Member, ...]:
        """Return the members that have part in a position, by key."""
        return tuple(sorted((m for m in self.members if m.key not in position.excluded), key=lambda m: m.key))


def document(sheet: CostSheet) -> dict[str, Any]:
    """Return the sheet as its YAML file holds it: plain entries, amounts in euros."""
    made: dict[str, Any] = {"cost_sheet": sheet.title}
    made |= {name: value for name in ("as_of", "source") if (value := getattr(sheet, name))}
    made |= {"currency": sheet.currency, "years": {"from": sheet.first_year, "to": sheet.last_year}}
    made |= {"base_year": sheet.base_year, "discount_rate": plain(sheet.discount_rate)}
    if sheet.levy_capacity_date:
        made["levy_capacity_date"] = sheet.levy_capacity_date
    made["members"] = [_member(one) for one in sheet.members]
    made["positions"] = [_position(one) for one in sheet.positions]
    if sheet.coalition_costs:
        coalitions = sorted(sheet.coalition_costs.items(), key=lambda pair: (len(pair[0]), sorted(pair[0])))
        made["coalition_costs"] = [{"members": sorted(one), "cost": euros(cents)} for one, cents in coalitions]
    return made


def plain(number: Decimal) -> int | float:
    """Return a decimal as YAML and JSON write it."""
    return int(number) if number == number.to_integral_value() else float(number)


def euros(cents: int) -> int | float:
    """Return cents in euros, as a number that YAML and JSON write exactly."""
    return plain(Decimal(cents) / 100)


def _member(one: Member) -> dict[str, Any]:
    made: dict[str, Any] = {"key": one.key, "name": one.name}
    for name in (*COLUMN_KEYS, "votes"):
        if getattr(one, name) is not None:
            made[name] = plain(getattr(one, name))
    if one.standalone is not None:
        made["standalone"] = euros(one.standalone)
    return made


def _position(one: Position) -> dict[str, Any]:
    made: dict[str, Any] = {"name": one.name, "kind": one.kind, "amount": euros(one.cents)}
    made |= {"from": one.first, "to": one.last, "key": one.key}
    if one.base is not None:
        made |= {"base": plain(one.base), "variable": one.variable}
    made |= {name: {k: plain(v) for k, v in table.items()} for name in TABLE_KEYS if (table := getattr(one, name))}
    made |= {
        name: {k: euros(v) for k, v in table.items()} for name in ("caps", "floors") if (table := getattr(one, name))
    }
    if one.excluded:
        made["exclude"] = sorted(one.excluded)
    return made
