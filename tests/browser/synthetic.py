"""A made-up region for the tests of the map: 6 × 4 squares of 5 km, two of them without a council."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_koop.model import BoundaryInfo, Filters, Provenance, Settings
from geo_koop.result.analysis import Analysis

SIDE = 5_000.0
WEST, SOUTH = 650_000.0, 5_320_000.0
HOSTILE = "<script>alert(1)</script> ${alert(2)} {{ 7*7 }} </script> \"'"


def sample_analysis(*, hostile: bool = False) -> Analysis:
    """Return an analysis of squares.

    Two districts of twelve, each a state, left and right; the last column is context, the top row not surveyed.
    """
    place = np.arange(24)
    column, row = place % 6, place // 6
    x, y = WEST + column * SIDE, SOUTH + row * SIDE
    areas = gpd.GeoDataFrame(
        {
            "name": [f"Ort {i}" for i in place],
            "district": np.where(column < 3, "01001", "02001"),
            "state": np.where(column < 3, "01", "02"),
            "region": None,
            "kind": np.where(np.isin(place, [8, 9]), "unincorporated", "municipality"),
            "context": column == 5,
            "population": pd.array(1_000 + 997 * place, dtype="Int64"),
            "area_km2": 25.0,
            "central_place": None,
        },
        index=pd.Index([f"{1001000 + i:08d}" for i in place], name="key"),
        geometry=shapely.box(x, y, x + SIDE, y + SIDE),
        crs="EPSG:25832",
    )
    if hostile:
        areas["name"] = HOSTILE
    members = {"a": [0, 1, 6, 7], "b": [2, 3, 4], "c": [0, 17, 22]}
    area = pd.DataFrame(
        [(c, areas.index[i], "member") for c, places in members.items() for i in places],
        columns=["cooperation_id", "key", "through"],
    )
    text = HOSTILE if hostile else ""
    cooperations = pd.DataFrame(
        {
            "name": [f"Zweckverband A{text}", f"Allianz B{text}", f"Netzwerk C{text}"],
            "topics": ["water", "mobility;housing", "it_digital"],
            "format": ["special_purpose_association", "alliance_initiative", "cooperation_contract"],
            "bindingness": pd.array([5, 0, 3], dtype="Int64"),
            "stage": ["operating", "idea", "agreed"],
            "active": True,
            "shown": True,
            "status": "active",
            "pattern": ["neighbourhood", "city_hinterland", "network"],
            "provisional": [False, True, False],
            "planned": False,
            "note_de": text,
            "note_en": text,
        },
        index=pd.Index(["a", "b", "c"], name="cooperation_id"),
    )
    patterns = cooperations[["pattern", "provisional"]].assign(
        reason_de=f"nachbarschaftlich: alles beieinander{text}",
        reason_en=f"neighbourhood: side by side{text}",
        core_key=[None, areas.index[3], None],
        core_population=[None, 60_000, None],
        core_ratio=[None, 3.0, None],
    )
    title = {"de": f"Musterland{text}", "en": f"Sampleland{text}"}
    source = {"de": f"© Musteramt 2021 (erfunden){text}", "en": f"© Sample office 2021 (made up){text}"}
    info = BoundaryInfo(title=title, attribution=source, gebietsstand="2021-01-01")
    provenance = Provenance(
        files=(),
        boundaries=info,
        crs="EPSG:25832",
        as_of=date(2026, 1, 1),
        settings=Settings(),
        filters=Filters(),
        version="0",
    )
    empty = pd.DataFrame()
    own = areas[areas["kind"] == "municipality"]
    looked = own.index[(own.index < f"{1001000 + 18:08d}") & ~own["context"]]
    scopes = pd.DataFrame({"area": [";".join(looked)], "topics": "*", "grade": "desk_research"})
    topics = cooperations["topics"].str.split(";").explode().rename("topic").reset_index()
    return Analysis(
        municipalities=own,
        unincorporated=areas[areas["kind"] == "unincorporated"],
        cooperations=cooperations,
        members=empty,
        area=area,
        patterns=patterns,
        actors=empty,
        sources=empty,
        scopes=scopes,
        topics=topics,
        neighbours=empty,
        findings=empty,
        provenance=provenance,
    )
