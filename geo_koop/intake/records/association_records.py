"""Municipal associations of a boundary product as cooperations: one record each, its municipalities as members."""

from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Final

import pandas as pd

from geo_koop.errors import InputError
from geo_koop.intake.areas import associations
from geo_koop.intake.files import profiles
from geo_koop.intake.records import merge
from geo_koop.intake.records.cooperations import ALIASES
from geo_koop.model import Boundaries

PREFIX: Final = "association-"
"""Before the key of an association in the id of its record."""
_UNSURE = "low"


def tables(boundaries: Boundaries, *, file: str) -> dict[str, pd.DataFrame]:
    """Return the associations of a product as record tables.

    Parameters
    ----------
    boundaries : Boundaries
        As read from a product, with its ``associations``.
    file : str
        Name of the product, for messages.

    Returns
    -------
    dict of pandas.DataFrame
        Record tables by name, as text. Dates of founding are not known from boundaries: ``start`` stays empty.

    Raises
    ------
    InputError
        If the product has no layer of associations.
    """
    chosen = boundaries.areas[boundaries.areas["association"] != ""]
    listed = boundaries.associations
    if listed.empty or chosen.empty:
        raise InputError(
            "{file} has no layer of municipal associations.",
            "Name the whole product (its folder or archive), which holds VG250_VWG or VG5000_VWG.",
            file=file,
        )
    listed = listed[listed.index.isin(chosen["association"])].sort_index()
    ids = PREFIX + listed.index.to_series()
    state = chosen.drop_duplicates("association").set_index("association")["state"].reindex(listed.index)
    duty = obligation(state, listed)
    records = pd.DataFrame(
        {
            "cooperation_id": ids,
            "name": associations.titles(listed),
            "topics": "administration",
            "format": "administrative_association",
            "stage": "operating",
            "obligation": duty["obligation"],
        }
    )
    inside = chosen[chosen["association"].isin(listed.index)].sort_index().reset_index()
    members = pd.DataFrame(
        {
            "cooperation_id": PREFIX + inside["association"],
            "key": inside["key"],
            "name": inside["name"],
            "role": "member",
            "gebietsstand": boundaries.info.gebietsstand,
        }
    ).sort_values(["cooperation_id", "key"])
    info = boundaries.info
    sources = pd.DataFrame(
        {
            "cooperation_id": ids,
            "url": _address(info.profile) or info.title.get("de", file),
            "date": info.gebietsstand,
            "completeness": "full",
            "note": duty["law"].where(duty["law"] == "", "Rechtsgrundlage: " + duty["law"]),
        }
    )
    made = {"cooperations": records, "members": members, "sources": sources}
    blank = {name: pd.DataFrame(columns=list(columns), dtype="str") for name, columns in ALIASES.items()}
    return {name: made[name].reset_index(drop=True).astype("str") if name in made else blank[name] for name in ALIASES}


def obligation(state: pd.Series, listed: pd.DataFrame) -> pd.DataFrame:
    """Return whether a law prescribes membership, by state and kind of association.

    Parameters
    ----------
    state : pandas.Series
        State of each association, indexed like ``listed``.
    listed : pandas.DataFrame
        ``name, designation``. A name that begins with a kind tells it better than the designation.

    Returns
    -------
    pandas.DataFrame
        ``obligation`` (``unknown`` where the table does not know or is not sure) and ``law`` (empty then).
    """
    text = (files(__package__) / "association_obligation.csv").read_text(encoding="utf-8")
    table = pd.read_csv(StringIO(text), dtype="str", keep_default_na=False)
    kind, name = listed["designation"].str.casefold(), listed["name"].str.casefold()
    for one in table["designation"].str.casefold().unique():
        kind = kind.where(~name.str.startswith(one), one)
    sure = table[table["certainty"] != _UNSURE]
    known = sure.set_index(sure["state"] + " " + sure["designation"].str.casefold())
    at = state.astype("str") + " " + kind
    found = {column: at.map(known[column].to_dict()).astype("str") for column in ("obligation", "law")}
    return pd.DataFrame({"obligation": found["obligation"].fillna("unknown"), "law": found["law"].fillna("")})


def save(folder: Path, made: Mapping[str, pd.DataFrame], *, when: datetime) -> int:
    """Write the records into a project, in the place of those of an earlier run.

    Parameters
    ----------
    folder : Path
    made : Mapping[str, pandas.DataFrame]
        As returned by :func:`tables`.
    when : datetime
        Noted in the history.

    Returns
    -------
    int
        The number of the new state of the project.

    Raises
    ------
    InputError, UsageError, OutputError
        As :func:`geo_koop.intake.records.merge.save`.
    """
    return merge.save(folder, made, when=when, whole=True)


def _address(profile: str) -> str:
    """Return the address at which the publisher of a product tells of its data."""
    return str(profiles.named(profile).associations.get("source", "")) if profile in profiles.KNOWN else ""
