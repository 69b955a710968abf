"""What ``geo-koop serve`` starts: the app, the address that opens it to its owner, and what guards it."""

from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager
from streamlit.starlette import App

from geo_koop.app import navigation
from geo_koop.app.guard import access, doors, first_visit, identity, incoming, login, shell, uploads

incoming.bound_messages()
# Until a session has told its pages, Streamlit takes the folder beside the script for them: the first visitor of a
# page would read that it is not found.
PagesManager.uses_pages_directory = False
_BASE = str(config.get_option("server.baseUrlPath") or "").strip("/")
_ADDRESSES = [path for _title, _icon, path in navigation.PAGES.values()]

_LOGIN = identity.settings()
if _LOGIN is not None:
    # Streamlit asks for it before it knows the secrets.
    config.set_option("server.cookieSecret", _LOGIN.cookie_secret)

app = App(
    Path(__file__).with_name("main.py"),
    lifespan=first_visit.before_others(_BASE),
    secrets=login.secrets(_LOGIN),
    middleware=[
        Middleware(doors.Doors),
        Middleware(uploads.Guard),
        Middleware(incoming.Incoming),
        Middleware(login.Return, base=_BASE, pages=_ADDRESSES, login=_LOGIN),
    ],
    routes=[
        Route(f"/{_BASE}/{access.DOOR}" if _BASE else f"/{access.DOOR}", access.open_door),
        *shell.routes(_ADDRESSES, _BASE),
    ],
)
