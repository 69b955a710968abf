"""A country of 3 × 3 squares of 5 km, in which the partners of A can be told by heart.

A B C / D E F / G H I. A, B, C, D and E lie in the district 09101, F and G in 09102, H and I in 09103. H is
surroundings, nobody asked in I. A is itself in seven cooperations besides *plan*, which a law prescribes to all.
"""

from datetime import date
from pathlib import Path

import pandas as pd
import shapely

from geo_koop.model import AnalysisRequest
from tests.conftest import areas

NAMES = "ABCDEFGHI"
_DISTRICT = dict(zip(NAMES, ["09101"] * 5 + ["09102"] * 2 + ["09103"] * 2, strict=True))
KEYS = {name: f"{_DISTRICT[name]}0{i:02}" for i, name in enumerate(NAMES)}
MEMBERS = {
    "w": ["A", "B", "C"],
    "x": ["A", "B"],
    "y": ["A", "B"],
    "z": ["A", "B"],
    "u": ["A", "D"],
    "v": ["A", "D"],
    "k": ["A", "09102"],
    "plan": list(NAMES),
}


def request_in(folder: Path) -> AnalysisRequest:
    """Write the country into a folder, and return the request that names its files."""
    size = 5_000.0
    row, column = zip(*(divmod(i, 3) for i in range(9)), strict=True)
    boxes = [shapely.box(c * size, -r * size, (c + 1) * size, (1 - r) * size) for r, c in zip(row, column, strict=True)]
    table = areas(list(KEYS.values()), boxes).assign(name=list(NAMES))
    table.loc[KEYS["H"], "context"] = True
    table.reset_index().to_file(folder / "boundaries.gpkg")
    (folder / "boundaries.yaml").write_text("title: {de: Probe, en: Test}\ngebietsstand: '2020-01-01'\n")
    law = {"plan": "statutory"}
    records = pd.DataFrame(
        {"cooperation_id": list(MEMBERS), "topics": "water", "format": "special_purpose_association"}
    )
    records = records.assign(name="Verband " + records["cooperation_id"], stage="operating", start="2000")
    records["obligation"] = records["cooperation_id"].map(law).fillna("voluntary")
    records.to_csv(folder / "cooperations.csv", index=False)
    rows = [(one, KEYS.get(name, name), "member") for one, names in MEMBERS.items() for name in names]
    pd.DataFrame(rows, columns=["cooperation_id", "key", "role"]).to_csv(folder / "members.csv", index=False)
    home = ";".join(key for name, key in KEYS.items() if name not in "HI")
    scopes = {"scope_id": "1", "area": home, "topics": "*", "date": "2019", "grade": "survey", "source": "Umfrage"}
    pd.DataFrame([scopes]).to_csv(folder / "scopes.csv", index=False)
    files = {name: folder / f"{name}.csv" for name in ("cooperations", "members", "scopes")}
    return AnalysisRequest(boundaries=folder / "boundaries.gpkg", as_of=date(2020, 6, 1), **files)
