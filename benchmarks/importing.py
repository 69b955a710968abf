"""A 50-MB CSV and a 20-MB XLSX list to record tables, and its findings beside its rows as a workbook.

Run: ``python -m benchmarks.importing``. Each way runs in a process of its own; the naive way reads the file
with pandas alone. Seconds are processor time, since other work on the machine stretches those of the clock.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MEGABYTES = {"csv": 50, "xlsx": 20}
WAYS = ("naive", "ours", "findings")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for ending, size in MEGABYTES.items():
            path = Path(folder) / f"liste.{ending}"
            rows = _make(path, size)
            naive = 0.0
            for way in WAYS:
                out = subprocess.run(
                    [sys.executable, "-m", "benchmarks.importing", way, path],
                    check=True,
                    capture_output=True,
                    text=True,
                ).stdout.split()
                naive = naive or float(out[0])
                ratio = float(out[0]) / naive
                megabytes = path.stat().st_size / 1e6
                print(
                    f"{path.name}, {megabytes:.0f} MB, {rows:,} rows, {way}: {out[0]} s, {ratio:.1f} times, "
                    f"peak {out[1]} MB",
                    flush=True,
                )


def _areas():
    import pyogrio

    path = Path(__file__).parents[1] / "data" / "boundaries" / "demo.gpkg"
    return pyogrio.read_dataframe(path, read_geometry=False).set_index("key")


def _make(path: Path, megabytes: int) -> int:
    chance = random.Random(1)
    names = _areas()["name"].tolist()
    note = "Bemerkung zur Mitgliedschaft, wie sie in Listen steht"
    count = megabytes * (10_500 if path.suffix == ".csv" else 40_000)
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

    from geo_koop.intake.lists import importing, review
    from geo_koop.intake.lists.import_profile import ImportProfile
    from geo_koop.intake.names.reference import Reference

    areas = _areas()
    start = time.process_time()
    if way == "naive" and path.suffix == ".csv":
        pd.read_csv(path, sep=";", dtype=str)
    elif way == "naive":
        pd.read_excel(path, dtype=str, engine="openpyxl")
    else:
        profile = ImportProfile(columns={"cooperation": "Verbund", "member": "Gemeinde", "note": "Bemerkung"})
        imported = importing.read(path, profile, Reference(areas=areas))
        if way == "findings":
            from geo_koop.outputs import tables

            tables.write_book({"Liste": review.annotated(imported, "de")}, path.with_name("befunde.xlsx"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"{time.process_time() - start:.1f} {peak:.0f}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        _run(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
