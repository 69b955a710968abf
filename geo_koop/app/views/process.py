"""The way of cooperations for the page: what is shown of it, and files. Pure functions."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from geo_koop.app.words import Words
from geo_koop.locale import mark as _
from geo_koop.outputs import report
from geo_koop.outputs.process import checklist as lists
from geo_koop.outputs.process import concerns, drawings, sentences, summary, tables
from geo_koop.outputs.process.summary import Course
from geo_koop.outputs.report.plan import Plan, plan_sheet
from geo_koop.outputs.wording import Wording
from geo_koop.planning import answers as filled
from geo_koop.planning import checklists, process
from geo_koop.planning.checklists import Answer, Answers, Checklist, Item
from geo_koop.planning.costs import Shares
from geo_koop.planning.plans import Subject
from geo_koop.result.analysis import Analysis

SHEETS: Mapping[str, str] = MappingProxyType(
    {
        "pdf": "application/pdf",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "odt": "application/vnd.oasis.opendocument.text",
    }
)
"""Endings of the road map and their kinds."""
MOST_NAMES = 3_000
"""So many cooperations stand in a list to choose from; beyond, the search leads to one."""


FIELDS = ("note", "by", "date")
"""What is written beside an answer."""
_UNUSABLE: Mapping[str, str] = MappingProxyType(
    {
        "note": _("Remark on item {number}: “{value}” is too long. All else was taken."),
        "by": _("By whom, item {number}: “{value}” is an address or too long; name a function. All else was taken."),
        "date": _("Date, item {number}: “{value}” is no date, such as 2026-11-28 or 28.11.2026. All else was taken."),
    }
)


def said(words: Words) -> Wording:
    """Return the wording of outputs in the language of the page."""
    return Wording(words.language)


def told(analysis: Analysis, _words: Words) -> Course:
    """Return what the events of an analysis show, in the form in which the app keeps what it has made."""
    return summary.of(analysis)


def events(analysis: Analysis, _words: Words) -> pd.DataFrame:
    """Return all events of an analysis, in the form in which the app keeps what it has made."""
    return process.history(analysis)


def of_one(table: pd.DataFrame, cooperation: str) -> pd.DataFrame:
    """Return the events of one cooperation."""
    return table[table["cooperation_id"] == cooperation].reset_index(drop=True)


def time_line(table: pd.DataFrame, analysis: Analysis, cooperation: str, words: Words) -> str:
    """Return the time line of a cooperation as SVG; empty where nothing is dated."""
    name = str(analysis.cooperations.loc[cooperation, "name"])
    return drawings.time_line(table, name, pd.Timestamp(analysis.provenance.as_of), said(words))


def about(table: pd.DataFrame, words: Words) -> list[str]:
    """Say how much of the events of a cooperation is recorded."""
    recorded, undated = int((~table["derived"]).sum()), int(table["event_date"].isna().sum())
    if table.empty:
        return [words("No event is recorded, and no date from which one could be derived.")]
    derived = len(table) - recorded
    lines = [
        words(
            "Recorded events: {recorded}; derived from the dates of the record: {derived}.",
            recorded=words.number(recorded),
            derived=words.number(derived),
        )
    ]
    if not (table["kind"] == "founded").any():
        lines.append(words("Since when it exists is not recorded."))
    if undated:
        lines.append(words("Without a date, and only in the table: {count}.", count=words.number(undated)))
    if not recorded:
        lines.append(words("In which form it began is not recorded: the record names the form of today alone."))
    return lines


def event_table(table: pd.DataFrame, analysis: Analysis, words: Words, *, one: bool = False) -> pd.DataFrame:
    """Return events named in the language, without columns that hold nothing."""
    shown = tables.events(table, analysis.cooperations["name"], said(words), one=one)
    filled_in = [name for name in shown.columns if (shown[name].astype("str") != "").any()]
    return shown[filled_in]


def overview(found: Course, words: Words) -> dict[str, list[str]]:
    """Return the sentences of a region by part: beginning, ends, how long they last, until something binds, limits."""
    spoken, day = said(words), words.day(found.as_of)
    return {
        "beginning": sentences.overview(found.overview, spoken, day),
        "ends": sentences.ends(found.overview, spoken, day),
        "lasting": sentences.lasting(found.lasting, spoken, day),
        "binding": sentences.binding(found.binding, spoken, day),
        "precision": [sentences.precision(spoken)],
        "seldom": [sentences.seldom(spoken)],
    }


def alluvial(found: Course, words: Words) -> str:
    """Return forms and stages as SVG; empty where there is nothing."""
    return drawings.alluvial(found.states, said(words), words.day(found.as_of))


def flow_table(found: Course, words: Words) -> pd.DataFrame:
    """Return the same as a table."""
    return tables.flows(found.flows, said(words), words.day(found.as_of))


def ended_table(found: Course, words: Words) -> pd.DataFrame:
    """Return what has ended."""
    return tables.ended(found.overview, said(words))


def share_tables(found: Course, words: Words) -> dict[str, pd.DataFrame]:
    """Return the shares of durations, where something can be said."""
    spoken = said(words)
    made = {
        "lasting": tables.shares(found.lasting, spoken, words("Still existing")),
        "binding": tables.shares(found.binding, spoken, words("Not binding yet")),
    }
    return {name: table for name, table in made.items() if len(table)}


def answer_labels(words: Words) -> dict[str, str]:
    """Return the answers that can be given, in words."""
    return sentences.answers(said(words))


def readiness(items: Sequence[Item], answers: Answers, words: Words) -> str:
    """Say how many items are answered."""
    return sentences.readiness(checklists.readiness(items, answers), said(words))


def with_answers(
    answers: Answers, given: Mapping[str, Mapping[str, str]], checklist: Checklist, words: Words
) -> tuple[Answers, list[str]]:
    """Return answers with those of a form, and what is wrong with them.

    Of an item with a field that cannot be read, the other fields are taken: nothing else that was typed is lost.

    Parameters
    ----------
    answers : Answers
    given : Mapping
        Code of an item to ``answer, note, by, date``.
    checklist : Checklist
    words : Words
    """
    taken: dict[str, Answer] = {}
    faults = []
    for number, (code, fields) in enumerate(given.items(), start=1):
        usable = dict(fields)
        for name in FIELDS:
            text = fields[name].strip()
            usable[name] = text
            if filled.unusable(name, text):
                usable[name] = getattr(answers.of(code), name)
                faults.append(words(_UNUSABLE[name], number=number, value=text))
        built = filled.build({"items": [{"item": code, **usable}]}, checklist, file=words("The form"))
        taken |= built.items
    return replace(answers, items=MappingProxyType({**answers.items, **taken})), faults


def answer_file(answers: Answers, items: Sequence[Item], words: Words) -> str:
    """Return answers as a file, with all items, to go on filling in."""
    return lists.blank(items, answers, said(words))


def cards(
    analysis: Analysis, subject: Subject, words: Words, shares: Shares | None, answers: Answers | None
) -> tuple[concerns.Card, ...]:
    """Return the concern cards."""
    return concerns.cards(analysis, subject, said(words), shares=shares, answers=answers)


def plan_file(analysis: Analysis, plan: Plan, words: Words, ending: str) -> bytes:
    """Return the road map as a file."""
    press = report.open_press(analysis, report.ReportOptions(language=words.language))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"plan.{ending}"
        return report.write(press, [plan_sheet(press, plan)], out).read_bytes()


def names(analysis: Analysis, order: np.ndarray, chosen: str | None) -> dict[str, str]:
    """Return id to name of all cooperations, by name; of the chosen one alone, where they are too many for a list.

    Parameters
    ----------
    analysis : Analysis
        The whole.
    order : numpy.ndarray of int
        Places of the cooperations by name.
    chosen : str, optional
    """
    table = analysis.cooperations["name"].astype("str")
    if len(table) > MOST_NAMES:
        return {chosen: str(table[chosen])} if chosen else {}
    return dict(zip(table.index[order].astype("str"), table.iloc[order], strict=True))
