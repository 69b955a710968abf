"""What differs between states of a record, in words: to review, to compare, and where two people changed one record."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from geo_koop.app.views import register_form as forms
from geo_koop.app.views import register_history as history
from geo_koop.app.views import register_words as labels
from geo_koop.app.views.register_form import Form
from geo_koop.app.words import Words

if TYPE_CHECKING:
    from geo_koop.register.comparison import Comparison, Difference
    from geo_koop.register.content import Content
    from geo_koop.register.records import Collision


def given(form: Form) -> "Content":
    """Return what a form says, as the register takes it."""
    from geo_koop.register.content import Content

    rows = {table: tuple(dict(row) for row in form.rows[table]) for table in forms.PARTS}
    return Content(fields=dict(form.fields), rows=rows)


def of_content(content: "Content | None") -> history.State:
    """Return a record of the register as a state of the history."""
    return {} if content is None else forms.state_of(content.fields, content.rows)


def take(form: Form, made: "Content", found: "Collision") -> None:
    """Let a form hold what was made of two sides, based on the state of the others."""
    theirs = found.comparison.theirs
    form.fields = dict(made.fields)
    form.rows = {table: [dict(row) for row in made.rows.get(table, ())] for table in forms.PARTS}
    form.before, form.based_on = of_content(theirs), found.revision
    form.collision, form.chosen = None, {}
    form.round += 1


def table(before: history.State, after: history.State, words: Words, old: str, new: str) -> pd.DataFrame:
    """Return old beside new, field by field.

    Parameters
    ----------
    before, after : dict
    words : Words
    old, new : str
        Headings.
    """
    rows: list[tuple[str, ...]] = []
    for table in ("cooperations", *forms.PARTS):
        one, two = ({i: c for (t, i), c in state.items() if t == table} for state in (before, after))
        if table == "cooperations":  # one row, whatever it is called by
            one, two = ({"": cells} for cells in (next(iter(one.values()), {}), next(iter(two.values()), {})))
        for item in [*one, *(item for item in two if item not in one)]:
            rows += _row(table, one.get(item), two.get(item), words)
    return pd.DataFrame(rows, columns=[words("What"), old, new])


def _row(table: str, old: dict[str, str] | None, new: dict[str, str] | None, words: Words) -> Iterable[tuple[str, ...]]:
    called = (
        "" if table == "cooperations" else f"{words(labels.ROWS[table])} {labels.row(table, new or old or {}, words)}"
    )
    if table != "cooperations" and (old is None or new is None):
        return [(called, _whole(table, old, words), _whole(table, new, words))]
    one, two = old or {}, new or {}
    columns = [*labels.FIELDS[table], *sorted({*one, *two} - set(labels.FIELDS[table]))]
    return [
        (
            ", ".join(part for part in (called, labels.field(table, column, words)) if part),
            labels.value(table, column, one.get(column), words),
            labels.value(table, column, two.get(column), words),
        )
        for column in columns
        if one.get(column, "") != two.get(column, "") and column != "cooperation_id"
    ]


def _whole(table: str, cells: dict[str, str] | None, words: Words) -> str:
    if cells is None:
        return words("not there")
    told = [
        f"{labels.field(table, column, words)}: {labels.value(table, column, text, words)}"
        for column, text in cells.items()
        if text and column in labels.FIELDS[table]
    ]
    return "; ".join(told) or words("there")


def saved_by(found: "Collision", words: Words) -> list[str]:
    """Return who saved meanwhile: number, time, name and reason of each."""
    return [
        words("Revision {number}, {when}", number=one.number, when=labels.moment(one.recorded, words))
        + "".join(f", {part}" for part in (one.author, one.reason) if part)
        for one in found.by
    ]


def place(one: "Difference", words: Words) -> str:
    """Return which field, or which row, a difference is about."""
    if one.table == "cooperations":
        return labels.field("cooperations", one.column, words) if one.column else words("The record")
    what = f"{words(labels.ROWS[one.table])} {one.name}"
    return f"{what}, {labels.field(one.table, one.column, words)}" if one.column else what


def side(one: "Difference", which: str, words: Words) -> str:
    """Return what one side says."""
    said = _said(one, one.mine if which == "mine" else one.theirs, words)
    return words("yours: {value}", value=said) if which == "mine" else words("the other one: {value}", value=said)


def before(one: "Difference", words: Words) -> str:
    """Return what stood there before."""
    return _said(one, one.base, words)


def _said(one: "Difference", text: str | None, words: Words) -> str:
    if one.column:
        return labels.value(one.table, one.column, text, words)
    return words("not there") if text is None else words("there, with changes")


def of_others(found: "Collision", words: Words) -> list[str]:
    """Return what one side alone changed, and which one."""
    made = []
    for one in found.differences:
        if one.collides:
            continue
        mine = one.mine != one.base
        value = _said(one, one.mine if mine else one.theirs, words)
        if not one.column:
            value = words("removed") if (one.mine if mine else one.theirs) is None else words("added")
        template = words("{field}: {value} (yours)") if mine else words("{field}: {value} (of the others)")
        made.append(template.format(field=place(one, words), value=value))
    return made


def side_of_pair(one: "Difference", which: str, names: tuple[str, str], words: Words) -> str:
    """Return what one of two records says; ``theirs`` is the one that stays."""
    said = _said(one, one.mine if which == "mine" else one.theirs, words)
    return f"{names[0] if which == 'theirs' else names[1]}: {said}"


def united(found: "Comparison", words: Words) -> list[str]:
    """Return what the record that stays gets from the other one, without asking."""
    made = []
    for one in found.differences:
        if one.collides or one.mine is None or (one.column and one.mine in (one.theirs, "")):
            continue
        value = _said(one, one.mine, words) if one.column else words("added")
        if one.mine != one.base:
            made.append(f"{place(one, words)}: {value}")
    return made
