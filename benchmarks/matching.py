"""Names to keys: 100,000 disturbed names against the register of Germany, with precision and recall.

Run: ``python -m benchmarks.matching``. The naive way asks for the most similar raw name, one name at a time.
"""

import sys
import time

import pandas as pd
from rapidfuzz import process

from benchmarks import disturbed_names
from geo_koop.intake.names import matching

COUNT = 100_000
_SAMPLE = 300


def main() -> None:
    if not disturbed_names.REGISTER.is_file():
        sys.exit(f"This benchmark needs the register at {disturbed_names.REGISTER}; it is not here.")
    areas = disturbed_names.areas()
    made = disturbed_names.disturbed(areas, COUNT)
    start = time.perf_counter()
    found = matching.match_names(made["name"], areas)
    ours = time.perf_counter() - start
    _tell("geo_koop", found["key"], made)
    print(f"geo_koop: {ours:.1f} s for {COUNT:,} names ({made['name'].nunique():,} distinct)")

    sample = made.head(_SAMPLE)
    choices = areas["name"].to_dict()
    start = time.perf_counter()
    keys = [
        (best[2] if (best := process.extractOne(name, choices, score_cutoff=85)) else "") for name in sample["name"]
    ]
    naive = (time.perf_counter() - start) / _SAMPLE * COUNT
    _tell("naive", pd.Series(keys, index=sample.index), sample)
    print(f"naive: {naive:.0f} s (from a sample of {_SAMPLE}), ratio {naive / ours:.0f}")
    _absent(areas)


def _tell(who: str, key: pd.Series, made: pd.DataFrame) -> None:
    automatic = key != ""
    wrong = (automatic & (key != made["key"])).mean()
    matched = automatic[made["unambiguous"]].mean()
    slips = made["how"].str.contains("letter") & ~made["how"].str.endswith("encoding")
    print(
        f"{who}: wrong {wrong:.3%}, matched of the unambiguous {matched:.1%}, with a slip {automatic[slips].mean():.1%}"
    )


def _absent(areas: pd.DataFrame) -> None:
    """Leave places out and see how many of them are taken for another."""
    gone = areas[~areas["name"].str.contains(r"[(/.]| ")].sample(1_000, random_state=1)
    left = areas[~areas["name"].isin(gone["name"])]
    alone = gone.loc[~gone["name"].map(disturbed_names.core).isin(set(left["name"].map(disturbed_names.core))), "name"]
    found = matching.match_names(alone.reset_index(drop=True), left)
    print(f"places that are not in the register, taken for another: {(found['key'] != '').mean():.2%} of {len(alone)}")


if __name__ == "__main__":
    main()
