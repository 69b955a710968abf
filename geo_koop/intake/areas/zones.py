"""Commuting zones, and links across water."""

from collections.abc import Mapping, Sequence

import pandas as pd

from geo_koop import findings
from geo_koop.given import Source
from geo_koop.intake.areas import lau
from geo_koop.intake.files import headings, keys, tables
from geo_koop.intake.vintages import carried_values
from geo_koop.model import Loaded

RULES = ("fua", "bbsr")


def load_zones(
    path: Source, *, national: str = "de", known: pd.Index | None = None, carried: pd.DataFrame | None = None
) -> Loaded[pd.DataFrame]:
    """Read a table of commuting zones.

    Parameters
    ----------
    path : Path or InMemory
        CSV or XLSX: ``key, core_key, rule``, where ``rule`` is ``fua`` (15 % of employed residents)
        or ``bbsr`` (25 %/50 % of out-commuters). Two rules in one table are refused, because their
        thresholds differ: the table is then empty. Or the table of local administrative units of Eurostat
        (:mod:`geo_koop.intake.areas.lau`), of which the functional urban areas are taken, with ``fua``.
    national : str
        Key system of the boundaries.
    known : pandas.Index, optional
        Keys of the boundaries; see :func:`geo_koop.intake.files.keys.normalise`.
    carried : pandas.DataFrame, optional
        Territorial changes by which keys will be carried: of a table for all of Europe, their keys are kept, too.

    Returns
    -------
    Loaded of pandas.DataFrame
        ``key`` (unique), ``core_key``, ``rule`` as text, and ``row``.

    Raises
    ------
    InputError
        If the file cannot be used at all.
    """
    table = tables.read(path)
    if lau.recognised(table.headings):
        wanted = None if known is None else carried_values.concerned(known, carried)
        return _loaded(path, table, *lau.zones(table, national=national, known=wanted))
    loaded = _pairs(path, table, headings.of("zones"), ("key", "core_key"), "zones", national, known)
    rows = loaded.value.assign(rule=loaded.value["rule"].str.casefold())
    strange = ~rows["rule"].isin(RULES)
    surplus = rows["key"].duplicated() & ~strange
    mixed = sorted(rows.loc[~strange, "rule"].unique())
    origin = {"file": path.name}
    reported = [
        loaded.findings,
        findings.report(
            "attribute_invalid",
            row=rows["row"][strange],
            column="rule",
            value=rows["rule"][strange],
            wanted=", ".join(RULES),
            **origin,
        ),
        findings.report("key_duplicate", row=rows["row"][surplus], column="key", value=rows["key"][surplus], **origin),
    ]
    rows = rows[~strange & ~surplus].reset_index(drop=True)
    if len(mixed) > 1:
        reported.append(findings.report("zone_rules_mixed", column="rule", value=", ".join(mixed), **origin))
        rows = rows.iloc[:0]
    return Loaded(value=rows, findings=findings.collect(reported), files=loaded.files)


def load_links(path: Source, *, national: str = "de", known: pd.Index | None = None) -> Loaded[pd.DataFrame]:
    """Read a table of ferries and bridges: which municipalities count as neighbours without a shared border.

    Parameters
    ----------
    path : Path or InMemory
        CSV or XLSX: ``key_a, key_b`` and, if wanted, ``kind``.
    national : str
        Key system of the boundaries.
    known : pandas.Index, optional
        Keys of the boundaries; see :func:`geo_koop.intake.files.keys.normalise`.

    Returns
    -------
    Loaded of pandas.DataFrame
        ``key_a, key_b, kind`` as text, and ``row``.

    Raises
    ------
    InputError
        If the file cannot be used at all.
    """
    return _pairs(
        path, tables.read(path), headings.of("links"), ("key_a", "key_b"), "links", national, known, optional=("kind",)
    )


def _loaded(path: Source, table: tables.Table, rows: pd.DataFrame, reported: pd.DataFrame) -> Loaded[pd.DataFrame]:
    read = tables.source_file("zones", path, len(table.rows) + len(table.unread))
    return Loaded(value=rows, findings=reported, files=(read,))


def _pairs(
    path: Source,
    table: tables.Table,
    aliases: Mapping[str, Sequence[str]],
    pair: tuple[str, str],
    role: str,
    national: str,
    known: pd.Index | None,
    *,
    optional: Sequence[str] = (),
) -> Loaded[pd.DataFrame]:
    rows = tables.rename(table.rows, aliases)
    tables.require(rows, [c for c in aliases if c not in optional], file=table.file, what=role)
    rows = rows.assign(**{name: "" for name in optional if name not in rows})
    reported = [table.findings]
    usable = pd.Series(True, index=rows.index)
    for column in pair:
        normal = keys.normalise(rows[column], national=national, known=known)
        # A row whose first key was refused is reported once.
        seen = normal[usable]
        origin = {"file": table.file, "sheet": table.sheet, "column": column}
        reported += keys.report(rows[column][usable], seen, row=rows["row"][usable], **origin)
        rows = rows.assign(**{column: normal["key"]})
        usable &= ~normal["state"].isin(keys.REFUSED)
    return Loaded(
        value=rows.loc[usable, [*aliases, "row"]].reset_index(drop=True),
        findings=findings.collect(reported),
        files=(tables.source_file(role, path, len(table.rows) + len(table.unread)),),
    )
