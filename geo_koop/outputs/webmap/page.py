"""The stand-alone page around a map: one HTML file, no network.

A content security policy allows the scripts of the page alone, by their hashes, and no connection.
All data stand in JSON blocks, from which the scripts take text as text.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal

from geo_koop import codelists
from geo_koop.locale import translator
from geo_koop.locale.alphabet import sort_key
from geo_koop.outputs import figures, recorded, target
from geo_koop.outputs.webmap.area_map import (
    ASSETS,
    SCRIPTS,
    STYLES,
    AreaMap,
    Behaviour,
    StyleLayer,
    ground_attribution,
    map_attribution,
    map_label,
)
from geo_koop.outputs.webmap.geometry import build_geometry
from geo_koop.outputs.webmap.legend import MapStyle, facts_html, legend_html, overlay_html
from geo_koop.outputs.webmap.marks import core_entries, selections
from geo_koop.outputs.webmap.style import count_style
from geo_koop.result.analysis import Analysis


@dataclass(frozen=True, kw_only=True)
class Page:
    """The parts of the page: ready HTML (``map_html, legend``), scripts, styles, JSON (``geometry``) and records."""

    map_html: str
    map_script: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    geometry: str
    records: list[dict[str, Any]]
    legend: str


def record_table(analysis: Analysis, selected: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """Return what the page says about each cooperation that the analysis shows, by name.

    Parameters
    ----------
    analysis : Analysis
    selected : Mapping
        Cooperation to its :class:`geo_koop.outputs.webmap.marks.Selection`, for those that have an area.
    language : {"de", "en"}
    """
    _ = translator(language, "map")
    table = analysis.cooperations[analysis.cooperations["shown"].astype(bool)]
    labels = {name: codelists.load(name).labels(language) for name in ("formats", "patterns", "topics")}
    reason = analysis.patterns[f"reason_{language}"].reindex(table.index).fillna("")
    pattern = table["pattern"].map(labels["patterns"]).fillna(labels["patterns"]["unclassified"])
    form = table["format"].map(labels["formats"]).fillna(labels["formats"]["unknown"])
    plan = _("planned: {what}")
    form = form.mask(table["planned"].astype(bool), form.map(lambda label: plan.format(what=label)))
    doubt = table["provisional"].fillna(True).astype(bool).map({True: f" ({_('provisional')})", False: ""})
    idle = table["active"].fillna(False).astype(bool).map({True: "", False: f" · {_('not active at the date')}"})
    topics = table["topics"].fillna("").str.split(";").map(lambda codes: _named(codes, labels["topics"]))
    shown = pd.DataFrame(
        {
            "name": table["name"].astype(str),
            "kind": pattern + doubt + " · " + form + idle,
            "reason": reason.astype(str),
            "format": form,
            "topics": topics,
            "note": table[f"note_{language}"].fillna("").astype(str) if f"note_{language}" in table else "",
        },
        index=table.index,
    )
    shown["search"] = (shown["name"] + " " + shown["kind"] + " " + topics).str.lower()
    plain = {
        "areas": [],
        "colour": codelists.load("patterns").entries["unclassified"]["colour"],
        "dash": [],
        "core": -1,
        "city": False,
    }
    rows = shown.sort_values("name", key=lambda names: names.map(sort_key)).to_dict("index")
    return [{**plain, **(asdict(selected[str(i)]) if str(i) in selected else {}), **facts} for i, facts in rows.items()]


def _named(codes: list[str], labels: Mapping[str, str]) -> str:
    return ", ".join(labels.get(code.strip(), code.strip()) for code in codes if code.strip())


def render_page(page: Page, analysis: Analysis, language: str) -> str:
    """Return the page as HTML."""
    _ = translator(language, "map")
    texts = {
        "list": _("Cooperations"),
        "search": _("Search cooperations"),
        "everywhere": _("Show all cooperations"),
        "one": _("cooperation"),
        "many": _("cooperations"),
        "format": _("Form"),
        "topics": _("Topics"),
        "note": _("Note"),
        "nowhere": _("No certain member with a known boundary: not on the map."),
    }
    # the last script uses what the map script makes
    scripts = [*page.scripts[:-1], page.map_script, page.scripts[-1]]
    environment = jinja2.Environment(autoescape=True)
    template = (files(__package__) / "assets" / "standalone.html.j2").read_text(encoding="utf-8")
    return environment.from_string(template).render(
        language=language,
        title=title(analysis, language),
        subtitle=_subtitle(analysis, language),
        source=_source(analysis, language),
        texts=texts,
        policy=_policy(scripts),
        styles=page.styles,
        scripts=scripts,
        map_html=page.map_html,
        legend=page.legend,
        geometry=_in_block(page.geometry),
        data=_in_block(json.dumps({"texts": texts, "records": page.records}, ensure_ascii=False)),
    )


def title(analysis: Analysis, language: str) -> str:
    """Return the heading of the page."""
    info = analysis.provenance.boundaries
    regions = [labels.get(language, code) for code, labels in info.regions.items()]
    name = ", ".join(regions) or info.title.get(language, "")
    text = translator(language, "map")("Cooperation of municipalities")
    return f"{text}: {name}" if name else text


def lines(analysis: Analysis, language: str) -> list[str]:
    """Return what a picture of the map says below it: date and numbers, sources."""
    return [_subtitle(analysis, language), _source(analysis, language)]


def _subtitle(analysis: Analysis, language: str) -> str:
    _ = translator(language, "map")
    as_of = format_date(analysis.provenance.as_of, "long", locale=language)
    shown = format_decimal(int(analysis.cooperations["shown"].sum()), locale=language)
    parts = [
        _("As of {date}").format(date=as_of),
        _("{count} cooperations").format(count=shown),
        _("{count} municipalities surveyed").format(
            count=format_decimal(figures.of(analysis).municipalities, locale=language)
        ),
    ]
    if valid := analysis.provenance.boundaries.gebietsstand:
        parts.append(_("boundaries of {date}").format(date=_worded(valid, language)))
    if state := recorded.said(analysis.provenance, language):
        parts.append(state)
    return " · ".join(parts)


def _worded(day: str, language: str) -> str:
    try:
        return format_date(date.fromisoformat(day), "long", locale=language)
    except ValueError:
        return day


def _source(analysis: Analysis, language: str) -> str:
    _ = translator(language, "map")
    info = analysis.provenance.boundaries
    credit = info.attribution.get(language) or next(iter(info.attribution.values()), "")
    made = _("Made with geo_koop {version}").format(version=analysis.provenance.version)
    doubt = [_("The boundaries are approximations.")] if info.approximate else []
    boundaries = [_("Boundaries: {source}").format(source=credit)] if credit else []
    return " · ".join([*boundaries, *doubt, ground_attribution(language), made])


def _policy(scripts: list[str]) -> str:
    marks = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{mark}'" for mark in marks)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _in_block(text: str) -> str:
    """Escape JSON for a script element: no ``<`` is left that could end it."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def standalone_html(
    analysis: Analysis,
    out: Path,
    *,
    language: str = "de",
    style: MapStyle | None = None,
    tolerance: float | None = None,
    overwrite: bool = False,
) -> Path:
    """Write the map as one HTML file that needs no network and no server.

    Beside the map stands a list of the cooperations to filter and to choose from; a click on a
    municipality lists those that cover it.

    Parameters
    ----------
    analysis : Analysis
    out : Path
        File to write.
    language : {"de", "en"}
    style : MapStyle, optional
        Colours; :func:`count_style` where it is left out.
    tolerance : float, optional
        See :func:`~geo_koop.outputs.webmap.geometry.build_geometry`.
    overwrite : bool
        Replace a file that exists.

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    OutputError
        If the file exists and must not be replaced, its folder is missing, or it cannot be written.
    UsageError
        If the name does not end in ``.html``.
    """
    target.check(out, endings=(".html", ".htm"), overwrite=overwrite)
    shown = explorer(
        analysis, style=style or count_style(analysis, language=language), language=language, tolerance=tolerance
    )
    with target.writing(out, overwrite=overwrite) as path:
        path.write_text(shown.page, encoding="utf-8")
    return out


class Explorer(AreaMap):
    """A map that is a page of its own: it needs no network, and a notebook shows it."""

    page = ""
    """The page around the map as HTML."""

    def _repr_html_(self, **_options: Any) -> str:
        return (
            '<iframe style="width:100%;height:600px;border:0" sandbox="allow-scripts allow-downloads" '
            f'srcdoc="{escape(self.page)}"></iframe>'
        )

    def save(self, outfile: str | Path, **_options: Any) -> None:  # type: ignore[override]
        """Write the page."""
        Path(outfile).write_text(self.page, encoding="utf-8")


def explorer(analysis: Analysis, *, style: MapStyle, language: str = "de", tolerance: float | None = None) -> Explorer:
    """Return the map with its page around it; see :func:`standalone_html`."""
    geometry = build_geometry(analysis.municipalities, analysis.unincorporated, tolerance=tolerance)
    area_map = Explorer(
        geometry,
        {"element": "geo-koop-geometry"},
        assets="",
        label=map_label(analysis, language),
        attribution=map_attribution(analysis, language),
        language=language,
        behaviour=Behaviour(name="map"),
    )
    StyleLayer(style).add_to(area_map)
    figure = area_map.figure
    figure.render()
    selected = selections(analysis, list(analysis.cooperations.index))
    signs = core_entries(selected.values(), language)
    told = facts_html("map", style, title=title(analysis, language), lines=lines(analysis, language))
    page = Page(
        map_html=figure.html.render(),
        map_script=figure.script.render(),
        scripts=tuple((ASSETS / name).read_text(encoding="utf-8") for name in (*SCRIPTS, "standalone.js")),
        styles=tuple((ASSETS / name).read_text(encoding="utf-8") for name in (*STYLES, "standalone.css")),
        geometry=geometry.payload.decode(),
        records=record_table(analysis, selected, language),
        legend=legend_html(style.legend, style.title, note=style.note)
        + (overlay_html(signs, "", inline=True) if signs else "")
        + told,
    )
    area_map.page = render_page(page, analysis, language)
    return area_map
