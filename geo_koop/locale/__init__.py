"""Gettext catalogues: English is the message itself, German stands in ``de/LC_MESSAGES/*.po``.

The ``.po`` files are read as they are (Babel), so that there is no compile step to forget.
Each station of the house has a domain of its own: ``errors``, ``findings``, ``reasons``, ``map``,
``app``, ``cli``, ``law``.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import lru_cache
from importlib.resources import files

from geo_koop.errors import UsageError

LANGUAGES = ("de", "en")
DEFAULT_LANGUAGE = "de"
_active: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


def use(language: str) -> None:
    """Let the library speak a language, in this thread or task alone.

    Parameters
    ----------
    language : {"de", "en"}

    Raises
    ------
    UsageError
        If the language has no catalogue.
    """
    translator(language, "errors")
    _active.set(language)


def active() -> str:
    """Return the language of the library; programs with a language of their own pass it on instead."""
    return _active.get()


@lru_cache(maxsize=32)
def _messages(language: str, domain: str) -> dict[str, str]:
    from babel.messages.pofile import read_po  # the parent of a command needs no texts

    source = files(__package__) / language / "LC_MESSAGES" / f"{domain}.po"
    if not source.is_file():
        return {}
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=language, domain=domain)
    return {m.id: m.string for m in catalogue if isinstance(m.id, str) and m.id and m.string}  # type: ignore[misc]


def translator(language: str, domain: str) -> Callable[[str], str]:
    """Return the function that turns an English message of a domain into a language.

    Parameters
    ----------
    language : {"de", "en"}
    domain : {"errors", "findings", "reasons", "map", "app", "cli"}
        Name of the catalogue file.

    Returns
    -------
    callable
        ``message -> translated message``; a message without translation is returned unchanged.

    Raises
    ------
    UsageError
        If the language has no catalogue.

    Examples
    --------
    >>> translator("en", "app")("Municipality")
    'Municipality'
    """
    if language not in LANGUAGES:
        raise UsageError(
            "Unknown language “{language}”.", "Use one of {known}.", language=language, known=", ".join(LANGUAGES)
        )
    messages = _messages(language, domain)
    return lambda message: messages.get(message, message)


def messages(domain: str) -> Mapping[str, str]:
    """Return the English messages of a domain, each with its German text."""
    return _messages(DEFAULT_LANGUAGE, domain)


def mark(message: str) -> str:
    """Mark a message for extraction where it is defined but translated later; returns it unchanged."""
    return message
