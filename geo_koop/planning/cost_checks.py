"""Makes a cost sheet of what was written, or names everything in it that cannot be."""

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from geo_koop.errors import Phrase
from geo_koop.intake.files import dates
from geo_koop.intake.records import cost_sheet as written
from geo_koop.intake.records.cost_sheet import Entry, Given, refused
from geo_koop.locale import mark as _
from geo_koop.planning import sharing
from geo_koop.planning.cost_keys import divided, lacks, numbers
from geo_koop.planning.cost_sheet import BASE, COLUMN_KEYS, KEYS, SIMPLE_KEYS, CostSheet, Member, Position

MOST_MEMBERS = 500
MOST_POSITIONS = 1_000
MOST_YEARS = 100
MOST_CENTS = 10**14
"""A million million euros."""
_MOST_NUMBER = 10**12
_DECIMALS = 6
_LONGEST = 300
_EARLIEST, _LATEST = 1900, 2200

_TOP = (
    *("cost_sheet", "as_of", "source", "currency", "years", "base_year", "discount_rate", "levy_capacity_date"),
    *("members", "positions", "coalition_costs"),
)
_MEMBER = ("key", "name", *COLUMN_KEYS, "votes", "standalone")
_POSITION = (
    *("name", "kind", "amount", "from", "to", "key", "base", "variable"),
    *("use", "weights", "caps", "floors", "exclude"),
)


def read(path: Path) -> CostSheet:
    """Read a cost sheet from YAML or XLSX, and check it.

    Raises
    ------
    InputError
        If it cannot be read or is not in order; all faults are named at once, with their places.
    """
    return build(written.read(path))


def build(given: Given) -> CostSheet:
    """Check a cost sheet.

    Raises
    ------
    InputError
        If it is not in order; all faults are named at once, with their places.
    """
    return _Builder(given).sheet()


class _Builder:
    """Reads entry by entry and collects faults."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.faults: list[Phrase] = []

    def fault(self, entry: Entry, template: str, **params: object) -> None:
        self.faults.append(Phrase("{place}: {fault}", place=self.given.place(entry), fault=Phrase(template, **params)))

    def stop(self) -> None:
        if self.faults:
            raise refused(self.given.file, self.faults)

    def sheet(self) -> CostSheet:
        content = self.given.content
        self.unknown((), content, _TOP)
        first, last = self.years(content.get("years"))
        members = self.members(content.get("members"))
        if content.get("positions") in (None, []):
            self.entries("positions", None, MOST_POSITIONS)
        self.stop()
        self.known = _Known(members)
        positions = self.positions(content.get("positions"), first, last)
        coalitions = self.coalitions(content.get("coalition_costs"), members)
        facts = {name: self.text((name,), content.get(name)) for name in ("cost_sheet", "source")}
        days = {name: self.day((name,), content.get(name)) for name in ("as_of", "levy_capacity_date")}
        base_year = self.year(("base_year",), content.get("base_year"), first)
        sheet = CostSheet(
            title=facts["cost_sheet"],
            source=facts["source"],
            **days,
            currency=self.currency(content.get("currency")),
            first_year=first,
            last_year=last,
            base_year=base_year,
            discount_rate=self.rate(content.get("discount_rate")),
            members=members,
            positions=positions,
            coalition_costs=coalitions,
        )
        self.stop()
        for at, position in enumerate(sheet.positions):
            self.divisible(at, sheet, position)
        self.stop()
        return sheet

    def unknown(self, entry: Entry, given: Mapping[Any, Any], known: tuple[str, ...]) -> None:
        for name in given:
            if name not in known:
                near = difflib.get_close_matches(str(name), known, n=1)
                self.fault(
                    (*entry, str(name)),
                    _("there is no such entry; known are {known}"),
                    known=near[0] if near else ", ".join(known),
                )

    def text(self, entry: Entry, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or len(value) > _LONGEST:
            self.fault(entry, _("a text of at most {most} letters was expected"), most=_LONGEST)
            return ""
        return " ".join(value.split())

    def day(self, entry: Entry, value: Any) -> str:
        said = pd.Series([self.text(entry, value)], dtype="str")
        if dates.parse(said)[1].any():
            self.fault(entry, _("a date such as 2026-11-28 or 28.11.2026 was expected, not “{value}”"), value=said[0])
            return ""
        return str(dates.read(said)["first_text"].iloc[0])

    def currency(self, value: Any) -> str:
        said = "EUR" if value is None else str(value).strip()
        if not re.fullmatch("[A-Z]{3}", said):
            self.fault(
                ("currency",), _("a currency of three capitals such as EUR was expected, not “{value}”"), value=said
            )
        return said

    def years(self, value: Any) -> tuple[int, int]:
        given = value if isinstance(value, Mapping) else {}
        lacking = [name for name in ("from", "to") if given.get(name) in (None, "")]
        for name in lacking:
            self.fault(("years", name), _("the year is still missing"))
        if lacking:
            return _EARLIEST, _EARLIEST
        first = self.year(("years", "from"), given["from"], _EARLIEST)
        last = self.year(("years", "to"), given["to"], first)
        if last < first:
            self.fault(("years", "to"), _("{last} is before {first}"), last=last, first=first)
        elif last - first >= MOST_YEARS:
            self.fault(("years", "to"), _("a sheet has at most {most} years"), most=MOST_YEARS)
        return first, last

    def year(self, entry: Entry, value: Any, otherwise: int) -> int:
        if value is None:
            return otherwise
        number = value if isinstance(value, Decimal) else Decimal("NaN")
        if not number.is_finite() or number != number.to_integral_value() or not _EARLIEST <= number <= _LATEST:
            self.fault(entry, _("a year was expected, not “{value}”"), value=str(value)[:80])
            return otherwise
        return int(number)

    def rate(self, value: Any) -> Decimal:
        if value is None:
            return Decimal(0)
        if not isinstance(value, Decimal) or not 0 <= value < 1:
            self.fault(
                ("discount_rate",),
                _("a share from 0 to below 1 was expected, such as 0.02 or 2 %, not “{value}”"),
                value=str(value)[:80],
            )
            return Decimal(0)
        return value

    def number(self, entry: Entry, value: Any) -> Decimal | None:
        """Return a number of 0 or more with a few decimals, or tell why it is none."""
        if value is None or value == "":
            return None
        if not isinstance(value, Decimal) or not value.is_finite():
            self.fault(entry, _("“{value}” is no number"), value=str(value)[:80])
        elif value < 0:
            self.fault(entry, _("{value} is below 0"), value=str(value)[:80])
        elif value > _MOST_NUMBER:
            self.fault(entry, _("{value} is larger than any number of a municipality"), value=f"{value:.3g}")
        elif sharing.decimals(value) > _DECIMALS:
            self.fault(entry, _("{value} has more than {most} decimals"), value=str(value)[:80], most=_DECIMALS)
        else:
            return value
        return None

    def cents(self, entry: Entry, value: Any) -> int | None:
        """Return an amount of 0 or more in cents, or tell why it is none."""
        if value is None or value == "":
            return None
        if not isinstance(value, Decimal) or not value.is_finite():
            self.fault(entry, _("“{value}” is no number"), value=str(value)[:80])
        elif value < 0:
            self.fault(
                entry,
                _("{value} is below 0; what comes in is of the kind income, with a plain amount"),
                value=str(value)[:80],
            )
        elif value * 100 > MOST_CENTS:
            self.fault(entry, _("{value} is larger than any amount that is shared"), value=f"{value:.3g}")
        elif sharing.decimals(value) > 2:
            self.fault(entry, _("{value} is no amount of whole cents"), value=str(value)[:80])
        else:
            return int(value * 100)
        return None

    def entries(self, name: str, value: Any, most: int) -> list[Mapping[str, Any]]:
        """Return a list of entries, or nothing where it is none or too long."""
        if value is None or value == []:
            self.fault((name,), _("none yet; please add at least one entry"))
            return []
        if not isinstance(value, list):
            self.fault((name,), _("a list with at least one entry was expected"))
            return []
        if len(value) > most:
            self.fault((name,), _("{count} entries are more than {most}"), count=len(value), most=most)
            return []
        for at, one in enumerate(value):
            if not isinstance(one, Mapping):
                self.fault((name, at), _("an entry with names and values was expected"))
        return [one if isinstance(one, Mapping) else {} for one in value]

    def members(self, value: Any) -> tuple[Member, ...]:
        made = []
        for at, one in enumerate(self.entries("members", value, MOST_MEMBERS)):
            entry: Entry = ("members", at)
            self.unknown(entry, one, _MEMBER)
            name, key = self.text((*entry, "name"), one.get("name")), one.get("key")
            if key is not None and not isinstance(key, str):
                self.fault((*entry, "key"), _('a key is a text: write it in quotation marks ("09184123")'))
                key = ""
            key = self.text((*entry, "key"), key) or name
            if not key:
                self.fault(entry, _("the member has neither key nor name"))
            figures = {field: self.number((*entry, field), one.get(field)) for field in (*COLUMN_KEYS, "votes")}
            alone = self.cents((*entry, "standalone"), one.get("standalone"))
            made.append(Member(key=key, name=name or key, **figures, standalone=alone))
        for field in ("key", "name"):
            counts = Counter(getattr(m, field) for m in made if m.key)
            for at, member in enumerate(made):
                if counts[getattr(member, field)] > 1:
                    self.fault(("members", at, field), _("“{value}” stands twice"), value=getattr(member, field))
        return tuple(made)

    def positions(self, value: Any, first: int, last: int) -> tuple[Position, ...]:
        made = []
        for at, one in enumerate(self.entries("positions", value, MOST_POSITIONS)):
            made.append(self.position(("positions", at), one, first, last))
        for at, position in enumerate(made):
            for other in made[:at]:
                if (
                    position.name
                    and position.name == other.name
                    and position.first <= other.last
                    and other.first <= position.last
                ):
                    self.fault(
                        ("positions", at),
                        _("“{name}” stands twice for {first} to {last}; years must not overlap, or names differ"),
                        name=position.name,
                        first=max(position.first, other.first),
                        last=min(position.last, other.last),
                    )
                    break
        return tuple(made)

    def position(self, entry: Entry, one: Mapping[str, Any], first: int, last: int) -> Position:
        self.unknown(entry, one, _POSITION)
        name = self.text((*entry, "name"), one.get("name"))
        if not name:
            self.fault((*entry, "name"), _("the position has no name"))
        kind = one.get("kind", "cost")
        if kind not in ("cost", "income"):
            self.fault((*entry, "kind"), _("cost or income was expected, not “{value}”"), value=str(kind)[:80])
        cents = self.cents((*entry, "amount"), one.get("amount"))
        if one.get("amount") in (None, ""):
            self.fault((*entry, "amount"), _("the amount per year is missing"))
        begin = self.year((*entry, "from"), one.get("from"), first)
        end = self.year((*entry, "to"), one.get("to"), last)
        if not first <= begin <= end <= last:
            self.fault(
                (*entry, "from"),
                _("the years {begin} to {end} do not lie in those of the sheet, {first} to {last}"),
                begin=begin,
                end=end,
                first=first,
                last=last,
            )
        key, base, variable = self.key(entry, one)
        return Position(
            name=name,
            kind=str(kind),
            cents=cents or 0,
            first=begin,
            last=end,
            key=key,
            base=base,
            variable=variable,
            use=self.table((*entry, "use"), one.get("use"), money=False),
            weights=self.table((*entry, "weights"), one.get("weights"), money=False),
            caps=self.table((*entry, "caps"), one.get("caps"), money=True),
            floors=self.table((*entry, "floors"), one.get("floors"), money=True),
            excluded=frozenset(self.named((*entry, "exclude"), one.get("exclude"))),
        )

    def key(self, entry: Entry, one: Mapping[str, Any]) -> tuple[str, Decimal | None, str]:
        key = one.get("key")
        if key not in KEYS:
            self.fault(
                (*entry, "key"),
                _("one of the keys {known} was expected, not “{value}”"),
                known=", ".join(KEYS),
                value="" if key is None else str(key)[:80],
            )
            return "equal", None, ""
        if key != BASE:
            for name in ("base", "variable"):
                if one.get(name) not in (None, ""):
                    self.fault((*entry, name), _("only the key {key} has a base and a second key"), key=BASE)
            return str(key), None, ""
        base, variable = one.get("base"), one.get("variable")
        if not isinstance(base, Decimal) or not 0 <= base <= 1 or sharing.decimals(base) > _DECIMALS:
            self.fault((*entry, "base"), _("a share from 0 to 1 was expected, such as 0.3 or 30 %"))
            base = Decimal(0)
        if variable not in SIMPLE_KEYS:
            self.fault(
                (*entry, "variable"), _("the key of the rest is missing: one of {known}"), known=", ".join(SIMPLE_KEYS)
            )
            variable = "equal"
        return BASE, base, str(variable)

    def named(self, entry: Entry, value: Any) -> list[str]:
        """Return the keys of members that a list names."""
        if value in (None, ""):
            return []
        if not isinstance(value, list):
            self.fault(entry, _("a list of members was expected"))
            return []
        found = [self.member(entry, name) for name in value]
        return [key for key in found if key]

    def member(self, entry: Entry, name: Any) -> str:
        key = self.known.key(name)
        if not key:
            self.fault(entry, _("“{name}” is no member of the sheet"), name=str(name)[:80])
        return key

    def table(self, entry: Entry, value: Any, *, money: bool) -> Mapping[str, Any]:
        if value in (None, ""):
            return {}
        if not isinstance(value, Mapping):
            self.fault(entry, _("a number for each member was expected"))
            return {}
        made: dict[str, Any] = {}
        for name, cell in value.items():
            place, key = (*entry, name), self.member((*entry, name), name)
            number = self.cents(place, cell) if money else self.number(place, cell)
            if key in made:
                self.fault(place, _("“{value}” stands twice"), value=str(name))
            elif key and number is not None:
                made[key] = number
        return made

    def coalitions(self, value: Any, members: tuple[Member, ...]) -> Mapping[frozenset[str], int]:
        if value in (None, []):
            return {}
        made: dict[frozenset[str], int] = {}
        single = {frozenset([m.key]): m.standalone for m in members if m.standalone is not None}
        for at, one in enumerate(self.entries("coalition_costs", value, 5_000)):
            entry: Entry = ("coalition_costs", at)
            self.unknown(entry, one, ("members", "cost"))
            coalition = frozenset(self.named((*entry, "members"), one.get("members")))
            cost = self.cents((*entry, "cost"), one.get("cost"))
            if not coalition or cost is None:
                self.fault(entry, _("members and their costs alone were expected"))
            elif coalition in made or single.get(coalition, cost) != cost:
                names = " + ".join(sorted(self.known.names[key] for key in coalition))
                self.fault(entry, _("the costs of {members} stand twice"), members=names)
            else:
                made[coalition] = cost
        return made

    def divisible(self, at: int, sheet: CostSheet, position: Position) -> None:
        """Tell what keeps a position from being divided: nobody, numbers that lack, a sum of 0, bounds."""
        entry: Entry = ("positions", at)
        members = sheet.sharing(position)
        named = {"name": position.name}
        if not members:
            self.fault(entry, _("“{name}”: all members are excluded"), **named)
            return
        strangers = {*position.caps, *position.floors} & position.excluded
        if strangers:
            self.fault(
                entry, _("“{name}”: excluded, yet with bounds: {members}"), **named, members=_listed(sheet, strangers)
            )
        lacking = lacks(sheet, position)
        if lacking:
            self.fault(
                entry,
                _("“{name}”: the key {key} lacks a number for {members}; write 0 where it is none"),
                **named,
                key=position.measured,
                members=_listed(sheet, lacking),
            )
            return
        if not sum(numbers(sheet, position)):
            self.fault(entry, _("“{name}”: the numbers of the key {key} add up to 0"), **named, key=position.measured)
            return
        self.bounded(entry, sheet, position)

    def bounded(self, entry: Entry, sheet: CostSheet, position: Position) -> None:
        members = sheet.sharing(position)
        crossed = [m.key for m in members if position.floors.get(m.key, 0) > position.caps.get(m.key, MOST_CENTS)]
        if crossed:
            self.fault(
                entry,
                _("“{name}”: at least more than at most: {members}"),
                name=position.name,
                members=_listed(sheet, crossed),
            )
            return
        try:
            divided(sheet, position)
        except sharing.Infeasible as error:
            held = _listed(sheet, [members[place].key for place in error.places])
            template = {
                "floors": _("“{name}”: what is due at least is more than the amount: {members}"),
                "caps": _("“{name}”: what is due at most is less than the amount: {members}"),
                "weights": _("“{name}”: nobody has a part"),
            }[error.reason]
            self.fault(entry, template, name=position.name, members=held)


class _Known:
    """Finds members by key or name."""

    def __init__(self, members: Iterable[Member]) -> None:
        self.names = {m.key: m.name for m in members}
        self.keys = {name: key for key, name in self.names.items()}

    def key(self, written: Any) -> str:
        said = " ".join(str(written).split())
        return said if said in self.names else self.keys.get(said, "")


def _listed(sheet: CostSheet, keys: Collection[str]) -> str:
    return ", ".join(sheet.names[key] for key in sorted(keys))
