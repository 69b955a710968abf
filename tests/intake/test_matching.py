"""Names to keys: certain, or open."""

import pandas as pd
import pytest

from geo_koop.intake import matching

AREAS = pd.DataFrame(
    {
        "name": [
            "Garching b.München",
            "Markt Schwaben",
            "Neustadt (Hessen)",
            "Neustadt (Dosse)",
            "Neukirchen",
            "Neukirchen",
            "Adelsdorf",
            "Rothenburg ob der Tauber",
            "Kaufungen",
            "Mühldorf a.Inn",
            "Neustadt a.d.Donau",
            "Gießen",
        ]
    },
    index=pd.Index([f"090000{i:02}" for i in range(12)], name="key"),
)


@pytest.mark.parametrize(
    ("name", "key", "how"),
    [
        ("Garching b.München", "09000000", "exact"),
        (" Garching b. München ", "09000000", "normalised"),
        ("Stadt Garching bei Muenchen", "09000000", "normalised"),
        ("Garching", None, "unknown"),
        ("Markt Schwaben", "09000001", "exact"),
        ("Gemeinde Markt Schwaben", "09000001", "normalised"),
        ("Neustadt (Hessen)", "09000002", "exact"),
        ("NEUSTADT (HESSEN)", "09000002", "normalised"),
        ("Neustadt", None, "ambiguous"),
        ("Neustadt (Sachsen)", None, "unknown"),
        ("Neukirchen", None, "ambiguous"),
        ("Adelsdorf", "09000006", "exact"),
        ("Rothenburg o.d. Tauber", "09000007", "normalised"),
        ("Große Kreisstadt Rothenburg o. d. Tauber", "09000007", "normalised"),
        ("Kaufungen (Hessen)", "09000008", "normalised"),
        ("Kaufungen, Gemeinde", "09000008", "normalised"),
        ("Mühldorf am Inn", "09000009", "normalised"),
        ("Neustadt an der Donau", "09000010", "normalised"),
        ("Giessen", "09000011", "normalised"),
        ("", None, "unknown"),
    ],
)
def test_name_is_matched_or_left_open(name, key, how):
    row = matching.match_names(pd.Series([name]), AREAS).iloc[0]
    assert row["how"] == how
    assert (None if pd.isna(row["key"]) else row["key"]) == key


def test_result_is_aligned_with_the_names():
    names = pd.Series(["Kaufungen", None, "Neukirchen"], index=[7, 3, 5])
    table = matching.match_names(names, AREAS)
    assert table.index.tolist() == [7, 3, 5]
    assert table["how"].tolist() == ["exact", "unknown", "ambiguous"]
