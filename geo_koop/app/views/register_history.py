"""The history of a record in sentences: who recorded what when and why; and what readers may see of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from geo_koop.app.views import register_words as labels
from geo_koop.app.words import Words
from geo_koop.locale import mark as _

Cells = dict[str, str]
State = dict[tuple[str, str], Cells]
"""Rows of a record by table and number; the cooperation itself is the row ``("cooperations", …)``."""
_TABLES = ("cooperations", *labels.TABLES)
_SEEN = "publications"
_MOST_NAMES = 12
_KINDS = {
    "load": _("loaded from tables"),
    "revert": _("undone"),
    "merge": _("merged"),
    "sql": _("changed in the database by hand"),
}
"""Kinds of revisions that are told; of the others the sentences tell enough."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A state of a record: after a revision, or as it was published.

    Attributes
    ----------
    number : int
    recorded : datetime.datetime
    author, reason, source, kind : str
    before, after : dict
    published : bool
        Whether readers saw a new state from then on.
    """

    number: int
    recorded: datetime
    author: str
    reason: str
    source: str
    kind: str
    before: State
    after: State
    published: bool


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is told of a revision: its number, a heading with time and author, sentences, why and by what source."""

    number: int
    heading: str
    sentences: tuple[str, ...]
    reason: str = ""
    source: str = ""


def steps(history: pd.DataFrame) -> list[Step]:
    """Play the history of a record from its beginning on.

    Parameters
    ----------
    history : pandas.DataFrame
        From :func:`geo_koop.register.revisions.of_record`.
    """
    made: list[Step] = []
    state: State = {}
    for number, rows in history.iloc[::-1].groupby("revision", sort=True):
        before, state = state, {place: dict(cells) for place, cells in state.items()}
        _apply(state, rows.iloc[::-1])
        first = rows.iloc[0]
        about = {name: str(first[name]) for name in ("author", "reason", "source", "kind")}
        seen = bool(((rows["table"] == _SEEN) & (rows["operation"] != "delete")).any())
        when = pd.Timestamp(first["recorded"]).to_pydatetime()
        made.append(Step(number=int(str(number)), recorded=when, **about, before=before, after=state, published=seen))
    return made


def _apply(state: State, rows: pd.DataFrame) -> None:
    """Change a state as one revision did."""
    for row in rows[rows["table"].isin(_TABLES)].itertuples():
        place = (str(row.table), str(row.item))
        if row.operation == "delete":
            state.pop(place, None)
            continue
        cells = state.setdefault(place, {})
        if row.column and row.column not in ("position", "cooperation_id"):
            cells[str(row.column)] = str(row.new)


def for_readers(every: Iterable[Step]) -> list[Step]:
    """Return the states that readers saw, each with the one before.

    States from when the record was internal are left out, and so is who recorded something, why, and by what source.
    """
    made: list[Step] = []
    before: State = {}
    for step in every:
        if not step.published:
            continue
        after = {} if _is_internal(step.after) else step.after
        if after or before:
            made.append(
                Step(
                    number=step.number,
                    recorded=step.recorded,
                    **dict.fromkeys(("author", "reason", "source", "kind"), ""),
                    before=before,
                    after=after,
                    published=True,
                )
            )
        before = after
    return made


def _is_internal(state: State) -> bool:
    return any(
        cells.get("visibility", "").strip().casefold() == labels.INTERNAL
        for (table, _item), cells in state.items()
        if table == "cooperations"
    )


def tell(every: Iterable[Step], words: Words) -> list[Told]:
    """Tell of each step, the last one first."""
    return [_told(step, words) for step in reversed(list(every))]


def _told(step: Step, words: Words) -> Told:
    when = labels.moment(step.recorded, words)
    heading = words("Revision {number}, {when}", number=step.number, when=when)
    kind = _KINDS.get(step.kind)
    parts = [heading, *([step.author] if step.author else []), *([words(kind)] if kind else [])]
    sentences = list(changes(step.before, step.after, words))
    if step.published and step.author:
        sentences.append(words("Readers see this state from now on."))
    if not sentences:
        sentences = [words("Nothing that is told here was changed.")]
    return Told(
        number=step.number, heading=", ".join(parts), sentences=tuple(sentences), reason=step.reason, source=step.source
    )


def changes(before: State, after: State, words: Words) -> Iterator[str]:
    """Yield a sentence for each field that changed, and one for all rows of a table that came, or went.

    Parameters
    ----------
    before, after : dict
    words : Words
    """
    there, here = _has_record(before), _has_record(after)
    if here and not there:
        yield words("The record was created.")
    elif there and not here:
        yield words("The record was taken out.")
        return
    for table in _TABLES:
        yield from _of_table(table, _rows(before, table), _rows(after, table), words)


def _has_record(state: State) -> bool:
    return any(table == "cooperations" for table, _item in state)


def _rows(state: State, table: str) -> dict[str, Cells]:
    return {item: cells for (name, item), cells in state.items() if name == table}


def _of_table(table: str, before: Mapping[str, Cells], after: Mapping[str, Cells], words: Words) -> Iterator[str]:
    if table == "cooperations":
        for item in after:
            yield from _cells(table, before.get(item), after[item], "", words)
        return
    what = words(labels.TABLES[table])
    for sentence, names in (
        (_("{what} added: {names}"), [labels.row(table, after[i], words) for i in after if i not in before]),
        (_("{what} removed: {names}"), [labels.row(table, before[i], words) for i in before if i not in after]),
    ):
        if names:
            yield words(sentence, what=what, names=words.listing(names, most=_MOST_NAMES))
    for item in after:
        if item in before:
            called = f"{words(labels.ROWS[table])} {labels.row(table, after[item], words)}: "
            yield from _cells(table, before[item], after[item], called, words)


def _cells(table: str, base: Cells | None, after: Cells, called: str, words: Words) -> Iterator[str]:
    """Yield what changed in a row; of one that was not there, what it holds."""
    before = base or {}
    known = labels.FIELDS[table]
    for column in [*known, *sorted({*before, *after} - set(known))]:
        old, new = before.get(column, ""), after.get(column, "")
        if old != new and column != "cooperation_id":
            name = labels.field(table, column, words)
            told = labels.value(table, column, new, words)
            if base is None:
                yield f"{name}: {told}"
            else:
                said = labels.value(table, column, old, words)
                yield called + words("{field} from {old} to {new}", field=name, old=said, new=told)
