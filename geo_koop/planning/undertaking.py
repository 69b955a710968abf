"""What is carried from step to step: a scenario, its costs, what law and funding say, and the way to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from geo_koop.errors import UsageError
from geo_koop.planning import checklists, plans, rule_members, rules, scenarios
from geo_koop.planning.checklists import Answers, Checklist
from geo_koop.planning.costs import Shares
from geo_koop.planning.plans import Subject
from geo_koop.planning.rules import Rules
from geo_koop.planning.scenarios import Outcome
from geo_koop.result.analysis import Analysis


@dataclass(frozen=True, kw_only=True, eq=False)
class Undertaking:
    """A cooperation that is to be, with all that is known of it.

    Attributes
    ----------
    outcome : Outcome
    cooperation : str
        Identifier, in the scenario, of what it is about.
    subject : Subject
        The same as plans ask for it.
    shares : Shares or None
        Its costs, divided.
    rules : Rules
    law : pandas.DataFrame or None
        As :func:`geo_koop.planning.rules.checked` returns it; ``None`` where no member lies in a state that is known.
    checklist : Checklist
    answers : Answers or None
    """

    outcome: Outcome
    cooperation: str
    subject: Subject
    shares: Shares | None
    rules: Rules
    law: pd.DataFrame | None
    checklist: Checklist
    answers: Answers | None

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all members, municipalities and others."""
        return next(one.members for one in self.outcome.subjects if one.cooperation_id == self.cooperation)

    @property
    def strangers(self) -> tuple[list[str], list[str]]:
        """Names that only the cost sheet has, and names that only the scenario has; a cost sheet may name no keys."""
        if self.shares is None:
            return [], []
        names = dict(zip(self.keys, rule_members.names(self.outcome.after, self.keys), strict=True))
        paying = {member.key: member.name or member.key for member in self.shares.sheet.members}
        known = {*names, *names.values()}
        named = {*paying, *paying.values()}
        return (
            [name for key, name in paying.items() if key not in known and name not in known],
            [name for key, name in names.items() if key not in named and name not in named],
        )


def make(
    outcome: Outcome,
    *,
    shares: Shares | None = None,
    own_rules: Rules | None = None,
    checklist: Checklist | None = None,
    answers: Answers | None = None,
) -> Undertaking:
    """Put together what is known of the cooperation that a scenario is about.

    Parameters
    ----------
    outcome : Outcome
        What it is about is the first cooperation that its steps found, or else change.
    shares : Shares, optional
    own_rules : Rules, optional
        The shipped ones where they are left out.
    checklist : Checklist, optional
        The shipped one where it is left out.
    answers : Answers, optional

    Raises
    ------
    UsageError
        If the scenario leaves no cooperation that could be decided on.
    """
    table = outcome.cooperations
    left = table.index[table["change"] == "founded"].append(table.index[table["change"] == "changed"])
    if left.empty:
        raise UsageError(
            "The scenario “{name}” founds and changes no cooperation: there is nothing to decide on.",
            "Add a step found, join or change_form.",
            name=outcome.scenario.name,
        )
    which = str(left[0])
    about = next(one for one in outcome.subjects if one.cooperation_id == which)
    found = own_rules or rules.load()
    return Undertaking(
        outcome=outcome,
        cooperation=which,
        subject=_subject(outcome, which),
        shares=shares,
        rules=found,
        law=law_of(outcome.after, about, found),
        checklist=checklist or checklists.shipped(),
        answers=answers,
    )


def law_of(after: Analysis, about: scenarios.Subject, own_rules: Rules) -> pd.DataFrame | None:
    """Return what law and funding say of a cooperation that a scenario leaves.

    Parameters
    ----------
    after : Analysis
        Of the scenario.
    about : Subject
        One of :attr:`geo_koop.planning.scenarios.Outcome.subjects`.
    own_rules : Rules

    Returns
    -------
    pandas.DataFrame or None
        As :func:`geo_koop.planning.rules.checked` returns it; ``None`` where no member lies in a state that is known.
    """
    states = rules.states_of(about.members)
    if not states:
        return None
    return rules.checked(
        own_rules,
        states,
        about.members,
        about.topics[0] if len(about.topics) == 1 else "",
        about.format if about.format != "unknown" else "",
        about.as_of,
        associations=rule_members.associations(after, about.members),
    )


def laws(outcome: Outcome, own_rules: Rules | None = None) -> dict[str, pd.DataFrame | None]:
    """Return what law and funding say of each touched cooperation that a scenario does not end; see :func:`law_of`."""
    found = own_rules or rules.load()
    return {one.cooperation_id: law_of(outcome.after, one, found) for one in outcome.subjects}


def _subject(outcome: Outcome, which: str) -> Subject:
    """Return what is planned; a municipality that the scenario makes is not in the records, and a name among others."""
    row: Mapping[str, Any] = outcome.cooperations.loc[which]
    towns, after = outcome.before.municipalities.index, plans.of_cooperation(outcome.after, which)
    new = [key for key in after.members if key not in towns]
    return replace(
        after,
        members=tuple(key for key in after.members if key in towns),
        others=(*after.others, *rule_members.names(outcome.after, new)),
        cooperation="" if row["change"] == "founded" else which,
        scenario=outcome.scenario.name,
        as_of=outcome.as_of,
        joining=()
        if row["change"] == "founded"
        else tuple(key for key in str(row["joined"]).split(";") if key in towns),
    )
