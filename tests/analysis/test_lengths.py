"""Distances between municipalities are right, however far apart the parts of a country lie."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from geo_koop.analysis import lengths

EARTH = Geod(ellps="WGS84")


def country(*corners, crs):
    """Return boxes of a tenth of a degree whose south-western corners are given."""
    shapes = [shapely.box(x, y, x + 0.1, y + 0.1) for x, y in corners]
    return gpd.GeoDataFrame(geometry=shapes, crs="EPSG:4326").to_crs(crs)


def ratios(areas):
    """Return each distance divided by the true one on the ellipsoid."""
    xy = lengths.points(areas)
    places = areas.geometry.centroid.to_crs("EPSG:4326")
    a, b = np.triu_indices(len(areas), 1)
    truth = EARTH.inv(places.x.iloc[a], places.y.iloc[a], places.x.iloc[b], places.y.iloc[b])[2]
    return np.hypot(*(xy[a] - xy[b]).T) / truth


METROPOLITAN = [(x, y) for x in range(-4, 9, 2) for y in range(43, 51)]
REUNION = [(55.2, -21.3), (55.6, -21.0), (55.4, -21.2)]


def test_metropolitan_france_is_right_within_half_a_percent():
    areas = country(*METROPOLITAN, crs="EPSG:3035")
    assert ratios(areas) == pytest.approx(1, abs=0.005)


def test_reunion_beside_metropolitan_france_is_right_within_half_a_percent():
    crs = "+proj=laea +lat_0=14.8 +lon_0=25.8 +datum=WGS84 +units=m"
    areas = country(*METROPOLITAN, *REUNION, crs=crs)
    home = len(METROPOLITAN)
    assert ratios(areas.iloc[:home]) == pytest.approx(1, abs=0.005)
    xy = lengths.points(areas)
    apart = lengths.points(areas.iloc[home:])
    assert xy[home:] - xy[home] == pytest.approx(apart - apart[0], abs=0.001)
    assert ratios(areas.iloc[home:]) == pytest.approx(1, abs=0.005)
    assert np.hypot(*(xy[0] - xy[home])) > 8_000_000


def test_in_a_zone_of_utm_points_stay_where_they_are():
    areas = country((9.0, 51.0), (9.5, 51.5), crs="EPSG:25832")
    middles = areas.geometry.centroid
    assert lengths.points(areas) == pytest.approx(np.column_stack([middles.x, middles.y]))


def test_no_areas_have_no_points():
    assert lengths.points(country(crs="EPSG:3035")).shape == (0, 2)
