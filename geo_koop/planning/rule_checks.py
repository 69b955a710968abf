"""Whether a rule can be put beside a plan, and what is said of it: a status, never a verdict."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from geo_koop.codelists import law
from geo_koop.locale import mark as _

Translate = Callable[[str], str]

STATUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "stated": _("as stated"),
        "beside": _("put beside the plan"),
        "reached": _("the plan reaches the number"),
        "below": _("the plan is below the number"),
        "not_given": _("not stated in the plan"),
        "undated": _("without a date"),
        "later": _("younger than the day asked for"),
        "not_yet": _("not in force yet"),
        "lapsed": _("lapsed – please check"),
        "uncertain": _("uncertain – please check"),
        "conflict": _("sources contradict each other – please check"),
        "not_found": _("not found"),
        "not_researched": _("not researched"),
        "no_entry": _("no entry"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What rules are put beside; see :func:`geo_koop.planning.rules.checked`."""

    members: tuple[str, ...]
    as_of: date
    several: bool = False
    years: float | None = None
    saving: float | None = None
    associations: Mapping[str, AbstractSet[str]] | None = None

    @property
    def districts(self) -> set[str]:
        """The districts in which members lie, or that are members."""
        return {key[:5] for key in self.members}

    def here(self, row: law.Row) -> float | None:
        """Return the number of the plan that a row compares; None where the plan does not say it."""
        if row["compares"] == "members":
            return len(self.members) or None
        if row["compares"] == "state_members":
            return sum(key.startswith(row["state"]) for key in self.members) if self.members else None
        return {"years": self.years, "saving": self.saving}.get(row["compares"])

    def association(self) -> tuple[str, bool] | None:
        """Return the association to which all members belong, and whether they are all of it."""
        mine = set(self.members)
        for name, every in (self.associations or {}).items():
            if mine and mine <= set(every):
                return name, mine == set(every)
        return None


def first_day(text: str) -> date:
    """Return the first day of a year, a month or a day.

    Examples
    --------
    >>> first_day("2021-12"), first_day("2021")
    (datetime.date(2021, 12, 1), datetime.date(2021, 1, 1))
    """
    return date.fromisoformat(f"{text}-01-01"[:10])


def lapsed(row: law.Row, as_of: date) -> bool:
    """Tell whether a rule's validity has ended on a day."""
    return bool(row["valid_until"]) and date.fromisoformat(row["valid_until"]) < as_of


def not_researched(row: law.Row) -> bool:
    """Tell whether a row says that nobody has looked at its state."""
    return row["kind"] == "law" and row["certainty"] == "not_found"


def status(row: law.Row, plan: Plan) -> str:
    """Return what is to be said first of a rule: a code of :data:`STATUSES`.

    Only what is dated, in force and neither uncertain nor contradicted is put beside the plan.
    """
    if row["certainty"] == "not_found":
        return "not_researched" if not_researched(row) else "not_found"
    if lapsed(row, plan.as_of):
        return "lapsed"
    if row["valid_from"] and date.fromisoformat(row["valid_from"]) > plan.as_of:
        return "not_yet"
    if row["certainty"] in ("conflict", "low"):
        return "conflict" if row["certainty"] == "conflict" else "uncertain"
    if not row["date"]:
        return "undated"
    if first_day(row["date"]) > plan.as_of:
        return "later"
    return _beside(row, plan)


def _beside(row: law.Row, plan: Plan) -> str:
    if row["compares"] not in law.COUNTED:
        return "beside" if row["compares"] and plan.members else "stated"
    here = plan.here(row)
    if here is None:
        return "not_given"
    return "reached" if here >= float(row["value"]) else "below"
