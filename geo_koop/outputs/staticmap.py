"""The map for documents: PNG, SVG or PDF, with the colours and classes of the interactive map."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pandas as pd
from babel.dates import format_date
from matplotlib import patheffects
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from geo_koop import codelists
from geo_koop.errors import UsageError
from geo_koop.locale import translator
from geo_koop.model import Analysis
from geo_koop.outputs import target, webmap_style
from geo_koop.outputs.webmap_style import MapStyle, Paint

ENDINGS = (".png", ".svg", ".pdf")
MODES = ("count", "pattern")
SIZES: Mapping[str, tuple[float, float]] = MappingProxyType({"a4": (210.0, 297.0), "a3": (297.0, 420.0)})
"""Paper sizes in millimetres, the shorter side first."""

_MM = 25.4
_WILD_COLOUR = "#dfe5d8"
_LINE, _BORDER, _INK = "#a5a59d", "#55554f", "#252525"
_HATCHES = MappingProxyType(
    {
        webmap_style.RISING: "////",
        webmap_style.FALLING: "\\\\\\\\",
        webmap_style.CROSSED: "xxx",
        webmap_style.DOTTED: "...",
    }
)
_NAMES = 7
_MANY = 3000
"""Number of municipalities from which lines are drawn finer."""
_ROOM = (16.0, 14.0, 6.0)
"""Millimetres for title, legend and sources."""


def draw(
    analysis: Analysis,
    out: Path,
    *,
    mode: str = "count",
    cooperation: str | None = None,
    language: str = "de",
    size: str | tuple[float, float | None] = "a4",
    source: bool = True,
    dpi: int = 200,
    overwrite: bool = False,
) -> Path:
    """Draw a map with legend, scale bars, source and date.

    Each survey region has a part of its own, so that regions far apart do not share one empty map.

    Parameters
    ----------
    analysis : Analysis
    out : Path
        File to write: ``.png``, ``.svg`` or ``.pdf``.
    mode : {"count", "pattern"}
        Colours: number of cooperations, or pattern of the most binding cooperation.
    cooperation : str, optional
        A cooperation to show alone, in the colour of its pattern.
    language : {"de", "en"}
    size : str or tuple of float
        Paper size of :data:`SIZES` (turned as the area needs it), or width and height in millimetres;
        without a height the one that the area needs.
    source : bool
        Write date and sources below; only where they stand beside the map may they be left out.
    dpi : int
        Dots per inch of a PNG.
    overwrite : bool
        Replace a file that exists.

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    UsageError
        If ending, mode, size or cooperation is not known.
    OutputError
        If the file cannot be written.
    """
    target.check(out, endings=ENDINGS, overwrite=overwrite, language=language)
    style = _style(analysis, mode, cooperation, language)
    figure = _figure(analysis, style, cooperation, language, size, source=source)
    with (
        target.writing(out, endings=ENDINGS, overwrite=overwrite, language=language) as path,
        mpl.rc_context({"svg.hashsalt": "geo_koop", "hatch.linewidth": 0.6}),
    ):
        metadata = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(out.suffix.lower(), {})
        figure.savefig(path, dpi=dpi, metadata=metadata)
    return out


def _style(analysis: Analysis, mode: str, cooperation: str | None, language: str) -> MapStyle:
    if mode not in MODES:
        raise UsageError(f"There is no map {mode!r}.", f"Use one of {', '.join(MODES)}.")
    if cooperation is not None:
        if cooperation not in analysis.cooperations.index:
            raise UsageError(f"The cooperation {cooperation!r} is not in the analysis.", "Look up its id.")
        return webmap_style.pattern_style(analysis, [cooperation], language=language)
    make = {"count": webmap_style.count_style, "pattern": webmap_style.pattern_style}[mode]
    return make(analysis, language=language)


def parts(analysis: Analysis, cooperation: str | None = None, *, language: str = "de") -> dict[str, gpd.GeoDataFrame]:
    """Return the areas that are drawn apart: label of the survey region to its municipalities.

    Parameters
    ----------
    analysis : Analysis
    cooperation : str, optional
        Its area alone is one part.
    language : {"de", "en"}
    """
    table = analysis.municipalities
    if cooperation is not None:
        keys = analysis.area.loc[analysis.area["cooperation_id"] == cooperation, "key"]
        chosen = table[table.index.isin(keys)]
        return {"": chosen if len(chosen) else table}
    own = table[~table["context"].to_numpy(dtype=bool)]
    asked = analysis.provenance.filters.regions
    if asked:
        places = own[["region", "district", "state"]].isin(asked).any(axis=1) | own.index.isin(asked)
        own = own[places] if places.any() else own
    labels = analysis.provenance.boundaries.regions
    groups = {str(labels.get(code, {}).get(language, code)): rows for code, rows in own.groupby("region") if str(code)}
    whole = sum(map(len, groups.values())) == len(own)
    return groups if groups and whole and len(groups) <= 4 else {"": own if len(own) else table}


def _figure(
    analysis: Analysis,
    style: MapStyle,
    cooperation: str | None,
    language: str,
    size: str | tuple[float, float | None],
    *,
    source: bool,
) -> Figure:
    regions = parts(analysis, cooperation, language=language)
    boxes = [_frame(rows) for rows in regions.values()]
    ratio = sum((east - west) / (north - south) for west, south, east, north in boxes)
    width, height = _page(size, ratio=ratio)
    figure = Figure(figsize=(width / _MM, height / _MM), facecolor="white")
    title, legend, foot = (room / height for room in _ROOM)
    grid = figure.add_gridspec(
        1,
        len(regions),
        width_ratios=[(box[2] - box[0]) / (box[3] - box[1]) for box in boxes],
        left=0.02,
        right=0.98,
        top=1 - title,
        bottom=legend + foot,
        wspace=0.04,
    )
    borders = _district_borders(analysis.municipalities)
    for column, (label, rows) in enumerate(regions.items()):
        axes = figure.add_subplot(grid[0, column])
        _draw_part(axes, analysis, style, borders, boxes[column], names=rows)
        if cooperation is not None:
            _outline(axes, analysis, cooperation)
        axes.set_title(label, fontsize=9, loc="left", color=_INK, pad=3)
    _around(figure, analysis, style, cooperation, language, height, source=source)
    return figure


def _page(size: str | tuple[float, float | None], *, ratio: float) -> tuple[float, float]:
    """Return width and height in millimetres for an area that is ``ratio`` times as wide as high."""
    if not isinstance(size, str):
        width, height = size
        return width, height or min(0.96 * width / ratio + sum(_ROOM), 1.2 * width)
    if size.lower() not in SIZES:
        raise UsageError(f"There is no paper size {size!r}.", f"Use one of {', '.join(SIZES)}.")
    short, long = SIZES[size.lower()]
    return (long, short) if ratio > 1 else (short, long)


def _frame(rows: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """Return the bounds with a margin of 4 %, at least 10 km wide and high."""
    west, south, east, north = rows.total_bounds
    margin = max(0.04 * max(east - west, north - south), 1000.0)
    x, y = max(0.0, 5000 - (east - west) / 2), max(0.0, 5000 - (north - south) / 2)
    return west - margin - x, south - margin - y, east + margin + x, north + margin + y


def _district_borders(municipalities: gpd.GeoDataFrame) -> gpd.GeoSeries:
    return municipalities[["district", "geometry"]].dissolve("district").boundary


def _draw_part(
    axes: Any,
    analysis: Analysis,
    style: MapStyle,
    borders: gpd.GeoSeries,
    box: tuple[float, float, float, float],
    *,
    names: gpd.GeoDataFrame,
) -> None:
    west, south, east, north = box
    table, codes = analysis.municipalities, np.asarray(style.codes)
    visible = table.cx[west:east, south:north].index
    inside = table.index.isin(visible)
    fine = 1.0 if inside.sum() < _MANY else 0.4
    for code in np.unique(codes[inside]):
        rows, paint = table.geometry[inside & (codes == code)], style.palette[code]
        if paint.hatch in _HATCHES:
            # a hatch is slow to draw, and one for each area would run out of step at the borders
            gpd.GeoSeries([rows.union_all()], crs=rows.crs).plot(ax=axes, edgecolor=_LINE, linewidth=0, **_look(paint))
            rows.boundary.plot(ax=axes, color=_LINE, linewidth=0.25 * fine)
        else:
            rows.plot(ax=axes, edgecolor=_LINE, linewidth=0.25 * fine, **_look(paint))
    wild = analysis.unincorporated
    if len(wild):
        wild.plot(ax=axes, facecolor=_WILD_COLOUR, edgecolor=_LINE, linewidth=0.25)
    borders.plot(ax=axes, color=_BORDER, linewidth=0.7 * fine)
    _write_names(axes, names)
    _scale_bar(axes, box)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("equal", adjustable="box")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel("")
    axes.set_ylabel("")
    for spine in axes.spines.values():
        spine.set(color=_LINE, linewidth=0.5)


def _look(paint: Paint) -> dict[str, Any]:
    """Return the look of a class; hatches are drawn in the colour of the edges."""
    if paint.hatch == webmap_style.NONE:
        return {"facecolor": "none"}
    return {"facecolor": mpl.colors.to_rgba(paint.colour, paint.opacity), "hatch": _HATCHES.get(paint.hatch)}


def _write_names(axes: Any, rows: gpd.GeoDataFrame) -> None:
    """Name the most populous municipalities."""
    known = rows[rows["population"].notna()]
    largest = known.assign(n=known["population"].astype(int)).nlargest(_NAMES, "n")
    halo = [patheffects.withStroke(linewidth=2, foreground="white")]
    for name, point in zip(largest["name"], largest.representative_point(), strict=True):
        axes.annotate(name, (point.x, point.y), fontsize=6.5, ha="center", va="center", color=_INK, path_effects=halo)


def _scale_bar(axes: Any, box: tuple[float, float, float, float]) -> None:
    """Draw a bar of a round length, at most a quarter of the width."""
    west, south, east, north = box
    room = (east - west) / 4
    power = 10 ** np.floor(np.log10(room))
    length = max(step * power for step in (1, 2, 5) if step * power <= room)
    x, y = west + 0.03 * (east - west), south + 0.03 * (north - south)
    axes.plot([x, x + length], [y, y], color=_INK, linewidth=2, solid_capstyle="butt", zorder=10)
    halo = [patheffects.withStroke(linewidth=2, foreground="white")]
    axes.annotate(
        f"{length / 1000:g} km",
        (x + length / 2, y),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
        fontsize=6.5,
        color=_INK,
        path_effects=halo,
    )


def _outline(axes: Any, analysis: Analysis, cooperation: str) -> None:
    keys = analysis.area.loc[analysis.area["cooperation_id"] == cooperation, "key"]
    shape = analysis.municipalities.geometry[analysis.municipalities.index.isin(keys)]
    if len(shape):
        colour = codelists.load("patterns").field("colour")[analysis.cooperations.loc[cooperation, "pattern"]]
        gpd.GeoSeries([shape.union_all()]).boundary.plot(ax=axes, color=colour, linewidth=1.8)


def _around(
    figure: Figure,
    analysis: Analysis,
    style: MapStyle,
    cooperation: str | None,
    language: str,
    height: float,
    *,
    source: bool,
) -> None:
    """Write title, legend and the line of sources."""
    title = style.title if cooperation is None else str(analysis.cooperations.loc[cooperation, "name"])
    figure.text(0.02, 1 - 6.5 / height, title, fontsize=13, weight="bold", color=_INK, va="center")
    entries = [entry for entry in style.legend if entry.count is None or entry.count > 0]
    if cooperation is not None:
        # around a single cooperation a blank says nothing about a survey
        entries = entries[:1]
    handles = [Patch(edgecolor=_LINE, linewidth=0.4, label=e.label, **_look(e.paint)) for e in entries]
    legend = figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.012, (_ROOM[2] + 1) / height),
        ncols=_columns(entries, figure.get_figwidth()),
        fontsize=7,
        frameon=False,
        handlelength=2.2,
        handleheight=1.2,
        columnspacing=1.4,
        borderpad=0,
    )
    legend.set_in_layout(False)
    if source:
        figure.text(0.02, 3.2 / height, source_line(analysis, language), fontsize=6, color=_BORDER, va="center")


def _columns(entries: Sequence[Any], width: float) -> int:
    """Return how many columns of the legend fit into a width in inches."""
    lengths = [0.056 * len(entry.label) + 0.55 for entry in entries] or [1.0]
    return len(lengths) if sum(lengths) < width else max(1, int(width / max(lengths)))


def source_line(analysis: Analysis, language: str = "de") -> str:
    """Return date, Gebietsstand and attribution as one line.

    Parameters
    ----------
    analysis : Analysis
    language : {"de", "en"}
    """
    _ = translator(language, "report")
    info = analysis.provenance.boundaries
    parts_ = [
        _("As of {date}").format(date=format_date(analysis.provenance.as_of, "medium", locale=language)),
        _("boundaries of {date}").format(date=_day(info.gebietsstand, language)) if info.gebietsstand else "",
        info.attribution.get(language) or next(iter(info.attribution.values()), ""),
        f"geo_koop {analysis.provenance.version}",
    ]
    return " · ".join(part for part in parts_ if part)


def _day(text: str, language: str) -> str:
    day = pd.to_datetime(text, errors="coerce", format="%Y-%m-%d")
    return text if pd.isna(day) else format_date(day.date(), "medium", locale=language)
