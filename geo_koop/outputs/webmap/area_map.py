"""The interactive map: folium defines it, a script of ours draws it (``assets/geo_koop_map.js``).

Geometry travels once (:mod:`geo_koop.outputs.webmap.geometry`); what changes is a :class:`StyleLayer`
of digits and colours. Texts reach the page as escaped attributes of one hidden element and are shown
as text only: nothing that comes from data or users stands in a script.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import folium
import numpy as np
from branca.element import Element, Figure, MacroElement
from folium.map import FeatureGroup, Layer
from folium.template import Template

from geo_koop.locale import translator
from geo_koop.outputs.webmap.geometry import MapGeometry
from geo_koop.outputs.webmap.legend import MapStyle
from geo_koop.outputs.webmap.marks import Selection
from geo_koop.result.analysis import Analysis

OVERLAYS = ("names", "districts", "states", "core", "roles", "ties")
"""What may lie over the colours; a style names them by the bits of a number, in this order."""

_RUN = re.compile(r"(.)\1{4,}")

ASSETS = Path(str(files(__package__))) / "assets"
"""Folder of the scripts and styles; an application serves it as it is."""

SCRIPTS = (
    "vendor/leaflet-1.9.4.js",
    "vendor/topojson-client-3.1.0.js",
    "geo_koop_look.js",
    "geo_koop_geometry.js",
    "geo_koop_basemap.js",
    "geo_koop_ground.js",
    "geo_koop_marks.js",
    "geo_koop_hints.js",
    "geo_koop_lasso.js",
    "geo_koop_controls.js",
    "geo_koop_image.js",
    "geo_koop_map.js",
)
STYLES = ("vendor/leaflet-1.9.4.css", "geo_koop_look.css", "geo_koop_map.css")


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """How a map behaves on its page.

    Attributes
    ----------
    name : str
        Name of the map: the element of the page that tells about it bears it too (:func:`facts_html`).
    address : bool
        Whether the view is kept in the address of the page.
    group : str
        Maps of the same group show the same place; empty for none.
    lasso : bool
        Whether a ring can be drawn around several municipalities.
    """

    name: str = ""
    address: bool = False
    group: str = ""
    lasso: bool = False


class _Text(Element):
    """A text that is no template: folium would compile it as one, which takes long, and read braces in it as code."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **_options: Any) -> str:
        return self._text


class _Rendered(MacroElement):
    """Puts what its template says into the page around it, as text."""

    def render(self, **options: Any) -> None:  # type: ignore[override]
        figure = self.get_root()
        for part in ("header", "html", "script"):
            macro = getattr(self._template.module, part, None)
            if macro is not None:
                getattr(figure, part).add_child(_Text(macro(self, options)), name=self.get_name())
        for child in self._children.values():
            child.render(**options)


class AreaLayer(_Rendered, Layer):
    """The areas, drawn on a canvas.

    Parameters
    ----------
    source : Mapping[str, str]
        ``url`` of the geometry, or ``element``: id of the element that holds it.
    geometry : MapGeometry
    behaviour : Behaviour
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = geoKoop.areas({{ this.options|tojson }});
            {{ this.get_name() }}.addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, source: Mapping[str, str], geometry: MapGeometry, behaviour: "Behaviour") -> None:
        super().__init__(name="areas", overlay=True, control=False, show=False)  # its script adds it
        self._name = "AreaLayer"
        south, west, north, east = (round(b, 5) for b in geometry.bounds)
        self.options = {
            **{name: source[name] for name in ("url", "element") if name in source},
            "order": geometry.order_hash,
            "bounds": [[south, west], [north, east]],
            "name": behaviour.name,
            "address": behaviour.address,
            "group": behaviour.group,
            "lasso": behaviour.lasso,
        }


class StyleLayer(_Rendered, FeatureGroup):
    """What the map shows at the moment: the browser evaluates it, so it holds numbers and colours only.

    Parameters
    ----------
    style : MapStyle
    selected : sequence of Selection
    clicked : int
        Position of the municipality to set off, or -1.
    view : tuple of float, optional
        South, west, north, east to move to; the map moves only when it changes.
    overlays : sequence of str, optional
        Some of :data:`OVERLAYS`; the standard ones where it is left out.
    ties : str
        As made by :func:`~geo_koop.outputs.webmap.marks.tie_text`.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = geoKoop.style({{ this.content|tojson }});
            {{ this.get_name() }}.addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        style: MapStyle,
        selected: Sequence[Selection] = (),
        *,
        clicked: int = -1,
        view: tuple[float, float, float, float] | None = None,
        overlays: Sequence[str] | None = None,
        ties: str = "",
    ) -> None:
        super().__init__(name="style", control=False, show=False)  # its script adds it
        self.content = style_content(style, selected, clicked=clicked, view=view, overlays=overlays, ties=ties)


def style_content(
    style: MapStyle,
    selected: Sequence[Selection] = (),
    *,
    clicked: int = -1,
    view: tuple[float, float, float, float] | None = None,
    overlays: Sequence[str] | None = None,
    ties: str = "",
) -> dict[str, Any]:
    """Return a style as the script takes it."""
    content: dict[str, Any] = {
        "order": style.order_hash,
        "codes": _short(style.code_text),
        "palette": [[p.colour, p.opacity, p.hatch] for p in style.palette],
        "selected": [s.content() for s in selected],
        "clicked": int(clicked),
    }
    if overlays is not None:
        content["overlays"] = sum(1 << i for i, code in enumerate(OVERLAYS) if code in overlays)
    if ties:
        content["ties"] = ties
    if view is not None:
        south, west, north, east = (round(float(b), 4) for b in view)
        content["view"] = [[south, west], [north, east]]
    return content


@lru_cache(maxsize=64)
def _short(codes: str) -> str:
    """Say how long a run of the same code is, instead of repeating it."""
    return _RUN.sub(_shortened, codes)


def _shortened(run: re.Match[str]) -> str:
    return f"{run[1]}-{_base36(len(run[0]))}."


@lru_cache(maxsize=4096)
def _base36(number: int) -> str:
    return str(np.base_repr(number, 36)).lower()


class AreaMap(_Rendered, folium.Map):
    """A folium map without tiles, whose scripts and styles come from a place of one's own.

    Parameters
    ----------
    geometry : MapGeometry
    source : Mapping[str, str]
        ``url`` of the geometry, or ``element``: id of the element that holds it.
    assets : str
        URL of the folder :data:`ASSETS`, without a slash at its end; empty: no links are made.
    label : str
        What a screen reader calls the map.
    attribution : str
        Line that the map must show.
    language : {"de", "en"}
    behaviour : Behaviour, optional
    """

    def __init__(
        self,
        geometry: MapGeometry,
        source: Mapping[str, str],
        *,
        assets: str,
        label: str,
        attribution: str,
        language: str = "de",
        behaviour: Behaviour | None = None,
    ) -> None:
        south, west, north, east = geometry.bounds
        super().__init__(
            location=[round((south + north) / 2, 4), round((west + east) / 2, 4)],
            tiles=None,
            zoom_start=7,
            zoom_control=False,
            attributionControl=False,
            minZoom=4,
            maxZoom=15,
            zoomSnap=0.5,
        )
        self.default_js = [(name, f"{assets}/{name}") for name in SCRIPTS] if assets else []
        self.default_css = [(name, f"{assets}/{name}") for name in STYLES] if assets else []
        AreaLayer(source, geometry, behaviour or Behaviour()).add_to(self)
        self.figure.html.add_child(_Text(_texts(label, attribution, language)), name="texts")

    @property
    def figure(self) -> Figure:
        """The page that folium builds around the map."""
        root = self.get_root()
        assert isinstance(root, Figure)
        return root


def _texts(label: str, attribution: str, language: str) -> str:
    _ = translator(language, "map")
    said = {
        "label": label,
        "attribution": " · ".join(part for part in (attribution, ground_attribution(language)) if part),
        "zoom-in": _("Zoom in"),
        "zoom-out": _("Zoom out"),
        "home": _("Show the whole area"),
        "lasso": _("Draw around municipalities to choose them (mouse or finger)"),
        "save": _("Save picture"),
        "save-long": _("Save the map as a picture"),
        "title": _("Title"),
        "subtitle": _("Subtitle"),
        "format": _("Size and shape"),
        "slide": _("16:9 (slide)"),
        "landscape": _("A4, landscape"),
        "portrait": _("A4, portrait"),
        "shown": _("as on the screen"),
        "cancel": _("Cancel"),
        "mismatch": _("The map data do not fit the boundaries loaded. Nothing is coloured; please reload the page."),
        "unloaded": _("The boundaries of the map could not be loaded. Please reload the page."),
    }
    attributes = " ".join(f'data-{name}="{_quoted(text)}"' for name, text in said.items())
    return f'<div id="geo-koop-texts" hidden {attributes}></div>'


def ground_attribution(language: str) -> str:
    """Return whose data the quiet map behind the municipalities is made of."""
    return translator(language, "map")("Background: © GeoBasis-DE / BKG (dl-de/by-2-0), simplified; Natural Earth")


def _quoted(text: str) -> str:
    """Escape for an attribute; braces too, so that no template takes them for code."""
    return escape(text).replace("{", "&#123;").replace("}", "&#125;")


def map_label(analysis: Analysis, language: str) -> str:
    """Return what a screen reader calls the map of an analysis."""
    _ = translator(language, "map")
    title = analysis.provenance.boundaries.title.get(language, "")
    what = _("Map of the municipalities; arrow keys move it, plus and minus zoom, Enter chooses the centre")
    return f"{title}: {what}" if title else what


def map_attribution(analysis: Analysis, language: str) -> str:
    """Return the line of sources that a map of an analysis must show."""
    info = analysis.provenance.boundaries
    return info.attribution.get(language) or next(iter(info.attribution.values()), "")
