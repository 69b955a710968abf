"""Law and funding as the page shows them: tables, cards, files. Pure functions on what the rules say."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from geo_koop.app.words import Words
from geo_koop.codelists import law
from geo_koop.intake.records import rules_file
from geo_koop.locale import mark as _
from geo_koop.outputs import report
from geo_koop.outputs.law import words as law_words
from geo_koop.outputs.report import law as sheets
from geo_koop.outputs.wording import Wording
from geo_koop.planning import rule_members, rules
from geo_koop.planning.rules import Rules
from geo_koop.result.analysis import Analysis

TABLES: Mapping[str, str] = {
    "form": _("Forms that the law names"),
    "approval": _("Approval and notice"),
    "funding": _("Funding"),
    "levy": _("Levies and sharing of costs"),
    "law": _("Laws"),
}
"""Kind to the heading of its table, in the order of the page; what is a card stands on its card alone."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked: keys and names of the parties, states, topic and form (empty for all), day; years and saving."""

    keys: tuple[str, ...]
    names: tuple[str, ...]
    states: tuple[str, ...]
    topic: str
    form: str
    as_of: date
    years: int | None = None
    saving: int | None = None


@dataclass(frozen=True, kw_only=True)
class Card:
    """A hint: what it is about, what the source says, and where that stands."""

    title: str
    text: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the rules say: the rows as they are and in words."""

    rules: Rules
    asked: Asked
    rows: pd.DataFrame
    worded: pd.DataFrame


def advice(words: Words) -> str:
    """Return what stands once on the page: it is no legal advice."""
    return law_words.advice(words.language)


def rules_of(project: Path | None) -> Rules:
    """Return the rules in use: those shipped, with those that a project has of its own.

    Raises
    ------
    InputError
        If the project's own rules cannot be read.
    """
    return rules.load(rules_file.of_project(project))


def state_labels(words: Words) -> dict[str, str]:
    """Return the states to choose from."""
    labels = law.states().labels(words.language)
    return {code: name for code, name in labels.items() if code != law.FEDERATION}


def of_keys(whole: Analysis, keys: Sequence[str], *, topic: str, form: str, as_of: date) -> Asked:
    """Return what is asked for parties that are known by their keys; no states where these are no German ones."""
    names = rule_members.names(whole, keys)
    states = rules.states_of(keys) if whole.provenance.boundaries.national_keys == "de" else ()
    return Asked(keys=tuple(keys), names=tuple(names), states=states, topic=topic, form=form, as_of=as_of)


def of_state(state: str, *, topic: str, form: str, as_of: date) -> Asked:
    """Return what is asked for a state, whoever would work together."""
    return Asked(keys=(), names=(), states=(state,), topic=topic, form=form, as_of=as_of)


def answer(found: Rules, whole: Analysis, asked: Asked, words: Words) -> Answer:
    """Return what the rules say of what is asked."""
    around = rule_members.associations(whole, asked.keys)
    rows = rules.checked(
        found,
        asked.states,
        asked.keys,
        asked.topic,
        asked.form,
        asked.as_of,
        years=asked.years,
        saving=asked.saving,
        associations=around,
    )
    return Answer(rules=found, asked=asked, rows=rows, worded=law_words.worded(rows, words.language))


def sentences(answer: Answer, words: Words) -> list[str]:
    """Say what was asked, how much there is of it, and what to heed of several states."""
    asked = answer.asked
    more = (say(answer.rows, words.language) for say in (law_words.unresearched, law_words.several))
    return [
        " ".join(
            law_words.about(
                Wording(words.language),
                members=asked.names,
                states=asked.states,
                topic=asked.topic,
                form=asked.form,
                as_of=asked.as_of,
            )
        ),
        law_words.counted(answer.rows, words.language),
        *filter(None, more),
    ]


def table(answer: Answer, kind: str, words: Words) -> pd.DataFrame:
    """Return the statements of a kind, without those that stand on cards."""
    part = answer.worded[(answer.worded["kind"] == kind) & (answer.worded["card"] != "yes")]
    shown = pd.DataFrame(
        {
            words("About"): part["subject"],
            words("State"): part["state_name"],
            words("What the source says"): [law_words.full(row, words.language) for row in part.itertuples()],
            words("Value"): part["value"],
            words("Source"): [_place(row) for row in part.itertuples()],
            words("Date of the source"): part["dated"],
            words("Certainty"): part["certainty_name"],
        }
    )
    return shown.drop(columns=words("State")) if len(answer.asked.states) == 1 else shown


def cards(answer: Answer, words: Words) -> list[Card]:
    """Return the hints: of the states first, then of the federation."""
    part = answer.worded[answer.worded["card"] == "yes"]
    return [
        Card(
            title=f"{row.state_name}: {row.subject}",
            text=law_words.full(row, words.language),
            source=" · ".join(
                filter(
                    None,
                    (
                        words("Value: {value}", value=row.value) if row.value else "",
                        _place(row),
                        row.dated,
                        words("Certainty: {certainty}", certainty=row.certainty_name),
                    ),
                )
            ),
        )
        for row in part.itertuples()
    ]


def sources(answer: Answer) -> tuple[tuple[str, str, str], ...]:
    """Return the sources, once each: state and place, address (empty where there is none), date and remark."""
    named = answer.worded[answer.worded["source"] != ""].drop_duplicates(["source", "source_note", "dated"])
    return tuple(
        (
            f"{row.state_name}: {law_words.host(row.source)}",
            row.source if "//" in row.source else "",
            " · ".join(filter(None, (row.source_note, row.dated))),
        )
        for row in named.itertuples()
    )


def whose(answer: Answer, words: Words) -> str:
    """Say whose rules these are."""
    return law_words.origin(answer.rules, words.language)


def pdf(answer: Answer, words: Words) -> bytes:
    """Return the sheet of law and funding."""
    how = report.ReportOptions(language=words.language)
    press = sheets.imprint(answer.rules, answer.asked.as_of, how)
    about = law_words.about(
        press.words,
        members=answer.asked.names,
        states=answer.asked.states,
        topic=answer.asked.topic,
        form=answer.asked.form,
        as_of=answer.asked.as_of,
    )
    with tempfile.TemporaryDirectory() as folder:
        sheet = sheets.law_sheet(press, answer.rows, about, sheets.title(press.words, answer.asked.names))
        return report.write(press, [sheet], Path(folder) / "law.pdf").read_bytes()


def _place(row: Any) -> str:
    """Return law, and the name of the place where it was read."""
    return " · ".join(filter(None, (row.law_ref, law_words.host(row.source))))
