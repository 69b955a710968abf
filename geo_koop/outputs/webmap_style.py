"""How a map is coloured: one small class number for each municipality, a palette and a legend.

Colours of things that mean something come from the codelists; the neutral tones of what is not there
(no record, not surveyed, context) stand here. No class differs by colour alone where doubt is meant:
provisional and not surveyed are hatched.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.errors import UsageError
from geo_koop.locale import translator
from geo_koop.model import Analysis
from geo_koop.outputs.webmap_geometry import order_hash

NONE, PLAIN, RISING, FALLING, CROSSED, DOTTED = -1, 0, 1, 2, 3, 4
"""Hatches. ``NONE`` leaves an area without any fill."""

EMPTY_COLOUR = "#fbfaf5"
CONTEXT_COLOUR = "#ebebe6"
UNSURVEYED_COLOUR = "#e2e0db"
COUNT_BREAKS = (1, 2, 4, 7, 10)
ANY_TOPIC = "any"
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_MAX_CLASSES = 36


@dataclass(frozen=True, kw_only=True)
class Paint:
    """The look of a class: colour ``#rrggbb``, opacity 0 to 1, hatch (see the constants of the module)."""

    colour: str
    opacity: float = 1.0
    hatch: int = PLAIN

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.colour):
            raise ValueError(f"{self.colour!r} is not a colour of the form #rrggbb")
        if not 0 <= self.opacity <= 1 or self.hatch not in range(NONE, DOTTED + 1):
            raise ValueError(f"opacity {self.opacity} or hatch {self.hatch} is out of range")


@dataclass(frozen=True, kw_only=True)
class LegendEntry:
    """A line of the legend; ``count`` is the number of municipalities, where it is worth saying."""

    label: str
    paint: Paint
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class MapStyle:
    """What the map shows.

    Attributes
    ----------
    title : str
        Heading of the legend.
    codes : tuple of int
        Class of each municipality, in the order of their table: a place in ``palette``.
    palette : tuple of Paint
        At most 36 classes.
    legend : tuple of LegendEntry
    order_hash : str
        Of the table that ``codes`` was made for (:func:`~geo_koop.outputs.webmap_geometry.order_hash`).
    """

    title: str
    codes: tuple[int, ...]
    palette: tuple[Paint, ...]
    legend: tuple[LegendEntry, ...]
    order_hash: str

    def __post_init__(self) -> None:
        if not 0 < len(self.palette) <= _MAX_CLASSES:
            raise ValueError(f"{len(self.palette)} classes: a map has 1 to {_MAX_CLASSES}")
        if not set(self.codes) <= set(range(len(self.palette))):
            raise ValueError("a code has no place in the palette")

    @property
    def code_text(self) -> str:
        """The codes, one character each (base 36)."""
        digits = np.frombuffer(b"0123456789abcdefghijklmnopqrstuvwxyz", dtype=np.uint8)
        return digits[np.asarray(self.codes, dtype=np.intp)].tobytes().decode("ascii")


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
    _ = translator(language, "map")
    covered = _covered(analysis, cooperation_ids)
    keys = analysis.municipalities.index
    number = covered.groupby("key").size().reindex(keys, fill_value=0).to_numpy()
    blue = codelists.load("bindingness").field("colour")
    surveyed, none_label = _survey(analysis, ANY_TOPIC, language)
    return _style(
        analysis,
        title=_("Cooperations per municipality"),
        classes=np.searchsorted(COUNT_BREAKS, number, side="right") - 1,
        labels=["1", "2–3", "4–6", "7–9", _("10 and more")],
        paints=[Paint(colour=blue[level]) for level in ("0", "2", "3", "4", "5")],
        surveyed=surveyed,
        none_label=none_label,
        language=language,
    )


def coverage_style(analysis: Analysis, topic: str, *, language: str = "de") -> MapStyle:
    """Shade each municipality by the coverage of a topic, as the analysis has it.

    Parameters
    ----------
    analysis : Analysis
    topic : str
        Code of a topic or topic group, or ``"any"``.
    language : {"de", "en"}

    Raises
    ------
    UsageError
        If coverage has no such topic.
    """
    _ = translator(language, "map")
    rows = analysis.coverage(level="municipality")
    rows = rows[rows["topic"] == topic].set_index("key")
    if rows.empty:
        raise UsageError(_("There is no coverage of the topic {topic}.").format(topic=topic))
    label = codelists.load("topics").labels(language).get(topic, _("Any topic"))
    return topic_style(
        analysis,
        rows["status"],
        rows["bindingness"],
        title=f"{_('Topic coverage')}: {label}",
        none_label=_survey(analysis, topic, language)[1],
        language=language,
    )


def topic_style(
    analysis: Analysis,
    status: pd.Series,
    bindingness: pd.Series | None = None,
    *,
    title: str = "",
    none_label: str = "",
    language: str = "de",
) -> MapStyle:
    """Shade each municipality by how binding its cooperation on a topic is.

    Parameters
    ----------
    analysis : Analysis
    status : pandas.Series of str
        By municipality key: ``covered``, ``none_recorded`` or ``not_surveyed``; a municipality that
        is missing counts as not surveyed.
    bindingness : pandas.Series of int, optional
        By municipality key: the strongest level, 0 to 5; missing where covered in an unknown form.
    title : str, optional
        Heading of the legend, such as the name of the topic.
    none_label : str, optional
        Words for "none recorded", where the grade of the survey is known.
    language : {"de", "en"}
    """
    _ = translator(language, "map")
    keys = analysis.municipalities.index
    state = status.astype(object).reindex(keys).fillna("not_surveyed").to_numpy(dtype=object)
    levels = codelists.load("bindingness")
    if bindingness is None:
        level = np.full(len(keys), len(levels.codes))
    else:
        known = pd.to_numeric(bindingness, errors="coerce").reindex(keys).astype("float64")
        level = known.where(known >= 0).fillna(len(levels.codes)).to_numpy().astype(int)
    colours = levels.field("colour")
    unknown = _("form unknown") if bindingness is not None else _("covered")
    return _style(
        analysis,
        title=title or _("Topic coverage"),
        classes=np.where(state == "covered", level, -1),
        labels=[*levels.labels(language).values(), unknown],
        paints=[
            *(Paint(colour=colours[code]) for code in levels.codes),
            Paint(colour=colours["2"], hatch=DOTTED if bindingness is not None else PLAIN),
        ],
        surveyed=state != "not_surveyed",
        none_label=none_label,
        language=language,
    )


def pattern_style(
    analysis: Analysis, cooperation_ids: Sequence[str] | pd.Index | None = None, *, language: str = "de"
) -> MapStyle:
    """Colour each municipality by the pattern of its most binding cooperation.

    Among equally binding ones the commonest pattern of the municipality wins, then the first of the
    codelist. A provisional pattern is hatched.

    Parameters
    ----------
    analysis : Analysis
    cooperation_ids : sequence of str, optional
        The cooperations that count; all that the analysis shows where it is left out.
    language : {"de", "en"}
    """
    _ = translator(language, "map")
    patterns = codelists.load("patterns")
    rank = {code: i for i, code in enumerate(patterns.codes)}
    records = analysis.cooperations
    rows = _covered(analysis, cooperation_ids).merge(
        pd.DataFrame(
            {
                "rank": records["pattern"].map(rank).fillna(len(rank) - 1).astype(int),
                "provisional": records["provisional"].fillna(True).astype(bool),
                "level": pd.to_numeric(records["bindingness"], errors="coerce").astype("float64").fillna(-1),
            }
        ),
        left_on="cooperation_id",
        right_index=True,
    )
    rows["often"] = rows.groupby(["key", "rank"])["rank"].transform("size")
    order = ["level", "often", "rank", "provisional"]
    top = rows.sort_values(order, ascending=[False, False, True, True]).drop_duplicates("key").set_index("key")
    best = (top["rank"] * 2 + top["provisional"]).reindex(analysis.municipalities.index, fill_value=-1)
    labels = [label for text in patterns.labels(language).values() for label in (text, f"{text} ({_('provisional')})")]
    colours = list(patterns.field("colour").values())
    surveyed, none_label = _survey(analysis, ANY_TOPIC, language)
    return _style(
        analysis,
        title=_("Pattern of the most binding cooperation"),
        classes=best.to_numpy(),
        labels=labels,
        paints=[Paint(colour=c, opacity=0.75, hatch=h) for c in colours for h in (PLAIN, RISING)],
        surveyed=surveyed,
        none_label=none_label,
        language=language,
    )


def legend_html(entries: Sequence[LegendEntry], title: str, *, note: str = "") -> str:
    """Return a legend as HTML; labels, title and note are escaped.

    Examples
    --------
    >>> "<script>" in legend_html([LegendEntry(label="<script>", paint=Paint(colour="#000000"))], "<b>")
    False
    """
    lines = [
        '<li style="display:inline-flex;align-items:center;gap:.4em;margin:0 1.1em .25em 0">'
        f'<span aria-hidden="true" style="{_swatch(entry.paint)}"></span>'
        f"<span>{escape(entry.label)}{_counted(entry.count)}</span></li>"
        for entry in entries
    ]
    head = f'<p style="margin:0 0 .3em;font-weight:600">{escape(title)}</p>'
    foot = f'<p style="margin:.2em 0 0;opacity:.8">{escape(note)}</p>' if note else ""
    body = f'<ul style="list-style:none;margin:0;padding:0">{"".join(lines)}</ul>'
    return f'<div class="geo-koop-legend" style="font-size:.85rem;line-height:1.35">{head}{body}{foot}</div>'


def _counted(count: int | None) -> str:
    return "" if count is None else f' <span style="opacity:.65">({count:,})</span>'.replace(",", "\u202f")


def _swatch(paint: Paint) -> str:
    box = "display:inline-block;flex:none;width:1.5em;height:1em;border:1px solid #8a8a84;"
    red, green, blue = (int(paint.colour[i : i + 2], 16) for i in (1, 3, 5))
    ground = f"background-color:rgba({red},{green},{blue},{paint.opacity:g});"
    line = "#000000aa" if red * 0.3 + green * 0.6 + blue * 0.1 > 110 else "#ffffffcc"
    rising, falling = (f"repeating-linear-gradient({a}deg,{line} 0 1px,transparent 1px 4px)" for a in (135, 45))
    hatch = {
        RISING: f"background-image:{rising};",
        FALLING: f"background-image:{falling};",
        CROSSED: f"background-image:{rising},{falling};",
        DOTTED: f"background-image:radial-gradient({line} 1px,transparent 1.3px);background-size:4px 4px;",
    }
    return box + ("" if paint.hatch == NONE else ground) + hatch.get(paint.hatch, "")


def _covered(analysis: Analysis, cooperation_ids: Sequence[str] | pd.Index | None) -> pd.DataFrame:
    """Return the rows of ``area`` that count."""
    if cooperation_ids is None:
        cooperation_ids = analysis.cooperations.index[analysis.cooperations["shown"].astype(bool)]
    return analysis.area[analysis.area["cooperation_id"].isin(list(cooperation_ids))][["cooperation_id", "key"]]


def _survey(analysis: Analysis, topic: str, language: str) -> tuple[np.ndarray, str]:
    """Tell for each municipality whether anybody has looked, and the words for a blank where all looked alike."""
    rows = analysis.coverage(level="municipality")
    rows = rows[rows["topic"] == topic].set_index("key").reindex(analysis.municipalities.index)
    grades = codelists.load("grades")
    met = [code for code in rows["grade"].dropna().unique() if code in grades.entries]
    words = str(grades.entries[met[0]].get(f"none_recorded_{language}", "")) if len(met) == 1 else ""
    return rows["grade"].notna().to_numpy(), words


def _style(
    analysis: Analysis,
    *,
    title: str,
    classes: np.ndarray,
    labels: Sequence[str],
    paints: Sequence[Paint],
    surveyed: np.ndarray,
    language: str,
    none_label: str = "",
) -> MapStyle:
    """Put the classes that occur into a style; -1 is "none recorded", and context is apart."""
    _ = translator(language, "map")
    table = analysis.municipalities
    context = table["context"].to_numpy(dtype=bool) if "context" in table else np.zeros(len(table), dtype=bool)
    first = len(labels)
    labels = [*labels, none_label or _("none recorded"), _("not surveyed"), _("surroundings, not surveyed")]
    paints = [
        *paints,
        Paint(colour=EMPTY_COLOUR),
        Paint(colour=UNSURVEYED_COLOUR, hatch=FALLING),
        Paint(colour=CONTEXT_COLOUR),
    ]
    blank = np.where(surveyed, first, first + 1)
    wanted = np.where(classes >= 0, classes, np.where(context, first + 2, blank))
    used, codes, counts = np.unique(wanted, return_inverse=True, return_counts=True)
    legend = [LegendEntry(label=labels[u], paint=paints[u], count=int(n)) for u, n in zip(used, counts, strict=True)]
    return MapStyle(
        title=title,
        codes=tuple(codes.tolist()),
        palette=tuple(paints[u] for u in used) or (Paint(colour=EMPTY_COLOUR),),
        legend=tuple(legend),
        order_hash=order_hash(table.index, analysis.unincorporated.index),
    )
