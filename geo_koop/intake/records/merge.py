"""Brings the tables of an import together with those that are there; what the import does not speak of stays."""

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo_koop.errors import InputError
from geo_koop.intake.files import keys, tables
from geo_koop.intake.names import decisions
from geo_koop.intake.records import cooperations, project, saves
from geo_koop.intake.records.cooperations import ALIASES
from geo_koop.model import AnalysisRequest

TABLES: Final = tuple(ALIASES)
_SAME: Final[Mapping[str, tuple[str, ...]]] = {
    "members": ("cooperation_id", "key"),
    "actors": ("cooperation_id", "name"),
    "sources": ("cooperation_id", "url"),
}


def tables_of(request: AnalysisRequest) -> dict[str, pd.DataFrame]:
    """Return the record tables of a request as they stand in their files, as text with columns of the schema.

    Raises
    ------
    InputError
        If a file cannot be read, or holds rows that would be lost.
    UsageError
        If a column map is malformed.
    """
    found = project.resolve(request)
    given = cooperations.column_maps(found.record_profile)
    workbook = found.cooperations or Path()
    result = {}
    for name, columns in ALIASES.items():
        path, sheet = cooperations.location(name, getattr(found, name), workbook)
        if path is None:
            result[name] = pd.DataFrame(columns=list(columns), dtype="str")
            continue
        table = tables.read(path, sheet=sheet)
        if len(table.unread):
            raise InputError(
                "{file} holds rows that cannot be read: {rows}. They would be lost.",
                "Mend the file first, or take the new list alone.",
                file=table.file,
                rows=", ".join(str(row) for row in table.unread["row"].head(5)),
            )
        result[name] = tables.rename(table.rows, columns, given.get(name)).drop(columns="row")
    return result


def merge(
    old: Mapping[str, pd.DataFrame], new: Mapping[str, pd.DataFrame], *, remove: bool = False, national: str = "de"
) -> dict[str, pd.DataFrame]:
    """Add the tables of an import to those that are there.

    A cooperation of the same id is changed where the import says something; its other values stay.

    Parameters
    ----------
    old, new : Mapping[str, pandas.DataFrame]
        Record tables by name, as text.
    remove : bool
        Remove present members of the imported cooperations whom the import does not name. Those who
        left or are doubtful stay.
    national : {"de", ""}
        Whether keys are German: then one without its leading zero is the same.
    """
    result = {name: table.copy() for name, table in old.items()}
    result["cooperations"] = _cooperations(old["cooperations"], new["cooperations"])
    for name, same in _SAME.items():
        before, after = old[name], new[name]
        there = _identity(before, same, national)
        wanted = _identity(after, same, national)
        if name == "members" and remove:
            present = _present(before) & before["cooperation_id"].isin(new["cooperations"]["cooperation_id"])
            before = before[~present | there.isin(set(wanted))]
        result[name] = pd.concat([before, after[~wanted.isin(set(there))]], ignore_index=True).fillna("")
    return result


def _cooperations(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    facts = new.drop_duplicates("cooperation_id").set_index("cooperation_id")
    result = old.copy()
    for column in facts.columns:
        value = result["cooperation_id"].map(facts[column]).fillna("").astype("str")
        before = result[column] if column in result else pd.Series("", index=result.index, dtype="str")
        result[column] = before.where(value == "", value)
    added = new[~new["cooperation_id"].isin(old["cooperation_id"])]
    return pd.concat([result, added], ignore_index=True).fillna("")


def _identity(table: pd.DataFrame, columns: tuple[str, ...], national: str) -> pd.Series:
    parts = [table[c] if c in table else pd.Series("", index=table.index, dtype="str") for c in columns]
    if columns[-1] == "key":
        normal = keys.normalise(parts[-1], national=national)["key"]
        parts[-1] = normal.where(normal != "", parts[-1])
    return parts[0].astype("str") + "\n" + parts[1].astype("str")


def _present(members: pd.DataFrame) -> pd.Series:
    """Tell which rows state a membership that goes on, by a key."""
    present = pd.Series(True, index=members.index)
    if "to" in members:
        present &= members["to"] == ""
    if "counts_as_member" in members:
        present &= ~members["counts_as_member"].isin(("former", "unclear"))
    return present & (members["key"] != "") if "key" in members else present & False


def replaced(old: Mapping[str, pd.DataFrame], new: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Put the records of an import in the place of those of the same ids, with all their rows; others stay."""
    ids = set(new["cooperations"]["cooperation_id"])
    result = {name: table.copy() for name, table in old.items()}
    for name in ("cooperations", *_SAME):
        stays = old[name][~old[name]["cooperation_id"].isin(ids)]
        result[name] = pd.concat([stays, new[name]], ignore_index=True).fillna("")
    return result


def write(content: Mapping[str, pd.DataFrame], folder: Path) -> dict[str, Path]:
    """Write record tables as CSV files; those without rows are left out, but for that of the members.

    Raises
    ------
    OutputError
        If one cannot be written; then none is replaced.
    """
    wanted = {n: t for n, t in content.items() if len(t) or n == "members" or (folder / f"{n}.csv").exists()}
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".geo-koop-", ignore_cleanup_errors=True) as target_path:
            made = {name: Path(target_path) / f"{name}.csv" for name in wanted}
            for name, path in made.items():
                path.write_bytes(_csv(wanted[name]))
            return {name: path.replace(folder / path.name) for name, path in made.items()}
    except OSError as error:
        raise saves.unwritable(folder, error) from error


def in_workbook(folder: Path) -> bool:
    """Tell whether a project keeps its records in a workbook."""
    return (folder / "cooperations" / "cooperations.xlsx").is_file()


def save(
    folder: Path,
    new: Mapping[str, pd.DataFrame],
    *,
    when: datetime,
    remove: bool = False,
    whole: bool = False,
    national: str = "de",
    decided: pd.DataFrame | None = None,
    read: str | None = None,
) -> int:
    """Add the tables of an import to those of a project, and save them as its next state.

    Parameters
    ----------
    folder : Path
    new : Mapping[str, pandas.DataFrame]
    when : datetime
        Noted in the history.
    remove, national
        See :func:`merge`.
    whole : bool
        Put the records in the place of those of the same ids instead (:func:`replaced`).
    decided : pandas.DataFrame, optional
        Decisions by hand, added to those of the project.
    read : str, optional
        :func:`geo_koop.intake.records.saves.stamp` of the project when the import was looked at.

    Returns
    -------
    int
        The number of the new state.

    Raises
    ------
    InputError
        If the project keeps its records in a workbook, or under headings of its own.
    UsageError
        If somebody else changed the project since it was looked at.
    OutputError
        If it cannot be written.
    """
    if in_workbook(folder):
        raise InputError(
            "The project keeps its records in the workbook {file}.",
            "Download the tables, and put them into the workbook.",
            file="cooperations.xlsx",
        )
    with saves.locked(folder):
        request = project.resolve(AnalysisRequest(project=folder, **_empty(folder)))
        if request.record_profile:
            raise InputError(
                "The tables of the project have headings of their own (record_profile).",
                "Download the tables, and add their rows to the files.",
            )
        there = tables_of(request)
        content = replaced(there, new) if whole else merge(there, new, remove=remove, national=national)
        present = saves.working(folder)
        wanted = {n: t for n, t in content.items() if len(t) or n == "members" or n in present}
        changed = {name: _csv(table) for name, table in wanted.items()}
        if decided is not None and len(decided):
            known = decisions.load(present["decisions"]) if "decisions" in present else decided.iloc[:0]
            changed["decisions"] = decisions.text(decisions.joined(known, decided)).encode("utf-8-sig")
        return saves.write(folder, changed, when=when, what="import", read=read)


def _empty(folder: Path) -> dict[str, Any]:
    """Return the tables of a project of which that of the cooperations holds no rows yet; none of any other."""
    if project.has_records(folder):
        return {}
    return {name: path for name, path in saves.working(folder).items() if name in ALIASES}


def _csv(table: pd.DataFrame) -> bytes:
    # With a byte-order mark, spreadsheets read umlauts as they are.
    text: str = table.to_csv(sep=";", index=False, lineterminator="\n")
    return text.encode("utf-8-sig")
