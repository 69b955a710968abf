"""Finds the keys of the names in a column of a table."""

from collections.abc import Mapping

import pandas as pd

from geo_koop import findings
from geo_koop.intake.files.tables import Table
from geo_koop.intake.names import matching, name_findings
from geo_koop.intake.names.reference import Reference, look_up
from geo_koop.model import Loaded


def match_column(
    table: Table,
    column: str,
    beside: Mapping[str, str],
    reference: Reference,
    *,
    rules: str = "",
    decisions: pd.DataFrame | None = None,
) -> Loaded[pd.DataFrame]:
    """Find the keys of the names in a column.

    Parameters
    ----------
    table : Table
    column : str
        With the names.
    beside : Mapping[str, str]
        ``state, district, postcode, cooperation`` to the column that holds it.
    reference : Reference
    rules : str
        Name rules; ``""``: by the country of the boundaries.
    decisions : pandas.DataFrame, optional

    Returns
    -------
    Loaded of pandas.DataFrame
        One row for each row of the table: ``row, name, match, key, matched, level, score, rule,
        candidates`` (text), then the columns of the table.
    """
    rows = table.rows
    written = rows[column]
    context = pd.DataFrame(
        {name: rows[beside[name]] if name in beside else "" for name in matching.CONTEXT}, index=rows.index
    )
    found = look_up(written, context, reference, rules=rules, decisions=decisions)
    long = found.rename(columns={"kind": "match"}).assign(written=written, row=rows["row"], column=column)
    actor = name_findings.bodies(long)
    reports = name_findings.report(long, actor, reference.areas, {"file": table.file, "sheet": table.sheet})
    names = name_findings.names_of(reference.areas)
    result = pd.DataFrame(
        {
            "row": rows["row"],
            "name": written,
            "match": long["match"],
            "key": long["key"],
            "matched": long["key"].map(names).fillna(""),
            "level": long["level"],
            "score": long["score"],
            "rule": long["rule"],
            "candidates": long["candidates"].map(lambda keys: name_findings.listed(keys, names)),
        }
    )
    rest = rows.drop(columns=[name for name in rows if name in result])
    return Loaded(
        value=pd.concat([result, rest], axis=1),
        findings=findings.collect([table.findings, *reports]),
        files=(),
    )
