"""Cooperations over the years, prepared for display. Pure functions on an analysis."""

from geo_koop.app.words import Words
from geo_koop.result.analysis import Analysis


def uncounted(analysis: Analysis, words: Words) -> str:
    """Say how many cooperations the date cannot count, because nobody knows when they began; empty where none."""
    unknown = int((analysis.values("status") == "start_unknown").sum())
    text = words("Start unknown, and therefore not counted at this date: {count}.", count=words.number(unknown))
    return text if unknown else ""
