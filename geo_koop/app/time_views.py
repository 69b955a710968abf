"""Cooperations over the years, prepared for display. Pure functions on an analysis."""

import pandas as pd

from geo_koop import codelists
from geo_koop.analysis import timeline
from geo_koop.app.words import Words
from geo_koop.model import Analysis


def uncounted(analysis: Analysis, words: Words) -> str:
    """Say how many cooperations the date cannot count, because nobody knows when they began; empty where none."""
    unknown = int((analysis.cooperations["status"] == "start_unknown").sum())
    text = words("Start unknown, and therefore not counted at this date: {count}.", count=words.number(unknown))
    return text if unknown else ""


def series(analysis: Analysis, words: Words) -> pd.DataFrame:
    """Return the cooperations of each year by format.

    Returns
    -------
    pandas.DataFrame
        ``year, format`` (code), ``label, bindingness`` (Int64), ``cooperations``.
    """
    table = analysis.cooperations
    formats = codelists.load("formats")
    counts = timeline.yearly(table, list(timeline.years(table)))
    return counts.assign(
        label=counts["format"].map(formats.labels(words.language)).fillna(counts["format"]),
        bindingness=counts["format"].map(formats.field("bindingness")).astype("Int64"),
    )
