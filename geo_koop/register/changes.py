"""Change sets: what tables or a workbook would change in a register, looked at before it is done, then one revision.

* :func:`of_tables` → :class:`Preview` of an import; :func:`apply_tables`
* :mod:`geo_koop.register.returned`: the same for the workbook that a municipality sent back

The preview of tables is the load itself, taken back: what it shows is what is done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pandas as pd
import sqlalchemy as sa

from geo_koop.errors import Phrase, UsageError
from geo_koop.register import exchange, records, revisions, schema, views, writing
from geo_koop.register.exchange import Counts
from geo_koop.register.reading import Given
from geo_koop.register.rights import Actor
from geo_koop.register.store import Register

STATUS: Final = ("new", "changed", "removed", "unchanged")
RECORDS: Final = ("record", "name", "status")
"""Columns of :attr:`Preview.records`."""
CELLS: Final = ("record", "status", "table", "item", "name", "column", "old", "new", "collides")
"""Columns of :attr:`Preview.cells`: ``status`` is that of the row, ``item`` names it, ``name`` is how it is called."""
_FEW: Final = 20


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a change set would do.

    Attributes
    ----------
    records : pandas.DataFrame
        Each record that is spoken of, with the columns :data:`RECORDS`, sorted.
    cells : pandas.DataFrame
        Each field that would change, with the columns :data:`CELLS`.
    notes : tuple of Phrase
        What is not taken over, and why.
    seen : int
        Revision of the register that this is based on.
    """

    records: pd.DataFrame
    cells: pd.DataFrame
    notes: tuple[Phrase, ...]
    seen: int

    def counts(self) -> dict[str, int]:
        """Return how many records are new, changed, removed and unchanged."""
        found = self.records["status"].value_counts()
        return {status: int(found.get(status, 0)) for status in STATUS}


class _TakenBackError(Exception):
    """What was only tried is taken back."""


def of_tables(
    register: Register, given: Mapping[str, Given], *, actor: Actor, now: datetime, replace: bool = False
) -> Preview:
    """Return what a load of tables would do, see :func:`geo_koop.register.exchange.load`; nothing is changed.

    Parameters
    ----------
    register : Register
    given : mapping of str to Given
        From :func:`geo_koop.register.reading.folder`.
    actor : Actor
    now : datetime.datetime
    replace : bool

    Raises
    ------
    InputError
        If rows belong to no cooperation.
    UsageError
        If the actor may not do this.
    """
    found: list[Preview] = []
    try:
        with writing.writing(register, now=now, author=actor, action="change", kind="load") as open_:
            connection = open_.connection
            before = views.working(connection, "cooperations").set_index("cooperation_id")["name"]
            exchange.load_in(open_, given, replace=replace)
            cells = revisions.of_revision_within(connection, open_.number, schema.RECORDS)
            after = views.working(connection, "cooperations").set_index("cooperation_id")["name"]
            found.append(_preview(cells, given, before, after, open_.number - 1))
            raise _TakenBackError
    except _TakenBackError:
        pass
    return found[0]


def _preview(
    steps: pd.DataFrame, given: Mapping[str, Given], before: pd.Series, after: pd.Series, seen: int
) -> Preview:
    told = [table.rows["cooperation_id"] for name, table in given.items() if name in schema.RECORD]
    every = pd.Index(pd.concat([*told, steps["record"]]).unique() if told else steps["record"].unique())
    names = after.reindex(every).fillna(before.reindex(every)).fillna("")
    status = pd.Series("unchanged", index=every)
    status[every.isin(steps["record"])] = "changed"
    status[~every.isin(before.index) & every.isin(after.index)] = "new"
    status[every.isin(before.index) & ~every.isin(after.index)] = "removed"
    records_ = pd.DataFrame({"record": every, "name": names.to_numpy(), "status": status.to_numpy()})
    kinds = {"insert": "new", "update": "changed", "delete": "removed"}
    cells = steps.assign(status=steps["operation"].map(kinds), name="", collides=False)
    cells = cells[~cells["column"].isin(["position", "", "cooperation_id"])]
    places = {name: at for at, name in enumerate(schema.RECORDS)}
    columns = {(name, column): at for name, told_ in schema.COLUMNS.items() for at, column in enumerate(told_)}
    key = pd.DataFrame(
        {
            "record": cells["record"],
            "table": cells["table"].map(places),
            "item": cells["item"],
            "column": [columns.get(place, len(columns)) for place in zip(cells["table"], cells["column"], strict=True)],
        }
    )
    cells = cells.loc[key.sort_values(list(key.columns), kind="stable").index]
    return Preview(
        records=records_.sort_values("record", kind="stable").reset_index(drop=True),
        cells=cells[list(CELLS)].reset_index(drop=True),
        notes=(),
        seen=seen,
    )


def apply_tables(
    register: Register,
    given: Mapping[str, Given],
    *,
    seen: int,
    actor: Actor,
    now: datetime,
    reason: str,
    source: str,
    replace: bool = False,
    publish: bool = False,
) -> Counts:
    """Do what :func:`of_tables` showed, as one revision.

    Parameters
    ----------
    register : Register
    given : mapping of str to Given
    seen : int
        :attr:`Preview.seen`.
    actor : Actor
    now : datetime.datetime
    reason, source : str
    replace, publish : bool

    Raises
    ------
    UsageError
        If a record that would be changed was changed since the preview, reason or source are missing, or the actor may
        not do this; then nothing is changed.
    InputError
        If rows belong to no cooperation.
    """
    records.told(reason, source)
    how = {"reason": reason, "source": source, "kind": "load"}
    with writing.writing(register, now=now, author=actor, action="change", **how) as open_:
        counts = exchange.load_in(open_, given, replace=replace)
        touched = writing.touched(open_.connection, open_.number)
        _unchanged(open_.connection, touched, seen, open_.number)
        if publish:
            writing.publish(open_, touched)
        return counts


def _unchanged(connection: sa.Connection, touched: list[str], seen: int, own: int) -> None:
    """Refuse where records that are changed now were changed since somebody looked."""
    since: set[str] = set()
    for name in schema.RECORDS:
        history = schema.HISTORIES[name]
        query = sa.select(history.c.record).where(history.c.revision > seen, history.c.revision < own).distinct()
        since |= set(connection.scalars(query))
    changed = sorted(since & set(touched))
    if changed:
        raise UsageError(
            "These records were changed since you saw them: {records}.",
            "Nothing was done. Look at them again.",
            records=", ".join(record or "–" for record in changed[:_FEW]),
        )
