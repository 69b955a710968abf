"""Classify 100,000 cooperations at once, against dissolving each member set with geopandas.

Beside the one-by-one way stand one call of ``dissolve`` for all, and the same for clean boundaries.

Run: ``python -m benchmarks.patterns``. Seconds are processor time.
"""

import time

import numpy as np
import pandas as pd

from benchmarks import germany
from geo_koop import workspace
from geo_koop.analysis import contiguity, patterns, territory
from geo_koop.intake.areas import attributes, boundaries

SIZES = (1_000, 10_000, 100_000)
SAMPLE = 200


def main() -> None:
    germany.require()
    areas = attributes.apply(boundaries.load(germany.BOUNDARIES).value, germany.INHABITANTS).value.areas
    municipalities, unincorporated = workspace.split(areas)
    graph = contiguity.build(municipalities, unincorporated)
    land = territory.build(municipalities, graph)
    cooperation, municipality = germany.random_cooperations(land.xy[: land.n], SIZES[-1])
    rows = germany.unit_rows(cooperation, municipality, municipalities.index)
    per_cooperation = {}
    for size in SIZES:
        part = rows[cooperation < size]
        table = pd.DataFrame(index=pd.Index(np.arange(size).astype(str), name="cooperation_id"))
        seconds = min(_timed(patterns.classify, part, table, land) for _ in range(3))
        per_cooperation[size] = seconds / size
        each = seconds / size * 1e6
        print(f"{size:>7,} cooperations, {len(part):>8,} memberships: {seconds:6.2f} s, {each:6.1f} µs each")
    sample = rows[cooperation < SAMPLE]
    naive = _timed(germany.dissolve_each, municipalities, sample, [str(i) for i in range(SAMPLE)]) / SAMPLE
    print(f"dissolving each member set: {naive * 1e3:.2f} ms each (sample of {SAMPLE})")
    print(f"ratio per cooperation: {naive / per_cooperation[SIZES[-1]]:.0f}")
    for method in ("unary", "coverage"):
        ours = per_cooperation[SIZES[-1]]
        best = _timed(germany.dissolve_all, municipalities, sample, method) / SAMPLE
        print(f"one call of dissolve ({method}): {best * 1e3:.2f} ms each, ratio {best / ours:.0f}")
    growth = per_cooperation[SIZES[-1]] / per_cooperation[SIZES[0]]
    print(f"cost of one cooperation at {SIZES[-1]:,} ÷ at {SIZES[0]:,}: {growth:.2f} (at most 1 is linear or better)")


def _timed(function, *arguments) -> float:
    start = time.process_time()
    function(*arguments)
    return time.process_time() - start


if __name__ == "__main__":
    main()
