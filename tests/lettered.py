"""A country of 3 × 4 squares of 5 km with five cooperations, small enough to count by hand.

Row 0: A B C D, row 1: E F G H, row 2: I J K L. A, B, E, F, I and J lie in the district 09101, the others in 09102.
Nobody was counted in B, and nobody asked in C, which is surroundings.
"""

from datetime import date
from pathlib import Path

import pandas as pd
import shapely

from geo_koop.model import AnalysisRequest
from tests.conftest import areas

NAMES = "ABCDEFGHIJKL"
KEYS = {name: f"0910{1 if i % 4 < 2 else 2}0{i:02}" for i, name in enumerate(NAMES)}
RECORDS = [
    # id, topics, format, stage, start, obligation
    ("bad", "culture_sport", "public_law_agreement", "operating", "2000", "voluntary"),
    ("wald", "nature_landscape", "alliance", "operating", "2010", "unknown"),
    ("plan", "settlement_development", "planning_association", "operating", "1990", "statutory"),
    ("idee", "water", "special_purpose_association", "idea", "", "voluntary"),
    ("kreis", "mobility", "company", "operating", "1995", "voluntary"),
]
MEMBERS = {
    "bad": ["A", "B"],
    "wald": ["A", "E", "F"],
    "plan": list(NAMES),
    "idee": ["A", "C"],
    "kreis": ["09102", "A"],
}


def boxes():
    size = 5_000.0
    for i in range(len(NAMES)):
        row, column = divmod(i, 4)
        yield shapely.box(column * size, row * size, (column + 1) * size, (row + 1) * size)


def request_in(folder: Path) -> AnalysisRequest:
    """Write the country into a folder, and return the request that names its files."""
    table = areas(list(KEYS.values()), list(boxes())).assign(name=list(NAMES))
    table.loc[KEYS["B"], "population"] = pd.NA
    table.loc[KEYS["C"], "context"] = True
    table.reset_index().to_file(folder / "boundaries.gpkg")
    (folder / "boundaries.yaml").write_text("title: {de: Probe, en: Test}\ngebietsstand: '2020-01-01'\n")
    columns = ["cooperation_id", "topics", "format", "stage", "start", "obligation"]
    records = pd.DataFrame(RECORDS, columns=columns).assign(name=lambda t: "Verband " + t["cooperation_id"])
    records.to_csv(folder / "cooperations.csv", index=False)
    rows = [(one, KEYS.get(name, name), "member") for one, names in MEMBERS.items() for name in names]
    pd.DataFrame(rows, columns=["cooperation_id", "key", "role"]).to_csv(folder / "members.csv", index=False)
    sources = pd.DataFrame({"cooperation_id": list(MEMBERS), "url": "Satzung", "date": "2019", "completeness": "full"})
    sources.loc[1, "completeness"] = "partial"
    sources.to_csv(folder / "sources.csv", index=False)
    actors = [("bad", "Stadtwerke A", "public_company")]
    pd.DataFrame(actors, columns=["cooperation_id", "name", "kind"]).to_csv(folder / "actors.csv", index=False)
    home = ";".join(key for name, key in KEYS.items() if name != "C")
    scopes = {"scope_id": "1", "area": home, "topics": "*", "date": "2019", "grade": "survey", "source": "Umfrage"}
    pd.DataFrame([scopes]).to_csv(folder / "scopes.csv", index=False)
    names = ("cooperations", "members", "actors", "sources", "scopes")
    files = {name: folder / f"{name}.csv" for name in names}
    return AnalysisRequest(boundaries=folder / "boundaries.gpkg", as_of=date(2020, 6, 1), **files)
