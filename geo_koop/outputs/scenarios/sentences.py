"""What a scenario changes in sentences. Each says that it is a scenario, or stands below one that does."""

from collections.abc import Sequence

import pandas as pd

from geo_koop.locale import translator
from geo_koop.locale.alphabet import alphabetical
from geo_koop.outputs.wording import Wording
from geo_koop.planning.scenario_checks import Step
from geo_koop.planning.scenario_tables import IMPOSSIBLE, NOTHING, Note
from geo_koop.planning.scenarios import Outcome
from geo_koop.result.analysis import Analysis

_STEPS = 3
"""So many steps fit into one sentence."""
_NAMES = 4


class Names:
    """Names of what steps name by key, id or name.

    Parameters
    ----------
    analyses : sequence of Analysis
        Where they are looked up, the first goes first.
    steps : sequence of Step
        Of which cooperations may be new.
    """

    def __init__(self, analyses: Sequence[Analysis], steps: Sequence[Step]) -> None:
        self._analyses = analyses
        self._made = {step.text("id"): step.text("name") for step in steps if step.kind in ("found", "merge")}

    def cooperation(self, text: str) -> str:
        """Return the name of a cooperation; the text itself where it is none."""
        for analysis in self._analyses:
            names = analysis.cooperations["name"]
            if text in names.index:
                return str(names[text])
        return self._made.get(text, text)

    def member(self, text: str) -> str:
        """Return the name of a municipality, district or association; the text itself where it is none."""
        for analysis in self._analyses:
            towns = analysis.municipalities
            if text in towns.index:
                return str(towns["name"][text])
            for level in ("district", "association"):
                if level in towns and (towns[level] == text).any():
                    return str(towns.loc[towns[level] == text, f"{level}_name"].iloc[0])
        return text


def mark(outcome: Outcome, words: Wording) -> str:
    """Say that it is no recorded state: stands wherever a result does."""
    return words("Scenario “{name}”, no recorded state", name=outcome.scenario.name)


def lead(outcome: Outcome, words: Wording) -> str:
    """Say in one sentence what the steps are, and what becomes of the first cooperation."""
    steps = outcome.scenario.steps
    if len(steps) > _STEPS:
        condition = words("all {count} steps of the scenario are taken", count=words.number(len(steps)))
    else:
        condition = words.listing([said(outcome, step, words) for step in steps])
    return words("If {condition}, then {consequence}.", condition=condition, consequence=_first(outcome, words))


def said(outcome: Outcome, step: Step, words: Wording) -> str:
    """Return a step as a clause, such as “Haar and Grasbrunn join “NordAllianz””."""
    return clause(step, words, Names((outcome.before, outcome.after), outcome.scenario.steps))


def clause(step: Step, words: Wording, known: Names) -> str:
    """Return a step as a clause, with names as far as they are known; also where it cannot be done."""
    fields = step.fields
    one = known.cooperation(step.text("cooperation"))
    if step.kind in ("found", "join", "leave"):
        names = [known.member(member.name) for member in fields["members"]]
        listed, many = words.listing(names, most=_NAMES), len(names)
        if step.kind == "found":
            return words("{members} found “{name}”", members=listed, name=step.text("name"))
        if step.kind == "join":
            return words.plural(many, "{members} joins “{name}”", "{members} join “{name}”", members=listed, name=one)
        return words.plural(many, "{members} leaves “{name}”", "{members} leave “{name}”", members=listed, name=one)
    if step.kind == "end":
        return words("“{name}” ends", name=one)
    if step.kind == "change_form":
        return words("“{name}” takes the form {form}", name=one, form=words.label("formats", step.text("format")))
    if step.kind == "add_actor":
        return words("{actor} takes part in “{name}”", actor=step.text("name"), name=one)
    if step.kind == "merge":
        names = [words("“{name}”", name=known.cooperation(text)) for text in fields["cooperations"]]
        return words("{names} merge into “{name}”", names=words.listing(names, most=_NAMES), name=step.text("name"))
    names = [known.member(text) for text in fields["keys"]]
    listed = words.listing(names, most=_NAMES)
    return words("{members} become the municipality {name}", members=listed, name=step.text("name"))


def consequences(outcome: Outcome, words: Wording) -> list[str]:
    """Say what becomes of each cooperation and of the municipalities, without the first one of :func:`lead`."""
    lines = [
        words("“{name}”: {consequence}.", name=name_of(row), consequence=_told(row, words))
        for one, row in outcome.cooperations.iterrows()
        if one != foremost(outcome)
    ]
    return [*lines, *topics(outcome, words), *partners(outcome, words)]


def topics(outcome: Outcome, words: Wording) -> list[str]:
    """Say which municipalities cover topics newly, or no longer."""
    table = outcome.municipalities
    lines = []
    for column, one, many in (
        ("gained", "{members} covers newly: {topics}.", "{members} cover newly: {topics}."),
        ("lost", "{members} no longer covers: {topics}.", "{members} no longer cover: {topics}."),
    ):
        rows = table[table[column] != ""]
        for codes, part in rows.groupby(column, sort=True):
            names = alphabetical(part["name"].astype("str"))
            labels = [words.label("topics", code) for code in str(codes).split(";")]
            listed = words.listing(names, most=_NAMES)
            lines.append(words.plural(len(names), one, many, members=listed, topics=words.listing(labels)))
    if not lines:
        lines.append(words("No municipality covers a topic newly, and none covers one no longer."))
    return lines


def partners(outcome: Outcome, words: Wording) -> list[str]:
    """Say who gains partners most, without statutory bodies."""
    table = outcome.municipalities
    rows = table[table["partners_before"].notna() & table["partners_after"].notna()]
    more = (rows["partners_after"] - rows["partners_before"]).astype(int)
    if not more.any():
        return [words("Nobody's number of partners changes; bodies that a law prescribes are not counted.")]
    grows, falls = int((more > 0).sum()), int((more < 0).sum())
    said = []
    if grows:
        said.append(
            words.plural(grows, "one municipality has more partners", "{count} municipalities have more partners")
        )
    if falls:
        said.append(
            words.plural(falls, "one municipality has fewer partners", "{count} municipalities have fewer partners")
        )
    text = words("{list}; bodies that a law prescribes are not counted.", list=words.listing(said))
    return [text[:1].upper() + text[1:]]


def notes(outcome: Outcome, words: Wording, kinds: Sequence[str] | None = None) -> list[str]:
    """Return what is to be said of steps, with their number."""
    return [
        words("Step {number}: {text}.", number=note.step, text=text(note, words))
        for note in outcome.notes
        if kinds is None or note.kind in kinds
    ]


def text(note: Note, words: Wording) -> str:
    """Return the text of a note in a language."""
    return note.text.words(translator(words.language, "errors"))


def kind(code: str, words: Wording) -> str:
    """Return the kind of a note in words."""
    return {IMPOSSIBLE: words("not possible by agreement"), NOTHING: words("changes nothing")}.get(code, words("note"))


def unchecked(words: Wording) -> str:
    """Say that nobody asked the rules of law and funding."""
    return words("Law and funding were not checked here, and this is no legal advice.")


def name_of(row: pd.Series) -> str:
    """Return the name of a cooperation after the scenario, or before, where it is gone."""
    return str(row["name_after"] if isinstance(row["name_after"], str) else row["name_before"])


def change(code: str, words: Wording) -> str:
    """Return what becomes of a cooperation in one word."""
    return {
        "founded": words("newly founded"),
        "ended": words("no longer there"),
        "changed": words("changed"),
        "same": words("unchanged"),
    }[code]


def foremost(outcome: Outcome) -> str | None:
    """Return the cooperation that the first sentence is about: what is new, else what ends, else the first; or none."""
    if outcome.scenario.steps[0].kind == "merge_municipalities":
        return None
    table = outcome.cooperations
    for code in ("founded", "ended", "changed"):
        if (table["change"] == code).any():
            return str(table.index[table["change"] == code][0])
    return str(table.index[0]) if len(table) else None


def _first(outcome: Outcome, words: Wording) -> str:
    step, one = outcome.scenario.steps[0], foremost(outcome)
    towns = outcome.after.municipalities
    if step.kind == "merge_municipalities" and step.text("key") in towns.index:
        people = towns["population"][step.text("key")]
        covered = int(outcome.municipalities["topics_after"].get(step.text("key"), 0))
        told = words.plural(covered, "one topic covered", "{count} topics covered")
        if pd.isna(people):
            return words("{name} has {topics}; its inhabitants are unknown", name=step.text("name"), topics=told)
        number = words.number(people)
        return words("{name} has {number} inhabitants and {topics}", name=step.text("name"), number=number, topics=told)
    if one is None:
        return words("everything stays as it is")
    row = outcome.cooperations.loc[one]
    name = name_of(row)
    if row["change"] == "founded":
        if step.kind == "found" and len(outcome.scenario.steps) <= _STEPS:  # its name has just been said
            return words("this cooperation would be there: {facts}", facts=_facts(row, "after", words))
        return words("“{name}” would be there: {facts}", name=name, facts=_facts(row, "after", words))
    if row["change"] == "ended":
        return words("“{name}” is no longer there", name=name)
    if row["change"] == "same":
        return words("nothing changes in “{name}”", name=name)
    return words("“{name}” changes: {facts}", name=name, facts=_told(row, words))


def _facts(row: pd.Series, side: str, words: Wording) -> str:
    parts = [words.plural(int(row[f"n_members_{side}"]), "one member", "{count} members"), _people(row, side, words)]
    parts.append(words("pattern {pattern}", pattern=words.label("patterns", row[f"pattern_{side}"])))
    return ", ".join(parts)


def _people(row: pd.Series, side: str, words: Wording) -> str:
    number = row[f"population_{side}"]
    if pd.isna(number) or not number:
        return words("inhabitants unknown")
    said = words("{number} inhabitants", number=words.number(number))
    missing = int(row[f"population_unknown_{side}"])
    outside = int(row[f"outside_boundaries_{side}"]) + int(row[f"keys_not_found_{side}"])
    if missing + outside:
        return words("{people} (of {count} members unknown)", people=said, count=words.number(missing + outside))
    return said


def _told(row: pd.Series, words: Wording) -> str:
    """Return what changes in a cooperation; all that differs, the important first."""
    if row["change"] == "founded":
        return words("newly founded, {facts}", facts=_facts(row, "after", words))
    if row["change"] in ("ended", "same"):
        return change(str(row["change"]), words)
    parts = []
    before, after = int(row["n_members_before"]), int(row["n_members_after"])
    if before != after:
        parts.append(
            words.plural(
                after,
                "one member instead of {before}",
                "{count} members instead of {before}",
                before=words.number(before),
            )
        )
    people = [_people(row, side, words) for side in ("before", "after")]
    if people[0] != people[1]:
        parts.append(
            words("{after} instead of {before}", after=people[1], before=words.number(row["population_before"]))
        )
    patterns = [words.label("patterns", row[f"pattern_{side}"]) for side in ("before", "after")]
    parts.append(
        words("the pattern stays {pattern}", pattern=patterns[1])
        if patterns[0] == patterns[1]
        else words("the pattern is {after} instead of {before}", after=patterns[1], before=patterns[0])
    )
    forms = [words.label("formats", row[f"format_{side}"]) for side in ("before", "after")]
    if forms[0] != forms[1]:
        parts.append(words("the form is {after} instead of {before}", after=forms[1], before=forms[0]))
    return ", ".join(parts)
