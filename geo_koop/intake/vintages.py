"""Carries keys from an older Gebietsstand to a newer one by a table of changes."""

from typing import Final

import pandas as pd

from geo_koop import findings
from geo_koop.model import Loaded

KINDS: Final = ("merger", "rename", "key_change", "split")
_STEPS: Final = 20


def carry_forward(members: pd.DataFrame, changes: pd.DataFrame, *, file: str = "") -> Loaded[pd.DataFrame]:
    """Replace keys that a merger, a new name or a new key has ended.

    Parameters
    ----------
    members : pandas.DataFrame
        With ``key`` and ``row``; other columns stay as they are.
    changes : pandas.DataFrame
        Text: ``old_key, new_key, date`` (ISO, may be empty) and ``kind``: ``merger``, ``rename``,
        ``key_change`` or ``split``.
    file : str
        Name of the members' file, for the findings.

    Returns
    -------
    Loaded of pandas.DataFrame
        The members, aligned with the input. Chains of changes are followed. A key that was split
        stays as it is and is reported: to which successor a membership passes, no table tells.
        Memberships that become the same by a merger are left to
        :func:`geo_koop.intake.cooperations.load`'s rule for duplicates.
    """
    certain, open_keys = _successors(changes)
    key = members["key"]
    for _step in range(_STEPS):
        moved = key.map(certain)
        if not moved.notna().any():
            break
        key = moved.fillna(key)
    changed = key != members["key"]
    split = key.isin(open_keys)
    noticed = [
        findings.report(
            "key_carried_forward",
            file=file,
            column="key",
            row=members["row"][changed],
            value=members["key"][changed],
            key=key[changed],
        ),
        findings.report("key_split", file=file, column="key", row=members["row"][split], value=key[split]),
    ]
    return Loaded(value=members.assign(key=key.astype("str")), findings=findings.collect(noticed))


def _successors(changes: pd.DataFrame) -> tuple[pd.Series, pd.Index]:
    """Return old key to its only successor, and the old keys that have several."""
    real = changes[changes["old_key"] != changes["new_key"]].drop_duplicates(["old_key", "new_key"])
    parted = real["kind"].eq("split") | real["old_key"].duplicated(keep=False)
    whole = real[~real["old_key"].isin(real.loc[parted, "old_key"])]
    # Two rows that name each other (a key given back) would turn in a circle: the later one holds.
    back = whole.merge(whole, left_on=["old_key", "new_key"], right_on=["new_key", "old_key"], suffixes=("", "_back"))
    undone = back.loc[back["date"] < back["date_back"], "old_key"]
    whole = whole[~whole["old_key"].isin(undone)]
    return whole.set_index("old_key")["new_key"], pd.Index(real.loc[parted, "old_key"].unique())
