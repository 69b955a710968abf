"""Whose turn it is to compute: a few sessions at once, and each visitor in their turn.

A turn lasts some seconds at most, so that whoever computes for long keeps nobody waiting. What visitors are told
apart by is a number that the proxy makes of their address (``deploy/geo_koop.conf.template``): it cannot be turned
back. Without it, each session counts as a visitor.
"""

import os
import threading
from functools import partial
from typing import Any, Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType

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
    if context is None:
        return Who(session=f"thread {threading.get_ident()}")
    visitor = (st.context.headers.get(HEADER) or "")[:_LONGEST]
    return Who(session=context.session_id, visitor=visitor, has_left=partial(is_stopped, context.script_requests))


def is_stopped(requests: Any) -> bool:
    """Tell whether Streamlit has stopped a run: its session asked for another one, or its browser has left.

    Streamlit tells a run only when it shows something.
    """
    return getattr(requests, "_state", None) is ScriptRequestType.STOP
