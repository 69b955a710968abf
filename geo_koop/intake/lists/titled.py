"""Asks for members that only the name of a cooperation tells: "Standesamt Haar – Poing" without a list of members."""

import re
from collections.abc import Mapping

import pandas as pd

from geo_koop import findings
from geo_koop.intake.names import name_findings
from geo_koop.intake.names.places import Places

_BETWEEN = re.compile(r"[()\[\]:;,/+&–]|\s-\s|(?<![\w-])(?:und|sowie|mit)(?![\w-])|(?<![\w-])u\.\s")

_LONGEST = 4
_SEVERAL = 2


def named_in(title: str, places: Places) -> dict[str, tuple[str, ...]]:
    """Return the names of municipalities in a title or a sentence, with the keys that they may stand for.

    Examples
    --------
    >>> from geo_koop.intake.names.gazetteer import Gazetteer
    >>> from geo_koop.intake.names.name_rules import load
    >>> areas = pd.DataFrame({"name": ["Haar", "Poing"]}, index=["09184123", "09175135"])
    >>> named_in("Standesamt Haar – Poing", Places(Gazetteer(areas, load("de"))))
    {'Haar': ('09184123',), 'Poing': ('09175135',)}
    """
    found: dict[str, tuple[str, ...]] = {}
    for piece in _BETWEEN.split(title[:200]):
        words = piece.split()
        at = 0
        while at < len(words):
            runs = (" ".join(words[at : at + size]).rstrip(".?!") for size in range(_LONGEST, 0, -1))
            name = next((run for run in runs if run[:1].isupper() and places.municipalities(run)), "")
            if name:
                found[name] = places.municipalities(name)
            at += max(len(name.split()), 1)
    return found


def report(
    long: pd.DataFrame, reported: pd.DataFrame, areas: pd.DataFrame, places: Places, origin: Mapping[str, str]
) -> pd.DataFrame:
    """Report cooperations with no other member than one, whose names tell municipalities; none becomes a member.

    Parameters
    ----------
    long : pandas.DataFrame
        Memberships with ``cooperation, key, row, column``.
    reported : pandas.DataFrame
        Findings on the table: ``member_missing`` names the cooperations without any text of members.
    areas : pandas.DataFrame
        Indexed by ``key``, with ``name``.
    places : Places
    origin : Mapping[str, str]
        ``file`` and ``sheet``.
    """
    member = long[long["key"] != ""]
    keys = member.groupby("cooperation")["key"].agg(set).to_dict()
    few = long["cooperation"].map(lambda name: len(keys.get(name, ())) < _SEVERAL).astype(bool)
    bare = reported[reported["code"] == "member_missing"]
    bare = bare[~bare["value"].isin(member["cooperation"])]
    rows = pd.concat(
        [
            long[few].drop_duplicates("cooperation")[["cooperation", "row", "column"]],
            pd.DataFrame({"cooperation": bare["value"], "row": bare["row"], "column": bare["column"]}),
        ],
        ignore_index=True,
    ).drop_duplicates("cooperation", ignore_index=True)
    found = rows["cooperation"].map(
        {
            title: {
                name: of for name, of in named_in(title, places).items() if not keys.get(title, set()).intersection(of)
            }
            for title in rows["cooperation"]
        }
    )
    rows = rows.assign(found=found)[found.map(bool).astype(bool)]
    if rows.empty:
        return findings.empty()
    names = areas["name"].astype("str").to_dict()
    candidates = rows["found"].map(
        lambda facts: name_findings.listed(tuple(dict.fromkeys(key for keys in facts.values() for key in keys)), names)
    )
    return name_findings.each(
        "members_in_title", rows.assign(written=rows["cooperation"]), origin, candidates=candidates
    )
