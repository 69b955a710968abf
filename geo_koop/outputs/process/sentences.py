"""What events, durations and checklists say in sentences: for the sheet, the console and the page alike."""

from collections.abc import Mapping, Sequence

from geo_koop.outputs.wording import Wording
from geo_koop.planning import checklists, process
from geo_koop.planning.checklists import Answer, Item
from geo_koop.planning.lifetimes import FEWEST, Durations
from geo_koop.planning.process import Overview


def overview(found: Overview, words: Wording, day: str) -> list[str]:
    """Say what is recorded of the way of some cooperations, and what is not.

    Parameters
    ----------
    found : Overview
    words : Wording
    day : str
        Date of the view, in words.
    """
    every = words.plural(found.cooperations, "One cooperation.", "{count} cooperations.")
    silent = found.cooperations - found.with_events - found.only_derived
    said = [
        words(
            "{every} With recorded events: {recorded}. With events that are only derived from start, end and times of "
            "members: {derived}. Without any event: {silent}.",
            every=every,
            recorded=words.number(found.with_events),
            derived=words.number(found.only_derived),
            silent=words.number(silent),
        )
    ]
    if not found.begun:
        said.append(
            words(
                "Of none is it recorded in which form it began. Whether they began informally cannot be told "
                "from these "
                "data: they name the form of today alone."
            )
        )
    else:
        said.append(
            words.plural(
                found.begun,
                "Of one it is recorded in which form it began (informally: {informal}).",
                "Of {count} it is recorded in which form they began; of these {informal} informally.",
                informal=words.number(found.begun_informal),
            )
        )
        if found.begun_informal:
            said.append(
                words(
                    "Of those that began informally, {bound} are bound on {day} by a contract, a company or a "
                    "public body.",
                    bound=words.number(found.bound_since),
                    day=day,
                )
            )
    said.append(
        words(
            "On {day}, {informal} of {active} active cooperations whose form is known are informal. That says nothing "
            "about how they began.",
            day=day,
            informal=words.number(found.informal),
            active=words.number(found.active),
        )
    )
    if found.left_out:
        said.append(
            words.plural(
                found.left_out,
                "One is left out: on this date it had not started, or nobody knows since when it exists.",
                "{count} are left out: on this date they had not started, or nobody knows since when they exist.",
            )
        )
    return said


def ends(found: Overview, words: Wording, day: str) -> list[str]:
    """Say how many have ended, and what that number is worth."""
    count, dated = len(found.ended), int(found.ended["end_date"].notna().sum())
    if not count:
        return [words("No end is recorded by {day}.", day=day), seldom(words)]
    return [
        words.plural(
            count,
            "One has ended or was completed by {day}; a date of its end is recorded for {dated}.",
            "{count} have ended or were completed by {day}; a date of the end is recorded for {dated} of them.",
            day=day,
            dated=words.number(dated),
        ),
        seldom(words),
    ]


def seldom(words: Wording) -> str:
    """Say what records of what is there today lack."""
    return words(
        "Who looks for what exists today seldom finds what has ended: in records made so, too few have ended, and "
        "durations come out too long."
    )


def lasting(found: Durations, words: Wording, day: str) -> list[str]:
    """Say how long cooperations last."""
    if not found.n:
        return [words("Nothing can be said about how long they last: no start is recorded."), *_lacking(found, words)]
    if not found.events:
        return [
            words(
                "Of {n} with a recorded start, none has a recorded end by {day}: nothing can be said about how "
                "long they "
                "last.",
                n=words.number(found.n),
                day=day,
            ),
            *_lacking(found, words),
        ]
    said = [
        words(
            "n = {n} with a recorded start, of which {events} ended; the other {rest} still exist on {day} and "
            "count for as "
            "long as they have existed (censored).",
            n=words.number(found.n),
            events=words.number(found.events),
            rest=words.number(found.n - found.events),
            day=day,
        )
    ]
    if found.median is None:
        said.append(words("Fewer than half of them have ended, so that no middle duration can be named."))
    else:
        said.append(words("Half of them had ended after {years} years.", years=words.number(found.median, 1)))
    return [*said, *_interval(found, words), *_lacking(found, words)]


def binding(found: Durations, words: Wording, day: str) -> list[str]:
    """Say how long it took from the first step to a contract, a company or a public body."""
    if not found.n:
        return [
            words(
                "How long it takes until a contract, a company or a public body cannot be told: of no "
                "cooperation a first, "
                "not yet binding step is recorded together with what followed."
            ),
            *_lacking(found, words),
        ]
    if not found.events:
        return [
            words(
                "Of {n} with a recorded first step that binds nobody, none has reached a binding form by "
                "{day}: nothing can "
                "be said about how long that takes.",
                n=words.number(found.n),
                day=day,
            ),
            *_lacking(found, words),
        ]
    said = [
        words(
            "n = {n} with a recorded first step that binds nobody, of which {events} reached a contract, a "
            "company or a "
            "public body; the other {rest} had not by {day}, or ended before (censored).",
            n=words.number(found.n),
            events=words.number(found.events),
            rest=words.number(found.n - found.events),
            day=day,
        )
    ]
    if found.median is None:
        said.append(words("Fewer than half of them have reached it, so that no middle duration can be named."))
    else:
        said.append(words("Half of them had reached it after {years} years.", years=words.number(found.median, 1)))
    return [*said, *_interval(found, words), *_lacking(found, words)]


def _interval(found: Durations, words: Wording) -> list[str]:
    if found.n < FEWEST:
        return [words("With fewer than {least} cases no interval is given.", least=FEWEST)]
    if found.median is None or found.interval is None:
        return []
    low, high = (words.number(end, 1) if end is not None else None for end in found.interval)
    if low is None:
        return []
    if high is None:
        return [words("95 % interval: from {low} years on; its upper end was not reached.", low=low)]
    return [words("95 % interval: {low} to {high} years.", low=low, high=high)]


def _lacking(found: Durations, words: Wording) -> list[str]:
    """Say what could not be measured."""
    if not found.left_out:
        return []
    said = words.plural(
        found.left_out,
        "One more is not counted, because a date that it needs is not recorded.",
        "{count} more are not counted, because a date that they need is not recorded.",
    )
    if not found.left_out_events:
        return [said]
    return [f"{said} {words('Ended or reached among them: {count}.', count=words.number(found.left_out_events))}"]


def precision(words: Wording) -> str:
    """Say how exact durations are."""
    return words(
        "Where only a year is recorded, its first day counts, of an end its last: a duration may be a year off."
    )


def readiness(found: checklists.Readiness, words: Wording) -> str:
    """Say how many items are answered.

    Examples
    --------
    >>> readiness(checklists.Readiness(asked=12, answered=7, yes=5, not_applicable=0), Wording("de"))
    '7 von 12 Punkten beantwortet, davon 5 mit Ja.'
    """
    said = words(
        "{answered} of {asked} items answered, {yes} of them with yes.",
        answered=words.number(found.answered),
        asked=words.number(found.asked),
        yes=words.number(found.yes),
    )
    out = words.plural(found.not_applicable, "One does not apply.", "{count} do not apply.")
    return f"{said} {out}" if found.not_applicable else said


def answer(given: Answer, words: Wording) -> str:
    """Return an answer as a word."""
    return answers(words)[given.answer]


def answers(words: Wording) -> dict[str, str]:
    """Return the answers that can be given, in words."""
    return {
        "yes": words("yes"),
        "no": words("no"),
        "open": words("open"),
        "not_applicable": words("does not apply"),
    }


def difficulty(topics: Sequence[str], words: Wording) -> list[str]:
    """Say how demanding topics are as a first step, where the source says so."""
    said = []
    for topic in topics:
        sentence, source = checklists.difficulty(topic, words.language)
        label = words.label("topics", topic)
        said.append(
            words("{sentence} (Source: {source})", sentence=sentence, source=source)
            if sentence
            else words("{topic}: how demanding it is as a first step, the source does not say.", topic=label)
        )
    return said


def states(words: Wording) -> Mapping[str, str]:
    """Return the states of flows that are no code of a codelist, in words."""
    return {process.NOT_RECORDED: words("not recorded"), process.UNKNOWN: words("form unknown or other")}


def headings(words: Wording, day: str) -> tuple[str, str, str]:
    """Return the headings of the three columns of the flows."""
    return words("Form at the beginning"), words("Form on {day}", day=day), words("Stage on {day}", day=day)


def item(one: Item, words: Wording) -> str:
    """Return the text of an item."""
    return one.text[words.language]
