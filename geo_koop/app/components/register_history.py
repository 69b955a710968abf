"""The history of a record in sentences, any two of its states beside each other, and the way back."""

import streamlit as st

from geo_koop.app.components import fitted, register_actions
from geo_koop.app.data import kept_register, session
from geo_koop.app.data.kept_register import Desk
from geo_koop.app.data.session import View
from geo_koop.app.views import register_changes, register_history
from geo_koop.app.views.register_history import Step
from geo_koop.app.words import Words, plain

_FIRST = 10
"""Revisions that are shown before somebody asks for all."""


def show(view: View, desk: Desk, record: str) -> None:
    """Show the history of a record; readers see what was published, without names."""
    words = view.words
    every = kept_register.steps(desk, record)
    if not every:
        st.info(words("Readers have not seen this record yet."), icon=":material/history:")
        return
    if not desk.writes:
        st.caption(words("Shown are the states that were published."))
    _told(every, words, record)
    if len(every) > 1:
        _compare(every, words, record)
    if desk.writes:
        _back(desk, every, words, record)


def _told(every: list[Step], words: Words, record: str) -> None:
    told = register_history.tell(every, words)
    whole = len(told) <= _FIRST or st.toggle(
        words("Show all {count} revisions", count=words.number(len(told))), key=f"register_all_{record}"
    )
    for one in told if whole else told[:_FIRST]:
        st.markdown(f"**{plain(one.heading)}**")
        register_actions.bullets(one.sentences)
        about = [words("Reason: {text}", text=one.reason)] if one.reason else []
        about += [words("Source: {text}", text=one.source)] if one.source else []
        if about:
            st.caption(plain(" · ".join(about)))


def _names(every: list[Step], words: Words) -> dict[int, str]:
    return {told.number: told.heading for told in register_history.tell(every, words)}


def _compare(every: list[Step], words: Words, record: str) -> None:
    """Let the user put any two states beside each other."""
    st.subheader(words("Compare two states"))
    names = _names(every, words)
    numbers: list[int] = [step.number for step in every]
    left, right = st.columns(2)
    other = [i for i, step in enumerate(every[:-1]) if step.after != every[-1].after]
    before = other[-1] if other else len(numbers) - 2
    base = f"{record}_{len(numbers)}_{words.language}"
    old = left.selectbox(
        words("Older state"), numbers, index=before, format_func=names.__getitem__, key=f"register_old_{base}"
    )
    new = right.selectbox(
        words("Newer state"), numbers, index=len(numbers) - 1, format_func=names.__getitem__, key=f"register_new_{base}"
    )
    states = {step.number: step.after for step in every}
    headings = [words("Revision {number}", number=number) for number in (old, new)]
    if old == new:
        st.caption(words("This is the same state twice."))
        return
    shown = register_changes.table(states[old], states[new], words, *headings)
    if shown.empty:
        st.caption(words("The two states hold the same."))
    else:
        fitted.show(shown, words, most=14)


def _back(desk: Desk, every: list[Step], words: Words, record: str) -> None:
    """Let the user undo a revision, or bring a state back."""
    st.subheader(words("Undo, or bring back an old state"))
    names = _names(every, words)
    numbers: list[int] = [step.number for step in reversed(every)]
    key = f"register_back_{record}_{len(numbers)}_{words.language}"
    number = st.selectbox(words("Revision"), numbers, format_func=names.__getitem__, key=key)
    others = kept_register.records_of(desk, number) - 1
    if others:
        st.caption(
            words(
                "This revision changed other records too ({count}); undoing it undoes that as well.",
                count=words.number(others),
            )
        )
    step = next(step for step in every if step.number == number)
    with st.container(horizontal=True):
        st.button(
            words("Undo revision {number}", number=number),
            icon=":material/undo:",
            key=f"register_revert_{number}",
            on_click=session.callback(lambda: register_actions.revert(desk, number, words)),
        )
        if step.after and step.after != every[-1].after:
            st.button(
                words("Bring this record back as in revision {number}", number=number),
                icon=":material/restore:",
                key=f"register_restore_{number}",
                on_click=session.callback(lambda: _restore(desk, record, number, every[-1].number, words)),
            )


def _restore(desk: Desk, record: str, number: int, seen: int, words: Words) -> None:
    from geo_koop.register import records

    text = words("as in revision {number}", number=number)
    answer = records.restore(
        desk.register,
        record,
        actor=kept_register.actor(),
        now=kept_register.now(),
        reason=text,
        source=words("Revision {number}", number=number),
        revision=number,
        based_on=seen,
    )
    if isinstance(answer, records.Collision):
        register_actions.say(words("Somebody else changed this record meanwhile; nothing was done. Look at it again."))
    elif answer.revision is None:
        register_actions.say(words("Nothing differs: no revision was made."))
    else:
        said = words("The record is as in revision {number} again. Readers see it once it is published.", number=number)
        register_actions.say(said, undo=answer.revision)
    kept_register.written()
