"""What is done with a whole record: take it out, bring it back, merge it with another."""

import functools
from typing import TYPE_CHECKING

import streamlit as st

from geo_koop.app.components import register_actions
from geo_koop.app.components.page_parts import XLSX_MIME
from geo_koop.app.data import kept_register, session
from geo_koop.app.data.kept_register import Desk
from geo_koop.app.data.session import View
from geo_koop.app.views import register_changes as views
from geo_koop.app.words import Words, plain

if TYPE_CHECKING:
    from geo_koop.register.comparison import Difference, Place, Side
    from geo_koop.register.merging import Pair
    from geo_koop.register.records import Opened

_LONGEST = 500


def show(view: View, desk: Desk, opened: "Opened") -> None:
    """Show what can be done with a record as a whole."""
    words = view.words
    reason, source = _about(opened, words)
    if opened.working is None:
        st.button(
            words("Bring the record back"),
            type="primary",
            icon=":material/restore:",
            key="register_bring_back",
            on_click=session.callback(lambda: _bring_back(desk, opened, *_given(reason, source), words)),
        )
        return
    _merge(desk, opened, reason, source, words)
    _workbook(desk, opened, words)
    st.subheader(words("Take out"))
    st.caption(words("Readers no longer see the record. Its history keeps it, and it can be brought back."))
    st.button(
        words("Take the record out"),
        icon=":material/delete:",
        key="register_take_out",
        on_click=session.callback(lambda: _take_out(desk, opened, *_given(reason, source), words)),
    )


def _workbook(desk: Desk, opened: "Opened", words: Words) -> None:
    """Offer the workbook that a municipality checks and sends back."""
    st.subheader(words("Ask a municipality"))
    st.caption(
        words(
            "A workbook with this record, to be checked and sent back. What comes back is read with: {command}",
            command="geo-koop register changes",
        )
    )
    if opened.published is None:
        st.caption(words("Readers see nothing of this record so far."))
        return
    st.download_button(
        words("Workbook (XLSX)"),
        data=lambda: kept_register.workbook(desk, opened.cooperation_id, words.language),
        file_name=f"{opened.cooperation_id}.xlsx",
        mime=XLSX_MIME,
        icon=":material/download:",
        on_click="ignore",
        key="register_workbook",
    )


def _about(opened: "Opened", words: Words) -> tuple[str, str]:
    """Ask why and by what source; returns the keys of the two fields."""
    left, right = st.columns(2)
    reason, source = (f"register_more_{name}_{words.language}_{opened.cooperation_id}" for name in ("reason", "source"))
    left.text_input(words("Why?"), key=reason, max_chars=_LONGEST)
    right.text_input(words("What attests it?"), key=source, max_chars=_LONGEST)
    return reason, source


def _given(reason: str, source: str) -> tuple[str, str]:
    return str(st.session_state.get(reason, "")), str(st.session_state.get(source, ""))


def _take_out(desk: Desk, opened: "Opened", reason: str, source: str, words: Words) -> None:
    from geo_koop.register import records

    answer = records.remove(
        desk.register,
        opened.cooperation_id,
        based_on=opened.revision,
        actor=kept_register.actor(),
        now=kept_register.now(),
        reason=reason,
        source=source,
        publish=True,
    )
    if isinstance(answer, records.Collision):
        register_actions.say(words("Somebody else changed this record meanwhile; nothing was done. Look at it again."))
    else:
        name = opened.working.name if opened.working else opened.cooperation_id
        register_actions.say(words("{name} was taken out.", name=name), undo=answer.revision)
        register_actions.open_record("")
    kept_register.written()


def _bring_back(desk: Desk, opened: "Opened", reason: str, source: str, words: Words) -> None:
    from geo_koop.register import records

    answer = records.restore(
        desk.register,
        opened.cooperation_id,
        actor=kept_register.actor(),
        now=kept_register.now(),
        reason=reason,
        source=source,
        publish=True,
    )
    if isinstance(answer, records.Saved):
        register_actions.say(words("The record is back, and readers see it."), undo=answer.revision)
    kept_register.written()


def _merge(desk: Desk, opened: "Opened", reason: str, source: str, words: Words) -> None:
    """Let the user make one record of two."""
    from geo_koop.register import merging

    st.subheader(words("Merge"))
    st.caption(
        words(
            "If another record means the same cooperation: its members, sources and events come into this one, and "
            "it is taken out. It can be undone."
        )
    )
    table = kept_register.overview(desk)
    others = [str(record) for record in table.index if record != opened.cooperation_id]
    proposed = st.session_state.get(register_actions.OTHER)
    key = f"register_other_{opened.cooperation_id}_{words.language}_{proposed}"
    other = st.selectbox(
        words("The other record"),
        others,
        others.index(proposed) if proposed in others else None,
        format_func=lambda record: f"{table['name'][record]} · {record}",
        key=key,
        placeholder=words("Type a name"),
    )
    if not other:
        return
    pair = merging.compared(desk.register, opened.cooperation_id, other, actor=kept_register.actor())
    gets = views.united(pair.comparison, words)
    if gets:
        st.markdown(f"**{words('What this record gets')}**")
        register_actions.bullets(gets)
    names = (str(table["name"][opened.cooperation_id]), str(table["name"][other]))
    decided = _decide(pair, names, words)
    with st.container(horizontal=True):
        st.button(
            words("Merge the two"),
            type="primary",
            icon=":material/merge:",
            key="register_merge_two",
            disabled=len(decided) < len(pair.comparison.collisions),
            on_click=session.callback(lambda: _do_merge(desk, pair, decided, *_given(reason, source), words)),
        )
        st.button(
            words("These are two cooperations"),
            icon=":material/call_split:",
            key="register_distinct",
            on_click=session.callback(lambda: _do_distinct(desk, opened.cooperation_id, other, words)),
        )


def _decide(pair: "Pair", names: tuple[str, str], words: Words) -> dict["Place", "Side"]:
    """Let the user decide where the two say different things."""
    made: dict[Place, Side] = {}
    sides: list[Side] = ["theirs", "mine"]
    for number, one in enumerate(pair.comparison.collisions):
        chosen = st.radio(
            plain(views.place(one, words)),
            sides,
            index=None,
            format_func=functools.partial(_side, one=one, names=names, words=words),
            key=f"register_pair_{pair.survivor}_{pair.other}_{number}_{words.language}",
        )
        if chosen:
            made[one.place] = chosen
    return made


def _side(which: str, *, one: "Difference", names: tuple[str, str], words: Words) -> str:
    return plain(views.side_of_pair(one, which, names, words))


def _do_merge(desk: Desk, pair: "Pair", decided: dict["Place", "Side"], reason: str, source: str, words: Words) -> None:
    from geo_koop.register import merging

    number = merging.merge(
        desk.register,
        pair.survivor,
        pair.other,
        seen=pair.seen,
        decisions=decided,
        actor=kept_register.actor(),
        now=kept_register.now(),
        reason=reason,
        source=source,
        publish=True,
    )
    register_actions.say(words("The two are one record now, and readers see it."), undo=number)
    register_actions.open_record(pair.survivor)
    kept_register.written()


def _do_distinct(desk: Desk, one: str, other: str, words: Words) -> None:
    from geo_koop.register import duplicates

    duplicates.say_distinct(desk.register, one, other, actor=kept_register.actor(), now=kept_register.now())
    st.session_state.pop(register_actions.OTHER, None)
    register_actions.say(words("Kept: these are two cooperations. They are not proposed again."))
    kept_register.written()
