"""How a map is coloured: one small class number for each municipality, a palette and a legend.

Colours of things that mean something come from the codelists; the neutral tones of what is not there
(no record, not surveyed, context) stand here. No class differs by colour alone where doubt is meant:
provisional, not surveyed and partly covered are hatched.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.errors import UsageError
from geo_koop.locale import translator
from geo_koop.model import Analysis
from geo_koop.outputs.webmap.geometry import order_hash
from geo_koop.outputs.webmap.legend import (
    CROSSED,
    DOTTED,
    EMPTY_COLOUR,
    FALLING,
    PLAIN,
    RISING,
    LegendEntry,
    MapStyle,
    Paint,
)

CONTEXT_COLOUR = "#ebebe6"
UNSURVEYED_COLOUR = "#e2e0db"
COUNT_BREAKS = (1, 2, 4, 7, 10)
ANY_TOPIC = "any"
OUTSIDE_CODE = "outside_range"
"""Class of what a brush in a chart leaves out (:mod:`geo_koop.outputs.webmap.focus`)."""
CHOSEN_CODE = "chosen"
"""Class of municipalities that were chosen together."""
_RANK_OF_STAGE = ("operating", "agreed", "exploration", "idea", "completed", "ended", "unknown")
"""Which stage speaks for a municipality that has several: the one that has come furthest."""


@dataclass(frozen=True, kw_only=True)
class _Class:
    """A class that a mode may use."""

    code: str
    label: str
    paint: Paint


def class_codes() -> tuple[str, ...]:
    """Return the names of all classes that a legend may hold, for addresses."""
    modes = (_count_classes, _pattern_classes, _binding_classes, _congruence_classes, _stage_classes, _blank_classes)
    return (*dict.fromkeys(entry.code for mode in modes for entry in mode("en")), OUTSIDE_CODE, CHOSEN_CODE)


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
        classes=_count_classes(language),
        chosen=np.searchsorted(COUNT_BREAKS, number, side="right") - 1,
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
            raise UsageError(_("There is no coverage of the topic {topic}.").format(topic=code))
    table = analysis.topics_at(codes)
    levels = len(codelists.load("bindingness").codes)
    known = table["bindingness"].to_numpy()
    level = np.where(known < 0, levels, known)
    partly = (table["topics"] < len(codes)).to_numpy()
    return _style(
        analysis,
        title=title or f"{_('Topic coverage')}: {', '.join(labels[code] for code in codes)}",
        classes=_binding_classes(language),
        chosen=np.where(table["topics"] > 0, level + partly * (levels + 1), -1),
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
        classes=_pattern_classes(language),
        chosen=chosen,
        grade=analysis.grades([ANY_TOPIC]),
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
        classes=_stage_classes(language),
        chosen=place[first],
        grade=analysis.grades([ANY_TOPIC]),
        language=language,
    )


def congruence_style(analysis: Analysis, *, language: str = "de") -> MapStyle:
    """Shade each municipality by its congruence: whether it works with the same partners everywhere."""
    classes = _congruence_classes(language)
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
    return codes.map(place).fillna(missing).to_numpy(dtype=int)


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


def _count_classes(language: str) -> list[_Class]:
    _ = translator(language, "map")
    blue = codelists.load("bindingness").field("colour")
    labels = ["1", "2–3", "4–6", "7–9", _("10 and more")]
    return [
        _Class(code=f"count_{number}", label=label, paint=Paint(colour=blue[level]))
        for number, label, level in zip(COUNT_BREAKS, labels, ("0", "2", "3", "4", "5"), strict=True)
    ]


def _pattern_classes(language: str) -> list[_Class]:
    doubt = translator(language, "map")("provisional")
    patterns = codelists.load("patterns")
    return [
        entry
        for code, label in patterns.labels(language).items()
        for colour in (patterns.entries[code]["colour"],)
        for entry in (
            _Class(code=code, label=label, paint=Paint(colour=colour, opacity=0.75)),
            _Class(
                code=f"{code}_provisional",
                label=f"{label} ({doubt})",
                paint=Paint(colour=colour, opacity=0.75, hatch=RISING),
            ),
        )
    ]


def _binding_classes(language: str) -> list[_Class]:
    """Return the levels and "form unknown"; then the same where only some of the topics are covered."""
    _ = translator(language, "map")
    levels = codelists.load("bindingness")
    colours = levels.field("colour")
    plain = [
        *(
            _Class(code=f"binding_{code}", label=label, paint=Paint(colour=colours[code]))
            for code, label in levels.labels(language).items()
        ),
        _Class(code="binding_unknown", label=_("form unknown"), paint=Paint(colour=colours["2"], hatch=DOTTED)),
    ]
    partly = _("only some of the topics")
    return plain + [
        _Class(
            code=f"{entry.code}_partly",
            label=f"{entry.label} ({partly})",
            paint=Paint(colour=entry.paint.colour, hatch=CROSSED if entry.paint.hatch else RISING),
        )
        for entry in plain
    ]


def _congruence_classes(language: str) -> list[_Class]:
    steps = codelists.load("congruence")
    return [
        *(
            _Class(code=f"congruence_{code}", label=label, paint=Paint(colour=steps.entries[code]["colour"]))
            for code, label in steps.labels(language).items()
        ),
        _Class(
            code="congruence_none",
            label=translator(language, "map")("no partner, for example only through the district"),
            paint=Paint(colour="#ffffff", hatch=DOTTED),
        ),
    ]


def _stage_classes(language: str) -> list[_Class]:
    stages = codelists.load("stages")
    hatches = {"idea": DOTTED, "exploration": RISING, "ended": CROSSED}
    return [
        _Class(
            code=f"stage_{code}",
            label=label,
            paint=Paint(colour=stages.entries[code]["colour"], hatch=hatches.get(code, PLAIN)),
        )
        for code, label in stages.labels(language).items()
    ]


def _blank_classes(language: str, *, met: Sequence[int] = (), several: bool = False) -> list[_Class]:
    """Return what stands where nothing is covered: a class for each survey grade, not surveyed, context.

    Parameters
    ----------
    language : {"de", "en"}
    met : sequence of int
        Positions of the grades that occur: where there are several, the less thorough are hatched.
    several : bool
        Whether the map asks for several topics.
    """
    _ = translator(language, "map")
    grades = codelists.load("grades")
    hatches = dict(zip(met, (PLAIN, DOTTED, RISING), strict=False))
    missing = _("at least one of the topics not surveyed") if several else _("not surveyed")
    return [
        *(
            _Class(
                code=f"none_recorded_{code}",
                label=str(entry.get(f"none_recorded_{language}") or _("none recorded")),
                paint=Paint(colour=EMPTY_COLOUR, hatch=hatches.get(i, PLAIN)),
            )
            for i, (code, entry) in enumerate(grades.entries.items())
        ),
        _Class(code="not_surveyed", label=missing, paint=Paint(colour=UNSURVEYED_COLOUR, hatch=FALLING)),
        _Class(code="context", label=_("surroundings, not surveyed"), paint=Paint(colour=CONTEXT_COLOUR)),
    ]


def _style(
    analysis: Analysis,
    *,
    title: str,
    classes: Sequence[_Class],
    chosen: np.ndarray,
    grade: np.ndarray,
    language: str,
    several: bool = False,
) -> MapStyle:
    """Put the classes that occur into a style; where ``chosen`` is -1, the survey grade tells what a blank means."""
    table = analysis.municipalities
    context = table["context"].to_numpy(dtype=bool) if "context" in table else np.zeros(len(table), dtype=bool)
    blank = (chosen < 0) & ~context
    met = np.unique(grade[blank & (grade >= 0)]).tolist()
    everything = [*classes, *_blank_classes(language, met=met, several=several)]
    first, outside = len(classes), len(everything) - 2
    empty = np.where(context, outside + 1, np.where(grade >= 0, first + grade, outside))
    given = np.where(chosen >= 0, chosen, empty)
    counts = np.bincount(given, minlength=len(everything))
    codes = (np.cumsum(counts > 0) - 1)[given]  # only the classes that occur, numbered in their order
    legend = [
        LegendEntry(label=c.label, paint=c.paint, count=int(n), code=c.code)
        for c, n in zip(everything, counts, strict=True)
        if n
    ]
    return MapStyle(
        title=title,
        codes=tuple(codes.tolist()),
        palette=tuple(entry.paint for entry in legend) or (Paint(colour=EMPTY_COLOUR),),
        legend=tuple(legend),
        order_hash=order_hash(table.index, analysis.unincorporated.index),
    )
