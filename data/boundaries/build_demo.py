"""Build the approximate demonstration boundaries ``demo.gpkg``.

The official municipal boundaries are not bundled with the project. This script
approximates the municipalities of two regions and their surroundings from the
data inside the PyPI package ``reegis`` 0.2.1: postcode areas, load-area points
with municipality keys and inhabitants, and districts. No official
municipal boundary is read to build; ``--compare`` measures against them.
Inhabitants and other facts come from the official register (``facts.csv``). The
table of successors ``key_changes.csv`` was made once with their help.

The method, per district:

1. Cut the postcode areas by the district.
2. A piece whose points all carry one key belongs to that municipality; a piece
   with several is divided by the Voronoi cells of its points, where every point
   stands for a disc of its load area's size. A point just across an edge from
   most of its municipality counts there.
3. Open land far from every settlement belongs to an unincorporated area that has
   a point at no more than twice that distance.
4. A piece without points goes to the neighbour with the longest shared edge.

All lines are then noded on a grid of one metre, put together as polygons,
dissolved by key and simplified as a coverage.

Run it from anywhere::

    python data/boundaries/build_demo.py
    python data/boundaries/build_demo.py --compare PATH_TO_VG5000
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from scipy.spatial import cKDTree

HERE = Path(__file__).resolve().parent
REEGIS = "reegis==0.2.1"
CRS = "EPSG:25832"
POINTS = "oedb.demand.ego_dp_loadarea_v0.2.10_WGS84_170721.csv"
POSTCODES = "postcode_polygons.csv"
DISTRICTS = "vg1000_geodata.geojson"
#: Of the inhabitants in ``facts.csv``.
POPULATION_DATE = "2019-12-31"
#: A fixed date in the file, so that the same input gives the same bytes.
FILE_DATE = "2021-01-01T00:00:00.000Z"

#: Positions of points and of the pieces they count in.
Pairs = list[tuple[int, int]]

MUENCHEN_14 = frozenset(
    {
        "09162",
        "09174",
        "09175",
        "09177",
        "09178",
        "09179",
        "09181",
        "09184",
        "09188",
    }
)
NORDHESSEN = "066"

DISTRICT_DIGITS = 5

STATES = {
    "03": "Niedersachsen",
    "05": "Nordrhein-Westfalen",
    "06": "Hessen",
    "09": "Bayern",
    "16": "Thüringen",
}

#: The register's abbreviations of a municipality's designation.
DESIGNATIONS = {
    "M": "Markt",
    "St": "Stadt",
    "GKSt": "Große Kreisstadt",
    "gemfr. Gebiet": "gemeindefreies Gebiet",
    "gemfr. Geb.": "gemeindefreies Gebiet",
    "Barbarossast.": "Barbarossastadt",
    "Krst.": "Kreisstadt",
}

#: Circle samples of a load area, as parts of the radius of a disc of its size.
DISC_RINGS = ((1.0, 12), (0.5, 6))
#: Load areas with a smaller radius (metres) are a single point.
DISC_MIN_RADIUS = 60.0
#: A municipality without a load area of this many inhabitants has no settlement
#: in the points: nothing tells where its land lies.
SETTLEMENT = 50
#: The postcode lines are generalised: a point this near (metres) may lie on the
#: wrong side ...
POSTCODE_TOLERANCE = 300.0
#: ... and is moved when its municipality has so many times the points over there.
STRAY_RATIO = 3
#: What is farther than this from every municipal load area is open land ...
OPEN_LAND = 1000.0
#: ... and belongs to an unincorporated area if one of its points is at most so many
#: times as far: such areas have few points, each stands for more land.
OPEN_REACH = 2.0
OPEN_GRID = 250.0
#: An empty piece above this size (square metres) can be a whole municipality.
LARGE_PIECE = 1_000_000.0
#: Loose parts below this size (square metres) go to their neighbour.
SMALL_PART = 100_000.0


def say(message: str) -> None:
    """Print a line of progress at once."""
    print(message, flush=True)


# --------------------------------------------------------------------------- input


def fetch_reegis(given: Path | None, cache: Path) -> Path:
    """Return the path of the ``reegis`` wheel, downloading it with pip if needed.

    Parameters
    ----------
    given : Path or None
        A wheel file, or a folder that holds one.
    cache : Path
        Folder for the download.

    Returns
    -------
    Path
        The wheel.
    """
    folder = cache
    if given is not None:
        if given.is_file():
            return given
        folder = given
    pattern = "reegis-0.2.1-*.whl"
    if given is None and not list(folder.glob(pattern)):
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet"]
        subprocess.run([*command, "--dest", str(folder), REEGIS], check=True)
    found = sorted(folder.glob(pattern))
    if not found:
        raise SystemExit(f"no {pattern} in {folder}")
    return found[0]


def read_points(archive: zipfile.ZipFile) -> gpd.GeoDataFrame:
    """Read the load-area points: key, twelve-digit key, inhabitants, hectares."""
    with archive.open(f"reegis/data/static/{POINTS}") as handle:
        raw = pd.read_csv(
            handle,
            usecols=["area_ha", "rs_0", "ags_0", "zensus_sum", "st_astext"],
            dtype={"rs_0": str, "ags_0": str},
        )
    geometry = gpd.GeoSeries.from_wkt(raw["st_astext"], crs="EPSG:4326").to_crs(CRS)
    return gpd.GeoDataFrame(
        {
            "old_key": raw["ags_0"].str.zfill(8),
            "ars": raw["rs_0"].str.zfill(12),
            "hectares": raw["area_ha"],
            "inhabitants": raw["zensus_sum"].fillna(0).astype("int64"),
        },
        geometry=geometry,
        crs=CRS,
    )


def read_postcodes(archive: zipfile.ZipFile) -> gpd.GeoDataFrame:
    """Read the postcode areas."""
    with archive.open(f"reegis/data/geometries/{POSTCODES}") as handle:
        raw = pd.read_csv(handle, dtype=str)
    geometry = gpd.GeoSeries.from_wkt(raw["geom"], crs="EPSG:4326").to_crs(CRS)
    frame = gpd.GeoDataFrame({"zip": raw["zip_code"]}, geometry=geometry, crs=CRS)
    frame["geometry"] = frame.geometry.make_valid()
    return frame


def read_districts(archive: zipfile.ZipFile) -> gpd.GeoDataFrame:
    """Read the districts, with an unambiguous name."""
    with archive.open(f"reegis/data/geometries/{DISTRICTS}") as handle:
        raw = gpd.read_file(handle).to_crs(CRS)
    names = [district_name(g, b) for g, b in zip(raw["GEN"], raw["BEZ"], strict=True)]
    columns = {"district": raw["RS"], "district_name": names, "type": raw["BEZ"]}
    return gpd.GeoDataFrame(columns, geometry=raw.geometry, crs=CRS)


def district_name(name: str, designation: str) -> str:
    """Name a district so that town and county of one name differ."""
    if designation in {"Kreisfreie Stadt", "Stadtkreis"}:
        return f"{name}, kreisfreie Stadt"
    if "kreis" in name.lower():
        return name
    return f"{designation} {name}"


def read_table(name: str) -> pd.DataFrame:
    """Read a small table of facts that lies beside this script."""
    return pd.read_csv(HERE / name, dtype=str)


def renew_keys(points: gpd.GeoDataFrame, districts: set[str]) -> gpd.GeoDataFrame:
    """Carry the keys of the points over to 2021-01-01.

    ``home`` is the district, as drawn, in which a point's municipality lies: the
    districts are older than a few changes of district.
    """
    changes = read_table("key_changes.csv").set_index("old_key")["new_key"]
    points = points.copy()
    points["key"] = points["old_key"].map(changes).fillna(points["old_key"])
    old = points["old_key"].str[:5]
    points["home"] = old.where(old.isin(districts), points["key"].str[:5])
    return points


# ----------------------------------------------------------------------- selection


def region_of(key: str) -> str | None:
    """Return the region's code of a municipality or district key, if any."""
    if key.startswith(NORDHESSEN):
        return "nordhessen"
    return "muenchen_14" if key[:5] in MUENCHEN_14 else None


def is_unincorporated(key: str, register_name: str) -> bool:
    """Tell an unincorporated area by its name or by Bavaria's 4xx numbers."""
    return "gemfr" in register_name or (key.startswith("09") and key[5] == "4")


def select_keys(districts: gpd.GeoDataFrame, register: pd.DataFrame) -> set[str]:
    """Select the keys to build: regions, adjoining and named districts, named keys."""
    inside = districts["district"].map(region_of).notna()
    union = districts[inside].union_all()
    adjoining = set(districts.loc[districts.intersects(union), "district"])
    named = set(read_table("named_keys.csv")["key"])
    wanted = adjoining | {key for key in named if len(key) == DISTRICT_DIGITS}
    keys = register["key"]
    return set(keys[keys.str[:5].isin(wanted)]) | (named & set(keys))


# ------------------------------------------------------------------------- geometry


def polygons_of(geometries: np.ndarray) -> np.ndarray:
    """Take geometries apart and keep the polygons."""
    parts = shapely.get_parts(shapely.get_parts(geometries))
    return parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]


def samples(points: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return coordinates and keys of points, each widened to a disc."""
    centre = shapely.get_coordinates(points.geometry.to_numpy())
    keys = points["key"].to_numpy(dtype=object)
    radius = np.sqrt(points["hectares"].to_numpy() * 1e4 / np.pi)
    big = radius > DISC_MIN_RADIUS
    coordinates, labels = [centre], [keys]
    for part, count in DISC_RINGS:
        angle = np.arange(count) / count * 2 * np.pi
        ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        offset = part * radius[big][:, None, None] * ring[None]
        coordinates.append((centre[big][:, None, :] + offset).reshape(-1, 2))
        labels.append(np.repeat(keys[big], count))
    return np.vstack(coordinates), np.concatenate(labels)


def open_land(
    area: shapely.Geometry, points: gpd.GeoDataFrame, unincorporated: set[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Return grid points of open land with the key of the unincorporated area.

    Parameters
    ----------
    area : shapely.Geometry
        The district.
    points : GeoDataFrame
        All points in and around the district.
    unincorporated : set of str
        Keys of unincorporated areas of this district.

    Returns
    -------
    tuple of ndarray
        Coordinates (n, 2) and keys (n,).
    """
    own = points["key"].isin(unincorporated)
    if not own.any():
        return np.empty((0, 2)), np.empty(0, dtype=object)
    west, south, east, north = area.bounds
    x, y = np.meshgrid(np.arange(west, east, OPEN_GRID), np.arange(south, north, OPEN_GRID))
    grid = np.column_stack([x.ravel(), y.ravel()])
    shapely.prepare(area)
    grid = grid[shapely.contains_xy(area, grid)]
    seeds = shapely.get_coordinates(points[own].geometry.to_numpy())
    distance, nearest = cKDTree(seeds).query(grid)
    settled, _ = samples(points[~points["unincorporated"]])
    settlement = cKDTree(settled).query(grid)[0]
    taken = (settlement > OPEN_LAND) & (distance <= OPEN_REACH * settlement)
    keys = points.loc[own, "key"].to_numpy(dtype=object)
    return grid[taken], keys[nearest[taken]]


def voronoi_pieces(
    piece: shapely.Geometry, coordinates: np.ndarray, keys: np.ndarray
) -> list[tuple[str, shapely.Geometry]]:
    """Divide a piece by the Voronoi cells of its samples, dissolved by key."""
    coordinates, first = np.unique(np.round(coordinates, 1), axis=0, return_index=True)
    keys = keys[first]
    cells = shapely.voronoi_polygons(shapely.MultiPoint(coordinates), extend_to=piece, ordered=True)
    cells = shapely.get_parts(cells)
    return [(key, shapely.union_all(cells[keys == key]).intersection(piece)) for key in np.unique(keys.astype(str))]


def settle_strays(tree: shapely.STRtree, geometry: np.ndarray, keys: np.ndarray, pairs: Pairs) -> Pairs:
    """Move points that lie just across an edge from most of their municipality."""
    count = Counter((keys[point], piece) for point, piece in pairs)
    moved = []
    for point, piece in pairs:
        near = tree.query(geometry[point], predicate="dwithin", distance=POSTCODE_TOLERANCE)
        best = max(near.tolist(), key=lambda n, k=keys[point]: (count[k, n], -n))
        enough = count[keys[point], best] >= STRAY_RATIO * count[keys[point], piece]
        moved.append((point, best if enough else piece))
    return moved


def place_points(pieces: np.ndarray, points: gpd.GeoDataFrame, hidden: set[str]) -> tuple[np.ndarray, np.ndarray]:
    """Place the points of a district in its pieces.

    A point counts where it lies; one just across an edge from most of its
    municipality counts there. Points of municipalities without a settlement
    (``hidden``) count in all pieces near by, or in the empty one if there is one:
    nothing else tells of these places.

    Returns
    -------
    tuple of ndarray
        Positions of points and of pieces, pair by pair.
    """
    tree = shapely.STRtree(pieces)
    geometry = points.geometry.to_numpy()
    point, piece = tree.query(geometry, predicate="within")
    filled = set(piece)
    large = shapely.area(pieces) > LARGE_PIECE
    keys = points["key"].to_numpy()
    placed = set(keys[point])
    pairs = list(zip(point.tolist(), piece.tolist(), strict=True))
    pairs = settle_strays(tree, geometry, keys, pairs)
    for position in np.flatnonzero(points["key"].isin(hidden)):
        near = tree.query(geometry[position], predicate="dwithin", distance=POSTCODE_TOLERANCE)
        empty = [int(n) for n in near if n not in filled and large[n]]
        pairs = [pair for pair in pairs if pair[0] != position]
        pairs += [(int(position), n) for n in (empty or [int(n) for n in near])]
    for position in np.flatnonzero(~points["key"].isin(placed | hidden)):
        pairs.append((int(position), int(tree.nearest(geometry[position]))))
    array = np.array(sorted(set(pairs)), dtype=int).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def divide_district(
    area: shapely.Geometry,
    postcodes: gpd.GeoDataFrame,
    points: gpd.GeoDataFrame,
    around: gpd.GeoDataFrame,
    hidden: set[str],
) -> list[tuple[str | None, shapely.Geometry]]:
    """Divide one district into pieces with keys (None where no point lies)."""
    touching = postcodes.geometry[postcodes.sindex.query(area, predicate="intersects")]
    pieces = polygons_of(shapely.intersection(touching.to_numpy(), area))
    point, piece = place_points(pieces, points, hidden)
    free = set(points.loc[points["unincorporated"], "key"])
    grid, grid_keys = open_land(area, around, free)
    grid_piece = np.full(len(grid), -1)
    if len(grid):
        hits = shapely.STRtree(pieces).query(shapely.points(grid), predicate="within")
        grid_piece[hits[0]] = hits[1]
    result: list[tuple[str | None, shapely.Geometry]] = []
    for number, geometry in enumerate(pieces):
        coordinates, keys = samples(points.iloc[point[piece == number]])
        mask = grid_piece == number
        coordinates = np.vstack([coordinates, grid[mask]])
        keys = np.concatenate([keys, grid_keys[mask]])
        distinct = set(keys)
        if len(distinct) <= 1:
            result.append((next(iter(distinct), None), geometry))
        else:
            result += voronoi_pieces(geometry, coordinates, keys)
    return result


def node_pieces(pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Turn pieces into an edge-matched set of polygons on a grid of one metre."""
    lines = shapely.union_all(shapely.boundary(pieces.geometry.to_numpy()), grid_size=1)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inner = shapely.point_on_surface(faces)
    tree = shapely.STRtree(pieces.geometry.to_numpy())
    face, piece = tree.query(inner, predicate="within")
    face, first = np.unique(face, return_index=True)
    piece = piece[first]
    owner = np.full(len(faces), -1)
    owner[face] = piece
    # What no piece covers lies outside, apart from slivers, which are closed later.
    sliver = (owner < 0) & (shapely.area(faces) < SMALL_PART)
    keep = (owner >= 0) | sliver
    columns = {name: np.where(owner >= 0, pieces[name].to_numpy(dtype=object)[owner], None) for name in ("home", "key")}
    frame = gpd.GeoDataFrame(columns, geometry=faces, crs=CRS)
    return frame[keep].reset_index(drop=True)


def parts_of(faces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Dissolve faces by key and return the connected parts."""
    parts = []
    for key, group in faces.groupby("key"):
        united = shapely.coverage_union_all(group.geometry.to_numpy())
        parts += [(key[:5], key, part) for part in polygons_of(np.array([united]))]
    return gpd.GeoDataFrame(parts, columns=["home", "key", "geometry"], crs=CRS)


def give_away(frame: gpd.GeoDataFrame, loose: np.ndarray) -> gpd.GeoDataFrame:
    """Give loose polygons to the neighbour with the longest shared edge.

    A neighbour of the same district is preferred. Polygons that touch only other
    loose ones wait for the next round.
    """
    keys = frame["key"].to_numpy(dtype=object).copy()
    homes = frame["home"].to_numpy(dtype=object)
    geometry = frame.geometry.to_numpy()
    tree = shapely.STRtree(geometry)
    waiting = set(np.flatnonzero(loose).tolist())
    while waiting:
        chosen = {}
        for number in waiting:
            near = tree.query(geometry[number], predicate="intersects")
            near = np.array([n for n in near if n not in waiting], dtype=int)
            if not len(near):
                continue
            shared = shapely.intersection(geometry[number], geometry[near])
            edge = shapely.length(shared)
            same = homes[near] == homes[number]
            if (edge[same] > 0).any():
                edge = np.where(same, edge, 0)
            if edge.max() > 0:
                chosen[number] = keys[near[edge.argmax()]]
        if not chosen:
            break
        for number, key in chosen.items():
            keys[number] = key
        waiting -= set(chosen)
    frame = frame.copy()
    frame["key"] = keys
    return frame[~frame.index.isin(frame.index[sorted(waiting)])]


def loose_parts(parts: gpd.GeoDataFrame, points: gpd.GeoDataFrame) -> np.ndarray:
    """Tell which parts of areas go to a neighbour.

    These are small parts, and parts of unincorporated areas in which none of
    their points lies; the largest part of an area always stays.
    """
    area = parts.geometry.area
    largest = area == area.groupby(parts["key"]).transform("max")
    free = points[points["unincorporated"]]
    tree = shapely.STRtree(parts.geometry.to_numpy())
    point, part = tree.query(free.geometry.to_numpy(), predicate="within")
    same = free["key"].to_numpy()[point] == parts["key"].to_numpy()[part]
    has_point = np.isin(np.arange(len(parts)), part[same])
    empty = parts["key"].isin(set(free["key"])).to_numpy() & ~has_point
    return (~largest).to_numpy() & ((area < SMALL_PART).to_numpy() | empty)


def assemble(pieces: gpd.GeoDataFrame, points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Node, close, dissolve and tidy the pieces; one row per key."""
    faces = node_pieces(pieces)
    faces = give_away(faces, faces["key"].isna().to_numpy()).reset_index(drop=True)
    parts = parts_of(faces)
    parts = parts_of(give_away(parts, loose_parts(parts, points)))
    rows = [(key, shapely.multipolygons(group.geometry.to_numpy())) for key, group in parts.groupby("key")]
    return gpd.GeoDataFrame(rows, columns=["key", "geometry"], crs=CRS)


# ----------------------------------------------------------------------- attributes


def split_name(register_name: str) -> tuple[str, str]:
    """Split a register name into name and designation."""
    name, _, suffix = register_name.partition(",")
    words = [" ".join(word.split()) for word in suffix.split(",")]
    return name.strip(), ", ".join(DESIGNATIONS.get(word, word) for word in words)


def read_facts(keys: pd.Series) -> pd.DataFrame:
    """Return the facts of the official register for keys of 2021-01-01.

    ``facts.csv`` is of 2020-12-31. A key that it lacks takes the sums of its
    predecessors in ``changes.csv``; what means nothing when added stays empty.

    Parameters
    ----------
    keys : Series
        Keys of the areas.

    Returns
    -------
    DataFrame
        In the order of the keys: ars, population, area_km2, postcode, lon, lat, urbanisation.
    """
    facts = read_table("facts.csv")
    numbers = ["population", "area_km2", "lon", "lat"]
    facts[numbers] = facts[numbers].apply(pd.to_numeric)
    facts = facts.set_index("key")
    changes = read_table("changes.csv")
    ended = changes[changes["new_key"].isin(set(keys) - set(facts.index))].set_index("old_key")["new_key"]
    moved = facts[facts.index.isin(ended.index)]
    summed = moved[["population", "area_km2"]].groupby(ended.reindex(moved.index)).sum()
    table = pd.concat([facts, summed]).reindex(keys.to_numpy())
    return table.assign(population=table["population"].astype("Int64"))


def add_attributes(frame: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add names, levels, region and population in the documented order."""
    register = read_table("register.csv").set_index("key")["name"]
    level = districts.set_index("district")
    frame = frame.sort_values("key").reset_index(drop=True)
    key = frame["key"]
    official = key.map(register)
    names = pd.DataFrame(official.map(split_name).tolist(), columns=["name", "what"])
    free = pd.Series(map(is_unincorporated, key, official), index=frame.index)
    district = key.str[:5]
    town = district.map(level["type"]).isin({"Kreisfreie Stadt", "Stadtkreis"})
    designation = names["what"].mask((names["what"] == "") & town, "Stadt")
    designation = designation.mask(designation == "", "Gemeinde")
    designation = designation.mask(free, "gemeindefreies Gebiet")
    region = key.map(region_of)
    facts = {name: column.to_numpy() for name, column in read_facts(key).items()}
    return gpd.GeoDataFrame(
        {
            "key": key,
            "ars": facts["ars"],
            "name": names["name"],
            "designation": designation,
            "district": district,
            "district_name": district.map(level["district_name"]),
            "state": key.str[:2],
            "state_name": key.str[:2].map(STATES),
            "kind": np.where(free, "unincorporated", "municipality"),
            "region": region,
            "context": region.isna(),
            "population": pd.array(facts["population"], dtype="Int64"),
            "population_date": POPULATION_DATE,
            "official_area_km2": facts["area_km2"],
            **{name: facts[name] for name in ("postcode", "lon", "lat", "urbanisation")},
        },
        geometry=frame.geometry,
        crs=CRS,
    )


def hidden_keys(points: gpd.GeoDataFrame) -> set[str]:
    """Return the municipalities that have no settlement in the points."""
    largest = points[~points["unincorporated"]].groupby("key")["inhabitants"].max()
    return set(largest[largest < SETTLEMENT].index)


# ---------------------------------------------------------------------------- build


def build(wheel: Path, tolerance: float) -> gpd.GeoDataFrame:
    """Build the demonstration boundaries.

    Parameters
    ----------
    wheel : Path
        The ``reegis`` wheel.
    tolerance : float
        Tolerance of the coverage simplification in metres.

    Returns
    -------
    GeoDataFrame
        One row per area in the documented columns.
    """
    with zipfile.ZipFile(wheel) as archive:
        districts = read_districts(archive)
        postcodes = read_postcodes(archive)
        points = read_points(archive)
    say(f"read {len(districts)} districts, {len(postcodes)} postcode areas")
    register = read_table("register.csv")
    official = register.set_index("key")["name"]
    points = renew_keys(points, set(districts["district"]))
    free = [is_unincorporated(k, official.get(k, "")) for k in points["key"]]
    points["unincorporated"] = free
    wanted = select_keys(districts, register)
    selected = points[points["key"].isin(wanted)]
    missing = sorted(wanted - set(selected["key"]))
    say(f"{len(wanted)} areas wanted, {len(missing)} without a point:")
    say("  " + "; ".join(f"{key} {official[key]}" for key in missing))
    pieces = []
    homes = sorted(selected["home"].unique())
    shapes = districts.set_index("district").geometry
    hidden = hidden_keys(points)
    for home in homes:
        area = shapes[home]
        around = points[points.intersects(shapely.box(*area.buffer(4000).bounds))]
        own = points[points["home"] == home]
        divided = divide_district(area, postcodes, own, around, hidden)
        pieces += [(home, key, geometry) for key, geometry in divided]
    say(f"{len(homes)} districts divided into {len(pieces)} pieces")
    frame = gpd.GeoDataFrame(pieces, columns=["home", "key", "geometry"], crs=CRS)
    frame = assemble(frame.explode(ignore_index=True), points)
    frame = frame[frame["key"].isin(wanted)].reset_index(drop=True)
    frame["geometry"] = shapely.coverage_simplify(frame.geometry.to_numpy(), tolerance, simplify_boundary=True)
    check(frame)
    return add_attributes(frame, districts)


def check(frame: gpd.GeoDataFrame) -> None:
    """Stop unless the areas are valid, on the grid and edge-matched."""
    geometry = frame.geometry.to_numpy()
    if not shapely.is_valid(geometry).all() or shapely.is_empty(geometry).any():
        raise SystemExit("invalid or empty areas")
    if not shapely.coverage_is_valid(geometry):
        raise SystemExit("the areas are not edge-matched")


def write(frame: gpd.GeoDataFrame, target: Path) -> None:
    """Write the layer, read it back and check it again."""
    target.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": FILE_DATE})
    frame.to_file(target, layer="municipalities", driver="GPKG", engine="pyogrio")
    check(gpd.read_file(target))
    size = target.stat().st_size / 1e6
    say(f"wrote {len(frame)} areas to {target.name}, {size:.2f} MB")


# ------------------------------------------------------------------------ comparison


def read_official(folder: Path) -> gpd.GeoSeries:
    """Read the official areas of a VG5000 folder, by key."""
    official = gpd.read_file(folder / "VG5000_GEM.shp").to_crs(CRS)
    return official[["AGS", "geometry"]].dissolve("AGS").geometry.make_valid()


def neighbours(geometries: gpd.GeoSeries) -> set[tuple[str, str]]:
    """Return the pairs of keys whose areas share an edge."""
    shapes = geometries.to_numpy()
    keys = geometries.index.to_numpy()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    left, right = left[keys[left] < keys[right]], right[keys[left] < keys[right]]
    edge = shapely.length(shapely.intersection(shapes[left], shapes[right]))
    return set(zip(keys[left[edge > 0]], keys[right[edge > 0]], strict=True))


def compare_neighbours(frame: gpd.GeoDataFrame, folder: Path) -> pd.DataFrame:
    """Count the official neighbourhoods inside each region that are found.

    Returns
    -------
    DataFrame
        Indexed by region: columns official, found and invented, in pairs of areas.
    """
    official = read_official(folder)
    rows = {}
    for region, group in frame.groupby("region"):
        ours = neighbours(group.set_index("key").geometry)
        theirs = neighbours(official.reindex(group["key"]))
        rows[region] = (len(theirs), len(ours & theirs), len(ours - theirs))
    columns = ["official", "found", "invented"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def compare(frame: gpd.GeoDataFrame, folder: Path) -> pd.DataFrame:
    """Measure the overlap with official boundaries.

    Parameters
    ----------
    frame : GeoDataFrame
        Built boundaries.
    folder : Path
        Folder with ``VG5000_GEM.shp``.

    Returns
    -------
    DataFrame
        Columns key, name, kind, region and iou (intersection over union).
    """
    official = read_official(folder)
    both = frame[frame["key"].isin(official.index)]
    ours = both.geometry.to_numpy()
    theirs = official.reindex(both["key"]).to_numpy()
    common = shapely.area(shapely.intersection(ours, theirs))
    result = pd.DataFrame(both[["key", "name", "kind", "region"]])
    result["iou"] = common / shapely.area(shapely.union(ours, theirs))
    result["region"] = result["region"].fillna("context")
    return result.reset_index(drop=True)


def print_comparison(result: pd.DataFrame) -> None:
    """Print the accuracy per region and the overlap of unincorporated areas."""
    inhabited = result["kind"] == "municipality"
    for region, group in result[inhabited].groupby("region"):
        iou = group["iou"]
        worst = group.nsmallest(5, "iou")
        names = ", ".join(f"{n} {v:.2f}" for n, v in zip(worst["name"], worst["iou"], strict=True))
        say(
            f"{region}: n {len(group)}, median {iou.median():.3f}, "
            f"10th percentile {iou.quantile(0.1):.3f}, lowest {names}"
        )
    for region, group in result[~inhabited].groupby("region"):
        pairs = zip(group["name"], group["iou"], strict=True)
        names = ", ".join(f"{n} {v:.2f}" for n, v in pairs)
        say(f"{region}, unincorporated: {names}")


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    cache = Path(tempfile.gettempdir()) / "geo_koop_reegis"
    parser.add_argument("--reegis", type=Path, help="reegis wheel, or its folder")
    parser.add_argument("--cache", type=Path, default=cache, help="download folder")
    parser.add_argument("--output", type=Path, default=HERE / "demo.gpkg")
    parser.add_argument("--tolerance", type=float, default=40.0, help="in metres")
    parser.add_argument("--compare", type=Path, metavar="DIR", help="VG5000 folder")
    parser.add_argument("--compare-only", action="store_true", help="measure the existing output")
    options = parser.parse_args()
    if options.compare_only:
        frame = gpd.read_file(options.output)
    else:
        frame = build(fetch_reegis(options.reegis, options.cache), options.tolerance)
        write(frame, options.output)
    if options.compare is not None:
        print_comparison(compare(frame, options.compare))
        say(f"neighbours:\n{compare_neighbours(frame, options.compare)}")


if __name__ == "__main__":
    main()
