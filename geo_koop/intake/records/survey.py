"""Adds a survey scope to the table of scopes: what was looked for, where, how thoroughly."""

import csv
import io
import itertools
import tempfile
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

import pandas as pd

from geo_koop import codelists
from geo_koop.errors import Phrase, UsageError
from geo_koop.intake.files import dates
from geo_koop.intake.files.tables import rename
from geo_koop.intake.records import project, saves
from geo_koop.intake.records.cooperations import ALIASES
from geo_koop.model import AnalysisRequest

EVERYTHING: Final = "*"
_COLUMNS: Final = tuple(ALIASES["scopes"])


@dataclass(frozen=True, kw_only=True)
class Scope:
    """A survey scope as a form gives it.

    Attributes
    ----------
    scope_id : str
    area : tuple of str
        Region codes or keys; empty for everything.
    topics : tuple of str
        Codes of topics or topic groups; empty for all.
    date, source : str
        When, and by whom.
    grade : str
        Code of the codelist ``grades``.
    """

    scope_id: str
    area: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    date: str = ""
    grade: str = ""
    source: str = ""


def faults(scope: Scope, *, places: Collection[str], taken: Collection[str] = ()) -> list[Phrase]:
    """Return what is wrong with a scope, all at once.

    Parameters
    ----------
    scope : Scope
    places : collection of str
        Region codes and keys of the boundaries.
    taken : collection of str
        Ids of the scopes that are there already.
    """
    strange = [place for place in scope.area if place not in places]
    unknown = codelists.load("topics").unknown(set(scope.topics))
    wrong_date = bool(dates.parse(pd.Series([scope.date], dtype="str"))[1].iloc[0])
    found = [
        (not scope.scope_id.strip(), Phrase("the scope has no id")),
        (scope.scope_id in taken, Phrase("there is a scope {id} already", id=scope.scope_id)),
        (bool(strange), Phrase("not in the boundaries: {places}", places=", ".join(strange))),
        (bool(unknown), Phrase("no topics: {topics}", topics=", ".join(unknown))),
        (scope.grade not in codelists.load("grades").codes, Phrase("the grade is missing or unknown")),
        (not scope.date.strip() or wrong_date, Phrase("the date is missing or none")),
        (not scope.source.strip(), Phrase("it is not said who looked")),
        # A spreadsheet that opens the table would compute it.
        (scope.source.strip()[:1] in ("=", "+", "-", "@"), Phrase("who looked begins like a formula")),
    ]
    return [phrase for hit, phrase in found if hit]


def append(path: Path, scope: Scope, *, places: Collection[str]) -> Path:
    """Add a scope to a CSV file; its other rows, columns, and separator stay as they are.

    Parameters
    ----------
    path : Path
        CSV with a header, such as ``cooperations/scopes.csv`` of a project; made where it does not exist.
    scope : Scope
    places : collection of str
        Region codes and keys of the boundaries.

    Returns
    -------
    Path
        ``path``.

    Raises
    ------
    UsageError
        If the scope is not complete; all faults are named at once.
    OutputError
        If the file cannot be written.
    """
    path = Path(path)
    try:
        before = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
        after = added(before, scope, places=places)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".geo-koop-", ignore_cleanup_errors=True) as folder:
            made = Path(folder) / path.name
            made.write_bytes(after)
            made.replace(path)
    except (OSError, UnicodeDecodeError) as error:
        raise saves.unwritable(path, error) from error
    return path


def save(folder: Path, scope: Scope, *, places: Collection[str], when: datetime) -> int:
    """Add a scope to a project, and save that as its next state.

    Parameters
    ----------
    folder : Path
    scope : Scope
        Where another one has its id by now, it gets the next free one.
    places : collection of str
        Region codes and keys of the boundaries.
    when : datetime
        Noted in the history.

    Returns
    -------
    int
        The number of the new state.

    Raises
    ------
    UsageError
        If the scope is not complete.
    InputError
        If the tables of the project do not fit together.
    OutputError
        If the project cannot be written.
    """
    with saves.locked(folder):
        project.resolve(AnalysisRequest(project=folder))  # refuses tables that do not fit together
        path = saves.working(folder).get("scopes")
        before = path.read_text(encoding="utf-8-sig") if path else ""
        taken = _ids(before)
        number = next(n for n in itertools.count(1) if f"{scope.scope_id}-{n}" not in taken)
        free = replace(scope, scope_id=f"{scope.scope_id}-{number}") if scope.scope_id in taken else scope
        return saves.write(folder, {"scopes": added(before, free, places=places)}, when=when, what="survey")


def added(before: str, scope: Scope, *, places: Collection[str]) -> bytes:
    """Return the text of a table of scopes with one more; see :func:`append`."""
    before = before or ";".join(_COLUMNS) + "\n"
    header = next(iter(before.splitlines()), "") or ";".join(_COLUMNS)
    separator = max(";,\t", key=header.count)
    columns = next(csv.reader([header], delimiter=separator))
    names = list(rename(pd.DataFrame(columns=columns), ALIASES["scopes"]).columns)
    wrong = faults(scope, places=places, taken=_ids(before))
    if wrong:
        raise UsageError("The survey scope is not complete: {faults}.", "Correct the entries.", faults=wrong)
    values = {
        "scope_id": scope.scope_id,
        "area": ";".join(scope.area) or EVERYTHING,
        "topics": ";".join(scope.topics) or EVERYTHING,
        "date": scope.date,
        "grade": scope.grade,
        "source": scope.source,
    }
    line = io.StringIO()
    csv.writer(line, delimiter=separator, lineterminator="\n").writerow([values.get(name, "") for name in names])
    return ((before if before.endswith("\n") else before + "\n") + line.getvalue()).encode("utf-8-sig")


def _ids(text: str) -> set[str]:
    header = next(iter(text.splitlines()), "")
    separator = max(";,\t", key=header.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    names = list(rename(pd.DataFrame(columns=rows[0]), ALIASES["scopes"]).columns) if rows else []
    position = names.index("scope_id") if "scope_id" in names else None
    return {row[position] for row in rows[1:] if position is not None and len(row) > position}
