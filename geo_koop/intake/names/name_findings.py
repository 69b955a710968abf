"""Findings on the names in a list: read as a municipality, taken as an actor, or open."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from geo_koop import findings

_BY_RULE: Final = {
    "key_ignored": "key_ignored",
    "key_unlike": "key_unlike_name",
    "key_unchecked": "key_not_in_boundaries",
    "district_padded": "district_key_padded",
}
_OPEN_BY_RULE: Final = {"key_contradicts": "key_contradicts_name", "context_unknown": "context_unknown"}
ONCE: Final = ("name_matched", "name_guessed", "name_actor", *_BY_RULE.values())
"""Rows with these were used: one finding tells of all rows in which the same was read as the same."""
_FEW = 5
CASE: Final = ["code", "column", "written", "key"]
"""What makes two rows the same case."""


def report(rows: pd.DataFrame, actor: pd.Series, areas: pd.DataFrame, origin: Mapping[str, str]) -> list[pd.DataFrame]:
    """Report names: read as a municipality, taken as an actor, or open.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``written, match, key, level, candidates, row, column``.
    actor : pandas.Series
        Whether a row became an actor.
    areas : pandas.DataFrame
        Indexed by ``key``, with ``name``.
    origin : Mapping[str, str]
        ``file`` and ``sheet``.

    Returns
    -------
    list of pandas.DataFrame
        One finding for each row that was not used; for those that were, one for each distinct case of
        :data:`ONCE`, on its first row, with the others in its text.
    """
    names = names_of(areas)
    code = codes(rows, actor)
    facts = rows[code != ""].assign(code=code)
    once = facts["code"].isin(ONCE)
    first = facts[once].drop_duplicates(CASE)
    where = _rows_of(facts[once])
    of_first = where.reindex(pd.MultiIndex.from_frame(first[CASE])).to_numpy()
    first = first.assign(rows=of_first, name=first["key"].map(names).fillna(first["key"]))
    read = [name for name in ONCE if name != "name_actor"]
    actors = first[first["code"] == "name_actor"]
    group, open_end, left_out, unknown = (
        facts[facts["code"] == name] for name in ("name_group", "list_open_end", "name_left_out", "name_unknown")
    )
    open_ = facts[facts["code"].isin(("name_open", *_OPEN_BY_RULE.values()))]
    known = names.to_dict()
    candidates = open_["candidates"].map({found: listed(found, known) for found in set(open_["candidates"])})
    return [
        *(
            each(code, part, origin, name=part["name"], key=part["key"], rows=part["rows"])
            for code, part in ((code, first[first["code"] == code]) for code in read)
        ),
        each("name_actor", actors, origin, rows=actors["rows"]),
        each("name_group", group, origin),
        each("list_open_end", open_end, origin),
        each("name_left_out", left_out, origin),
        *(
            each(code, part, origin, candidates=candidates.reindex(part.index))
            for code, part in open_.groupby("code", sort=False)
        ),
        each("name_unknown", unknown, origin),
    ]


def names_of(areas: pd.DataFrame) -> pd.Series:
    """Return the names of municipalities, districts and associations by key."""
    names = areas["name"].astype("str")
    for level in ("district", "association"):
        if {level, f"{level}_name"} <= set(areas.columns):
            above = areas.drop_duplicates(level).set_index(level)[f"{level}_name"].dropna().astype("str")
            names = pd.concat([names, above[(above != "") & ~above.index.isin([*names.index, ""])]])
    return names


def bodies(rows: pd.DataFrame) -> pd.Series:
    """Tell which names are bodies other than municipalities, districts, or associations of the boundaries.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``match, key, level, candidates``.
    """
    body = (rows["match"] == "not_municipality") & ~rows["level"].isin(("group", "blank", "skip", "district"))
    return body & ~((rows["level"] == "association") & (rows["candidates"].str.len() > 0))


def codes(rows: pd.DataFrame, actor: pd.Series) -> pd.Series:
    """Return the code of the finding on each row; ``""`` where the name needs no word."""
    found = rows["key"] != ""
    bare = ~found & ~actor.astype(bool)
    unclear = bare & ~rows["level"].isin(("group", "blank", "skip"))
    code = pd.Series("", index=rows.index, dtype="str")
    # A name that differs only in case or blanks needs no word.
    code = code.mask(found & (rows["match"] != "exact"), "name_matched")
    code = code.mask(found & rows["match"].isin(("fuzzy", "context")), "name_guessed")
    rule = rows["rule"] if "rule" in rows else pd.Series("", index=rows.index, dtype="str")
    codes = rule.map(_BY_RULE).astype("str")
    code = codes.where(found & codes.notna(), code).astype("str")
    code = code.mask(~found & actor.astype(bool), "name_actor")
    code = code.mask(bare & (rows["level"] == "group"), "name_group")
    code = code.mask(bare & (rows["match"] == "open_end"), "list_open_end")
    code = code.mask(bare & rows["level"].isin(("blank", "skip")), "name_left_out")
    code = code.mask(unclear, "name_unknown")
    several = unclear & (rows["candidates"].str.len() > 0)
    code = code.mask(several, "name_open")
    why = rule.map(_OPEN_BY_RULE).astype("str")
    return why.where(several & why.notna(), code).astype("str")


def each(code: str, rows: pd.DataFrame, origin: Mapping[str, str], /, **params: object) -> pd.DataFrame:
    """Return a finding on each row; parameters that are series are aligned with them."""
    return pd.concat(
        [
            findings.report(
                code, row=part["row"], column=str(column), value=part["written"], **origin, **_of(part, params)
            )
            for column, part in rows.groupby("column", sort=False)
        ]
        or [findings.empty()],
        ignore_index=True,
    )


def _rows_of(facts: pd.DataFrame) -> pd.Series:
    """Return the rows of each case as text: the first ones, and how many there are."""
    at = facts.groupby(CASE, sort=False).cumcount()
    count = facts.groupby(CASE, sort=False).size()
    first = facts[at < _FEW].assign(row=facts["row"].astype("str")).groupby(CASE, sort=False)["row"].agg(", ".join)
    more = (", … (" + count.astype("str") + ")").where(count > _FEW, "")
    return first + more


def listed(keys: tuple[str, ...], names: Mapping[str, str] | pd.Series) -> str:
    """Return candidates by name and key, as a text."""
    return ", ".join(f"{names.get(key, key)} ({key})" for key in keys)


def _of(part: pd.DataFrame, params: Mapping[str, object]) -> dict[str, Any]:
    return {n: v.reindex(part.index) if isinstance(v, pd.Series) else v for n, v in params.items()}
