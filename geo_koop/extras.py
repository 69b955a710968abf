"""Parts that are installed on demand (``pip install 'geo-koop[report]'``), and what is said where one is missing."""

from collections.abc import Callable, Mapping
from functools import wraps
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final, ParamSpec, TypeVar

from geo_koop.errors import UsageError

P = ParamSpec("P")
R = TypeVar("R")

EXTRA_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("altair", "branca", "folium", "streamlit", "streamlit_folium", "topojson"), "app"),
        **dict.fromkeys(("jinja2", "markupsafe"), "app"),
        **dict.fromkeys(("docx", "odfdo", "pikepdf", "pptx", "segno", "typst"), "report"),
        "pygeoapi": "ogc",
        **dict.fromkeys(("alembic", "authlib", "httpx", "psycopg", "sqlalchemy"), "register"),
    }
)
"""Package to the extra that brings it."""


def missing(error: ImportError) -> UsageError | None:
    """Return what to say of a package that could not be imported; ``None`` where it belongs to no extra.

    Examples
    --------
    >>> str(missing(ModuleNotFoundError("No module named 'typst'", name="typst")))
    "This needs typst, which is not installed: pip install 'geo-koop[report]'"
    """
    package = (error.name or "").partition(".")[0]
    if package not in EXTRA_OF:
        return None
    return UsageError(
        "This needs {package}, which is not installed: {command}",
        package=package,
        command=f"pip install 'geo-koop[{EXTRA_OF[package]}]'",
    )


def require(package: str) -> None:
    """Refuse where a package of an extra is not installed, before any work is done.

    Raises
    ------
    UsageError
    """
    if find_spec(package) is None:
        raise missing(ModuleNotFoundError(name=package)) or ModuleNotFoundError(name=package)


def explained(run: Callable[P, R]) -> Callable[P, R]:
    """Let a function say how to install the part that it needs.

    Raises
    ------
    UsageError
        From the function, where a package of an extra is not installed.
    """

    @wraps(run)
    def explaining(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return run(*args, **kwargs)
        except ModuleNotFoundError as error:
            said = missing(error)
            if said is None:
                raise
            raise said from error

    return explaining
