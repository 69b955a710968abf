"""The papers of an undertaking as one document: a draft resolution, and what it stands on as annexes."""

from collections.abc import Sequence
from dataclasses import replace

from geo_koop.outputs.costs import sentences as cost_sentences
from geo_koop.outputs.law import words as law_words
from geo_koop.outputs.process import sentences as process_sentences
from geo_koop.outputs.report import costs, law, plan, resolution, scenario
from geo_koop.outputs.report.options import ReportOptions
from geo_koop.outputs.report.press import Press, open_press
from geo_koop.outputs.report.resolution import FIELD
from geo_koop.outputs.report.sheet import Section, Sheet, Table, rows
from geo_koop.outputs.scenarios import sentences
from geo_koop.outputs.wording import Wording
from geo_koop.planning import checklists, rule_members
from geo_koop.planning.undertaking import Undertaking

_FIRST_STAGES = ("initiate", "agree")
_DONE = (checklists.YES, checklists.NOT_APPLICABLE)
_MOST_STEPS = 8
_FEW = 8


def press(about: Undertaking, options: ReportOptions | None = None) -> Press:
    """Return what the document is set with: the recorded state.

    Raises
    ------
    UsageError
        See :func:`geo_koop.outputs.report.options.check`.
    """
    return open_press(about.outcome.before, options or ReportOptions())


def sheets(press: Press, about: Undertaking) -> list[Sheet]:
    """Return the draft resolution, and its annexes: scenario, division of costs, law and funding, road map.

    Parameters
    ----------
    press : Press
        As returned by :func:`press`.
    about : Undertaking
    """
    words = press.words
    annexes = [
        replace(one, kicker=words("Annex {number}: {part}", number=words.number(number), part=one.kicker))
        for number, one in enumerate(_annexes(press, about), start=1)
    ]
    return [_resolution(press, about, annexes), *annexes]


def _annexes(press: Press, about: Undertaking) -> list[Sheet]:
    words, options = press.words, press.options
    made = [scenario.scenario_sheet(scenario.press(about.outcome, options), about.outcome)]
    if about.shares is not None:
        made.append(costs.cost_sheet(costs.imprint(about.shares, options), about.shares))
    if about.law is not None:
        keys, day = about.keys, about.outcome.as_of
        names = rule_members.names(about.outcome.after, keys)
        topics = about.subject.topics
        asked = law_words.about(
            words,
            members=names,
            states=[str(state) for state in law_words.states(about.law)],
            topic=topics[0] if len(topics) == 1 else "",
            form=about.subject.format if about.subject.format != "unknown" else "",
            as_of=day,
        )
        title = law.title(words, names)
        made.append(law.law_sheet(law.imprint(about.rules, day, options), about.law, asked, title))
    planned = plan.Plan(subject=about.subject, checklist=about.checklist, answers=about.answers, shares=about.shares)
    return [*made, plan.plan_sheet(press, planned)]


def _resolution(press: Press, about: Undertaking, annexes: Sequence[Sheet]) -> Sheet:
    words, subject = press.words, about.subject
    return Sheet(
        kind="resolution",
        kicker=words("Draft resolution"),
        title=subject.name,
        subtitle=press.dated(words("scenario “{name}”", name=subject.scenario)),
        cautions=(
            words(
                "Where {field} stands, the office fills in. The state of affairs comes from the records.", field=FIELD
            ),
            sentences.mark(about.outcome, words) + ".",
            *_strangers(words, about),
        ),
        sections=(
            resolution.about_the_paper(press),
            _proposal(press, about, annexes),
            resolution.blank(words("Occasion and reasons")),
            Section(heading=words("State of affairs"), paragraphs=_recorded(press, about)),
            Section(
                heading=words("What would change"),
                paragraphs=(
                    sentences.lead(about.outcome, words),
                    *sentences.consequences(about.outcome, words),
                    *sentences.notes(about.outcome, words, ("impossible",)),
                ),
            ),
            _law(press, about),
            resolution.blank(words("Alternatives")),
            _costs(press, about),
            _steps(press, about),
            Section(
                heading=words("Annexes"),
                paragraphs=(
                    *(f"{one.kicker} – {one.title}" for one in annexes),
                    words("Further annexes: {field}", field=FIELD),
                ),
            ),
            resolution.blank(words("Place, date, signature")),
        ),
    )


def _strangers(words: Wording, about: Undertaking) -> list[str]:
    """Say where the cost sheet is of others than the scenario: nobody is taken for somebody else."""
    paying, members = about.strangers
    said = []
    if paying:
        said.append(words("Only the cost sheet names {names}.", names=words.listing(paying, most=_FEW)))
    if members:
        said.append(words("The cost sheet does not name {names}.", names=words.listing(members, most=_FEW)))
    return said


def _members(press: Press, about: Undertaking) -> str:
    return press.words.listing(rule_members.names(about.outcome.after, about.keys), most=_FEW)


def _proposal(press: Press, about: Undertaking, annexes: Sequence[Sheet]) -> Section:
    """Return the frame of a resolution: the council is named in all its names, what it decides is left open."""
    words, subject = press.words, about.subject
    known = subject.format not in ("", "unknown")
    what = [
        words(
            "“{name}” with {members} is noted as described in annex {number}: {field}",
            name=subject.name,
            members=_members(press, about),
            number=words.number(1),
            field=FIELD,
        ),
        words("As form is intended: {form} {field}", form=words.label("formats", subject.format), field=FIELD)
        if known
        else words("The form is not decided: {field}", field=FIELD),
    ]
    costed = next((number for number, one in enumerate(annexes, start=1) if one.kind == "costs"), None)
    if costed is not None:
        what.append(
            words("To the division of costs (annex {number}): {field}", number=words.number(costed), field=FIELD)
        )
    what.append(words("The administration is asked {field}", field=FIELD))
    return Section(
        heading=words("Proposed resolution"),
        paragraphs=(
            words("The council decides:"),
            *(f"{words.number(number)}. {text}" for number, text in enumerate(what, start=1)),
        ),
    )


def _recorded(press: Press, about: Undertaking) -> tuple[str, ...]:
    """Tell what is recorded on the topics for the members that are municipalities."""
    words, towns = press.words, press.analysis.municipalities.index
    keys = [key for key in about.subject.members if key in towns]
    # The neighbours of a member stand behind its name.
    said = [" ".join(resolution.on_topic(press, key, topic)) for topic in about.subject.topics for key in keys[:_FEW]]
    if len(keys) > _FEW:
        more = len(keys) - _FEW
        said.append(
            words.plural(more, "One more member is not told of here.", "{count} more members are not told of here.")
        )
    return tuple(said) or (words("No member is a municipality of the boundaries: nothing can be told here."),)


def _law(press: Press, about: Undertaking) -> Section:
    words = press.words
    told = (
        (words("For these members no rules are in the data: they know the German states."),)
        if about.law is None
        else (law_words.counted(about.law, words.language), law_words.advice(words.language))
    )
    return Section(heading=words("Legal basis"), paragraphs=(*told, FIELD))


def _costs(press: Press, about: Undertaking) -> Section:
    words, shares = press.words, about.shares
    if shares is None:
        return resolution.cost_form(press)

    def money(cents: float) -> str:
        return cost_sentences.money(words, cents, shares.sheet.currency)

    cost, income = shares.cost.sum(axis=0), shares.income.sum(axis=0)
    lines = [
        (member.name or member.key, money(int(cost[at])), money(int(income[at])), money(int(income[at] - cost[at])))
        for at, member in enumerate(shares.sheet.members)
    ]
    paid, earned = int(cost.sum()), int(income.sum())
    lines.append((words("All together"), money(paid), money(earned), money(earned - paid)))
    first, last = shares.sheet.first_year, shares.sheet.last_year
    heading = words("Costs")
    return Section(
        heading=heading,
        table=Table(
            head=(words("Member"), words("Costs"), words("Income"), words("Balance")),
            widths=(2.4, 1.4, 1.4, 1.4),
            groups=(("", rows(lines)),),
            caption=words("Costs and income of the members, {first} to {last}", first=str(first), last=str(last)),
        ),
        paragraphs=(
            *cost_sentences.alone(shares, words),
            words("Paid from (budget item): {field}", field=FIELD),
        ),
    )


def _steps(press: Press, about: Undertaking) -> Section:
    """Return the first items of the checklist that nobody has answered with yes, to be done by somebody until a day."""
    words, given = press.words, about.answers
    items = [
        item
        for item in about.checklist.for_form(about.subject.format)
        if item.stage in _FIRST_STAGES and not (given and (one := given.of(item.code)) and one.answer in _DONE)
    ]
    if not items:
        return resolution.next_steps(press)
    lines = [(item.text[words.language], FIELD, FIELD) for item in items[:_MOST_STEPS]]
    head = (words("Step"), words("In charge"), words("Until"))
    made = resolution.form(words("Next steps"), head, [*lines, (FIELD, FIELD, FIELD)], (3.0, 1.6, 1.0))
    stages = words.listing([checklists.stage(code, words.language) for code in _FIRST_STAGES])
    state = (
        process_sentences.readiness(
            checklists.readiness(about.checklist.for_form(about.subject.format), about.answers), words
        )
        if about.answers
        else ""
    )
    notes = [words("From the checklist, stages {stages}; all items stand in the road map.", stages=stages)]
    return Section(
        heading=made.heading,
        table=made.table,
        notes=(*notes, *([words("Checklist: {state}", state=state)] if state else [])),
    )
