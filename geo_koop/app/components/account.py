"""Who is logged in, at the top of every page; nothing where nobody can log in."""

from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import streamlit as st

from geo_koop.app import navigation
from geo_koop.app.data import kept_register, session, sources
from geo_koop.app.guard import identity
from geo_koop.app.guard.identity import Person
from geo_koop.app.words import Words, plain
from geo_koop.locale import mark as _

_ROLES = {
    "none": _("no role"),
    "reader": _("read"),
    "editor": _("edit"),
    "reviewer": _("review and publish"),
    "admin": _("administer"),
}
_HOME = ZoneInfo("Europe/Berlin")


def show(words: Words, page: str) -> None:
    """Show who is logged in, or the way to log in and back to this page."""
    if identity.settings() is None:
        return
    with st.container(key="account", width="content"):
        found = identity.person()
        if found is None or found.over:
            _login_button(words("Log in"), page, "account_login")
        else:
            _card(found, words)


def warn(words: Words) -> None:
    """Say above the page that a login has ended or will soon, so that nothing is lost."""
    found = identity.person()
    if found is None or identity.settings() is None:
        return
    clock = found.until.astimezone(_HOME).strftime("%H:%M")
    if found.over:
        st.warning(words("Your login has ended. Log in again to go on."), icon=":material/lock_clock:")
    elif found.ends_soon:
        st.warning(
            words("Your login ends at {time}. Save before that; what is not saved is gone then.", time=clock),
            icon=":material/lock_clock:",
        )


def turn_away(words: Words, page: str) -> None:
    """Show what somebody sees who must log in first, or whom the register does not know."""
    found = identity.person()
    st.title("geo_koop")
    if found is None or found.over:
        st.info(words("This page is for people who are logged in."), icon=":material/lock:")
        _login_button(words("Log in"), page, "account_turned_away")
        return
    st.info(_unknown(found, words), icon=":material/lock:")
    st.button(words("Log out"), icon=":material/logout:", on_click=session.callback(_log_out), key="account_leave")


def _card(found: Person, words: Words) -> None:
    who = kept_register.actor()
    role = who.role
    with st.popover(plain(who.name if who.subject else found.name), icon=":material/account_circle:"):
        if role == "none":
            st.markdown(_unknown(found, words))
        else:
            st.markdown(words("Role in this register: {role}", role=words(_ROLES[role])))
        if sources.current().internal:
            st.markdown(
                words(
                    "You also see internal records. What you download, print or share may hold them: hand it on only "
                    "to people who may see them."
                )
            )
        clock = found.until.astimezone(_HOME).strftime("%H:%M")
        st.caption(words("The login ends at {time}.", time=clock))
        st.button(words("Log out"), icon=":material/logout:", on_click=session.callback(_log_out), key="account_logout")


def _unknown(found: Person, words: Words) -> str:
    return words(
        "You are logged in, but have no role here. Tell whoever keeps this register your identifier: {subject}",
        subject=plain(found.subject),
    )


def _login_button(label: str, page: str, key: str) -> None:
    st.button(label, icon=":material/login:", key=key, on_click=session.callback(_log_in), args=(page,))


def _log_in(page: str) -> None:
    query = urlencode(session.parameters(), doseq=True)
    identity.go_to_login(navigation.PAGES[page][2] + (f"?{query}" if query else ""))


def _log_out() -> None:
    st.logout()
