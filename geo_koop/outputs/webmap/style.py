"""How a map is coloured: one small class number for each municipality, a palette and a legend.

The classes are those of :mod:`geo_koop.outputs.classes.families`; here each municipality is given one of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from babel.numbers import format_decimal

from geo_koop import codelists
from geo_koop.errors import UsageError
from geo_koop.locale import translator
from geo_koop.outputs import figures
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
        _covered_otherwise,
    )
    return (*dict.fromkeys(entry.code for mode in modes for entry in mode()), OUTSIDE_CODE, CHOSEN_CODE)


def _covered_otherwise() -> tuple[Class, ...]:
    """Return the classes of municipalities that only what is not counted covers."""
    return tuple(families.state(code) for code in ("prescribed", "through_only", "not_counted", "begin_unknown"))


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
    return styled(
        analysis,
        title=translator(language, "map")("Cooperations per municipality"),
        classes=families.counts(),
        chosen=np.searchsorted(families.count_breaks(), number, side="right") - 1,
        grade=analysis.grades([ANY_TOPIC]),
        language=language,
    )


def coverage_style(
    analysis: Analysis,
    topics: str | Sequence[str],
    *,
    title: str = "",
    regions: Sequence[str] | None = None,
    language: str = "de",
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
    regions : sequence of str, optional
        Where the legend counts; the regions of the filters where it is left out.
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
            raise UsageError(
                "There is no coverage of the topic {topic}.",
                "Known are: {known}.",
                topic=code,
                known=", ".join(labels),
            )
    table = analysis.topics_at(codes)
    levels = len(codelists.load("bindingness").codes)
    known = table["bindingness"].to_numpy()
    level = np.where(known < 0, levels + only_planned(analysis, codes), known)
    partly = (table["topics"] < len(codes)).to_numpy()

    def covered(part: Analysis) -> np.ndarray:
        return np.asarray(part.topics_at(codes)["topics"].to_numpy())

    style = styled(
        analysis,
        title=title or f"{_('Topic coverage')}: {', '.join(labels[code] for code in codes)}",
        classes=_binding_classes(),
        chosen=np.where(table["topics"] > 0, level + partly * (levels + 2), -1),
        grade=table["grade"].to_numpy(),
        several=len(codes) > 1,
        kinds=figures.blank_kinds(analysis, covered),
        undated=codes == [ANY_TOPIC],
        regions=regions,
        language=language,
    )
    return replace(style, note=f"{style.note} {_prescribed(analysis, covered, regions, language)}".strip())


def _prescribed(
    analysis: Analysis, covered: Callable[[Analysis], np.ndarray], regions: Sequence[str] | None, language: str
) -> str:
    """Say how many municipalities a statutory body alone covers, where all is counted."""
    free = analysis.without_statutory()
    if analysis.left_out or free is analysis:
        return ""
    alone = analysis.surveyed(regions) & (covered(analysis) > 0) & (covered(free) == 0)
    text = translator(language, "map")("Counts all; {count} of the municipalities only through a statutory body.")
    return text.format(count=format_decimal(int(alone.sum()), locale=language)) if alone.any() else ""


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
    return styled(
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
    return styled(
        analysis,
        title=translator(language, "map")("Stage of the cooperation that has come furthest"),
        classes=families.stages(),
        chosen=place[first],
        grade=analysis.grades([ANY_TOPIC]),
        language=language,
    )


def congruence_style(analysis: Analysis, *, language: str = "de") -> MapStyle:
    """Shade each municipality by its congruence: whether it works with the same partners everywhere.

    Statutory bodies make everybody everybody's partner: they are left out.
    """
    classes = families.congruence()
    breaks = [entry["from"] for entry in codelists.load("congruence").entries.values()]
    value = analysis.without_statutory().congruence.reindex(analysis.municipalities.index).to_numpy()
    step = np.searchsorted(breaks, np.nan_to_num(value, nan=0.0) + 1e-9, side="right") - 1
    _cooperation, municipality = _covering(analysis, None)
    covered = np.bincount(municipality, minlength=len(value)) > 0
    return styled(
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


def styled(
    analysis: Analysis,
    *,
    title: str,
    classes: Sequence[Class],
    chosen: np.ndarray,
    grade: np.ndarray,
    language: str,
    several: bool = False,
    kinds: np.ndarray | None = None,
    regions: Sequence[str] | None = None,
    opacity: float = 1.0,
    undated: bool = True,
) -> MapStyle:
    """Put the classes that occur into a style; where ``chosen`` is -1, the survey grade tells what a blank means.

    Filters make a blank mean nothing but that no cooperation fits them; a filter by region does so outside of it.
    Where a cooperation may have existed on the date, because nobody knows when it began, a blank says so (``undated``).
    """
    table, filters = analysis.municipalities, analysis.provenance.filters
    context = table["context"].to_numpy(dtype=bool) if "context" in table else np.zeros(len(table), dtype=bool)
    selected = np.full(len(table), families.leaves_out(filters))
    if filters.regions:
        selected |= ~analysis.inside(filters.regions)
    otherwise, filtered = _covered_otherwise(), families.state("not_in_filter")
    blanks = families.blanks(several=several)
    everything = [*classes, *otherwise, filtered, *blanks]
    outside, unseen = len(classes) + len(otherwise), len(everything) - 2
    empty = np.where(grade >= 0, np.where(selected, outside, outside + 1 + grade), unseen)
    empty = np.where(context, unseen + 1, empty)
    kinds = figures.blank_kinds(analysis) if kinds is None else kinds
    if undated:
        kinds = np.where((kinds == "") & ~context & figures.begin_unknown(analysis), "begin_unknown", kinds)
    for number, entry in enumerate(otherwise):
        empty = np.where(kinds == entry.code, len(classes) + number, empty)
    given = np.where(chosen >= 0, chosen, empty)
    present = np.bincount(given, minlength=len(everything)) > 0
    asked = analysis.surveyed(regions)
    counts = np.bincount(given[asked], minlength=len(everything))
    codes = (np.cumsum(present) - 1)[given]  # only the classes that occur, numbered in their order
    legend = [
        LegendEntry(
            label=c.label(language),
            paint=Paint.of(c, opacity=opacity if i < len(classes) else 1.0),
            count=int(counts[i]) or None,
            code=c.code,
        )
        for i, c in enumerate(everything)
        if present[i]
    ]
    return MapStyle(
        title=title,
        codes=tuple(codes.tolist()),
        palette=tuple(entry.paint for entry in legend) or (Paint(colour=PAPER),),
        legend=tuple(legend),
        order_hash=order_hash(table.index, analysis.unincorporated.index),
        asked=asked,
        note=_note(analysis.provenance.filters.regions if regions is None else regions, asked, language),
    )


def _note(regions: Sequence[str], asked: np.ndarray, language: str) -> str:
    """Say which municipalities the numbers of a legend count, and how many are left apart."""
    _ = translator(language, "map")

    def number(which: np.ndarray) -> str:
        return format_decimal(int(which.sum()), locale=language)

    if asked.all() or not asked.any():
        return _("In brackets: number of municipalities.")
    if regions:
        text = _("In brackets: number of municipalities in the chosen region; {count} more outside are not counted.")
        return text.format(count=number(~asked))
    text = _("In brackets: number of municipalities surveyed; {count} more in the surroundings, not surveyed.")
    return text.format(count=number(~asked))
