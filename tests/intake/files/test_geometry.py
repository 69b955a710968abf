"""Shapes that no GIS would draw: a row is told, a file is refused."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import GeometryCollection, LinearRing, LineString, MultiPolygon, Point, Polygon

from geo_koop.errors import InputError
from geo_koop.intake.files import geometry

X, Y, SIZE = 600_000.0, 5_400_000.0, 1_000.0
NAN = float("nan")


def square(column, row=0):
    return shapely.box(X + column * SIZE, Y + row * SIZE, X + (column + 1) * SIZE, Y + (row + 1) * SIZE)


def table(*shapes, crs="EPSG:25832"):
    keys = [f"0910100{number}" for number in range(len(shapes))]
    rows = range(1, len(shapes) + 1)
    return gpd.GeoDataFrame({"key": keys, "row": rows}, geometry=np.array(shapes, dtype=object), crs=crs)


def brought_in(areas):
    metric, on_crs = geometry.to_metric(areas, file="a.gpkg", german=True)
    shapes, on_shapes = geometry.polygons(metric, file="a.gpkg", layer="a")
    entries = [*on_crs[["code", "row"]].itertuples(index=False), *on_shapes[["code", "row"]].itertuples(index=False)]
    return shapes, [tuple(entry) for entry in entries]


def holed(value):
    """Return a ring whose second corner lies at a value north."""
    return shapely.set_coordinates(square(5), [[X, Y], [X + SIZE, value], [X, Y + SIZE], [X + 5, Y + 5], [X, Y]])


BROKEN = {
    "nan": holed(NAN),
    "infinite": holed(float("inf")),
    "in a part": MultiPolygon([square(7), holed(NAN)]),
    "in a collection": GeometryCollection([holed(NAN), square(7)]),
    "in a line of a collection": GeometryCollection(
        [shapely.set_coordinates(LineString([(0, 0), (1, 1)]), [[X, NAN], [X, Y]])]
    ),
}


@pytest.mark.parametrize("shape", BROKEN.values(), ids=BROKEN)
def test_coordinates_that_are_no_numbers(shape):
    shapes, facts = brought_in(table(square(0), shape, square(1)))
    assert list(shapes["key"]) == ["09101000", "09101002"]
    assert facts == [("geometry_broken", 2)]
    with pytest.raises(InputError, match="holds no areas"):
        brought_in(table(shape, shape))
    with pytest.raises(InputError, match="holds no areas"):
        brought_in(table(shape, None, crs=None))


def test_heights_that_are_no_numbers_do_not_count():
    flat = square(0)
    high = Polygon([(*place, NAN) for place in flat.exterior.coords])
    shapes, facts = brought_in(table(high))
    assert not facts
    assert shapes.geometry.iloc[0].equals(flat)


@pytest.mark.parametrize("shape", [None, Polygon(), MultiPolygon(), GeometryCollection()])
def test_nothing_but_empty_shapes_is_no_matter_of_the_coordinate_system(shape):
    for crs in ("EPSG:25832", "EPSG:4326", None):
        with pytest.raises(InputError, match="holds no areas"):
            brought_in(table(shape, shape, crs=crs))


@pytest.mark.parametrize(
    "shape",
    [
        LinearRing([(X, Y), (X + 1, Y), (X, Y + 1)]),
        Point(X, Y),
        GeometryCollection([LinearRing([(X, Y), (X + 1, Y), (X, Y + 1)]), Point(X, Y)]),
    ],
)
def test_rings_and_points_are_no_areas(shape):
    shapes, facts = brought_in(table(square(0), shape))
    assert len(shapes) == 1
    assert facts == [("geometry_not_area", 2)]


def test_coordinates_farther_than_the_earth_are_told_in_few_digits():
    with pytest.raises(InputError) as caught:
        brought_in(table(square(0), Polygon([(X, Y), (1e308, Y), (X, 1e308)]), crs=None))
    assert "1.0e+308" in str(caught.value)
    with pytest.raises(InputError, match="not in Germany"):
        brought_in(table(square(0), Polygon([(X, Y), (1e20, Y), (X, Y + 1)])))


@pytest.mark.parametrize("step", ["is_valid", "make_valid", "unary_union"])
def test_where_geos_fails_the_row_is_told(monkeypatch, step):
    """GEOS fails at few shapes, and at others from version to version: here at each that is 3 km long."""
    plain = getattr(shapely, step)

    def failing(shapes, *args, **options):
        flat = [shape for shape in np.ravel(np.asarray(shapes, dtype=object)) if shape is not None]
        if any(shape.bounds and shape.bounds[2] - shape.bounds[0] > 2_000 for shape in flat):
            raise shapely.errors.GEOSException("TopologyException")
        return plain(shapes, *args, **options)

    monkeypatch.setattr(shapely, step, failing)
    crossed = Polygon([(X, Y), (X + 3_000, Y + 500), (X + 3_000, Y), (X, Y + 500)])
    small = Polygon([(X, Y), (X + 500, Y + 500), (X + 500, Y), (X, Y + 500)])
    shapes, facts = brought_in(table(square(0), crossed, square(1), small))
    assert ("geometry_broken", 2) in facts or step == "is_valid"
    assert ("geometry_repaired", 4) in facts
    assert {"09101000", "09101002", "09101003"} <= set(shapes["key"])
    assert np.isfinite(shapes.total_bounds).all()


def test_very_many_areas_on_each_other_are_refused():
    """20,000 squares on one place are 200 million pairs; 20,000 in a grid are neighbours of eight."""
    count = 20_000
    heap = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)] * count, crs=25832)
    with pytest.raises(InputError, match="lie on each other"):
        geometry.apart(heap, file="a.gpkg")
    x, y = np.arange(count) % 200, np.arange(count) // 200
    geometry.apart(gpd.GeoDataFrame(geometry=shapely.box(x, y, x + 1, y + 1), crs=25832), file="a.gpkg")
