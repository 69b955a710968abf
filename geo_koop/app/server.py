"""What ``geo-koop serve`` starts: the app, and beside it the address that opens it to its owner."""

from pathlib import Path

from starlette.routing import Route
from streamlit import config
from streamlit.starlette import App

from geo_koop.app import access

_BASE = str(config.get_option("server.baseUrlPath") or "").strip("/")

app = App(
    Path(__file__).with_name("main.py"),
    routes=[Route(f"/{_BASE}/{access.DOOR}" if _BASE else f"/{access.DOOR}", access.open_door)],
)
