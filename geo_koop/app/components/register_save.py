"""Saves what a form says; where somebody else was quicker, shows both sides and lets the user decide field by field."""

import functools
from typing import TYPE_CHECKING

import streamlit as st

from geo_koop.app.components import register_actions
from geo_koop.app.data import kept_register, session
from geo_koop.app.data.kept_register import Desk
from geo_koop.app.data.session import View
from geo_koop.app.views import register_changes as views
from geo_koop.app.views import register_form as forms
from geo_koop.app.views.register_form import Form
from geo_koop.app.words import Words, plain

if TYPE_CHECKING:
    from geo_koop.register.comparison import Difference
    from geo_koop.register.content import Content
    from geo_koop.register.records import Collision

_TRIED, _LAST = "_geo_koop_register_tried", "_geo_koop_register_last"


def show(view: View, desk: Desk, form: Form) -> None:
    """Show what the form changes, ask why, and save."""
    words = view.words
    st.subheader(words("Save"))
    if form.record:
        changes = forms.changes(form, words)
        with st.expander(words("What this changes ({count})", count=len(changes)), expanded=False):
            register_actions.bullets(changes or [words("Nothing yet.")])
    left, right = st.columns(2)
    with left:
        _asked(form, "reason", words("Why is this changed?"), words)
    with right:
        _asked(
            form,
            "source",
            words("What attests it?"),
            words,
            hint=words("A letter, a page, a list. Left empty: the source that the record gets with this change."),
        )
    _offer_last(form, words)
    with st.container(horizontal=True):
        publish = desk.may("publish") and st.button(
            words("Save and publish"), type="primary", icon=":material/publish:", key=f"register_publish_{form.round}"
        )
        draft = st.button(words("Save as a draft"), icon=":material/save:", key=f"register_draft_{form.round}")
        st.button(
            words("Discard changes") if forms.is_changed(form) else words("Close"),
            icon=":material/close:",
            key=f"register_discard_{form.round}",
            on_click=session.callback(discard),
        )
    if publish or draft:
        st.session_state[_TRIED] = form.round
    wrong = forms.faults(form, words)
    if wrong and st.session_state.get(_TRIED) == form.round:
        st.error(words("Not saved yet. What is missing or wrong:"), icon=":material/error:")
        register_actions.bullets(wrong)
    elif publish or draft:
        form.publish = publish
        save(desk, form, views.given(form), words)


def _offer_last(form: Form, words: Words) -> None:
    """Offer the reason and source of the last save: a letter often changes several records."""
    last: tuple[str, str] | None = st.session_state.get(_LAST)
    if last and form.record and not form.reason and not form.source:
        st.button(
            plain(words("As last time: {reason} · {source}", reason=last[0], source=last[1])),
            icon=":material/history:",
            key=f"register_last_{form.round}",
            on_click=session.callback(_as_last),
            args=(form, last),
        )


def _as_last(form: Form, last: tuple[str, str]) -> None:
    form.reason, form.source = last
    form.round += 1


def _asked(form: Form, name: str, label: str, words: Words, hint: str | None = None) -> None:
    key = f"register_{form.round}_{words.language}_about_{name}"
    if key not in st.session_state:
        st.session_state[key] = getattr(form, name)
    st.text_input(
        label,
        key=key,
        max_chars=500,
        help=hint,
        on_change=session.callback(lambda: setattr(form, name, st.session_state[key])),
    )


def discard() -> None:
    """Let go of the form."""
    st.session_state.pop(session.REGISTER_FORM, None)
    st.session_state.pop(_TRIED, None)


def save(desk: Desk, form: Form, content: "Content", words: Words) -> None:
    """Save, and go to the record; where somebody else was quicker, keep what they did."""
    from geo_koop.register import records

    record = form.record or records.free_id(desk.register, form.fields["name"])
    answer = records.save(
        desk.register,
        record,
        content,
        based_on=form.based_on,
        actor=kept_register.actor(),
        now=kept_register.now(),
        reason=form.reason.strip(),
        source=forms.source_of(form),
        publish=form.publish,
    )
    if isinstance(answer, records.Collision):
        form.collision, form.decisions = answer, {}
        form.round += 1
        st.rerun()
    st.session_state[_LAST] = (form.reason.strip(), forms.source_of(form))
    discard()
    if answer.revision is None:
        register_actions.say(words("Nothing differs: no revision was made."))
    else:
        if form.publish:
            said = words("Saved and published as revision {number}.", number=answer.revision)
        else:
            said = words("Saved as a draft, revision {number}; readers do not see it yet.", number=answer.revision)
        register_actions.say(said, undo=answer.revision)
    register_actions.open_record(record)
    kept_register.written()
    st.rerun()


def show_collision(view: View, desk: Desk, form: Form) -> None:
    """Show what somebody else saved meanwhile beside the own changes, and let the user decide."""
    words = view.words
    found: Collision = form.collision
    st.subheader(words("Somebody else saved this record meanwhile"))
    st.info(words("Nothing of yours is lost, and nothing was overwritten. Decide, then save."), icon=":material/merge:")
    register_actions.bullets(views.saved_by(found, words))
    alone, open_ = views.of_others(found, words), list(found.comparison.collisions)
    if alone:
        with st.expander(words("Changed by one side alone, taken over ({count})", count=len(alone)), expanded=True):
            register_actions.bullets(alone)
    if open_:
        st.markdown(f"**{words('Changed by both sides: which one holds?')}**")
    for number, one in enumerate(open_):
        key = f"register_{form.round}_{words.language}_decide_{number}"
        if key not in st.session_state:
            st.session_state[key] = form.decisions.get(one.place)
        sides: list[str] = ["mine", "theirs"]
        st.radio(
            plain(views.place(one, words)),
            sides,
            format_func=functools.partial(_side, one=one, words=words),
            key=key,
            on_change=session.callback(_decide),
            args=(form, one, key),
        )
        st.caption(plain(words("Before: {value}", value=views.before(one, words))))
    with st.container(horizontal=True):
        pressed = st.button(
            words("Save both together"),
            type="primary",
            icon=":material/merge:",
            key=f"register_merge_{form.round}",
            disabled=any(one.place not in form.decisions for one in open_),
        )
        st.button(
            words("Discard my changes"),
            icon=":material/close:",
            key=f"register_theirs_{form.round}",
            on_click=session.callback(discard),
        )
    if pressed:
        made = found.merged(form.decisions)
        views.take(form, made, found)
        save(desk, form, made, words)


def _side(which: str, *, one: "Difference", words: Words) -> str:
    return plain(views.side(one, which, words))


def _decide(form: Form, one: "Difference", key: str) -> None:
    side = st.session_state[key]
    if side in ("mine", "theirs"):
        form.decisions[one.place] = side
