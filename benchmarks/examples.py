"""Search in 10,000 cooperations by text, against the columns searched with pandas.

Run: ``python -m benchmarks.examples``. Seconds are processor time, the best of several runs.
"""

import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import germany
from geo_koop import AnalysisRequest, analyse, codelists
from geo_koop.planning import examples
from geo_koop.planning.search_index import SearchIndex
from geo_koop.result.analysis import Analysis

COUNT = 10_000
QUERIES = ("Wasser", "IT", "Zweckverband", "Gewerbegebiet Hessen", "Kläranlage", "Schule Nord", "feuer", "Bauhof")
KINDS = ("Zweckverband", "Zweckvereinbarung", "Arbeitsgemeinschaft", "Verband", "Allianz", "Gesellschaft")
THINGS = ("Wasserversorgung", "Abwasserbeseitigung", "Gewerbegebiet", "Musikschule", "Feuerwehr", "Standesamt")
NOTES = (
    "Die Gemeinden {a} und {b} nehmen die Aufgabe gemeinsam wahr; die Kosten werden nach Einwohnern verteilt.",
    "Seit der Gründung im Raum {a} betreibt der Verband Anlagen, Netze und eine gemeinsame Verwaltung mit {b}.",
    "Gemeinsame Planung, Erschließung und Vermarktung zwischen {a} und {b}; der Sitz der Geschäftsstelle ist {a}.",
)


def main() -> None:
    germany.require()
    with tempfile.TemporaryDirectory() as folder:
        analysis = _analysis(Path(folder))
    print(f"{len(analysis.cooperations):,} cooperations, {len(analysis.members):,} memberships")
    index, seconds = _best(lambda: SearchIndex(analysis), 3)
    print(f"index: {seconds:.2f} s")
    hay = _columns(analysis)
    ratios = []
    for text in QUERIES:
        found, ours = _best(lambda text=text: index.search(text), 5)
        plain, naive = _best(lambda text=text: _contains(hay, text), 3)
        ratios.append(naive / ours)
        counts = f"{len(found.at):>6,} found, {plain:>6,} by pandas"
        print(f"{text:<22} {ours * 1e3:6.1f} ms, pandas {naive * 1e3:6.1f} ms, ratio {ratios[-1]:5.1f}; {counts}")
    print(f"ratio, median: {np.median(ratios):.1f}")
    _table, seconds = _best(lambda: examples.facts(analysis), 3)
    print(f"facts of all: {seconds * 1e3:.0f} ms")
    first = analysis.cooperations.index[0]
    _table, seconds = _best(lambda: examples.like(analysis, first), 3)
    print(f"like one: {seconds * 1e3:.0f} ms")


def _columns(analysis: Analysis) -> list[pd.Series]:
    """Return what a search without an index looks through, in small letters."""
    records, members = analysis.cooperations, analysis.members
    labels = codelists.load("topics").labels("de")
    topics = analysis.topics["topic"].map(labels).groupby(analysis.topics["cooperation_id"]).agg(" ".join)
    named = members["area_name"].astype("str").groupby(members["cooperation_id"]).agg(" ".join)
    formats = records["format"].map(codelists.load("formats").labels("de"))
    found = [records["name"], topics, formats, named, records["note_de"]]
    return [part.reindex(records.index).fillna("").astype("str").str.lower() for part in found]


def _contains(columns: list[pd.Series], text: str) -> int:
    keep = pd.Series(True, index=columns[0].index)
    for word in text.lower().split():
        any_of = pd.Series(False, index=keep.index)
        for column in columns:
            any_of |= column.str.contains(word, regex=False)
        keep &= any_of
    return int(keep.sum())


def _analysis(folder: Path) -> Analysis:
    """Return an analysis of generated cooperations with names and descriptions, over the boundaries of Germany."""
    import geopandas as gpd

    areas = gpd.read_file(germany.BOUNDARIES).set_index("AGS")
    points = np.column_stack([areas.centroid.x, areas.centroid.y])
    cooperation, municipality = germany.random_cooperations(points, COUNT)
    germany.write_records(folder, cooperation, municipality, areas.index)
    random = np.random.default_rng(7)
    names = areas["GEN"].to_numpy()
    a, b = (names[random.integers(0, len(names), COUNT)] for _ in range(2))
    table = pd.read_csv(folder / "cooperations.csv", dtype=str)
    kinds, things = (np.array(words)[random.integers(0, len(words), COUNT)] for words in (KINDS, THINGS))
    notes = random.integers(0, len(NOTES), COUNT)
    table["name"] = [f"{k} {t} {n}" for k, t, n in zip(kinds, things, a, strict=True)]
    table["note_de"] = [NOTES[i].format(a=n, b=m) for i, n, m in zip(notes, a, b, strict=True)]
    table.to_csv(folder / "cooperations.csv", index=False)
    return analyse(
        AnalysisRequest(
            boundaries=germany.BOUNDARIES,
            attributes=germany.INHABITANTS,
            cooperations=folder / "cooperations.csv",
            members=folder / "members.csv",
        )
    )


def _best(make, times):
    """Return what a function returns, and its least processor time."""
    seconds = []
    for _ in range(times):
        start = time.process_time()
        made = make()
        seconds.append(time.process_time() - start)
    return made, min(seconds)


if __name__ == "__main__":
    main()
