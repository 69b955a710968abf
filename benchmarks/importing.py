"""A 50-MB CSV and a 20-MB XLSX list to record tables: seconds and peak memory, each in a process of its own.

Run: ``python -m benchmarks.importing``. The naive way reads the file with pandas alone.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MEGABYTES = {"csv": 50, "xlsx": 20}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for ending, size in MEGABYTES.items():
            path = Path(folder) / f"liste.{ending}"
            rows = _make(path, size)
            for way in ("naive", "ours"):
                out = subprocess.run(
                    [sys.executable, "-m", "benchmarks.importing", way, path],
                    check=True,
                    capture_output=True,
                    text=True,
                ).stdout.split()
                print(f"{path.name}, {rows:,} rows, {way}: {out[0]} s, peak {out[1]} MB")


def _areas():
    import pyogrio

    path = Path(__file__).parents[1] / "data" / "boundaries" / "demo.gpkg"
    return pyogrio.read_dataframe(path, read_geometry=False).set_index("key")


def _make(path: Path, megabytes: int) -> int:
    chance = random.Random(1)
    names = _areas()["name"].tolist()
    note = "Bemerkung zur Mitgliedschaft, wie sie in Listen steht"
    count = megabytes * (11_500 if path.suffix == ".csv" else 20_000)
    rows = [(f"Verbund {i // 8}", f"Gemeinde {chance.choice(names)}", f"{note} {i}") for i in range(count)]
    if path.suffix == ".csv":
        path.write_text(
            "Verbund;Gemeinde;Bemerkung\n" + "".join(";".join(row) + "\n" for row in rows), encoding="utf-8"
        )
        return count
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Liste")
    for row in (("Verbund", "Gemeinde", "Bemerkung"), *rows):
        sheet.append(row)
    book.save(path)
    return count


def _run(way: str, path: Path) -> None:
    import pandas as pd

    from geo_koop.intake import importing
    from geo_koop.intake.import_profile import ImportProfile

    areas = _areas()
    start = time.perf_counter()
    if way == "naive":
        pd.read_csv(path, sep=";", dtype=str) if path.suffix == ".csv" else pd.read_excel(
            path, dtype=str, engine="openpyxl"
        )
    else:
        profile = ImportProfile(columns={"cooperation": "Verbund", "member": "Gemeinde", "note": "Bemerkung"})
        importing.read(path, profile, importing.Reference(areas=areas))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"{time.perf_counter() - start:.1f} {peak:.0f}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        _run(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
