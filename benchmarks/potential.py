"""Whom to ask, with all of Germany: a municipality, a region, and memberships that are hidden and found again."""

import argparse
import resource
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np

import geo_koop as gk
from benchmarks import germany
from geo_koop.planning import gaps, potential
from geo_koop.planning.ground import ground

TOPIC = "industrial_zone"
RUNS = 5


def naive_join(towns: gpd.GeoDataFrame, members: dict[str, list[str]], key: str) -> list[tuple[str, float]]:
    """Return the cooperations by their nearest member, one by one."""
    here = towns.geometry[key].centroid
    return sorted(
        (
            (one, float(towns.geometry[keys].centroid.distance(here).min()))
            for one, keys in members.items()
            if key not in keys
        ),
        key=lambda row: row[1],
    )


def timed(run, times: int = RUNS) -> float:
    """Return the median of seconds of processor time."""
    spent = []
    for _ in range(times):
        begin = time.process_time()
        run()
        spent.append(time.process_time() - begin)
    return float(np.median(spent))


def main() -> None:
    """Print the figures."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--cooperations", type=int, default=10_000)
    given.add_argument("--retrodict", action="store_true", help="also hide every membership of 10,000 cooperations")
    asked = given.parse_args()
    germany.require()
    with tempfile.TemporaryDirectory() as folder:
        germany.write_project(Path(folder), asked.cooperations)
        tables = {name: Path(folder) / f"{name}.csv" for name in ("cooperations", "members", "sources", "scopes")}
        analysis = gk.analyse(
            boundaries=germany.BOUNDARIES,
            boundary_profile="vg5000",
            attributes=germany.INHABITANTS,
            as_of="2026-01-01",
            **tables,
        )
    keys = analysis.municipalities.index[:: len(analysis.municipalities) // 20]
    begin = time.process_time()
    base = ground(analysis)
    gaps.gaps(analysis)
    potential.potential(analysis, keys[0], TOPIC)
    print(f"{len(base.ids):,} cooperations, {base.members.nnz:,} memberships, {base.n:,} municipalities")
    print(f"first: {time.process_time() - begin:.2f} s")
    each = timed(lambda: [potential.potential(analysis, key, TOPIC) for key in keys], 3) / len(keys)
    print(f"one municipality, all lists, warm: {each:.3f} s")
    joined = timed(lambda: potential.joinable(analysis, keys[3], TOPIC))
    about = potential._about(analysis, base, TOPIC)
    rows = base.members[np.flatnonzero(about)]
    members = {
        one: list(base.keys[rows.indices[rows.indptr[i] : rows.indptr[i + 1]]])
        for i, one in enumerate(base.ids[about])
        if rows.indptr[i + 1] > rows.indptr[i]
    }
    naive = timed(lambda: naive_join(analysis.municipalities, members, keys[3]), 1)
    print(f"join: {joined:.3f} s with every part; nearest member one by one: {naive:.3f} s; {naive / joined:.1f} times")
    inside = np.zeros(base.n, dtype=bool)
    inside[:186] = True
    region = timed(lambda: (gaps.ranking(analysis, inside), gaps.group_table(analysis, TOPIC, inside)))
    print(f"a region of 186, topics and groups: {region:.3f} s")
    every = timed(lambda: [potential.potential(analysis, key, TOPIC) for key in base.keys[:186]], 1)
    print(f"the lists of all 186: {every:.2f} s")
    if asked.retrodict:
        for task in ("invite", "join"):
            begin, spent = time.perf_counter(), time.process_time()
            found = gk.retrodict(analysis, task, statutory=True)
            told = {m["name"]: m["hit_1"] for m in found["methods"]}
            print(
                f"retrodict {task}: n {found['n']:,}, {time.perf_counter() - begin:.0f} s "
                f"({time.process_time() - spent:.0f} s of processor time); {told}"
            )
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB")


if __name__ == "__main__":
    main()
