"""A country of 3 × 3 squares of 5 km with six cooperations, in which examples can be told by heart.

A B C / D E F / G H I. A to E lie in the district 09101, F and G in 09102, H and I in 09103; H is surroundings, nobody
asked in I. C has 30,000 inhabitants and F 8,000, all others fewer than 5,000.
"""

from datetime import date
from pathlib import Path

import pandas as pd
import shapely

from geo_koop.model import AnalysisRequest
from tests.conftest import areas

LETTERS = "ABCDEFGHI"
_DISTRICT = dict(zip(LETTERS, ["09101"] * 5 + ["09102"] * 2 + ["09103"] * 2, strict=True))
KEYS = {name: f"{_DISTRICT[name]}0{i:02}" for i, name in enumerate(LETTERS)}
NAMES = dict(zip(LETTERS, ["Grünau", "Haar", "Celle", "Dorf", "Ebern", "Furth", "Gmund", "Hof", "Isen"], strict=True))
PEOPLE = dict(zip(LETTERS, [3_000, 4_000, 30_000, 4_500, 4_900, 8_000, 4_000, 4_000, 4_000], strict=True))
RECORDS = (
    ("abw", "Abwasserverband Ost", "waste_water", "special_purpose_association", "voluntary", "Sie reinigen am Bach."),
    ("trink", "Notverbund", "water", "cooperation_contract", "voluntary", "Eine Leitung für den Notfall."),
    ("edv", "Gemeinsames Rechnen", "it_digital", "cooperation_contract", "voluntary", "A server for all: it works."),
    ("weg", "Pflege der Straßenränder", "building_yard", "informal_coordination", "voluntary", "Gehölze, Gräben."),
    ("plan", "Planung der Region", "settlement_development", "planning_association", "statutory", "Regionalplan."),
    ("kult", "Kulturbund", "culture_sport", "association", "voluntary", "Konzerte und Lesungen."),
)
MEMBERS = {"abw": "AB", "trink": "AC", "edv": "BC", "weg": "DE", "plan": "ABCDEF", "kult": ("A", "09102")}


def request_in(folder: Path) -> AnalysisRequest:
    """Write the country into a folder, and return the request that names its files."""
    size = 5_000.0
    row, column = zip(*(divmod(i, 3) for i in range(9)), strict=True)
    boxes = [shapely.box(c * size, -r * size, (c + 1) * size, (1 - r) * size) for r, c in zip(row, column, strict=True)]
    table = areas(list(KEYS.values()), boxes, population=list(PEOPLE.values())).assign(name=list(NAMES.values()))
    table.loc[KEYS["H"], "context"] = True
    table.reset_index().to_file(folder / "boundaries.gpkg")
    (folder / "boundaries.yaml").write_text("title: {de: Probe, en: Test}\ngebietsstand: '2020-01-01'\n")
    columns = ["cooperation_id", "name", "topics", "format", "obligation", "note_de"]
    records = pd.DataFrame(RECORDS, columns=columns).assign(stage="operating", start="2000")
    records.assign(note_en=records["note_de"]).to_csv(folder / "cooperations.csv", index=False)
    rows = [(one, KEYS.get(name, name), "member") for one, names in MEMBERS.items() for name in names]
    pd.DataFrame(rows, columns=["cooperation_id", "key", "role"]).to_csv(folder / "members.csv", index=False)
    home = ";".join(key for name, key in KEYS.items() if name not in "HI")
    scopes = {"scope_id": "1", "area": home, "topics": "*", "date": "2019", "grade": "survey", "source": "Umfrage"}
    pd.DataFrame([scopes]).to_csv(folder / "scopes.csv", index=False)
    files = {name: folder / f"{name}.csv" for name in ("cooperations", "members", "scopes")}
    return AnalysisRequest(boundaries=folder / "boundaries.gpkg", as_of=date(2020, 6, 1), **files)
