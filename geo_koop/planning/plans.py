"""What a plan is about: a record, or a scenario that is no record."""

from dataclasses import dataclass
from datetime import date

from geo_koop.result.analysis import Analysis


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Who plans what with whom.

    Attributes
    ----------
    name : str
    topics : tuple of str
        Codes.
    format : str
        Code; ``"unknown"`` where nobody has decided.
    members : tuple of str
        Keys of municipalities.
    others : tuple of str
        Members that are no municipalities of the boundaries: their names, or keys.
    cooperation : str
        Identifier of the record; empty where a scenario founds it.
    scenario : str
        Name of the scenario; empty for a record. ``as_of``: when its steps take effect.
    joining : tuple of str
        Keys of those that join by the scenario.
    """

    name: str
    topics: tuple[str, ...]
    format: str
    members: tuple[str, ...]
    others: tuple[str, ...] = ()
    cooperation: str = ""
    scenario: str = ""
    as_of: date | None = None
    joining: tuple[str, ...] = ()


def of_cooperation(analysis: Analysis, cooperation: str) -> Subject:
    """Return what a record says."""
    table = analysis.cooperations.loc[cooperation]
    rows = analysis.members[analysis.members["cooperation_id"] == cooperation]
    rows = rows[rows["counts"].astype(bool)].drop_duplicates("key")
    towns = rows["unit_key"].isin(analysis.municipalities.index)
    named = rows["area_name"].where(rows["area_name"].fillna("") != "", rows["name"])
    return Subject(
        name=str(table["name"]),
        topics=tuple(code for code in str(table["topics"]).split(";") if code),
        format=str(table["format"]),
        members=tuple(dict.fromkeys(rows.loc[towns, "unit_key"].astype("str"))),
        others=tuple(named[~towns].astype("str")),
        cooperation=cooperation,
    )
