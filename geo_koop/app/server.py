"""What ``geo-koop serve`` starts: the app, the address that opens it to its owner, and what guards it."""

from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit import config
from streamlit.starlette import App

from geo_koop.app.guard import access, doors, incoming, uploads

incoming.bound_messages()
_BASE = str(config.get_option("server.baseUrlPath") or "").strip("/")

app = App(
    Path(__file__).with_name("main.py"),
    middleware=[Middleware(doors.Doors), Middleware(uploads.Guard), Middleware(incoming.Incoming)],
    routes=[Route(f"/{_BASE}/{access.DOOR}" if _BASE else f"/{access.DOOR}", access.open_door)],
)
