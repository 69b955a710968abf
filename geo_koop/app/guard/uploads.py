"""How much one session may upload altogether, and that no upload is held twice.

Streamlit keeps what a visitor uploads in memory until the session ends. So a component that takes a file calls
:func:`require` before it stores one and :func:`forget` once it is stored. Requests that go past the components meet
:class:`Guard`, which the server puts before Streamlit.
"""

import os
import re
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from geo_koop.app.data import settings
from geo_koop.app.data.private_folder import PrivateFolder
from geo_koop.app.data.sources import FOLDER
from geo_koop.app.guard import access
from geo_koop.errors import InputError, UsageError

SESSION_MB = 400
"""Megabytes that a session may hold where ``GEO_KOOP_SESSION_MB`` says nothing else."""
_MB = 1_000_000
_AROUND = 10_000
"""Bytes around a file in a request."""
_TOGETHER = 4
"""Of how many full sessions the server holds what was uploaded and not yet taken by a page."""
_UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+$")


def limit(environment: Mapping[str, str]) -> int:
    """Return the megabytes that all files of a session may have together: ``GEO_KOOP_SESSION_MB``.

    Raises
    ------
    UsageError
        If it is no whole number.
    """
    text = environment.get(f"{settings.PREFIX}SESSION_MB", "").strip()
    if text and not text.isdecimal():
        raise UsageError(
            "GEO_KOOP_SESSION_MB is no number of megabytes: {value}.", "Write a whole number such as 400.", value=text
        )
    return int(text) if text else SESSION_MB


def require(size: int) -> None:
    """Raise where the files of the session would have more than is allowed with another one.

    Raises
    ------
    InputError
        If they would.
    """
    most, held = limit(os.environ), _held_on_disk()
    if held + size > most * _MB:
        raise InputError(
            "With this file the files of this session have {size} MB; {limit} MB are allowed.",
            "Remove files that are no longer needed, or reload the page to begin anew.",
            size=-(-(held + size) // _MB),
            limit=most,
        )


def forget(given: Any) -> None:
    """Let the content of a file that was stored go from memory; its widget still names it."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None and context.uploaded_file_mgr is not None and hasattr(context.uploaded_file_mgr, "add_file"):
        emptied = UploadedFileRec(file_id=given.file_id, name=given.name, type=given.type, data=b"")
        context.uploaded_file_mgr.add_file(context.session_id, emptied)
    given.seek(0)
    given.truncate(0)


def _held_on_disk() -> int:
    folder: PrivateFolder | None = st.session_state.get(FOLDER)
    if folder is None or not folder.path.is_dir():
        return 0
    return sum(path.lstat().st_size for path in folder.path.rglob("*") if not path.is_dir())


class Guard:
    """Refuses uploads that no widget would take: ASGI middleware before Streamlit.

    Whoever has a session could otherwise send one file after the other without any page that asks for one.

    Parameters
    ----------
    app : callable
        The ASGI application.
    held : callable, optional
        Returns the bytes that the server holds in memory for a session, and for all.
    """

    def __init__(self, app: Any, held: Callable[[str], tuple[int, int]] | None = None) -> None:
        self._app, self._held = app, held or held_in_memory

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on, or answer it with 403, 411, 413 or 503."""
        status = self._refused(scope)
        if status is None:
            await self._app(scope, receive, send)
            return
        headers = [(b"content-length", b"0"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    def _refused(self, scope: Any) -> int | None:
        match = _UPLOAD.search(scope.get("path", "")) if scope["type"] == "http" else None
        if match is None or scope["method"] not in ("PUT", "POST"):
            return None
        allowed = settings.upload_limit(os.environ, owner=bool(os.environ.get(access.KEY)))
        if not allowed:
            return 403
        told = dict(scope["headers"]).get(b"content-length", b"")
        if not told.isdigit():
            return 411
        size, most = int(told), limit(os.environ) * _MB
        own, everybody = self._held(match[1])
        if size > allowed * _MB + _AROUND or own + size > most + _AROUND:
            return 413
        return 503 if everybody + size > most * _TOGETHER else None


def held_in_memory(session: str) -> tuple[int, int]:
    """Return the bytes of uploads that Streamlit holds for a session, and for all.

    What sessions hold whose browser has left goes first: Streamlit keeps it until Python happens to collect them.
    """
    if not runtime.exists():
        return 0, 0
    server = runtime.get_instance()
    manager: Any = server.uploaded_file_mgr
    for name in list(manager.file_storage):
        if not server.is_active_session(name):
            manager.remove_session_files(name)
    sizes = {
        name: sum(len(file.data) for file in list(files.values())) for name, files in list(manager.file_storage.items())
    }
    return sizes.get(session, 0), sum(sizes.values())
