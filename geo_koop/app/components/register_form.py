"""The form of a record: its fields, and one row at a time of its members, sources, events, documents and actors.

What is typed is kept at once, so that nothing is lost where the page runs anew or speaks another language.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from geo_koop.app.components import register_actions, register_save
from geo_koop.app.data import kept_register, session
from geo_koop.app.data.kept_register import Desk
from geo_koop.app.data.session import View
from geo_koop.app.lists import draft as import_draft
from geo_koop.app.lists import proposals
from geo_koop.app.views import register_form as forms
from geo_koop.app.views import register_words as labels
from geo_koop.app.views.register_form import Cells, Form
from geo_koop.app.words import Words, plain

_LONG = ("note_de", "note_en", "note")
_LONGEST = 5_000


def held() -> Form | None:
    """Return the form that this session fills in."""
    form: Form | None = st.session_state.get(session.REGISTER_FORM)
    return form


def keep(form: Form | None) -> None:
    """Fill in a form from now on; widgets begin anew with what it holds."""
    if form is None:
        st.session_state.pop(session.REGISTER_FORM, None)
        return
    before = held()
    form.round = (before.round if before is not None else form.round) + 1
    st.session_state[session.REGISTER_FORM] = form


def new_button(words: Words, *, first: bool = False) -> None:
    """Offer to record something new."""
    st.button(
        words("New record"),
        type="primary" if first else "secondary",
        icon=":material/add:",
        key="register_new",
        on_click=session.callback(_new),
        args=(words,),
    )


def _new(words: Words) -> None:
    register_actions.forget_said()
    keep(forms.blank(words))


def show(view: View, desk: Desk, form: Form) -> None:
    """Show a form, and save what it says."""
    session.guarded(lambda: _show(view, desk, form))()


def _show(view: View, desk: Desk, form: Form) -> None:
    words = view.words
    if form.collision is not None:
        register_save.show_collision(view, desk, form)
        return
    # Without numbers: a tab whose title changes is left for the first one.
    parts = st.tabs([words("General"), *(words(labels.TABLES[table]) for table in forms.PARTS)])
    with parts[0]:
        _general(desk, form, words)
    for table, part in zip(forms.PARTS, parts[1:], strict=True):
        with part:
            if table == "members":
                _pick_members(form, words)
            _rows(form, table, words)
    register_save.show(view, desk, form)


def _key(form: Form, words: Words, name: str) -> str:
    """Return the key of a widget: another one in another language, which begins with what the form holds."""
    return f"register_{form.round}_{words.language}_{name}"


def _general(desk: Desk, form: Form, words: Words) -> None:
    cells = form.fields
    _text(form, "cooperations", "name", cells, words)
    known = [] if form.record else forms.alike(cells.get("name", ""), kept_register.overview(desk)["name"])
    if known:
        st.info(
            plain(words("Perhaps recorded already: {names}", names=words.listing(known))),
            icon=":material/content_copy:",
        )
    _topics(form, words)
    left, middle, right = st.columns(3)
    for place, column in ((left, "format"), (middle, "stage"), (right, "obligation")):
        with place:
            _choice(form, "cooperations", column, cells, words)
    left, middle, right = st.columns(3)
    for place, column in ((left, "start"), (middle, "end"), (right, "review_after")):
        with place:
            _date(form, "cooperations", column, cells, words)
    _text(form, "cooperations", "note_de", cells, words)
    _text(form, "cooperations", "note_en", cells, words)
    left, right = st.columns(2)
    with left:
        _text(form, "cooperations", "owner", cells, words, hint=words("The office that keeps this record up to date."))
    with right:
        _text(
            form,
            "cooperations",
            "contact",
            cells,
            words,
            hint=words("A mailbox of the office, such as ikz@example.org; no person."),
        )
    key = _started(form, words, "visibility", cells.get("visibility", "").strip().casefold() == labels.INTERNAL)
    st.checkbox(
        words("Internal: never public; only people who log in and have a role see this record"),
        key=key,
        on_change=session.callback(lambda: cells.update(visibility=labels.INTERNAL if st.session_state[key] else "")),
    )


def _started(form: Form, words: Words, name: str, value: Any) -> str:
    """Let a widget that was not there begin with a value; returns its key."""
    key = _key(form, words, name)
    if key not in st.session_state:
        st.session_state[key] = value
    return key


def _put(cells: Cells, column: str, key: str) -> None:
    value = st.session_state[key]
    cells[column] = ";".join(value) if isinstance(value, list) else str(value or "")


def _kept(cells: Cells, column: str, key: str) -> Mapping[str, Any]:
    """Return how a widget keeps what is typed at once."""
    return {"key": key, "on_change": session.callback(_put), "args": (cells, column, key)}


def _name(table: str, column: str, at: int | None) -> str:
    return f"{table}_{column}" if at is None else f"{table}_{at}_{column}"


def _text(
    form: Form, table: str, column: str, cells: Cells, words: Words, at: int | None = None, hint: str | None = None
) -> None:
    key = _started(form, words, _name(table, column, at), cells.get(column, ""))
    label, how = labels.field(table, column, words), _kept(cells, column, key)
    if column in _LONG:
        st.text_area(label, height=100, max_chars=_LONGEST, help=hint, **how)
    else:
        st.text_input(label, max_chars=_LONGEST, help=hint, **how)


def _date(form: Form, table: str, column: str, cells: Cells, words: Words, at: int | None = None) -> None:
    _text(form, table, column, cells, words, at)
    said, good = forms.read_as(table, column, cells.get(column, ""), words)
    if said and good:
        st.caption(plain(said))
    elif said:
        st.warning(plain(said), icon=":material/edit_calendar:")


def _choice(form: Form, table: str, column: str, cells: Cells, words: Words, at: int | None = None) -> None:
    here = cells.get(column, "")
    codes = forms.options(table, column, here)
    key = _started(form, words, _name(table, column, at), here)
    codelist = labels.CODES[table, column]
    st.selectbox(
        labels.field(table, column, words),
        codes,
        format_func=lambda code: words.label(codelist, code) if code else words("not stated"),
        **_kept(cells, column, key),
    )


def _topics(form: Form, words: Words) -> None:
    cells = form.fields
    chosen = forms.several(cells.get("topics", ""))
    known = forms.options("cooperations", "topics", "")[1:]
    key = _started(form, words, "topics", chosen)
    st.multiselect(
        words("Topics"),
        [*known, *(code for code in chosen if code not in known)],
        format_func=lambda code: words.label("topics", code),
        placeholder=words("Choose topics"),
        select_all=False,
        **_kept(cells, "topics", key),
    )


def _pick_members(form: Form, words: Words) -> None:
    """Let the user search for members by names, keys and districts; who is chosen is a member at once."""
    areas = import_draft.reference().areas
    known = proposals.all_places(areas)
    key = _key(form, words, "members_picked")
    here = forms.member_keys(form, known)
    if st.session_state.get(key) != here:
        st.session_state[key] = here
    st.multiselect(
        words("Municipalities, associations and districts that are members"),
        list(known),
        format_func=known.__getitem__,
        key=key,
        placeholder=words("Type a name, a key or a district"),
        select_all=False,
        on_change=session.callback(lambda: _picked(form, key, known, proposals.place_names(areas))),
    )


def _picked(form: Form, key: str, known: Mapping[str, str], names: Mapping[str, str]) -> None:
    forms.pick_members(form, st.session_state.get(key, []), known, names)


def _rows(form: Form, table: str, words: Words) -> None:
    """Show the rows of a table, one of them with its fields."""
    rows = form.rows[table]
    what = words(labels.ROWS[table])
    if rows:
        names = forms.row_names(form, table, words)
        at = min(form.chosen.get(table, 0), len(rows) - 1)
        if len(rows) > 1:
            key = _started(form, words, f"{table}_at_{len(rows)}_{at}", at)
            st.selectbox(
                words("{what} that is shown ({number} of {count})", what=what, number=at + 1, count=len(rows)),
                range(len(rows)),
                format_func=lambda i: names[i] if i < len(names) else "",
                key=key,
                on_change=session.callback(lambda: form.chosen.update({table: st.session_state[key]})),
            )
        else:
            st.markdown(f"**{plain(names[0])}**")
        _fields(form, table, at, words)
    elif table != "members":
        st.caption(words("None recorded yet."))
    with st.container(horizontal=True):
        st.button(
            words("Add without search") if table == "members" else words("Add: {what}", what=what),
            icon=":material/add:",
            key=_key(form, words, f"{table}_add"),
            on_click=session.callback(forms.add_row),
            args=(form, table),
        )
        if rows:
            st.button(
                words("Remove: {what}", what=plain(labels.row(table, rows[at], words))),
                icon=":material/delete:",
                key=_key(form, words, f"{table}_remove"),
                on_click=session.callback(_remove),
                args=(form, table, at),
            )


def _remove(form: Form, table: str, at: int) -> None:
    forms.remove_row(form, table, at)
    keep(form)  # the rows behind have moved


def _fields(form: Form, table: str, at: int, words: Words) -> None:
    cells = form.rows[table][at]
    columns = [column for column in labels.FIELDS[table] if column not in _LONG]
    for start in range(0, len(columns), 3):
        for place, column in zip(st.columns(3), columns[start : start + 3], strict=False):
            with place:
                if (table, column) in labels.CODES:
                    _choice(form, table, column, cells, words, at)
                elif (table, column) in labels.DATES:
                    _date(form, table, column, cells, words, at)
                else:
                    _text(form, table, column, cells, words, at)
    if "note" in labels.FIELDS[table]:
        _text(form, table, "note", cells, words, at)
