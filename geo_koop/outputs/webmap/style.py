"""How a map is coloured: one small class number for each municipality, a palette and a legend.

The classes are those of :mod:`geo_koop.outputs.classes.families`; here each municipality is given one of them.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.errors import UsageError
from geo_koop.locale import translator
from geo_koop.outputs.classes import families
from geo_koop.outputs.classes.families import Class
from geo_koop.outputs.classes.palette import PAPER
from geo_koop.outputs.classes.planned import only_planned
from geo_koop.outputs.webmap.geometry import order_hash
from geo_koop.outputs.webmap.legend import LegendEntry, MapStyle, Paint
from geo_koop.result.analysis import Analysis

ANY_TOPIC = "any"
OUTSIDE_CODE = "outside_range"
"""Class of what a brush in a chart leaves out (:mod:`geo_koop.outputs.webmap.focus`)."""
CHOSEN_CODE = "chosen"
"""Class of municipalities that were chosen together."""
_PATTERN_OPACITY = 0.75
_RANK_OF_STAGE = ("operating", "agreed", "exploration", "idea", "completed", "ended", "unknown")
"""Which stage speaks for a municipality that has several: the one that has come furthest."""


def class_codes() -> tuple[str, ...]:
    """Return the names of all classes that a legend may hold, for addresses."""
    modes = (
        families.counts,
        families.patterns,
        _binding_classes,
        families.congruence,
        families.stages,
        families.blanks,
        partial(families.blanks, selection=True),
        families.partners,
        partial(map, families.state, ("partner_self", "partner_none")),
        families.taking_part,
    )
    return (*dict.fromkeys(entry.code for mode in modes for entry in mode()), OUTSIDE_CODE, CHOSEN_CODE)


def count_style(
    analysis: Analysis,
    cooperation_ids: Sequence[str] | pd.Index | None = None,
    *,
    language: str = "de",
) -> MapStyle:
    """Shade each municipality by the number of cooperations that cover it: none, 1, 2–3, 4–6, 7–9, 10 and more.

    Parameters
    ----------
    analysis : Analysis
    cooperation_ids : sequence of str, optional
        The cooperations that count; all that the analysis shows where it is left out.
    language : {"de", "en"}
    """
    _cooperation, municipality = _covering(analysis, cooperation_ids)
    number = np.bincount(municipality, minlength=len(analysis.municipalities))
    return _style(
        analysis,
        title=translator(language, "map")("Cooperations per municipality"),
        classes=families.counts(),
        chosen=np.searchsorted(families.count_breaks(), number, side="right") - 1,
        grade=analysis.grades([ANY_TOPIC]),
        language=language,
    )


def coverage_style(
    analysis: Analysis, topics: str | Sequence[str], *, title: str = "", language: str = "de"
) -> MapStyle:
    """Shade each municipality by the most binding cooperation on one or several topics.

    Parameters
    ----------
    analysis : Analysis
    topics : str or sequence of str
        Codes of topics or topic groups, or ``"any"``. With several, a municipality that lacks one of
        them is hatched, and a blank stands for none of them: "none recorded" only where all of them
        were surveyed.
    title : str, optional
        Heading of the legend; the names of the topics where it is left out.
    language : {"de", "en"}

    Raises
    ------
    UsageError
        If there is no such topic.
    """
    _ = translator(language, "map")
    codes = [topics] if isinstance(topics, str) else list(topics)
    labels = codelists.load("topics").labels(language) | {ANY_TOPIC: _("Any topic")}
    for code in codes or [""]:
        if code not in labels:
            raise UsageError("There is no coverage of the topic {topic}.", topic=code)
    table = analysis.topics_at(codes)
    levels = len(codelists.load("bindingness").codes)
    known = table["bindingness"].to_numpy()
    level = np.where(known < 0, levels + only_planned(analysis, codes), known)
    partly = (table["topics"] < len(codes)).to_numpy()
    return _style(
        analysis,
        title=title or f"{_('Topic coverage')}: {', '.join(labels[code] for code in codes)}",
        classes=_binding_classes(),
        chosen=np.where(table["topics"] > 0, level + partly * (levels + 2), -1),
        grade=table["grade"].to_numpy(),
        several=len(codes) > 1,
        language=language,
    )


def pattern_style(
    analysis: Analysis, cooperation_ids: Sequence[str] | pd.Index | None = None, *, language: str = "de"
) -> MapStyle:
    """Colour each municipality by the pattern of its most binding cooperation.

    Among equally binding ones the commonest pattern of the municipality wins, then the first of the
    codelist, then one that is not provisional. A provisional pattern is hatched.

    Parameters
    ----------
    analysis : Analysis
    cooperation_ids : sequence of str, optional
        The cooperations that count; all that the analysis shows where it is left out.
    language : {"de", "en"}
    """
    records = analysis.cooperations
    codes = codelists.load("patterns").codes
    rank = _position(records["pattern"], codes, missing=len(codes) - 1)
    doubt = records["provisional"].fillna(True).to_numpy(dtype=bool).astype(int)
    level = records["bindingness"].to_numpy(dtype=float, na_value=-1).astype(int)
    cooperation, municipality = _covering(analysis, cooperation_ids)
    size = len(analysis.municipalities)
    often = np.bincount(municipality * len(codes) + rank[cooperation], minlength=size * len(codes))
    chosen = _first(
        municipality,
        size,
        level[cooperation],
        often[municipality * len(codes) + rank[cooperation]],
        choice=rank[cooperation] * 2 + doubt[cooperation],
    )
    return _style(
        analysis,
        title=translator(language, "map")("Pattern of the most binding cooperation"),
        classes=families.patterns(),
        chosen=chosen,
        grade=analysis.grades([ANY_TOPIC]),
        opacity=_PATTERN_OPACITY,
        language=language,
    )


def stage_style(analysis: Analysis, *, language: str = "de") -> MapStyle:
    """Colour each municipality by the stage of the cooperation that has come furthest."""
    codes = codelists.load("stages").codes
    cooperation, municipality = _covering(analysis, None)
    rank = _position(analysis.cooperations["stage"], _RANK_OF_STAGE, missing=len(_RANK_OF_STAGE) - 1)
    first = _first(municipality, len(analysis.municipalities), choice=rank[cooperation])
    place = np.array([*(codes.index(code) for code in _RANK_OF_STAGE), -1])
    return _style(
        analysis,
        title=translator(language, "map")("Stage of the cooperation that has come furthest"),
        classes=families.stages(),
        chosen=place[first],
        grade=analysis.grades([ANY_TOPIC]),
        language=language,
    )


def congruence_style(analysis: Analysis, *, language: str = "de") -> MapStyle:
    """Shade each municipality by its congruence: whether it works with the same partners everywhere."""
    classes = families.congruence()
    breaks = [entry["from"] for entry in codelists.load("congruence").entries.values()]
    value = analysis.congruence.to_numpy()
    step = np.searchsorted(breaks, np.nan_to_num(value, nan=0.0) + 1e-9, side="right") - 1
    _cooperation, municipality = _covering(analysis, None)
    covered = np.bincount(municipality, minlength=len(value)) > 0
    return _style(
        analysis,
        title=translator(language, "map")("Congruence: how far the partners are the same"),
        classes=classes,
        chosen=np.where(np.isnan(value), np.where(covered, len(classes) - 1, -1), step),
        grade=analysis.grades([ANY_TOPIC]),
        language=language,
    )


def _covering(analysis: Analysis, cooperation_ids: Sequence[str] | pd.Index | None) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs that count, as positions of cooperation and municipality."""
    if cooperation_ids is None:
        return analysis.covering()
    rows = analysis.area[analysis.area["cooperation_id"].isin(list(cooperation_ids))]
    pairs = (
        analysis.cooperations.index.get_indexer(rows["cooperation_id"]),
        analysis.municipalities.index.get_indexer(rows["key"]),
    )
    known = pairs[1] >= 0
    return pairs[0][known], pairs[1][known]


def _position(codes: pd.Series, order: Sequence[str], *, missing: int) -> np.ndarray:
    """Return the place of each code in an order."""
    place = {code: i for i, code in enumerate(order)}
    return np.asarray(codes.map(place).fillna(missing).to_numpy(dtype=int))


def _first(places: np.ndarray, size: int, *greatest: np.ndarray, choice: np.ndarray) -> np.ndarray:
    """Return for each place the choice with the greatest values, the smallest among equals; -1 without any."""
    score = np.zeros(len(places), dtype=np.int64)
    for values in greatest:
        values = values - values.min(initial=0)
        score = score * (values.max(initial=0) + 1) + values
    span = choice.max(initial=0) + 1
    score = score * span + (span - 1 - choice)
    best = np.full(size, -1, dtype=np.int64)
    np.maximum.at(best, places, score)
    return np.where(best < 0, -1, span - 1 - best % span)


def _binding_classes() -> tuple[Class, ...]:
    """Return the classes of bindingness; then the same where only some of the topics are covered."""
    plain = families.bindingness()
    return (*plain, *map(families.partly, plain))


def _style(
    analysis: Analysis,
    *,
    title: str,
    classes: Sequence[Class],
    chosen: np.ndarray,
    grade: np.ndarray,
    language: str,
    several: bool = False,
    opacity: float = 1.0,
) -> MapStyle:
    """Put the classes that occur into a style; where ``chosen`` is -1, the survey grade tells what a blank means."""
    table = analysis.municipalities
    context = table["context"].to_numpy(dtype=bool) if "context" in table else np.zeros(len(table), dtype=bool)
    selection = families.leaves_out(analysis.provenance.filters)
    blanks = families.blanks(selection=selection, several=several)
    everything = [*classes, *blanks]
    first, unseen = len(classes), len(everything) - 2
    # of a selection there is one blank, however thoroughly people looked
    inside = first + (0 if selection else grade)
    empty = np.where(context, unseen + 1, np.where(grade >= 0, inside, unseen))
    given = np.where(chosen >= 0, chosen, empty)
    counts = np.bincount(given, minlength=len(everything))
    codes = (np.cumsum(counts > 0) - 1)[given]  # only the classes that occur, numbered in their order
    legend = [
        LegendEntry(
            label=c.label(language),
            paint=Paint.of(c, opacity=opacity if i < first else 1.0),
            count=int(n),
            code=c.code,
        )
        for i, (c, n) in enumerate(zip(everything, counts, strict=True))
        if n
    ]
    return MapStyle(
        title=title,
        codes=tuple(codes.tolist()),
        palette=tuple(entry.paint for entry in legend) or (Paint(colour=PAPER),),
        legend=tuple(legend),
        order_hash=order_hash(table.index, analysis.unincorporated.index),
    )
