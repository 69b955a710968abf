"""How long it takes to propose changes between two dates: all pairs at once, and municipality by municipality.

Run: ``python -m benchmarks.vintages`` (needs ``../shared/data``).
"""

import time
from pathlib import Path

from geo_koop.intake.areas import boundaries
from geo_koop.intake.vintages import overlay

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "swiss_municipalities"


def naive(old, new):
    """Compare each municipality with every other, as a first script would."""
    return [
        (key, other, shape.intersection(place).area / shape.area)
        for key, shape in old.geometry.items()
        for other, place in new.geometry.items()
        if shape.intersects(place)
    ]


def main() -> None:
    old, new = (
        boundaries.load(FOLDER / year / "municipalities.shp", profile="key=id,name=name,state=KTNR").value.areas
        for year in ("2012", "2026")
    )
    sample = old.iloc[:: len(old) // 100]
    start = time.perf_counter()
    pairs = naive(sample, new)
    slow = (time.perf_counter() - start) * len(old) / len(sample)
    start = time.perf_counter()
    table = overlay.shares(old, new)
    fast = time.perf_counter() - start
    found = table.set_index(["old_key", "new_key"])["share"]
    assert all(abs(found.get((key, other), 0.0) - share) < 1e-9 for key, other, share in pairs)
    print(f"{len(old)} × {len(new)} municipalities, {len(table)} pairs: {slow / fast:.0f} times as fast as the loop")
    print(f"(loop on {len(sample)} municipalities, scaled: {slow:.0f} s; all at once: {fast:.1f} s)")


if __name__ == "__main__":
    main()
