"""Concern cards: what records, cost sheet and checklist say to a concern; what they do not say is said too."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from geo_koop import codelists
from geo_koop.locale.alphabet import alphabetical
from geo_koop.outputs.costs import sentences as costs
from geo_koop.outputs.process import sentences
from geo_koop.outputs.wording import Wording
from geo_koop.planning import checklists
from geo_koop.planning import concerns as facts_of
from geo_koop.planning.checklists import Answers
from geo_koop.planning.concerns import Facts
from geo_koop.planning.costs import Shares
from geo_koop.planning.plans import Subject
from geo_koop.result.analysis import Analysis

_MOST = 6
"""Names in a sentence; the rest is counted."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """A concern and what is known: ``lines`` are sentences."""

    code: str
    concern: str
    lines: tuple[str, ...]


def cards(
    analysis: Analysis,
    subject: Subject,
    words: Wording,
    *,
    shares: Shares | None = None,
    answers: Answers | None = None,
) -> tuple[Card, ...]:
    """Return the concern cards of a plan.

    Parameters
    ----------
    analysis : Analysis
    subject : Subject
    words : Wording
    shares : Shares, optional
        A divided cost sheet of the same plan.
    answers : Answers, optional
        The filled-in checklist.
    """
    facts = [facts_of.facts(analysis, subject.members, topic, besides=subject.cooperation) for topic in subject.topics]
    said = {
        "cheated": _cheated(analysis, subject, words, shares, answers),
        "busy": _busy(analysis, subject, facts, words, shares, answers),
        "already": _already(analysis, subject, facts, words),
    }
    named = checklists.concerns(words.language)
    return tuple(Card(code=code, concern=named[code], lines=tuple(said[code])) for code in named)


def _cheated(
    analysis: Analysis, subject: Subject, words: Wording, shares: Shares | None, answers: Answers | None
) -> list[str]:
    said = []
    if shares is None:
        said.append(
            words(
                "No cost sheet is given: whether levy and votes correspond, and whether anybody pays more than "
                "alone, has "
                "not been reckoned."
            )
        )
    else:
        title = shares.sheet.title
        said.append(words("From the cost sheet “{title}”:", title=title))
        said += [*costs.votes(shares, words), *costs.alone(shares, words)]
    if subject.cooperation:
        found = facts_of.recorded(analysis, subject.cooperation)
        if found.votes or found.shares:
            said.append(
                words(
                    "Of {members} recorded members, votes are recorded for {votes} and a share for {shares}.",
                    members=words.number(found.members),
                    votes=words.number(found.votes),
                    shares=words.number(found.shares),
                )
            )
        else:
            said.append(words("Votes and shares of the members are not recorded."))
    return [*said, answered("exit_clause", answers, words), answered("eye_level", answers, words)]


def _busy(
    analysis: Analysis,
    subject: Subject,
    facts: Sequence[Facts],
    words: Wording,
    shares: Shares | None,
    answers: Answers | None,
) -> list[str]:
    said = [line for found in facts for line in _neighbours(analysis, found, words)]
    said.append(words("What neighbours save by it is not recorded."))
    saved = _saved(shares, words) if shares is not None else []
    said += saved or [words("What the members would save is not known: costs alone are not given for all of them.")]
    return [*said, *sentences.difficulty(subject.topics, words), answered("small_start", answers, words)]


def _saved(shares: Shares, words: Wording) -> list[str]:
    """Compare what members pay together with what they would pay alone, where that is given for all."""
    sheet = shares.sheet
    alone = [member.standalone for member in sheet.members]
    if any(cents is None for cents in alone):
        return []
    together, apart = sum(shares.due.values()), sum(cents or 0 for cents in alone) * len(sheet.years)
    return [
        words(
            "By the cost sheet “{title}” all members pay {together} together in {years}; alone it would be {apart}.",
            title=sheet.title,
            together=costs.money(words, together, sheet.currency),
            years=words.plural(len(sheet.years), "one year", "{count} years"),
            apart=costs.money(words, apart, sheet.currency),
        )
    ]


def _already(analysis: Analysis, subject: Subject, facts: Sequence[Facts], words: Wording) -> list[str]:
    said = []
    for found in facts:
        topic = words.label("topics", found.topic)
        if found.recorded:
            said.append(
                words(
                    "{topic}, recorded for one or more members: {names}.",
                    topic=topic,
                    names=words.listing(_titles(analysis, found.recorded, words), most=_MOST),
                )
            )
        elif subject.cooperation:
            said.append(words("{topic}: beside this cooperation none is recorded for the members.", topic=topic))
        said += _blanks(found, topic, words)
    if subject.others:
        said.append(
            words(
                "Not looked at, because they are no municipalities here: {names}.", names=words.listing(subject.others)
            )
        )
    return said or [words("No topic is named: nothing can be compared.")]


def _blanks(found: Facts, topic: str, words: Wording) -> list[str]:
    """Say of which members nothing is recorded, nobody looked, or something reaches them only through others."""
    states = found.members["status"]
    said = []
    for grade, rows in found.members[states == "none_recorded"].groupby("grade", sort=True):
        entry = codelists.load("grades").entries[str(grade)]
        said.append(
            words(
                "{topic}: {grade} for {names}.",
                topic=topic,
                grade=entry[f"none_recorded_{words.language}"],
                names=words.listing(_names(rows), most=_MOST),
            )
        )
    for code, template in (
        ("not_surveyed", words("{topic}: not surveyed for {names}.")),
        ("district", words("{topic}: only through the district for {names}.")),
        ("statutory", words("{topic}: only through a statutory body for {names}.")),
    ):
        rows = found.members[states == code]
        if len(rows):
            said.append(template.format(topic=topic, names=words.listing(_names(rows), most=_MOST)))
    return said


def _neighbours(analysis: Analysis, found: Facts, words: Wording) -> list[str]:
    """Say what is recorded of the neighbours on a topic."""
    topic, states = words.label("topics", found.topic), found.neighbours["status"]
    asked = found.neighbours[states != "not_surveyed"]
    if found.neighbours.empty:
        return [words("{topic}: no neighbouring municipality is known.", topic=topic)]
    if asked.empty:
        return [words("{topic}: no neighbouring municipality was surveyed.", topic=topic)]
    does = asked[asked["status"] == "covered"]
    if does.empty:
        grades = codelists.load("grades")
        weakest = max(asked["grade"], key=grades.codes.index)
        said = words(
            "{topic}: none of {all} surveyed neighbouring municipalities is itself in a recorded cooperation "
            "({grade}).",
            topic=topic,
            all=words.number(len(asked)),
            grade=grades.entries[weakest][f"none_recorded_{words.language}"],
        )
    else:
        said = words.plural(
            len(does),
            "{topic}: one of {all} surveyed neighbouring municipalities is itself in a recorded cooperation.",
            "{topic}: {count} of {all} surveyed neighbouring municipalities are themselves in a recorded cooperation.",
            topic=topic,
            all=words.number(len(asked)),
        )
    if found.nearby:
        names = words.listing(_titles(analysis, found.nearby, words), most=_MOST)
        said += " " + words("Without a member of this plan: {names}.", names=names)
    return [said]


def answered(code: str, answers: Answers | None, words: Wording) -> str:
    """Say what a checklist says to an item."""
    items = {item.code: item for item in checklists.shipped().items}
    item = sentences.item(items[code], words)
    if answers is None:
        return words("Checklist, “{item}”: no filled-in checklist is given.", item=item)
    given = answers.of(code)
    if given.answer == checklists.OPEN:
        return words("Checklist, “{item}”: not answered yet.", item=item)
    by = ", ".join(part for part in (given.by, words.day(given.date)) if part)
    said = words("Checklist, “{item}”: {answer}", item=item, answer=sentences.answer(given, words))
    return f"{said} ({by})." if by else f"{said}."


def _titles(analysis: Analysis, ids: Sequence[str], words: Wording) -> list[str]:
    """Return names of cooperations, marked where a law prescribes them."""
    names, law = analysis.whole.cooperations["name"], analysis.whole.cooperations["obligation"]
    mark = words("statutory body")
    return [f"{names[one]} ({mark})" if law[one] == "statutory" else str(names[one]) for one in ids]


def _names(rows: pd.DataFrame) -> list[str]:
    return list(alphabetical(rows["name"].astype("str")))
