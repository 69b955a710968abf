"""From national files to a finished analysis: cold, and from the cache, with peak memory.

Run: ``python -m benchmarks.load``. Each figure is processor time, taken in a process of its own.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from benchmarks import germany

COUNT = 10_000


def main() -> None:
    germany.require()
    with tempfile.TemporaryDirectory() as folder:
        _prepare(Path(folder))
        cold = _run(folder, "analyse")
        warm = min(_run(folder, "analyse") for _ in range(3))
        naive = _run(folder, "naive")
        read = {way: min(_run(folder, way) for _ in range(2)) for way in ("cold", "kept", "graph")}
    print(f"naive: read, join and dissolve each of {COUNT:,}: {naive[0]:6.1f} s (from a sample), {naive[1]:.0f} MB")
    print(f"geo_koop cold:       {cold[0]:6.1f} s, {cold[1]:.0f} MB, ratio {naive[0] / cold[0]:.0f}")
    print(f"geo_koop from cache: {warm[0]:6.1f} s, {warm[1]:.0f} MB, ratio {naive[0] / warm[0]:.0f}")
    if read["graph"][0]:
        for way in ("cold", "kept"):
            ratio = read[way][0] / read["graph"][0]
            print(f"boundaries, inhabitants and embedded records alone, {way}: {read[way][0]:.1f} s, {ratio:.2f} times")
        print(f"the time of geopandas.read_file with libpysal's graph of neighbours, {read['graph'][0]:.1f} s")
    else:
        print("libpysal is not here: no comparison with its graph of neighbours")


def _prepare(folder: Path) -> None:
    import geopandas as gpd
    import shapely

    areas = gpd.read_file(germany.BOUNDARIES).to_crs(25832).set_index("AGS")
    points = shapely.get_coordinates(areas.centroid.to_numpy())
    germany.write_records(folder, *germany.random_cooperations(points, COUNT), areas.index)


def _run(folder: str, what: str) -> tuple[float, float]:
    """Run one way in a fresh process; return seconds and peak megabytes."""
    out = subprocess.run(
        [sys.executable, "-m", "benchmarks.load", what, folder],
        env={**os.environ, "GEO_KOOP_CACHE": f"{folder}/cache"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    return float(out[0]), float(out[1])


def _analyse(folder: Path) -> float:
    from geo_koop import AnalysisRequest, analyse

    start = time.process_time()
    analyse(
        AnalysisRequest(
            boundaries=germany.BOUNDARIES,
            attributes=germany.INHABITANTS,
            cooperations=folder / "cooperations.csv",
            members=folder / "members.csv",
        )
    )
    return time.process_time() - start


def _load(folder: Path, *, cold: bool) -> float:
    from geo_koop import AnalysisRequest, workspace
    from geo_koop.intake.files import embedded

    request = AnalysisRequest(
        boundaries=germany.BOUNDARIES, attributes=germany.INHABITANTS, **embedded.records(), changes=embedded.changes()
    )
    start = time.process_time()
    workspace.load(request, keep=not cold)
    return time.process_time() - start


def _graph(folder: Path) -> float:
    try:
        from libpysal.graph import Graph
    except ImportError:
        return 0.0
    import geopandas as gpd

    start = time.process_time()
    areas = gpd.read_file(germany.BOUNDARIES).to_crs(25832).set_index("AGS")
    Graph.build_contiguity(areas, rook=True)
    return time.process_time() - start


def _naive(folder: Path) -> float:
    import geopandas as gpd
    import pandas as pd

    start = time.process_time()
    areas = gpd.read_file(germany.BOUNDARIES).to_crs(25832).set_index("AGS")
    members = pd.read_csv(folder / "members.csv", dtype=str).rename(columns={"key": "unit_key"})
    reading = time.process_time() - start
    sample = [str(i) for i in range(200)]
    start = time.process_time()
    germany.dissolve_each(areas, members, sample)
    return reading + (time.process_time() - start) / len(sample) * COUNT


if __name__ == "__main__":
    if len(sys.argv) == 3:
        seconds = {
            "analyse": _analyse,
            "naive": _naive,
            "cold": partial(_load, cold=True),
            "kept": partial(_load, cold=False),
            "graph": _graph,
        }[sys.argv[1]](Path(sys.argv[2]))
        print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
    else:
        main()
