"""What is shown where there is no register: what it is for, and how one is made."""

import streamlit as st

from geo_koop.app.components import register_actions
from geo_koop.app.components.page_parts import page_link
from geo_koop.app.data import kept_register, session, sources
from geo_koop.app.data.session import View
from geo_koop.app.guard import access
from geo_koop.app.words import Words, plain


def show(view: View) -> None:
    """Say that there is no register, and what to do."""
    words, source = view.words, sources.current()
    if source.private:
        st.info(words("Files of this session have no register."), icon=":material/lock:")
        page_link("own_data", words("Own data"), words)
        return
    st.info(words("The data shown here come from tables, not from a register."), icon=":material/inventory_2:")
    folder = source.request.project
    if access.is_owner() and folder is not None:
        st.markdown(
            words(
                "A register can be made of the project {name}: it takes over the tables of the project, which stay as "
                "they are. From then on, records are kept on this page.",
                name=plain(folder.name),
            )
        )
        register_actions.name_box(words)
        st.button(
            words("Make a register"),
            type="primary",
            icon=":material/add_circle:",
            key="register_make",
            on_click=session.callback(lambda: _make(words)),
        )
        return
    st.markdown(words("Make one on the command line, and open it for yourself:"))
    name = words("my-project")
    commands = (
        f"geo-koop init {name}",
        f"geo-koop boundaries import vg250.zip --project {name}",
        f"geo-koop register init {name}",
        f"geo-koop serve {name} --local",
    )
    st.code("\n".join(commands), None)


def _make(words: Words) -> None:
    kept_register.make()
    register_actions.say(words("The register is made. Nothing that was recorded was lost."))
    kept_register.written()
