"""The list that a session is importing: the choices live in the session, its file in the private folder."""

import hashlib
import itertools
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from geo_koop import kept_records, workspace
from geo_koop.app import log
from geo_koop.app.data import cache, reading, session, session_data, settings, sources
from geo_koop.app.data.cache import kept
from geo_koop.app.data.sources import Source
from geo_koop.app.guard import access
from geo_koop.app.lists import proposals as import_views
from geo_koop.errors import InputError, UsageError
from geo_koop.intake.files import tables
from geo_koop.intake.files.tables import Table
from geo_koop.intake.lists import memberships, review
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.lists.importing import Imported
from geo_koop.intake.lists.proposal import Proposal
from geo_koop.intake.names import decisions
from geo_koop.intake.names.reference import Reference
from geo_koop.intake.records import merge, project, saves, survey, uploads
from geo_koop.locale import mark as _
from geo_koop.model import AnalysisRequest
from geo_koop.result.analysis import Analysis

_log = logging.getLogger(log.NAME)

STEPS = ("file", "columns", "names", "preview")
_LIST, _DECISIONS = session.IMPORT, "decisions.csv"


@dataclass(kw_only=True)
class Draft:
    """A list on its way in.

    Attributes
    ----------
    path : Path
    mark : str
        Of the boundaries' data; where they change, the list must be read again.
    step : str
        One of :data:`STEPS`.
    sheets : list of str
        Of a workbook.
    stamp : str, optional
        Version of the project when the list was read; see :func:`geo_koop.intake.records.saves.stamp`.
    profile : ImportProfile, optional
    proposals : list of Proposal
    table : Table, optional
        The list as it stands.
    round : int
        Counts how often what widgets show was set anew.
    decisions : pandas.DataFrame
    imported : Imported, optional
    content : dict of str to pandas.DataFrame
        The record tables that were made of it.
    corrected : dict of str to pandas.DataFrame
        The same with corrections by hand; empty before any were looked at.
    case : int
        Number of the name that is looked at.
    compared : tuple, optional
        What was compared last, as a text, and what came of it.
    """

    path: Path
    mark: str
    step: str = "columns"
    sheets: list[str] = field(default_factory=list)
    stamp: str | None = None
    profile: ImportProfile | None = None
    proposals: list[Proposal] = field(default_factory=list)
    table: Table | None = None
    round: int = 0
    decisions: pd.DataFrame = field(default_factory=import_views.no_decisions)
    imported: Imported | None = None
    content: dict[str, pd.DataFrame] = field(default_factory=dict)
    corrected: dict[str, pd.DataFrame] = field(default_factory=dict)
    case: int = 0
    compared: tuple[str, pd.DataFrame] | None = None


def current() -> Draft | None:
    """Return the list of the session, if its file is still there."""
    draft: Draft | None = st.session_state.get(_LIST)
    if draft is not None and not draft.path.exists():
        st.session_state.pop(_LIST)
        return None
    return draft


def begin(upload: uploads.Upload) -> Draft:
    """Check and keep a file, and look at it.

    Raises
    ------
    GeoKoopError
        If it cannot be read.
    """
    if Path(upload.name).suffix.lower() not in uploads.TABLES:
        raise InputError(
            "{file} is no list of a known kind.",
            "Save it as CSV, XLSX or ODS.",
            file=uploads.safe_name(upload.name),
        )
    path = uploads.store(upload, session_data.private_folder(), limit=limit() * 1_000_000)
    draft = Draft(path=path, mark=cache.mark())
    if path.suffix.lower() in tables.SHEET_FILES:
        draft.sheets = reading.sheets(path)
    folder = sources.current().request.project
    if folder is not None:
        draft.decisions = _decisions_in(folder)
    look(draft)
    st.session_state[_LIST] = draft
    return draft


def look(draft: Draft, *, sheet: str = "", header_row: int = 0) -> None:
    """Propose how a sheet is to be read, or all where none is named."""
    proposals = reading.proposals(draft.path, reference(), sheet=sheet, header_row=header_row)
    profile = proposals[0].profile if proposals else ImportProfile(sheet=sheet, header_row=header_row)
    draft.proposals, draft.profile, draft.table = proposals, profile, reading.table(draft.path, profile)
    draft.round += 1


def take(draft: Draft, profile: ImportProfile) -> None:
    """Show another profile; its sheet and header are read anew.

    Raises
    ------
    InputError
        If the list lacks a column of it.
    """
    table = reading.table(draft.path, profile)
    memberships.require(table, profile)
    draft.profile, draft.table = profile, table
    draft.round += 1


def head(draft: Draft, line: int) -> None:
    """Take another line for the headings and propose anew; where nothing is found, columns of the same name stay."""
    assert draft.profile is not None
    before = draft.profile
    look(draft, sheet=before.sheet, header_row=line)
    if not draft.proposals:
        assert draft.table is not None
        draft.profile = import_views.fits(replace(before, header_row=line), draft.table.headings)


def read(draft: Draft) -> None:
    """Read the list by its profile and match its names; corrections by hand begin anew.

    Raises
    ------
    GeoKoopError
        If the profile lacks something.
    """
    assert draft.profile is not None
    draft.imported = reading.imported(draft.path, draft.profile, reference(), draft.decisions)
    draft.content, draft.corrected = draft.imported.tables(), {}
    draft.mark = cache.mark()
    folder = project_folder()
    draft.stamp = None if folder is None else saves.stamp(folder)
    draft.round += 1


def changes(draft: Draft, content: Mapping[str, pd.DataFrame], shown: Analysis) -> pd.DataFrame:
    """Return what the list changes of the records that are shown; compared anew only where either is another.

    Parameters
    ----------
    draft : Draft
    content : Mapping of pandas.DataFrame
        The record tables with corrections by hand.
    shown : Analysis
        Of the session's data, whole.
    """
    assert draft.imported is not None
    cooperations, members = content["cooperations"], content["members"]
    # The editor returns other tables at each run, with the same content where nobody corrected anything.
    given = (cooperations[["cooperation_id", "name"]], members[["cooperation_id", "key"]])
    mark = f"{cache.mark()} {shown.provenance.as_of} {_content(*given)}"
    if draft.compared is None or draft.compared[0] != mark:
        corrected = replace(draft.imported, cooperations=cooperations, members=members)
        draft.compared = mark, review.compare(corrected, shown.cooperations, shown.members)
    return draft.compared[1]


def _content(*tables: pd.DataFrame) -> str:
    """Return a text that stands for what tables hold."""
    digest = hashlib.sha256()
    for table in tables:
        digest.update(pd.util.hash_pandas_object(table, index=False).to_numpy().tobytes())
        digest.update(b"|")
    return digest.hexdigest()


def keep(draft: Draft) -> None:
    """Keep corrections before widgets show other rows, or another step."""
    draft.content = draft.corrected or draft.content
    draft.round += 1


def drop() -> None:
    """Forget the list."""
    st.session_state.pop(_LIST, None)


def reference() -> Reference:
    """Return what names are looked up in: the boundaries that the session looks at."""
    return _reference(cache.mark(), sources.current())


@kept(shared=2, own=1)
def _reference(mark: str, _source: Source) -> Reference:
    return workspace.reference_of(cache.load(), _source.reads)


def limit() -> int:
    """Return the megabytes that a list may have; 0 where no uploads are allowed."""
    return settings.upload_limit(os.environ, owner=access.is_owner())


def no_uploads() -> str:
    """Return why no file is taken, as a message of the app."""
    return access.refusal() if os.environ.get(access.KEY) else _("The operator of this server does not allow uploads.")


def project_folder() -> Path | None:
    """Return the project that the session looks at, where the operator allows to save into it."""
    source = sources.current()
    folder = None if source.reads.register else source.request.project
    return folder if folder and access.may_save() else None


def refused() -> str:
    """Return why the project that the session looks at cannot be saved into; empty where it can, or there is none."""
    source = sources.current()
    return access.refusal() if source.request.project and not source.reads.register else ""


def _decisions_in(folder: Path) -> pd.DataFrame:
    path = folder / _DECISIONS
    return decisions.load(path) if path.is_file() else import_views.no_decisions()


def use(content: dict[str, pd.DataFrame], *, add: bool, remove: bool = False) -> None:
    """Look at record tables from now on, with the boundaries that are shown.

    Parameters
    ----------
    content : dict of str to pandas.DataFrame
    add : bool
        To the records that are shown; else they alone are shown.
    remove : bool
        See :func:`geo_koop.intake.records.merge.merge`.

    Raises
    ------
    GeoKoopError
        If they cannot be read; the session then looks at what it looked at before.
    """
    base = _base()
    if not add:
        base = replace(base, records_as_of=None)
    wanted = (
        merge.merge(_tables_of(sources.current().reads), content, remove=remove, national=reference().national)
        if add
        else content
    )
    show_tables(base, wanted)


def _base() -> AnalysisRequest:
    """Return what is read, with all its paths; records of a register are left out."""
    reads = sources.current().reads
    if reads.register:
        return replace(kept_records.resolved(reads), register=None, recorded_on=None, view="published")
    return project.resolve(reads)


def _tables_of(base: AnalysisRequest) -> dict[str, pd.DataFrame]:
    """Return the record tables of a request; those of the session itself are read in the cage."""
    if base.register:
        # As readers see them: what is kept in a session is seen by whoever holds it.
        kept = kept_records.of(base).request
        return {name: getattr(kept, name).table.copy() for name in merge.TABLES}
    return reading.records(base) if sources.own() else merge.tables_of(base)


def show_tables(base: AnalysisRequest, content: dict[str, pd.DataFrame]) -> None:
    """Write record tables into the private folder, and look at them with the boundaries of a request."""
    _look_at(base, merge.write(content, session_data.private_folder()))


def _look_at(base: AnalysisRequest, paths: Mapping[str, Path]) -> None:
    named: dict[str, Any] = {name: paths.get(name) for name in merge.TABLES}
    session_data.use(replace(base, project=None, record_profile=None, **named))


def add_scope(scope: survey.Scope) -> bool:
    """Add a survey scope to the project, where users may save into it, or else for this session.

    Returns
    -------
    bool
        Whether it was saved into the project.

    Raises
    ------
    GeoKoopError
        If it is not complete, or cannot be written; all faults are named at once.
    """
    base = _base()
    places = known_places()
    folder = project_folder()
    if folder is not None and not merge.in_workbook(folder):
        version = survey.save(folder, scope, places=places, when=datetime.now(UTC))
        _log.info("saved", extra={"facts": {"what": "survey", "version": version}})
        cache.load()
        return True
    content = _tables_of(sources.current().reads)
    made = merge.write(content, session_data.private_folder())
    path = next(iter(made.values())).with_name("scopes.csv")
    made["scopes"] = survey.append(path, scope, places=places)
    _look_at(base, made)
    return False


def new_scope_id() -> str:
    """Return an id that no survey has yet."""
    taken = set(cache.load().records.scopes["scope_id"])
    return next(name for number in itertools.count(len(taken) + 1) if (name := f"scope-{number}") not in taken)


def known_places() -> set[str]:
    """Return what may stand as the area of a survey: regions, states, districts and municipalities."""
    inputs = cache.load()
    areas = inputs.split[0]
    columns = [areas[name] for name in ("region", "state", "district") if name in areas]
    return {str(code) for column in columns for code in column.dropna().unique()} | {
        *inputs.boundaries.info.regions,
        *areas.index,
    }


def save(draft: Draft, content: dict[str, pd.DataFrame], folder: Path, *, remove: bool) -> None:
    """Add record tables and decisions to a project, and look at it anew.

    Raises
    ------
    GeoKoopError
        If the project cannot be read or written, or somebody else changed it since the list was read;
        saving again then adds to what is there now.
    """
    if reason := access.refusal():
        raise UsageError("Saving is not possible here.", reason)
    try:
        version = merge.save(
            folder,
            content,
            when=datetime.now(UTC),
            remove=remove,
            national=reference().national,
            decided=draft.decisions,
            read=draft.stamp,
        )
    except saves.OvertakenError:
        # Looked up afterwards: who saved at the same moment had not ended when this was asked for.
        draft.stamp = saves.stamp(folder)
        raise
    rows = {name: len(table) for name, table in content.items()}
    _log.info("saved", extra={"facts": {"what": "import", "version": version, **rows}})
    cache.load()
