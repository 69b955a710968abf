"""The questions that a newcomer begins with, made from the data that are loaded. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from geo_koop.app.words import Words, plain
from geo_koop.result.analysis import Analysis

_MUNICIPALITY, _TOPIC, _PATTERN = "09184119", "waste_circular_economy", "city_hinterland"
"""Garching b.München, waste, and city and hinterland: taken where the data hold them."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question, and what of the state changes to show its answer."""

    text: str
    change: Mapping[str, Any] = field(default_factory=dict)


def introduction(analysis: Analysis, words: Words) -> str:
    """Return in three sentences what the map shows."""
    table = analysis.municipalities
    own = int((~table["context"].astype(bool)).sum())
    return words(
        "The map shows which of the {municipalities} municipalities work together, and on what: "
        "{cooperations} cooperations from public sources. "
        "The darker a municipality, the more cooperations are recorded for it; a click on it lists them. "
        "A blank means that none is recorded – which is not the same as none existing.",
        municipalities=words.number(own),
        cooperations=words.number(len(analysis.cooperations)),
    )


def of(analysis: Analysis, words: Words) -> tuple[Question, ...]:
    """Return up to three questions that the data can answer."""
    return tuple(q for q in (_who(analysis, words), _where(analysis, words), _pattern(analysis, words)) if q)


def _who(analysis: Analysis, words: Words) -> Question | None:
    shown = analysis.cooperations.index[analysis.cooperations["shown"].astype(bool)]
    counts = analysis.area.loc[analysis.area["cooperation_id"].isin(shown), "key"].value_counts()
    if counts.empty:
        return None
    key = _MUNICIPALITY if _MUNICIPALITY in counts.index else str(counts.sort_index().idxmax())
    name = str(analysis.municipalities.loc[key, "name"])
    # People say Garching, not Garching b.München.
    return Question(
        text=words("Who works with {name}?", name=plain(name.split(" b.")[0])),
        change={"municipality": key, "cooperation": None},
    )


def _where(analysis: Analysis, words: Words) -> Question | None:
    rows = analysis.coverage(level="municipality")
    covered = rows.loc[rows["status"].eq("covered") & rows["topic"].ne("any"), "topic"].value_counts()
    if covered.empty:
        return None
    topic = _TOPIC if _TOPIC in covered.index else str(covered.sort_index().idxmax())
    return Question(
        text=words("Where do municipalities work together on {topic}?", topic=plain(words.label("topics", topic))),
        change={"mode": "topic", "themes": (topic,)},
    )


def _pattern(analysis: Analysis, words: Words) -> Question | None:
    counts: pd.Series = analysis.cooperations.loc[analysis.cooperations["shown"].astype(bool), "pattern"].value_counts()
    counts = counts.drop("unclassified", errors="ignore")
    if counts.empty:
        return None
    pattern = _PATTERN if _PATTERN in counts.index else str(counts.idxmin())
    return Question(
        text=words("Which cooperations are {pattern}?", pattern=plain(words.label("patterns", pattern))),
        change={"mode": "pattern", "patterns": (pattern,)},
    )
