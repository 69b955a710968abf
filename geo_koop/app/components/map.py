"""The map as a part of a page.

How scripts and geometry reach the browser. Streamlit serves the folder of a declared component under
``<base path>/component/<name>/``, wherever the package lies: in a clone, an installed wheel, a
read-only container. Two folders are declared so, though neither holds a component: the assets of the
package, and a folder of geometries in the cache (:func:`geo_koop.intake.files.cache.folder`; a temporary
one where that is off or cannot be written). The frame of streamlit-folium lies under
``<base path>/component/`` too, so that the addresses ``../<name>/…`` are right under any
``server.baseUrlPath`` and behind any proxy. Unlike the static folder of an app, this route does not
allow pages of other origins to read it, and the names of the geometry files are hashes of their
content, which cannot be guessed.

What a session brought itself never comes into that folder, which serves whoever knows a name: its
geometry lies in the media storage that Streamlit keeps for the session, under a name made of a secret,
and goes with the session.

The script of the map is constant for a set of boundaries and a language: streamlit-folium does not
mount it anew when the style changes, and zoom and centre stay.
"""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import streamlit as st
import streamlit.components.v1 as components
from pyproj import Transformer
from streamlit import runtime
from streamlit_folium import st_folium

from geo_koop.app.data import geometry_files, session, sources
from geo_koop.app.data.cache import kept
from geo_koop.intake.files import cache
from geo_koop.locale import DEFAULT_LANGUAGE, translator
from geo_koop.outputs.webmap.area_map import ASSETS, AreaMap, Behaviour, StyleLayer, map_attribution, map_label
from geo_koop.outputs.webmap.geometry import MapGeometry, build_geometry, fingerprint
from geo_koop.outputs.webmap.legend import MapStyle
from geo_koop.outputs.webmap.marks import Selection
from geo_koop.result.analysis import Analysis

_OF_SESSION = "_geo_koop_map"
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Click:
    """A click on the map.

    Attributes
    ----------
    lat, lon : float
        Degrees.
    key : str or None
        The municipality there; ``None`` outside all municipalities.
    """

    lat: float
    lon: float
    key: str | None


def show_map(
    analysis: Analysis,
    style: MapStyle,
    *,
    selected: Mapping[str, Selection] | None = None,
    focus: str | None = None,
    overlays: Sequence[str] | None = None,
    ties: str = "",
    address: bool = False,
    group: str = "",
    zoom_to: Sequence[str] | pd.Index = (),
    height: int = 600,
    key: str,
    language: str = "de",
    on_click: Callable[[Click], None] | None = None,
    on_lasso: Callable[[list[str]], None] | None = None,
) -> None:
    """Draw the map. Best called inside ``st.fragment``.

    Parameters
    ----------
    analysis : Analysis
    style : MapStyle
        Colours; its legend is not drawn (see :func:`geo_koop.outputs.webmap.legend.legend_html`).
    selected : Mapping, optional
        Cooperations to set off, as made by :func:`geo_koop.outputs.webmap.marks.outlined`.
    focus : str, optional
        Key of the municipality to outline.
    overlays : sequence of str, optional
        What lies over the colours, some of :data:`geo_koop.outputs.webmap.area_map.OVERLAYS`.
    ties : str
        Lines of shared membership, as made by :func:`geo_koop.outputs.webmap.marks.tie_text`.
    address : bool
        Whether the address of the page keeps centre and zoom. Moving the map runs nothing.
    group : str
        Maps of one group on a page show the same place.
    zoom_to : sequence of str, or pandas.Index
        Keys of municipalities to move to; the map moves only when they change.
    height : int
        Pixels.
    key : str
        Name of the map on its page; what :func:`geo_koop.outputs.webmap.legend.facts_html` says under the
        same name appears at the pointer and in saved pictures.
    language : {"de", "en"}
    on_click : callable, optional
        Called with a click on the map, before the run that it causes.
    on_lasso : callable, optional
        Called with the keys of the municipalities that a ring was drawn around; without it none can be drawn.
    """
    geometry = _geometry(analysis, language)
    table = analysis.municipalities
    area_map = AreaMap(
        geometry,
        {"url": _address(geometry, key)},
        assets=f"../{_served('assets', ASSETS)}",
        label=map_label(analysis, language),
        attribution=map_attribution(analysis, language),
        language=language,
        behaviour=Behaviour(name=key, address=address, group=group, lasso=on_lasso is not None),
    )
    layer = StyleLayer(
        style,
        tuple((selected or {}).values()),
        clicked=-1 if focus is None else int(table.index.get_indexer([focus])[0]),
        view=_view(table, zoom_to, key),
        overlays=overlays,
        ties=ties,
    )

    # Another language is another frame: what a frame says, on its buttons too, it is told once.
    frame = key if language == DEFAULT_LANGUAGE else f"{key}_{language}"

    def clicked() -> None:
        told = st.session_state.get(frame) or {}
        place, ring = told.get("last_clicked"), told.get("last_active_drawing")
        if place and on_click:
            _told(key, Click(lat=place["lat"], lon=place["lng"], key=_at(table, place["lat"], place["lng"])), on_click)
        if ring and on_lasso:
            _told(f"{key}_lasso", ring, lambda drawn: on_lasso(_inside(table, drawn)))

    st_folium(
        area_map,
        key=frame,
        height=height,
        use_container_width=True,
        returned_objects=["last_clicked"] + ["last_active_drawing"] * (on_lasso is not None),
        feature_group_to_add=layer,
        render=False,  # of the whole page around the map, which is not used
        on_change=session.callback(clicked),
    )


def municipality_at(municipalities: gpd.GeoDataFrame, lat: float, lon: float) -> str | None:
    """Return the key of the municipality at a place, or ``None``.

    Parameters
    ----------
    municipalities : geopandas.GeoDataFrame
        Indexed by key, in any CRS.
    lat, lon : float
        Degrees.
    """
    x, y = Transformer.from_crs(4326, municipalities.crs, always_xy=True).transform(lon, lat)
    return _area_at(municipalities.geometry, x, y)


def _area_at(areas: gpd.GeoSeries, x: float, y: float) -> str | None:
    found = areas.sindex.query(shapely.Point(x, y), predicate="intersects")
    return str(areas.index[found.min()]) if len(found) else None


def _held() -> str:
    """Return what tells the boundaries of this map from others (see :func:`_geometry`, which runs before)."""
    return str(st.session_state[f"{_OF_SESSION}_tables"][2])


@kept(shared=4, own=1)
def _in_degrees(mark: str, _table: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return the areas as the browser speaks of them; a run would wait longer for its projection than for all else."""
    return _table.geometry.to_crs(4326)


@kept(shared=4, own=1)
def _boxes(mark: str, _table: gpd.GeoDataFrame) -> np.ndarray:
    """Return west, south, east and north of each area in degrees."""
    return shapely.bounds(_in_degrees(mark, _table).to_numpy())


def _at(table: gpd.GeoDataFrame, lat: float, lon: float) -> str | None:
    return _area_at(_in_degrees(_held(), table), lon, lat)


@kept(shared=4, own=1)
def _points(mark: str, _table: gpd.GeoDataFrame) -> np.ndarray:
    """Return a point inside each area, in degrees."""
    points: np.ndarray = shapely.point_on_surface(_in_degrees(mark, _table).to_numpy())
    return points


def _inside(table: gpd.GeoDataFrame, drawing: Any) -> list[str]:
    """Return the keys of the municipalities in a ring, drawn by hand: it may cross itself."""
    try:
        ring = shapely.make_valid(shapely.from_geojson(json.dumps(drawing["geometry"])))
    except (KeyError, TypeError, ValueError, shapely.errors.GEOSException):
        return []  # not from the map: a browser can send anything
    shapely.prepare(ring)
    return [str(key) for key in table.index[shapely.contains(ring, _points(_held(), table))]]


def _told(key: str, what: _T, heed: Callable[[_T], None]) -> None:
    """Tell of a click or ring once: a map that comes back on its page may bring its last one along."""
    seen = st.session_state.setdefault(_OF_SESSION, {})
    if seen.get(key) != what:
        seen[key] = what
        heed(what)


def _view(
    table: gpd.GeoDataFrame, keys: Sequence[str] | pd.Index, key: str
) -> tuple[float, float, float, float] | None:
    """Return what to move to; looked up anew only where it is something else than in the run before."""
    name = f"{_OF_SESSION}_view_{key}"
    held = st.session_state.get(name)
    if held is None or held[0] is not table or held[1] is not keys:
        held = st.session_state[name] = (table, keys, _around(table, keys))
    found: tuple[float, float, float, float] | None = held[2]
    return found


def _around(table: gpd.GeoDataFrame, keys: Sequence[str] | pd.Index) -> tuple[float, float, float, float] | None:
    places = table.index.get_indexer(pd.Index(keys))
    places = places[places >= 0]
    if not len(places):
        return None
    boxes = _boxes(_held(), table)[places]
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    return south, west, north, east


def _address(geometry: MapGeometry, key: str) -> str:
    """Return where the browser fetches the geometry, as seen from the frame of the map."""
    if sources.private():
        return media(geometry.payload, geometry.file_name, key)
    target = _folder() / geometry.file_name
    if not target.is_file():
        geometry_files.write(target, geometry.payload)
    return f"../{_served('geometry', _folder())}/{geometry.file_name}"


def media(payload: bytes, file_name: str, key: str) -> str:
    """Hand a JSON file to the media storage of the session; each run must do so, or Streamlit drops it.

    Returns
    -------
    str
        Where the browser fetches it, as seen from the frame of the map.
    """
    if not runtime.exists():
        return ""
    secret = st.session_state.setdefault(f"{_OF_SESSION}_secret", secrets.token_hex(16))
    storage = runtime.get_instance().media_file_mgr
    coordinates = f"geo_koop.map.{key}.{file_name.partition('-')[0]}"
    address = storage.add(payload, "application/json", coordinates, file_name=f"{secret}-{file_name}")
    return f"../..{address}"


def _served(name: str, folder: Path) -> str:
    """Have Streamlit serve a folder; returns the name under which it does."""
    return str(components.declare_component(name, path=str(folder)).name)


@st.cache_resource(show_spinner=False)
def _folder() -> Path:
    """Return the folder of geometries, and of nothing else: its files are served."""
    return cache.served_folder("geometry")


def _geometry(analysis: Analysis, language: str) -> MapGeometry:
    """Return the geometry of the boundaries, built at their first use."""
    tables = (analysis.municipalities, analysis.unincorporated)
    held = st.session_state.get(f"{_OF_SESSION}_tables")
    # Each look at a table of an analysis is a copy; the same index tells that it is the same table.
    if held is None or not all(mine.index.is_(its.index) for mine, its in zip(held, tables, strict=False)):
        held = (*tables, fingerprint(*tables))
        with st.spinner(translator(language, "map")("Preparing the boundaries for the map …")):
            _built(held[2], *tables)
        st.session_state[f"{_OF_SESSION}_tables"] = held
    return _built(held[2], *tables)


@kept(shared=8)
def _built(mark: str, _municipalities: gpd.GeoDataFrame, _unincorporated: pd.DataFrame) -> MapGeometry:
    if sources.private():
        return build_geometry(_municipalities, _unincorporated)
    built = geometry_files.fetch(_folder(), mark)
    if built is None:
        built = build_geometry(_municipalities, _unincorporated)
        geometry_files.keep(_folder(), mark, built)
    return built
