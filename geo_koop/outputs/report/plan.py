"""Fahrplan: how a cooperation gets from an idea to its form, with fields to fill in; nothing is invented."""

from collections.abc import Sequence
from dataclasses import dataclass

from geo_koop.errors import UsageError
from geo_koop.outputs.process import concerns, sentences
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.resolution import FIELD
from geo_koop.outputs.report.sheet import Section, Sheet, Table, rows
from geo_koop.outputs.wording import Wording
from geo_koop.planning import checklists
from geo_koop.planning.checklists import Answers, Checklist, Item
from geo_koop.planning.costs import Shares
from geo_koop.planning.plans import Subject

_MOST = 12
_ROLES = 2
"""Free lines behind the named roles."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a plan is made of.

    Attributes
    ----------
    subject : Subject
    checklist : Checklist
    answers : Answers, optional
    shares : Shares, optional
        A divided cost sheet.
    """

    subject: Subject
    checklist: Checklist
    answers: Answers | None = None
    shares: Shares | None = None


def plan_sheet(press: Press, plan: Plan) -> Sheet:
    """Return the sheet of a plan.

    Parameters
    ----------
    press : Press
    plan : Plan

    Raises
    ------
    UsageError
        If the filled-in checklist is of another cooperation.
    """
    words, subject, answers = press.words, plan.subject, plan.answers
    if answers and answers.cooperation and answers.cooperation != subject.cooperation:
        raise UsageError(
            "The filled-in checklist is about {other}, not about {name}.",
            "Name the checklist of this cooperation.",
            other=answers.cooperation,
            name=subject.cooperation or subject.name,
        )
    items = plan.checklist.for_form(subject.format)
    return Sheet(
        kind="plan",
        kicker=words("Road map"),
        title=subject.name,
        subtitle=press.dated(*([words("scenario “{name}”", name=subject.scenario)] if subject.scenario else [])),
        sentences=tuple(_about(press, plan)),
        lead=20,
        cautions=tuple(_cautions(words, plan)),
        sections=(
            _roles(words),
            *(_stage(words, code, items, answers) for code in checklists.stage_codes()),
            _gate(words),
            _conflict(words),
            _exit(words),
            *_cards(press, plan),
            Section(heading=words("Place, date, signature"), paragraphs=(FIELD,)),
        ),
    )


def _about(press: Press, plan: Plan) -> list[str]:
    """Say what is planned with whom, as far as it is known."""
    words, subject = press.words, plan.subject
    towns = press.analysis.municipalities
    names = [*press.names(list(subject.members)), *subject.others]
    said = []
    if subject.scenario:
        said.append(words("This is a scenario, not a recorded state."))
        if subject.as_of:
            said.append(words("Its steps take effect on {day}.", day=words.day(subject.as_of)))
    said.append(
        words("With: {names}.", names=words.listing(names, most=_MOST)) if names else words("No member is recorded.")
    )
    if subject.joining:
        joining = words.listing([str(towns.loc[key, "name"]) for key in subject.joining], most=_MOST)
        said.append(words("To join: {names}.", names=joining))
    if subject.topics:
        labels = words.listing([words.label("topics", code) for code in subject.topics])
        said.append(words("Topics: {names}.", names=labels))
    known = subject.format not in ("", "unknown")
    form = words.label("formats", subject.format)
    said.append(
        words("Form: {form}.", form=form)
        if known
        else words("The form is not decided: all items of the checklist stand here.")
    )
    said += sentences.difficulty(subject.topics, words)
    items = plan.checklist.for_form(subject.format)
    if plan.answers is None:
        said.append(words("No filled-in checklist is given."))
    else:
        said.append(
            words("Checklist: {state}", state=sentences.readiness(checklists.readiness(items, plan.answers), words))
        )
    return said


def _cautions(words: Wording, plan: Plan) -> list[str]:
    said = [
        words(
            "Where {field} stands, the office fills in. What is recorded, planned or answered is called so.",
            field=FIELD,
        )
    ]
    said.append(words("Name functions, no persons. The items are advice; they are no legal advice, and no score."))
    if plan.checklist.name:
        said.append(words("Checklist of the office: {name}.", name=plan.checklist.name))
    return said


def _roles(words: Wording) -> Section:
    lines = [
        (words("Driver"), words("brings it forward and has influence"), FIELD, FIELD),
        (words("Caretaker"), words("keeps it going day by day and has time for it"), FIELD, FIELD),
        (words("Decides in a conflict"), words("see the rule for conflicts"), FIELD, FIELD),
        *[(FIELD, "", FIELD, FIELD)] * _ROLES,
    ]
    head = (words("Role"), words("What for"), words("Function"), words("Since or until"))
    return _table(words("Who drives it, who takes care"), head, lines, (1.3, 2.2, 1.6, 1.1))


def _stage(words: Wording, code: str, items: Sequence[Item], answers: Answers | None) -> Section:
    """Return the steps of a stage: what to settle, who does it until when, and what has been answered."""
    heading = words("Steps: {stage}", stage=checklists.stage(code, words.language))
    inside = [item for item in items if item.stage == code]
    if not inside:
        return Section(heading=heading, paragraphs=(words("The checklist has no item for this stage."),))
    lines = []
    for item in inside:
        given = answers.of(item.code) if answers else None
        state = sentences.answer(given, words) if given else FIELD
        remark = "; ".join(part for part in (given.note, given.by, words.day(given.date)) if part) if given else ""
        lines.append(
            (
                item.text[words.language],
                item.why[words.language],
                f"{state} ({remark})" if remark else state,
                FIELD,
                FIELD,
            )
        )
    sources = list(dict.fromkeys(item.source[words.language] for item in inside if item.source[words.language]))
    head = (words("Step"), words("Why"), words("Answer"), words("In charge (function)"), words("Until"))
    table = Table(head=head, widths=(2.5, 1.9, 1.1, 1.4, 0.8), groups=(("", rows(lines)),), caption=heading)
    return Section(
        heading=heading,
        paragraphs=(checklists.stage(code, words.language, "description"),),
        table=table,
        notes=(words("Source of the items: {sources}.", sources="; ".join(sources)),) if sources else (),
    )


def _gate(words: Wording) -> Section:
    names = (
        words("Trial from – to"),
        words("Measurable aims, and how they are measured"),
        words("Date of the decision"),
        words("Who decides"),
        words("Decision: go on, change or end"),
        words("What happens where nobody decides"),
    )
    return _form(words, words("Trial and decision gate"), names)


def _conflict(words: Wording) -> Section:
    names = (
        words("First: who talks to whom, within how many days"),
        words("Then: who decides next"),
        words("Last: who mediates from outside"),
    )
    return _form(words, words("Rule for conflicts"), names)


def _exit(words: Wording) -> Section:
    names = (
        words("Period of notice, and to which date"),
        words("What becomes of assets"),
        words("What becomes of staff"),
        words("Who bears remaining costs"),
    )
    return _form(words, words("Way out (exit clause)"), names)


def _cards(press: Press, plan: Plan) -> list[Section]:
    """Return the concerns with what is known, and a field for what the office answers."""
    words = press.words
    found = concerns.cards(press.analysis, plan.subject, words, shares=plan.shares, answers=plan.answers)
    return [
        Section(
            heading=words("Concern: “{concern}”", concern=card.concern),
            paragraphs=(*card.lines, words("Our answer: {field}", field=FIELD)),
        )
        for card in found
    ]


def _form(words: Wording, heading: str, names: Sequence[str]) -> Section:
    return _table(heading, (words("Field"), words("Entry")), [(name, FIELD) for name in names], (1.6, 2.4))


def _table(heading: str, head: tuple[str, ...], lines: Sequence[Sequence[str]], widths: tuple[float, ...]) -> Section:
    return Section(heading=heading, table=Table(head=head, widths=widths, groups=(("", rows(lines)),), caption=heading))
