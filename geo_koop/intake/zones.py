"""Commuting zones, and links across water."""

from pathlib import Path

import pandas as pd

from geo_koop import findings
from geo_koop.intake import keys, tables
from geo_koop.model import Loaded

ZONES = {
    "key": ("AGS", "Gemeinde", "Gemeindeschlüssel"),
    "core_key": ("core", "Kern", "Kernstadt", "Zentrum"),
    "rule": ("Regel", "Abgrenzung"),
}
LINKS = {"key_a": ("a", "von"), "key_b": ("b", "nach"), "kind": ("Art",)}


def load_zones(path: Path, *, national: str = "de") -> Loaded[pd.DataFrame]:
    """Read a table of commuting zones: ``key, core_key, rule`` (``fua`` or ``bbsr``).

    Two rules in one table are refused, because their thresholds differ: the table is then empty.

    Raises
    ------
    InputError
        If the file cannot be used at all.
    """
    loaded = _pairs(Path(path), ZONES, ("key", "core_key"), "zones", national)
    rules = sorted(loaded.value["rule"].unique())
    if len(rules) < 2:
        return loaded
    mixed = findings.report("zone_rules_mixed", file=Path(path).name, column="rule", value=", ".join(rules))
    return Loaded(value=loaded.value.iloc[:0], findings=findings.collect([loaded.findings, mixed]), files=loaded.files)


def load_links(path: Path, *, national: str = "de") -> Loaded[pd.DataFrame]:
    """Read a table of ferries and bridges: ``key_a, key_b``.

    Raises
    ------
    InputError
        If the file cannot be used at all.
    """
    return _pairs(Path(path), LINKS, ("key_a", "key_b"), "links", national)


def _pairs(
    path: Path, aliases: dict[str, tuple[str, ...]], pair: tuple[str, str], role: str, national: str
) -> Loaded[pd.DataFrame]:
    table = tables.read(path)
    rows = tables.rename(table.rows, aliases)
    tables.require(rows, [c for c in aliases if c != "kind"], file=table.file, what=role)
    noticed = [table.findings]
    usable = pd.Series(True, index=rows.index)
    for column in pair:
        normal = keys.normalise(rows[column], national=national)
        noticed += keys.report(rows[column], normal, row=rows["row"], file=table.file, sheet=table.sheet, column=column)
        rows = rows.assign(**{column: normal["key"]})
        usable &= ~normal["state"].isin(keys.REFUSED)
    return Loaded(
        value=rows[usable].reset_index(drop=True),
        findings=findings.collect(noticed),
        files=(tables.source_file(role, path, len(table.rows)),),
    )
