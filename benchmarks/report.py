"""Printed sheets: one sheet, and the atlas of the 323 municipalities, against one matplotlib figure for each page.

Run: ``python -m benchmarks.report``. Needs no other data than the embedded, and matplotlib (extra ``dev``). The naive
way draws every polygon into a figure of its own for each page, without names, text or tables; it is measured on a
sample. The atlas is set in parts, and for comparison in one piece. Each way has a process of its own; memory is the
largest sum over that process and those that it starts.

``python -m benchmarks.report long``: setting and joining as many pages as a large state has, about 4,000.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo_koop.outputs.report import Press
    from geo_koop.outputs.report.places import Region

SAMPLE = 6
LONG = 44
"""So often the 92 pages of a district."""
_EVERY = 0.2
"""Seconds between two looks at the memory."""


def main() -> None:
    naive, sheet, atlas, one = (measured(name) for name in ("naive", "sheet", "atlas", "one"))
    pages = naive["page"] * atlas["municipalities"]
    print(f"one sheet, warm:  {sheet['page']:6.2f} s; naive page {naive['page']:.2f} s", end="")
    print(f", ratio {naive['page'] / sheet['page']:.1f}")
    print(
        f"atlas of {atlas['municipalities']}: {atlas['seconds']:6.1f} s, {atlas['cpu']:.1f} s user CPU, "
        f"{atlas['size']:.0f} MB, {atlas['sheets']} sheets, {atlas['pages']} pages; "
        f"naive {pages:.0f} s, ratio {pages / atlas['seconds']:.1f}"
    )
    print(f"peak memory: naive {naive['peak']:.0f} MB, sheet {sheet['peak']:.0f} MB, atlas {atlas['peak']:.0f} MB")
    ratios = {what: atlas[what] / one[what] for what in ("peak", "seconds", "cpu", "size")}
    print("parts against one piece: " + ", ".join(f"{what} {ratio:.2f}" for what, ratio in ratios.items()))


def measured(name: str) -> dict[str, float]:
    """Run a way in a process of its own and return what it says, with its peak memory in MB."""
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.report", name], stdout=subprocess.PIPE, text=True)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, memory(process.pid))
        time.sleep(_EVERY)
    said = process.stdout.read() if process.stdout else ""
    return {**json.loads(said.splitlines()[-1]), "peak": peak}


def memory(pid: int) -> float:
    """Return the resident memory of a process and all that it has started, in MB (Linux).

    A child that has not begun its own program shares the memory of its parent for a moment, and is not counted twice.
    """
    total, waiting = 0, [(pid, b"")]
    while waiting:
        number, parent = waiting.pop()
        one = Path("/proc") / str(number)
        try:
            command = (one / "cmdline").read_bytes()
            if command == parent:
                continue
            total += int((one / "statm").read_text().split()[1]) * resource.getpagesize()
            tasks = [task / "children" for task in (one / "task").iterdir()]
            waiting += [(int(child), command) for task in tasks for child in task.read_text().split()]
        except OSError:
            continue
    return total / 1e6


def naive(folder: Path) -> dict[str, float]:
    from matplotlib.figure import Figure

    from geo_koop import analyse

    table = analyse().municipalities
    start = time.perf_counter()
    for key in table.index[:SAMPLE]:
        figure = Figure(figsize=(8.27, 11.69))
        axes = figure.add_subplot()
        table.plot(ax=axes, color=["#f6c95c" if k == key else "#dcebf7" for k in table.index], edgecolor="#9a9a93")
        figure.savefig(folder / "naive.pdf")
    return {"page": (time.perf_counter() - start) / SAMPLE}


def sheet(folder: Path) -> dict[str, float]:
    from geo_koop import analyse
    from geo_koop.outputs import report
    from geo_koop.outputs.report import places
    from geo_koop.outputs.report.municipality import municipality_sheet

    press = report.open_press(analyse())
    keys = [str(key) for region in places.survey_regions(press.analysis) for key in region.keys]
    report.write(press, [municipality_sheet(press, keys[0])], folder / "warm.pdf")
    start = time.perf_counter()
    for number, key in enumerate(keys[: 3 * SAMPLE : 3]):
        report.write(press, [municipality_sheet(press, key)], folder / f"{number}.pdf")
    return {"page": (time.perf_counter() - start) / SAMPLE}


def atlas(folder: Path) -> dict[str, float]:
    from geo_koop import analyse
    from geo_koop.outputs import report
    from geo_koop.outputs.report import places

    press = report.open_press(analyse())
    return bound(press, places.survey_regions(press.analysis), folder)


def one(folder: Path) -> dict[str, float]:
    from geo_koop.outputs.report import volume

    volume.SHEETS_IN_A_PART = sys.maxsize
    return atlas(folder)


def long(folder: Path) -> dict[str, float]:
    """Set the sheets of a district so often that there are 4,000 pages: drawing takes the same memory at any length."""
    from geo_koop import analyse
    from geo_koop.outputs import report
    from geo_koop.outputs.report import atlas, joining, places, volume

    press = report.open_press(analyse())
    # What the atlas would set is kept, and multiplied.
    atlas.put = lambda *_given, **_more: None
    volume.SHEETS_IN_A_PART, remaining = sys.maxsize, volume.SHEETS_IN_A_PART
    remove, atlas.shutil.rmtree = atlas.shutil.rmtree, lambda *_given, **_more: None
    atlas.write_atlas(press, [places.region(press.analysis, "06631")], folder / "atlas.pdf")
    atlas.shutil.rmtree, volume.SHEETS_IN_A_PART = remove, remaining
    path = folder / "atlas.pdf.parts"
    document = json.loads((path / "document.json").read_text(encoding="utf-8"))
    document["sheets"] *= LONG
    (path / "document.json").write_text(json.dumps(document), encoding="utf-8")
    start = time.perf_counter()
    volume.set_in_parts(path, folder / "atlas.pdf", processes=atlas.PROCESSES)
    return {
        "seconds": time.perf_counter() - start,
        "size": (folder / "atlas.pdf").stat().st_size / 1e6,
        "pages": joining.count_pages(folder / "atlas.pdf"),
        "sheets": len(document["sheets"]),
    }


def bound(press: "Press", regions: "list[Region]", folder: Path) -> dict[str, float]:
    """Make an atlas and measure it."""
    from geo_koop.outputs.report import atlas, joining

    kinds = ("region", "topic", "municipality")
    start = time.perf_counter()
    out = atlas.write_atlas(press, regions, folder / "atlas.pdf", kinds=kinds)
    return {
        "seconds": time.perf_counter() - start,
        "cpu": sum(resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)),
        "size": out.stat().st_size / 1e6,
        "pages": joining.count_pages(out),
        "sheets": len(atlas.orders_of(press, regions, kinds)),
        "municipalities": sum(len(region.keys) for region in regions),
    }


WAYS: dict[str, Callable[[Path], dict[str, float]]] = {
    "naive": naive,
    "sheet": sheet,
    "atlas": atlas,
    "one": one,
    "long": long,
}


if __name__ == "__main__":
    if sys.argv[1:] == ["long"]:
        print(measured("long-alone"))
    elif len(sys.argv) > 1:
        with tempfile.TemporaryDirectory() as place:
            print(json.dumps(WAYS[sys.argv[1].removesuffix("-alone")](Path(place))))
    else:
        main()
