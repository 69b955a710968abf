"""What a user has touched: only that is a choice, whatever else a browser reports.

With each touch of one widget a browser reports the values of all of them, as they stand on the screen. While an answer
of the app is on its way, that is what stood there before: Streamlit takes it for choices, and where the options have
changed meanwhile, for the choice of nothing. So what the app has told a widget and the browser does not show yet is
remembered, and a value from before it is no choice. And a widget that shows its value already is not told it again:
that would undo what the user has done to it meanwhile.
"""

import functools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final

from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.state.session_state import SessionState, Value, WStates

_PLAIN: Final = frozenset(
    ("bool_value", "int_value", "double_value", "string_value", "int_array_value", "double_array_value")
) | {"string_array_value"}
"""Kinds of values that the app may tell a widget."""
_TRIGGERS: Final = frozenset(("trigger_value", "string_trigger_value", "chat_input_value", "json_trigger_value"))
_MOST_SENT: Final = 16
_KEY: Final = "_geo_koop_screen"


@dataclass
class Screen:
    """What the browser of a session shows.

    Attributes
    ----------
    shown : dict
        Id of a widget to the value that the browser reported last.
    sent : dict
        Id of a widget to the values that it was told since, and that the browser has not reported yet.
    page : str
        The page of the last report.
    """

    shown: dict[str, bytes] = field(default_factory=dict)
    sent: dict[str, list[bytes]] = field(default_factory=dict)
    page: str = ""


def heed_touched_only() -> None:
    """Have Streamlit take for choices what was touched alone; once for the whole server."""
    if hasattr(SessionState.register_widget, "__wrapped__"):
        return
    run, register = ScriptRunner._run_script, SessionState.register_widget

    @functools.wraps(run)
    def run_touched(self: Any, asked: Any) -> None:
        if asked.widget_states is not None:
            with self._session_state._lock:
                by_itself = asked.is_auto_rerun or asked.is_history_navigation
                states = touched(
                    self._session_state._state, asked.widget_states, page=asked.page_script_hash, by_itself=by_itself
                )
            asked = replace(asked, widget_states=states)
        run(self, asked)

    @functools.wraps(register)
    def register_unshown(self: Any, metadata: Any, user_key: str | None) -> Any:
        return _tell(self, metadata, register(self, metadata, user_key))

    ScriptRunner._run_script = run_touched  # type: ignore[method-assign, assignment]
    SessionState.register_widget = register_unshown  # type: ignore[method-assign]


def touched(state: Any, report: WidgetStates, *, page: str, by_itself: bool) -> WidgetStates:
    """Return what a browser reports, without the values that stood on the screen before the app told others.

    Parameters
    ----------
    state : streamlit.runtime.state.session_state.SessionState
    report : WidgetStates
    page : str
    by_itself : bool
        Whether nobody has touched anything: a clock or the back button caused the report.

    Notes
    -----
    A user may choose again what stood there before. Where nothing else in a report was touched, that is what it says.
    """
    screen = _screen(state)
    moved, screen.page = screen.page not in ("", page), page
    before, screen.shown = screen.shown, {one.id: one.SerializeToString(deterministic=True) for one in report.widgets}
    old: list[str] = []
    again: list[str] = []
    evident = by_itself or moved
    for one in report.widgets:
        kind, raw = one.WhichOneof("value"), screen.shown[one.id]
        last, sent = before.get(one.id), screen.sent.get(one.id, [])
        if kind in _TRIGGERS:
            evident = evident or one.SerializeToString(deterministic=True) != _untouched(one.id, kind)
        elif raw in sent:
            del sent[: sent.index(raw) + 1]
            if sent:
                (old if raw == last else again).append(one.id)
        elif sent and raw == last:
            old.append(one.id)
        elif raw != last and raw != _known(state, one.id):
            evident = True
            if last is None:  # what it was told as it came has been on the screen
                del sent[:1]
    if not evident:
        back = again or old
        if len(back) == 1:
            old, again = [name for name in old if name not in back], [name for name in again if name not in back]
    outdated = {*old, *again}
    return WidgetStates(widgets=_renewed(state, report, outdated)) if outdated else report


def _renewed(state: Any, report: WidgetStates, outdated: set[str]) -> Iterator[WidgetState]:
    for one in report.widgets:
        if one.id not in outdated:
            yield one
        elif raw := _known(state, one.id):
            yield WidgetState.FromString(raw)


def _tell(state: Any, metadata: Any, result: Any) -> Any:
    """Note what a widget is told, and leave out what its browser shows already."""
    if metadata.value_type not in _PLAIN:
        return result
    screen, widget = _screen(state), metadata.id
    raw = _serialized(state, widget, result.value)
    if raw is None:
        return result
    sent = screen.sent.get(widget)
    if result.value_changed:
        reported = widget in state._new_widget_state.states
        if reported and not sent and screen.shown.get(widget) == raw and not _relabelled(result, raw):
            return replace(result, value_changed=False)
    elif not _relabelled(result, raw):
        return result
    screen.sent[widget] = [*(sent or [])[1 - _MOST_SENT :], raw]
    return result


def _relabelled(result: Any, raw: bytes) -> bool:
    """Tell whether what is chosen is called otherwise than what was reported: Streamlit tells the widget then."""
    values = result.incoming_serialized_values
    return values is not None and values != list(WidgetState.FromString(raw).string_array_value.data)


def _screen(state: Any) -> Screen:
    screen: Screen | None = state._old_state.get(_KEY)
    if screen is None:
        screen = state._old_state[_KEY] = Screen()
    return screen


def _known(state: Any, widget: str) -> bytes | None:
    """Return the value that the app knows of a widget, as a browser would report it."""
    try:
        return _serialized(state, widget, state._getitem(widget, state._key_id_mapper.id_key_mapping.get(widget)))
    except KeyError:
        return None


def _serialized(state: Any, widget: str, value: Any) -> bytes | None:
    states = WStates({widget: Value(value)}, state._new_widget_state.widget_metadata)
    with suppress(Exception):  # what is no value of the widget is told by Streamlit itself
        one = states.get_serialized(widget)
        return None if one is None else one.SerializeToString(deterministic=True)
    return None


def _untouched(widget: str, kind: str) -> bytes:
    one = WidgetState(id=widget)
    if kind == "trigger_value":
        one.trigger_value = False
    elif kind == "json_trigger_value":
        one.json_trigger_value = ""
    else:
        getattr(one, kind).SetInParent()
    made: bytes = one.SerializeToString(deterministic=True)
    return made
