"""The form with which anybody suggests a correction of a record that is published."""

import functools
from typing import TYPE_CHECKING

import streamlit as st

from geo_koop.app.components import register_actions
from geo_koop.app.data import kept_register
from geo_koop.app.data.kept_register import Desk
from geo_koop.app.data.session import View
from geo_koop.app.guard import visitors
from geo_koop.app.views import register_form as forms
from geo_koop.app.views import register_words as labels
from geo_koop.app.words import Words

if TYPE_CHECKING:
    from geo_koop.register.records import Opened

_FIELDS = ("name", "format", "stage", "start", "end")
"""What may be suggested field by field; everything else in words."""
_LONGEST = 5_000


def show(view: View, desk: Desk, opened: "Opened") -> None:
    """Show the form."""
    words = view.words
    st.markdown(
        words(
            "What is wrong, or what is missing? Whoever keeps the register reads it and decides. Nothing changes "
            "before that."
        )
    )
    with st.form(f"register_suggest_{opened.cooperation_id}", border=True, clear_on_submit=False):
        note = st.text_area(words("What is wrong or missing"), max_chars=_LONGEST, height=120, key=_key("note", words))
        given = _fields(opened, words)
        left, right = st.columns(2)
        source = left.text_input(words("Where it can be read"), max_chars=500, key=_key("source", words))
        sender = right.text_input(
            words("Who you are (voluntary)"),
            max_chars=200,
            key=_key("sender", words),
            help=words("An office or a function is enough. It is kept with the suggestion and never published."),
        )
        if not st.form_submit_button(words("Send the suggestion"), type="primary", icon=":material/send:"):
            return
    _send(desk, opened, given, {"note": note.strip(), "source": source.strip(), "sender": sender.strip()}, words)


def _key(name: str, words: Words) -> str:
    return f"register_suggest_{name}_{words.language}"


def _fields(opened: "Opened", words: Words) -> dict[str, str]:
    """Return the fields as they should be; they begin as readers see them."""
    assert opened.published is not None
    made = {}
    places = [st.container(), *st.columns(len(_FIELDS) - 1)]
    for place, column in zip(places, _FIELDS, strict=True):
        here = opened.published.fields.get(column, "")
        label, key = labels.field("cooperations", column, words), _key(f"{opened.cooperation_id}_{column}", words)
        if ("cooperations", column) in labels.CODES:
            codes: list[str] = forms.options("cooperations", column, here)
            named = functools.partial(_option, codelist=labels.CODES["cooperations", column], words=words)
            made[column] = str(place.selectbox(label, codes, codes.index(here), format_func=named, key=key) or "")
        else:
            made[column] = place.text_input(label, value=here, key=key, max_chars=500)
    return made


def _option(code: str, *, codelist: str, words: Words) -> str:
    return words.label(codelist, code) or words("not stated")


def _send(desk: Desk, opened: "Opened", given: dict[str, str], about: dict[str, str], words: Words) -> None:
    from geo_koop.register import suggestions
    from geo_koop.register.content import Content

    assert opened.published is not None
    changed = {name: text for name, text in given.items() if text != opened.published.fields.get(name, "")}
    number = suggestions.suggest(
        desk.register,
        opened.cooperation_id,
        Content(fields=changed) if changed else None,
        actor=kept_register.actor(),
        now=kept_register.now(),
        address=visitors.mark(),
        **about,
    )
    register_actions.say(words("Thank you. Your suggestion has the number {number}.", number=number))
    register_actions.open_record(opened.cooperation_id)
    kept_register.written()
    st.rerun()
