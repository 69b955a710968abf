"""Looks at an import: its names, what it changes, and its findings beside the rows of the list."""

import pandas as pd

from geo_koop import findings
from geo_koop.intake.lists.importing import Imported
from geo_koop.intake.names import name_findings


def review(imported: Imported, areas: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each name in its context, open ones first.

    Returns
    -------
    pandas.DataFrame
        ``name, district, state, kind, key, matched, level, score, rule, candidates`` (tuple of keys),
        ``rows`` (how many), ``row, column`` (the first).
    """
    long = imported.memberships
    open_first = (long["key"] != "").astype(int)
    table = long.assign(open=open_first, matched=long["key"].map(areas["name"].astype("str")).fillna(""))
    by = ["written", "district", "state", "match", "key"]
    counted = table.groupby(by, sort=False).size().rename("rows").reset_index()
    first = table.drop_duplicates(by).merge(counted, on=by)
    first = first.sort_values(["open", "rows"], ascending=[True, False], kind="stable")
    columns = [
        "written",
        "district",
        "state",
        "match",
        "key",
        "matched",
        "level",
        "score",
        "rule",
        "candidates",
        "rows",
        "row",
        "column",
    ]
    return first[columns].rename(columns={"written": "name", "match": "kind"}).reset_index(drop=True)


def compare(imported: Imported, cooperations: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Compare an import with records that are loaded.

    Parameters
    ----------
    imported : Imported
    cooperations : pandas.DataFrame
        Loaded cooperations, indexed by ``cooperation_id``.
    members : pandas.DataFrame
        ``cooperation_id, key``.

    Returns
    -------
    pandas.DataFrame
        ``cooperation_id, name, state`` (``new``, ``changed``, ``same``, ``removed``), ``joined`` and
        ``left`` (tuples of keys), ordered as the import, then the removed ones.
    """
    new = imported.members.groupby("cooperation_id")["key"].agg(frozenset)
    old = members.groupby("cooperation_id")["key"].agg(frozenset)
    names = {**cooperations["name"].to_dict(), **imported.cooperations.set_index("cooperation_id")["name"].to_dict()}
    there, given = set(cooperations.index), set(imported.cooperations["cooperation_id"])
    ids = [*imported.cooperations["cooperation_id"], *(key for key in cooperations.index if key not in given)]
    rows = []
    for key in ids:
        before, after = old.get(key, frozenset()), new.get(key, frozenset())
        state = (
            "removed" if key not in given else "new" if key not in there else "same" if before == after else "changed"
        )
        rows.append((key, names[key], state, tuple(sorted(after - before)), tuple(sorted(before - after))))
    return pd.DataFrame(rows, columns=["cooperation_id", "name", "state", "joined", "left"])


def annotated(imported: Imported, language: str) -> pd.DataFrame:
    """Return the list as it stood, with the findings on each row beside it."""
    worded = findings.render(imported.findings, language)
    once = worded["code"].isin(name_findings.ONCE)
    long = imported.memberships[~imported.memberships["by_key"]]
    reports = long.assign(code=name_findings.codes(long, long["used"] & (long["key"] == "")))[
        ["row", *name_findings.CASE]
    ]
    case = worded[once].assign(key=[str(params.get("key", "")) for params in imported.findings["params"][once]])
    spread = reports.merge(case.rename(columns={"value": "written"}).drop(columns="row"), on=name_findings.CASE)
    parts = ["message", "done", "remedy"]
    lines = pd.concat([worded[~once], spread])[["row", "severity", *parts]].dropna(subset="row")
    several = lines["row"].duplicated(keep=False)
    joined = (
        lines[several]
        .groupby("row")
        .agg({"severity": "first"} | dict.fromkeys(parts, lambda texts: "\n".join(dict.fromkeys(texts))))
    )
    lines = pd.concat([lines[~several].set_index("row"), joined])
    return imported.rows.merge(lines, left_on="row", right_index=True, how="left").fillna("")
