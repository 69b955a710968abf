"""Who pays what in which year: parts to the cent, present values, balances, and what the stand-alone test says."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cached_property

import numpy as np

from geo_koop.planning import fairness
from geo_koop.planning.cost_keys import divided
from geo_koop.planning.cost_sheet import CostSheet

_EXACT = Context(prec=60)
_KINDS = ("cost", "income")


@dataclass(frozen=True, kw_only=True)
class Shares:
    """A cost sheet, divided.

    Attributes
    ----------
    sheet : CostSheet
    parts : tuple of Mapping of str to int
        For each position the cents of each member in each of its years.
    cost, income : numpy.ndarray
        Cents by year (rows) and member (columns, in the order of the sheet), int64.
    """

    sheet: CostSheet
    parts: tuple[Mapping[str, int], ...]
    cost: np.ndarray
    income: np.ndarray

    @property
    def balance(self) -> np.ndarray:
        """Benefit minus burden by year and member: income less costs, in cents."""
        balance: np.ndarray = self.income - self.cost
        return balance

    @property
    def cumulated(self) -> np.ndarray:
        """Balances added up from the first year on."""
        return self.balance.cumsum(axis=0)

    @cached_property
    def alone(self) -> np.ndarray | None:
        """Cents per year that each member would pay without the others, None unless all are given."""
        costs = [self.sheet.alone.get(frozenset([m.key])) for m in self.sheet.members]
        return None if any(cost is None for cost in costs) else np.array(costs, dtype="int64")

    @cached_property
    def saving(self) -> np.ndarray | None:
        """What is saved by year and member against being alone, in cents; None unless all costs alone are given."""
        return None if self.alone is None else self.alone[None, :] + self.balance

    def present_values(self, cents: np.ndarray) -> list[int]:
        """Return present values at the end of the base year, of payments at the end of each year, rounded half up.

        Parameters
        ----------
        cents : numpy.ndarray
            By year and member.
        """
        growth = 1 + self.sheet.discount_rate
        factors = [_EXACT.power(growth, year - self.sheet.base_year) for year in self.sheet.years]
        made = []
        for column in cents.T.tolist():
            value = Decimal(0)
            for amount, factor in zip(column, factors, strict=True):
                value = _EXACT.add(value, _EXACT.divide(Decimal(amount), factor))
            made.append(int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP, context=_EXACT)))
        return made

    def break_even(self, cents: np.ndarray) -> list[int | None]:
        """Return the first year in which what has added up is 0 or more, by member; None where it never is."""
        reached: np.ndarray = np.asarray(cents.cumsum(axis=0) >= 0)
        first, ever = reached.argmax(axis=0).tolist(), np.atleast_1d(reached.any(axis=0)).tolist()
        return [self.sheet.years[at] if yes else None for at, yes in zip(first, ever, strict=True)]

    @property
    def levy_shares(self) -> list[Fraction] | None:
        """The share of each member in all costs over the years; None where there are none."""
        total = int(self.cost.sum())
        return [Fraction(int(part), total) for part in self.cost.sum(axis=0)] if total else None

    @property
    def vote_shares(self) -> list[Fraction] | None:
        """The share of each member in the votes; None unless all are given."""
        votes = [m.votes for m in self.sheet.members]
        total = sum((vote for vote in votes if vote is not None), Decimal(0))
        if any(vote is None for vote in votes) or not total:
            return None
        return [Fraction(vote) / Fraction(total) for vote in votes if vote is not None]

    @property
    def due(self) -> dict[str, int]:
        """What each member pays over all years: costs less income, in cents."""
        return dict(zip(self.sheet.names, (-self.balance).sum(axis=0).tolist(), strict=True))

    @cached_property
    def objections(self) -> tuple[fairness.Objection, ...]:
        """The coalitions, single members among them, that pay more over all years than they would alone; in cents."""
        years = len(self.sheet.years)
        return fairness.objections(self.due, {one: cents * years for one, cents in self.sheet.alone.items()})

    @property
    def tested(self) -> int:
        """How many coalitions the stand-alone test looked at."""
        return sum(0 < len(one) < len(self.sheet.members) for one in self.sheet.alone)

    @cached_property
    def game(self) -> dict[frozenset[str], float] | None:
        """Costs alone of every coalition over all years, in cents; None where they are not given or too many.

        That of all together is what they pay in this sheet, unless it is given.
        """
        everybody = frozenset(self.sheet.names)
        if len(everybody) > fairness.MOST_MEMBERS or self.missing:
            return None
        years = len(self.sheet.years)
        given: dict[frozenset[str], float] = {one: cents * years for one, cents in self.sheet.alone.items()}
        return {everybody: sum(self.due.values()), **given}

    @cached_property
    def missing(self) -> tuple[frozenset[str], ...]:
        """The coalitions whose costs alone are not given, without that of all together."""
        everybody = frozenset(self.sheet.names)
        if len(everybody) > fairness.MOST_MEMBERS:
            return ()
        return fairness.missing({*self.sheet.alone, everybody}, everybody)


def share(sheet: CostSheet) -> Shares:
    """Divide a cost sheet: each position and year for itself, to the cent.

    Parameters
    ----------
    sheet : CostSheet

    Returns
    -------
    Shares
    """
    parts = tuple(divided(sheet, position) for position in sheet.positions)
    members = {key: at for at, key in enumerate(sheet.names)}
    sums = {kind: np.zeros((len(sheet.years), len(members)), dtype="int64") for kind in _KINDS}
    for position, part in zip(sheet.positions, parts, strict=True):
        rows = slice(position.first - sheet.first_year, position.last - sheet.first_year + 1)
        columns = [members[key] for key in part]
        sums[position.kind][rows, columns] += np.array(list(part.values()), dtype="int64")
    return Shares(sheet=sheet, parts=parts, cost=sums["cost"], income=sums["income"])
