"""Decisions by hand on names, kept in a small table and applied again to every later list."""

from pathlib import Path
from typing import Final

import pandas as pd

from geo_koop import codelists
from geo_koop.errors import InputError
from geo_koop.intake.files import keys, tables

COLUMNS: Final = ("name", "context", "key", "decided", "note")
SKIP: Final = "skip"
ACTOR: Final = "actor"
ALL: Final = "all"
"""Instead of a key: ``skip`` leaves the name out, ``actor`` or ``actor:KIND`` makes it a further actor, ``all``
takes each municipality that was proposed for a text about several (*alle Gemeinden des Landkreises Dachau*)."""


def load(path: Path) -> pd.DataFrame:
    """Read decisions.

    Parameters
    ----------
    path : Path
        CSV with :data:`COLUMNS`; ``context`` is the cooperation or district, empty for all.

    Raises
    ------
    InputError
        If it cannot be read, or lacks a column.
    """
    table = tables.read(path)
    tables.require(table.rows, ("name", "key"), file=table.file, what="decisions")
    rows = table.rows.reindex(columns=list(COLUMNS), fill_value="")
    kinds = codelists.load("actors").codes
    odd = [key for key in rows["key"] if key.startswith(f"{ACTOR}:") and key.split(":", 1)[1] not in kinds]
    if odd:
        raise InputError(
            "{file}: {value} is not a kind of actor.",
            "Use one of {known}.",
            file=table.file,
            value=odd[0],
            known=", ".join(kinds),
        )
    return rows.astype("str")


def text(decisions: pd.DataFrame) -> str:
    """Return decisions as CSV, as a project keeps them."""
    return str(
        decisions.reindex(columns=list(COLUMNS), fill_value="").to_csv(index=False, sep=";", lineterminator="\n")
    )


def joined(decisions: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Return two tables of decisions as one; the later one on a name holds."""
    both = pd.concat([decisions, more], ignore_index=True).reindex(columns=list(COLUMNS)).fillna("")
    return both.astype("str").drop_duplicates(["name", "context"], keep="last").reset_index(drop=True)


def chosen_of(names: pd.Series, decisions: pd.DataFrame, context: pd.DataFrame) -> pd.Series:
    """Return what was decided on names, ``""`` where nothing was; parameters as those of :func:`apply`."""
    last = decisions.drop_duplicates(["name", "context"], keep="last").set_index(["name", "context"])["key"]
    name = names.astype("str").fillna("").str.strip()
    chosen = pd.Series("", index=names.index, dtype="str")
    everywhere = pd.Series("", index=names.index)
    for beside in (*(context[column] for column in context), everywhere):
        found = pd.Series(
            last.reindex(pd.MultiIndex.from_arrays([name, beside])).to_numpy(), index=names.index, dtype="str"
        )
        chosen = chosen.where(chosen != "", found.fillna(""))
    return chosen


def apply(matches: pd.DataFrame, decisions: pd.DataFrame, context: pd.DataFrame) -> pd.DataFrame:
    """Put decisions in the place of what was found.

    Parameters
    ----------
    matches : pandas.DataFrame
        As returned by :func:`geo_koop.intake.names.matching.match_names`.
    decisions : pandas.DataFrame
        With ``name, context, key``; the last one on a name holds, one with a context goes first.
    context : pandas.DataFrame
        Aligned with ``matches``: what may stand as context, such as ``cooperation`` and ``district``.

    Returns
    -------
    pandas.DataFrame
        The matches; ``kind`` is ``hand`` where a key was decided.
    """
    if decisions.empty:
        return matches
    chosen = chosen_of(matches["name"], decisions, context)
    # What takes a group whole is applied where its municipalities are known; without them the text stays open.
    chosen = chosen.mask(chosen == ALL, "")
    decided = chosen != ""
    actor = chosen.str.startswith(ACTOR)
    skipped = chosen == SKIP
    kind = chosen.str.partition(":")[2].where(actor, "")
    keyed = decided & ~actor & ~skipped
    result = matches.assign(
        kind=matches["kind"].mask(keyed, "hand").mask(actor | skipped, "not_municipality"),
        key=matches["key"].mask(decided, "").mask(keyed, chosen),
        level=matches["level"]
        .mask(keyed, "municipality")
        .mask(actor, kind.where(kind != "", "unknown"))
        .mask(skipped, SKIP),
        rule=matches["rule"].mask(decided, "decision"),
    )
    above = keyed & keys.level(chosen).isin(("district", "association"))
    return result.assign(level=result["level"].mask(above, keys.level(chosen)))
