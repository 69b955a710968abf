"""Reads the workbook that a municipality sent back, as a change set: cells that nobody touched change nothing.

* :func:`read` → :class:`Returned`: each record with what would change, and what is not taken over
* :func:`apply`: one revision
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from geo_koop.errors import InputError, Phrase, UsageError
from geo_koop.intake.files import tables
from geo_koop.locale import mark as _
from geo_koop.register import comparison, content, records, rights, schema, workbook, workbook_form, writing
from geo_koop.register.changes import CELLS, RECORDS, Preview
from geo_koop.register.comparison import Comparison, Difference, Place, Side
from geo_koop.register.content import ROW_ID, Content, Row
from geo_koop.register.rights import Actor
from geo_koop.register.store import Register
from geo_koop.register.workbook_form import ABOUT, ABOUT_COLUMNS, NUMBER, STRIKE

_ID: Final = "cooperation_id"
_NO_MARK: Final = ("", "-", "0", "nein", "no", "false")


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a workbook would change in a record.

    Attributes
    ----------
    cooperation_id, name : str
    seen : int
        Last revision of the record now; 0 for a new one.
    comparison : Comparison
        ``mine`` is the workbook, ``theirs`` the working state, ``base`` what was sent.
    """

    cooperation_id: str
    name: str
    seen: int
    comparison: Comparison

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What the workbook changes; not what others changed since it was sent."""
        return tuple(one for one in self.comparison.differences if one.mine != one.base or one.collides)

    @property
    def status(self) -> str:
        """``new``, ``changed`` or ``unchanged``."""
        if self.comparison.base is None:
            return "new"
        return "changed" if self.differences else "unchanged"


@dataclass(frozen=True, kw_only=True)
class Returned:
    """A workbook that came back.

    Attributes
    ----------
    file : str
    changes : tuple of Change
    notes : tuple of Phrase
        What is not taken over, and why.
    seen : int
        Revision of the register that it was compared with.
    """

    file: str
    changes: tuple[Change, ...]
    notes: tuple[Phrase, ...]
    seen: int

    def preview(self) -> Preview:
        """Return it as tables."""
        rows = [(c.cooperation_id, c.name, c.status) for c in self.changes]
        cells = [
            (c.cooperation_id, _status(d), d.table, d.item, d.name, d.column, d.theirs, d.mine, d.collides)
            for c in self.changes
            for d in c.differences
        ]
        return Preview(
            records=pd.DataFrame(rows, columns=list(RECORDS)),
            cells=pd.DataFrame(cells, columns=list(CELLS)),
            notes=self.notes,
            seen=self.seen,
        )


def _status(one: Difference) -> str:
    if one.mine is None:
        return "removed"
    return "new" if one.column == comparison.WHOLE and one.base is None else "changed"


@dataclass(frozen=True)
class _Sheet:
    """A sheet as it came back: rows with the columns of the register, and ``row``."""

    name: str
    title: str
    rows: pd.DataFrame


def read(register: Register, path: Path, *, actor: Actor) -> Returned:
    """Read a workbook and compare it with what was sent and with what there is now; nothing is changed.

    Parameters
    ----------
    register : Register
    path : Path
    actor : Actor

    Raises
    ------
    InputError
        If it is no workbook of this register, or a sheet cannot be read.
    UsageError
        If the actor may not change records.
    """
    about, language = _about(path)
    sheets = {name: sheet for name in workbook_form.SHEETS if (sheet := _sheet(path, name, language))}
    with register.reading() as connection:
        rights.require(rights.current(connection, actor), "change")
        newest = writing.newest(connection) or 0
        marks, sent = set(about["register"]), {row[_ID]: row["revision"] for row in about.to_dict("records")}
        if marks != {workbook.identity(connection)} or not all(_number(r, newest) for r in sent.values()):
            raise InputError(
                "{file} was not written by this register.",
                "Name the register it came from, or load it: geo-koop register load",
                file=path.name,
            )
        notes: list[Phrase] = []
        lacking = [workbook_form.title(name, language) for name in workbook_form.SHEETS if name not in sheets]
        if lacking:
            notes.append(
                Phrase(_("sheets are missing, and nothing of them changes: {names}"), names=", ".join(lacking))
            )
        bases = {record: content.at(connection, record, int(revision)) for record, revision in sent.items()}
        given = _contents(connection, sheets, bases, language, notes)
        changes = []
        for record, mine in given.items():
            edits = writing.last_edits(connection, [record])
            theirs = content.working(connection, record)
            found = comparison.compare(bases.get(record), mine, theirs)
            seen = int(edits[0].number) if edits else 0
            changes.append(Change(cooperation_id=record, name=mine.name, seen=seen, comparison=found))
    return Returned(file=path.name, changes=tuple(changes), notes=tuple(notes), seen=newest)


def _number(text: str, newest: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 18 and 0 < int(text) <= newest


def _about(path: Path) -> tuple[pd.DataFrame, str]:
    titles = tables.sheets(path) if path.suffix.lower() in tables.SHEET_FILES and path.is_file() else []
    if ABOUT not in titles:
        if not path.is_file():
            raise InputError("The file {path} does not exist.", "Check the path and its spelling.", path=path)
        raise InputError(
            "{file} is no workbook that a register wrote: the sheet {sheet} is missing.",
            "Take the one that was sent, or load it: geo-koop register load",
            file=path.name,
            sheet=ABOUT,
        )
    table = tables.read(path, sheet=ABOUT).rows
    languages = set(table["language"]) if "language" in table else set()
    if not set(ABOUT_COLUMNS) <= set(table.columns) or table.empty or not languages <= {"de", "en"}:
        raise InputError(
            "{file}: the sheet {sheet} was changed.", "Take the workbook that was sent.", file=path.name, sheet=ABOUT
        )
    return table, str(table["language"].iloc[0])


def _sheet(path: Path, name: str, language: str) -> _Sheet | None:
    """Read a sheet under the names of the register; ``None`` where it is gone."""
    title = workbook_form.title(name, language)
    if title not in tables.sheets(path):
        return None
    table = tables.read(path, sheet=title)
    if len(table.unread):
        raise InputError(
            "{file}, sheet {sheet}: rows {rows} cannot be read.",
            "They have more cells than there are headings.",
            file=path.name,
            sheet=title,
            rows=", ".join(map(str, table.unread["row"].head(5))),
        )
    columns = workbook_form.columns(name)
    known = {told[language].casefold(): column for column, told in columns.items()}
    rows = table.rows.rename(columns={h: known.get(str(h).casefold(), h) for h in table.rows.columns if h != "row"})
    needed = [column for column in (_ID, NUMBER) if column in columns and column not in rows]
    if needed:
        raise InputError(
            "{file}, sheet {sheet}: the column “{column}” is missing.",
            "Take the workbook that was sent.",
            file=path.name,
            sheet=title,
            column=columns[needed[0]][language],
        )
    return _Sheet(name, title, rows[[*(c for c in columns if c in rows), "row"]])


def _contents(
    connection: sa.Connection,
    sheets: Mapping[str, _Sheet],
    bases: Mapping[str, Content | None],
    language: str,
    notes: list[Phrase],
) -> dict[str, Content]:
    """Return what the workbook says of each record: of those that were sent, and of new ones."""
    given = {record: Content(fields={}, rows={}) for record, base in bases.items() if base is not None}
    fields: dict[str, Row] = {}
    for row in _rows(sheets.get("cooperations")):
        record = row[_ID]
        place = {"sheet": sheets["cooperations"].title, "row": row["row"]}
        if record in fields:
            raise InputError(
                "Sheet {sheet}, row {row}: {record} stands there twice.", "Leave one.", record=record, **place
            )
        if record not in given and not _is_new(connection, record, row, place, notes):
            continue
        base = bases.get(record)
        fields[record] = _cells("cooperations", row, base.fields if base else {}, language)
    found = {record: Content(fields=fields.get(record, {}), rows={}) for record in dict.fromkeys([*given, *fields])}
    missing = [record for record in given if record not in fields and "cooperations" in sheets]
    if missing:
        notes.append(
            Phrase(
                _("cooperations are missing in the workbook, and stay as they are: {names}"), names=", ".join(missing)
            )
        )
    for name, sheet in sheets.items():
        if name == "cooperations":
            continue
        rows = _parts(sheet, bases, set(found), language, notes)
        for record, content_ in found.items():
            found[record] = Content(fields=content_.fields, rows={**content_.rows, name: tuple(rows.get(record, ()))})
    return {record: content.filled(made, bases.get(record)) for record, made in found.items()}


def _rows(sheet: _Sheet | None) -> Iterator[dict[str, Any]]:
    """Yield the rows of a sheet in which something is written."""
    if sheet is None:
        return
    for row in sheet.rows.to_dict("records"):
        if any(value for column, value in row.items() if column not in ("row", NUMBER, STRIKE)):
            yield {str(column): value for column, value in row.items()}


def _is_new(
    connection: sa.Connection, record: str, row: Mapping[str, Any], place: Mapping[str, Any], notes: list[Phrase]
) -> bool:
    """Tell whether a row is a record that is not there yet; say why it is not used else."""
    if not record or not row.get("name"):
        notes.append(Phrase(_("sheet {sheet}, row {row}: a new cooperation needs an identifier and a name"), **place))
        return False
    history = schema.HISTORIES["cooperations"]
    if connection.scalar(sa.select(sa.literal(1)).where(history.c.record == record).limit(1)):
        notes.append(Phrase(_("sheet {sheet}, row {row}: {record} was not sent"), record=record, **place))
        return False
    return True


def _cells(name: str, row: Mapping[str, Any], base: Row, language: str) -> dict[str, str]:
    """Return the cells of a row: those that nobody touched as they were sent."""
    made = {}
    for column, told in workbook_form.columns(name).items():
        if column in (_ID, NUMBER, STRIKE) or column not in row:
            continue
        before, cell = base.get(column, ""), workbook_form.plain(row[column])
        same = cell == workbook_form.shown(before, told, language)
        made[column] = before if same else workbook_form.meant(cell, told, language)
    return made


def _parts(
    sheet: _Sheet, bases: Mapping[str, Content | None], known: set[str], language: str, notes: list[Phrase]
) -> dict[str, list[Row]]:
    """Return the rows of each record; those that are gone without a word stay."""
    found: dict[str, list[Row]] = {}
    sent = {
        (record, row[ROW_ID]): row
        for record, base in bases.items()
        for row in (base.rows.get(sheet.name, ()) if base else ())
    }
    done: set[tuple[str, str]] = set()
    for row in _rows(sheet):
        record, number = row[_ID], row[NUMBER]
        place = {"sheet": sheet.title, "row": row["row"]}
        if record not in known:
            notes.append(
                Phrase(
                    _("sheet {sheet}, row {row}: there is no cooperation “{record}” in the workbook"),
                    record=record,
                    **place,
                )
            )
            continue
        at = (record, number)
        if number and at in done:
            notes.append(
                Phrase(
                    _("sheet {sheet}, row {row}: the number {number} stands there twice; read as a new row"),
                    number=number,
                    **place,
                )
            )
        elif number and at not in sent:
            notes.append(
                Phrase(
                    _("sheet {sheet}, row {row}: the number {number} was not sent; read as a new row"),
                    number=number,
                    **place,
                )
            )
        base = sent.get(at, {}) if at not in done else {}
        made = _cells(sheet.name, row, base, language)
        done.add(at)
        if row.get(STRIKE, "").strip().casefold() not in _NO_MARK:
            continue
        if not base and not any(made.values()):
            continue
        if sheet.name == "events" and made.get("kind", "") not in schema.EVENTS:
            raise InputError(
                "Sheet {sheet}, row {row}: “{value}” is no kind of event.",
                "Choose one from the list.",
                value=made.get("kind", ""),
                **place,
            )
        found.setdefault(record, []).append({ROW_ID: base.get(ROW_ID, ""), **made})
    gone = [at for at in sent if at not in done]
    if gone:
        numbers = ", ".join(number for _record, number in gone)
        notes.append(
            Phrase(
                _("sheet {sheet}: rows are missing and stay as they are; to strike them, mark them: no. {numbers}"),
                sheet=sheet.title,
                numbers=numbers,
            )
        )
    for record, number in gone:
        found.setdefault(record, []).append(sent[record, number])
    return found


def apply(
    register: Register,
    given: Returned,
    *,
    actor: Actor,
    now: datetime,
    reason: str,
    source: str,
    decisions: Mapping[str, Mapping[Place, Side]] | None = None,
    publish: bool = False,
) -> int | None:
    """Do what a workbook says, as one revision; returns its number, ``None`` where nothing differs.

    Parameters
    ----------
    register : Register
    given : Returned
        From :func:`read`.
    actor : Actor
    now : datetime.datetime
    reason, source : str
    decisions : mapping of record to decisions, optional
        For what collides: ``mine`` is the workbook; see :meth:`Comparison.merged`.
    publish : bool

    Raises
    ------
    UsageError
        If a record was changed since :func:`read`, a collision is not decided, reason or source are missing, or the
        actor may not do this; then nothing is changed.
    """
    records.told(reason, source)
    how = {"reason": reason, "source": source, "kind": "load"}
    with writing.writing(register, now=now, author=actor, action="change", **how) as open_:
        for change in given.changes:
            if change.status == "unchanged":
                continue
            made = change.comparison.merged((decisions or {}).get(change.cooperation_id))
            if made is None:
                continue
            saved = records.save_in(open_, change.cooperation_id, made, based_on=change.seen)
            if isinstance(saved, records.Collision):
                raise UsageError(
                    "These records were changed since you saw them: {records}.",
                    "Nothing was done. Look at them again.",
                    records=change.cooperation_id,
                )
        touched = writing.touched(open_.connection, open_.number)
        if publish:
            writing.publish(open_, touched)
        return open_.number if touched else None
