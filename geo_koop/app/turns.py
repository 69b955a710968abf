"""Whose turn it is to compute: a few sessions at once, and each visitor in their turn.

A turn lasts some seconds at most, so that whoever computes for long keeps nobody waiting. What visitors are told
apart by is a number that the proxy makes of their address (``deploy/geo_koop.conf.template``): it cannot be turned
back. Without it, each session counts as a visitor.
"""

import os
import threading
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo_koop.cage.turns import Turns, Who

AT_ONCE: Final = max(2, os.cpu_count() or 1)
LASTS: Final = 2.0
"""Seconds after which a run that still computes no longer keeps others waiting."""
EACH: Final = 4 * AT_ONCE
"""How many runs of one visitor compute at the same time, with those that take longer."""
HEADER: Final = "X-Geo-Koop-Visitor"
_LONGEST: Final = 20


@st.cache_resource(show_spinner=False)
def of_server() -> Turns:
    """Return the turns of this server, for all its sessions."""
    return Turns(AT_ONCE, LASTS, each=EACH)


def who() -> Who:
    """Return whose run this is."""
    context = get_script_run_ctx(suppress_warning=True)
    session = context.session_id if context else f"thread {threading.get_ident()}"
    return Who(session=session, visitor=(st.context.headers.get(HEADER) or "")[:_LONGEST])
