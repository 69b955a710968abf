"""Asks for members that only the name of a cooperation tells: "Standesamt Haar – Poing" without a list of members."""

import re
from collections.abc import Mapping

import pandas as pd

from geo_koop import findings
from geo_koop.intake.names import name_findings
from geo_koop.intake.names.places import Places

_BETWEEN = re.compile(r"[()\[\]:;,/+&–]|\s-\s|(?<![\w-])(?:und|sowie|mit)(?![\w-])|(?<![\w-])u\.\s")


def named_in(title: str, places: Places) -> dict[str, tuple[str, ...]]:
    """Return the names of municipalities that end a part of a title, with the keys that they may stand for.

    Examples
    --------
    >>> from geo_koop.intake.names.gazetteer import Gazetteer
    >>> from geo_koop.intake.names.name_rules import load
    >>> areas = pd.DataFrame({"name": ["Haar", "Poing"]}, index=["09184123", "09175135"])
    >>> named_in("Standesamt Haar – Poing", Places(Gazetteer(areas, load("de"))))
    {'Haar': ('09184123',), 'Poing': ('09175135',)}
    """
    found = {}
    for piece in _BETWEEN.split(title[:200]):
        words = piece.split()
        ends = (" ".join(words[at:]) for at in range(len(words)) if words[at][:1].isupper())
        name = next((end for end in ends if places.municipalities(end)), "")
        if name:
            found[name] = places.municipalities(name)
    return found


def report(
    long: pd.DataFrame, noticed: pd.DataFrame, areas: pd.DataFrame, places: Places, place: Mapping[str, str]
) -> pd.DataFrame:
    """Report cooperations without any municipality whose names tell some; none of them becomes a member.

    Parameters
    ----------
    long : pandas.DataFrame
        Memberships with ``cooperation, key, row, column``.
    noticed : pandas.DataFrame
        Findings on the table: ``member_missing`` names the cooperations without any text of members.
    areas : pandas.DataFrame
        Indexed by ``key``, with ``name``.
    places : Places
    place : Mapping[str, str]
        ``file`` and ``sheet``.
    """
    member = long["key"] != ""
    some = ~long["cooperation"].isin(long["cooperation"][member])
    bare = noticed[noticed["code"] == "member_missing"]
    bare = bare[~bare["value"].isin(long["cooperation"][member])]
    rows = pd.concat(
        [
            long[some].drop_duplicates("cooperation")[["cooperation", "row", "column"]],
            pd.DataFrame({"cooperation": bare["value"], "row": bare["row"], "column": bare["column"]}),
        ],
        ignore_index=True,
    ).drop_duplicates("cooperation", ignore_index=True)
    found = rows["cooperation"].map({title: named_in(title, places) for title in rows["cooperation"]})
    rows = rows.assign(found=found)[found.map(bool).astype(bool)]
    if rows.empty:
        return findings.empty()
    names = areas["name"].astype("str").to_dict()
    candidates = rows["found"].map(
        lambda told: name_findings.listed(tuple(dict.fromkeys(key for keys in told.values() for key in keys)), names)
    )
    return name_findings.each(
        "members_in_title", rows.assign(written=rows["cooperation"]), place, candidates=candidates
    )
