"""Looks whether a register is sound: its history, played again, gives the present state."""

from typing import Any

import pandas as pd
import sqlalchemy as sa

from geo_koop.errors import Phrase
from geo_koop.register import revisions, schema, store, triggers
from geo_koop.register.store import Register

_FEW = 5


def check(register: Register) -> list[Phrase]:
    """Return what is wrong with a register; nothing where it is sound.

    Parameters
    ----------
    register : Register
    """
    with register.reading() as connection:
        faults = [*_database(connection), *_triggers(connection), *_numbers(connection)]
        for name in schema.TRACKED:
            faults += _replayed(connection, name)
        lost = revisions.orphans(connection)
        if lost:
            faults.append(Phrase("rows belong to cooperations that are not there: {names}", names=_few(lost)))
    return faults


def _few(names: list[Any]) -> str:
    more = f" … ({len(names)})" if len(names) > _FEW else ""
    return ", ".join(map(str, names[:_FEW])) + more


def _database(connection: sa.Connection) -> list[Phrase]:
    faults = []
    if store.stand(connection) != store.head():
        faults.append(Phrase("the schema is {stand}, not {head}", stand=store.stand(connection), head=store.head()))
    if connection.dialect.name == "sqlite":
        said = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        if said != ["ok"]:
            faults.append(Phrase("the file is damaged: {said}", said=_few(said)))
    return faults


def _triggers(connection: sa.Connection) -> list[Phrase]:
    """Compare the triggers with those of this version, where the database keeps their text."""
    wanted = [text for text in triggers.statements(connection) if text.startswith("CREATE TRIGGER")]
    names = {text.split()[2] for text in wanted}
    lacking = sorted(names - set(triggers.present(connection)))
    if connection.dialect.name == "sqlite":
        kept = set(connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'trigger'").scalars())
        lacking = sorted({text.split()[2] for text in wanted if text not in kept})
    if not lacking:
        return []
    return [
        Phrase(
            "triggers are missing or were changed, so that changes are not in the history: {names}", names=_few(lacking)
        )
    ]


def _numbers(connection: sa.Connection) -> list[Phrase]:
    """Look whether revisions are numbered without a gap, each later than the one before, and known to the history."""
    table = schema.revisions
    rows = connection.execute(sa.select(table.c.number, table.c.recorded).order_by(table.c.number)).all()
    made = pd.DataFrame(rows, columns=["number", "recorded"]).astype("int64")
    faults = []
    if made["number"].tolist() != list(range(1, len(made) + 1)):
        faults.append(Phrase("numbers of revisions are missing"))
    early = made.loc[made["recorded"].diff() <= 0, "number"].tolist()
    if early:
        faults.append(Phrase("revisions are not later than those before: {numbers}", numbers=_few(early)))
    for name, history in schema.HISTORIES.items():
        strange = connection.scalars(
            sa.select(history.c.revision).where(history.c.revision.not_in(sa.select(table.c.number))).distinct()
        ).all()
        if strange:
            faults.append(
                Phrase(
                    "the history of {table} names revisions that are not there: {numbers}",
                    table=name,
                    numbers=_few(list(strange)),
                )
            )
    return faults


def _replayed(connection: sa.Connection, name: str) -> list[Phrase]:
    """Play the history of a table again and compare each step with the one before, and the last with the present."""
    history = schema.HISTORIES[name]
    query = sa.select(history.c.item, history.c.revision, history.c.old, history.c.new).order_by(history.c.seq)
    steps = pd.DataFrame(connection.execute(query).all(), columns=["item", "revision", "old", "new"], dtype=object)
    steps["before"] = steps.groupby("item", sort=False)["new"].shift()
    torn = steps[~_equal(name, steps["old"], steps["before"])]
    faults = []
    if len(torn):
        numbers = _few(sorted(set(torn["revision"])))
        faults.append(Phrase("the history of {table} has gaps at revisions {numbers}", table=name, numbers=numbers))
    last = steps.drop_duplicates("item", keep="last").set_index("item")["new"].dropna()
    table = schema.publications if name == schema.PUBLICATIONS else schema.TABLES[name]
    present = {str(row[schema.ITEM[name]]): dict(row) for row in connection.execute(sa.select(table)).mappings()}
    told = {item: revisions.read_row(text) for item, text in last.items()}
    wrong = sorted(item for item in {*present, *told} if not revisions.same(name, told.get(item), present.get(item)))
    if wrong:
        faults.append(Phrase("{table}: rows are not as the history tells: {rows}", table=name, rows=_few(wrong)))
    return faults


def _equal(name: str, one: pd.Series, other: pd.Series) -> pd.Series:
    """Tell which rows are the same, reading only those whose texts differ."""
    both = one.isna() & other.isna()
    equal = both | (one == other).fillna(False).astype(bool)
    open_ = ~equal & one.notna() & other.notna()
    for at in open_[open_].index:
        equal[at] = revisions.same(name, revisions.read_row(one[at]), revisions.read_row(other[at]))
    return equal.astype(bool)
