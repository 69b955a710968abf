"""A country of 3 × 3 squares, as tables: a cooperation of the first row, and one of two corners."""

import pandas as pd
import pytest

from tests.conftest import grid


@pytest.fixture
def towns():
    """Return the squares as a GeoDataFrame of a user: keys as an index, names, inhabitants."""
    return grid()[["name", "population", "geometry"]]


@pytest.fixture
def cooperations():
    return pd.DataFrame(
        {
            "cooperation_id": ["row", "corners"],
            "name": ["Zweckverband Öd", "Allianz Eck"],
            "topics": [["water", "waste_water"], ["mobility"]],
            "format": ["special_purpose_association", "alliance_initiative"],
            "stage": "operating",
            "start": pd.to_datetime(["1999-03-01", "2015-06-30"]),
        }
    )


@pytest.fixture
def members():
    """Return members whose keys are numbers, as many tables have them: the zero in front is lost."""
    rows = [("row", 9101000), ("row", 9101001), ("row", 9101002), ("corners", 9101000), ("corners", 9101202)]
    return pd.DataFrame(rows, columns=["cooperation_id", "key"])
