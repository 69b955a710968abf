"""Printed sheets: one sheet, and the atlas of the 323 municipalities, against one matplotlib figure for each page.

Run: ``python -m benchmarks.report``. Needs no other data than the embedded. The naive way draws every polygon
into a figure of its own for each page, without names, text or tables; it is measured on a sample.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

SAMPLE = 6


def main() -> None:
    from geo_koop import analyse
    from geo_koop.outputs import report
    from geo_koop.outputs.report import atlas, places
    from geo_koop.outputs.report.municipality import municipality_sheet

    analysis = analyse()
    with tempfile.TemporaryDirectory() as folder:
        press = report.open_press(analysis)
        keys = [str(key) for region in places.survey_regions(analysis) for key in region.keys]
        report.write(press, [municipality_sheet(press, keys[0])], Path(folder) / "warm.pdf")
        start = time.perf_counter()
        for number, key in enumerate(keys[: 3 * SAMPLE : 3]):
            report.write(press, [municipality_sheet(press, key)], Path(folder) / f"{number}.pdf")
        sheet = (time.perf_counter() - start) / SAMPLE
        naive = naive_page(analysis, keys[:SAMPLE], Path(folder))
        before = _user()
        start = time.perf_counter()
        atlas.write_atlas(
            press,
            places.survey_regions(analysis),
            Path(folder) / "atlas.pdf",
            kinds=("region", "topic", "municipality"),
        )
        whole, cpu = time.perf_counter() - start, _user() - before
        size = (Path(folder) / "atlas.pdf").stat().st_size / 1e6
    pages = naive * len(keys)
    print(f"one sheet, warm:  {sheet:6.2f} s; naive page {naive:.2f} s, ratio {naive / sheet:.1f}")
    print(
        f"atlas of {len(keys)}: {whole:6.1f} s, {cpu:.1f} s user CPU, {size:.0f} MB; naive {pages:.0f} s, "
        f"ratio {pages / whole:.1f}"
    )
    print(
        f"peak memory: {_peak(resource.RUSAGE_SELF):.0f} MB, and {_peak(resource.RUSAGE_CHILDREN):.0f} MB in the "
        "largest process that draws"
    )


def naive_page(analysis, keys: list[str], folder: Path) -> float:
    """Return the seconds of one matplotlib page with all polygons."""
    from matplotlib.figure import Figure

    table = analysis.municipalities
    start = time.perf_counter()
    for key in keys:
        figure = Figure(figsize=(8.27, 11.69))
        axes = figure.add_subplot()
        table.plot(ax=axes, color=["#f6c95c" if k == key else "#dcebf7" for k in table.index], edgecolor="#9a9a93")
        figure.savefig(folder / "naive.pdf")
    return (time.perf_counter() - start) / len(keys)


def _user() -> float:
    return sum(resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _peak(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1000


if __name__ == "__main__":
    sys.exit(main())
