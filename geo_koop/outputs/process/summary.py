"""All that is told of the way of some cooperations together: numbers, sentences, tables."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo_koop.outputs.process import sentences, tables
from geo_koop.outputs.wording import Wording
from geo_koop.planning import lifetimes, process
from geo_koop.planning.lifetimes import Durations
from geo_koop.planning.process import Overview
from geo_koop.result.analysis import Analysis


@dataclass(frozen=True, kw_only=True)
class Course:
    """What the events of some cooperations show on a date (``as_of``, ISO)."""

    as_of: str
    events: pd.DataFrame
    states: pd.DataFrame
    flows: pd.DataFrame
    overview: Overview
    lasting: Durations
    binding: Durations
    names: pd.Series


def of(analysis: Analysis, events: pd.DataFrame | None = None) -> Course:
    """Return what the events of an analysis show.

    Parameters
    ----------
    analysis : Analysis
    events : pandas.DataFrame, optional
        Of :func:`geo_koop.planning.process.history`, where they are known already.
    """
    found = process.history(analysis) if events is None else events
    states = process.states(analysis, found)
    return Course(
        as_of=analysis.provenance.as_of.isoformat(),
        events=found,
        states=states,
        flows=process.flows(states),
        overview=process.overview(analysis, found),
        lasting=lifetimes.of_cooperations(analysis, found),
        binding=lifetimes.until_binding(analysis, found),
        names=analysis.cooperations["name"],
    )


def sentences_of(told: Course, words: Wording) -> list[str]:
    """Return everything that is said of it, one sentence after the other."""
    day = words.day(told.as_of)
    return [
        *sentences.overview(told.overview, words, day),
        *sentences.ends(told.overview, words, day),
        *sentences.lasting(told.lasting, words, day),
        *sentences.binding(told.binding, words, day),
        sentences.precision(words),
    ]


def content(told: Course) -> dict[str, Any]:
    """Return it as JSON takes it, with codes."""
    found = told.overview
    counts = ("cooperations", "with_events", "only_derived", "left_out", "begun", "begun_informal", "bound_since")
    ended = found.ended.assign(end_date=found.ended["end_date"].dt.strftime("%Y-%m-%d")).reset_index()
    return {
        "as_of": told.as_of,
        **{name: getattr(found, name) for name in (*counts, "active", "informal")},
        "ended": ended.astype(object).where(ended.notna(), None).to_dict("records"),
        "flows": told.flows.to_dict("records"),
        "lasting": tables.durations(told.lasting),
        "until_binding": tables.durations(told.binding),
    }


def book(told: Course, words: Wording) -> dict[str, pd.DataFrame]:
    """Return it as the sheets of a workbook, named in the language."""
    day = words.day(told.as_of)
    said = pd.DataFrame({words("What the records show"): sentences_of(told, words)})
    return {
        words("Overview"): said,
        words("Events"): tables.events(told.events, told.names, words),
        words("Forms and stages"): tables.flows(told.flows, words, day),
        words("Ended"): tables.ended(told.overview, words),
        words("Duration"): tables.shares(told.lasting, words, words("Still existing")),
        words("Until binding"): tables.shares(told.binding, words, words("Not binding yet")),
    }
