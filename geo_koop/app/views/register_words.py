"""What the register calls its tables and columns, in words, and its cells as people read them."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from geo_koop.app.words import Words
from geo_koop.locale import mark as _

HOME: Final = ZoneInfo("Europe/Berlin")
FIELDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "cooperations": {
            "name": _("Name"),
            "topics": _("Topics"),
            "format": _("Form"),
            "stage": _("Stage"),
            "start": _("Start"),
            "end": _("End"),
            "obligation": _("Obligation"),
            "note_de": _("Note in German"),
            "note_en": _("Note in English"),
            "owner": _("Responsible office"),
            "contact": _("Function mailbox"),
            "review_after": _("Look at it again from"),
            "visibility": _("Visibility"),
        },
        "members": {
            "key": _("Key"),
            "name": _("Name"),
            "role": _("Role"),
            "via": _("Through whom"),
            "from": _("Member from"),
            "to": _("Member to"),
            "counts_as_member": _("Membership in the source"),
            "covers": _("Stands for"),
            "share": _("Share"),
            "votes": _("Votes"),
            "gebietsstand": _("Gebietsstand"),
            "note": _("Note"),
        },
        "actors": {"name": _("Name"), "kind": _("Kind"), "cooperation_ref": _("Record of the cooperation")},
        "sources": {
            "url": _("Address or file number"),
            "date": _("Date"),
            "completeness": _("Completeness of the list of members"),
            "note": _("Note"),
        },
        "events": {
            "date": _("Date"),
            "kind": _("Kind"),
            "stage": _("Stage after it"),
            "format": _("Form after it"),
            "key": _("Key of the member"),
            "note": _("Note"),
            "source": _("Source"),
        },
        "documents": {"title": _("Title"), "address": _("Address"), "date": _("Date")},
        "scopes": {
            "area": _("Surveyed area"),
            "topics": _("Topics"),
            "date": _("Date"),
            "grade": _("Thoroughness"),
            "source": _("Source"),
        },
    }
)
"""Columns of each table, as a form shows them and in its order."""
ROWS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "members": _("Member"),
        "actors": _("Actor"),
        "sources": _("Source"),
        "events": _("Event"),
        "documents": _("Document"),
        "scopes": _("Survey"),
    }
)
"""What a row of a table is."""
TABLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "members": _("Members"),
        "actors": _("Further actors"),
        "sources": _("Sources"),
        "events": _("Events"),
        "documents": _("Documents"),
        "scopes": _("Surveys"),
    }
)
CODES: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("cooperations", "topics"): "topics",
        ("cooperations", "format"): "formats",
        ("cooperations", "stage"): "stages",
        ("cooperations", "obligation"): "obligation",
        ("members", "role"): "roles",
        ("members", "counts_as_member"): "membership",
        ("members", "covers"): "covers",
        ("actors", "kind"): "actors",
        ("sources", "completeness"): "completeness",
        ("events", "kind"): "events",
        ("events", "stage"): "stages",
        ("events", "format"): "formats",
        ("scopes", "topics"): "topics",
        ("scopes", "grade"): "grades",
    }
)
"""Codelist of a column."""
DATES: Final = frozenset(
    (
        *(("cooperations", name) for name in ("start", "end", "review_after")),
        *(("members", name) for name in ("from", "to", "gebietsstand")),
        *((name, "date") for name in ("sources", "events", "documents", "scopes")),
    )
)
INTERNAL: Final = "internal"


def field(table: str, column: str, words: Words) -> str:
    """Return what a column is called; one that nobody foresaw by its own name."""
    return words(FIELDS[table][column]) if column in FIELDS.get(table, {}) else column


def value(table: str, column: str, text: str | None, words: Words) -> str:
    """Return a cell as people read it; an en dash where it is empty.

    Examples
    --------
    >>> value("cooperations", "topics", "water;housing", Words("en")), value("members", "from", "2015-03", Words("de"))
    ('water supply, housing', 'März 2015')
    """
    if not text or not text.strip():
        return "–"
    if (table, column) in CODES:
        return words.labels(CODES[table, column], text.replace(",", ";").replace(" ", ""))
    if (table, column) == ("cooperations", "visibility"):
        return words("internal") if text.strip().casefold() == INTERNAL else text
    if (table, column) in DATES:
        return words.day(text)
    return text


def row(table: str, cells: Mapping[str, str], words: Words) -> str:
    """Return how a row is called: a member by its name, an event by its kind and date."""
    name = cells.get("name", "").strip()
    if table == "events":
        parts = [value(table, "kind", cells.get("kind"), words), words.day(cells.get("date", ""))]
        return " ".join(part for part in parts if part)
    if table == "documents":
        return cells.get("title", "").strip() or cells.get("address", "").strip() or "–"
    if table == "sources":
        return cells.get("url", "").strip() or cells.get("note", "").strip() or "–"
    if table == "scopes":
        return cells.get("scope_id", "").strip() or "–"
    return name or cells.get("key", "").strip() or "–"


def moment(when: datetime, words: Words) -> str:
    """Return day and time in Germany.

    Examples
    --------
    >>> from datetime import UTC
    >>> moment(datetime(2026, 5, 3, 12, 5, tzinfo=UTC), Words("de"))
    '3. Mai 2026, 14:05'
    """
    local = when.astimezone(HOME)
    place = "de_DE" if words.language == "de" else "en_GB"
    return f"{format_date(local, format='long', locale=place)}, {format_time(local, format='HH:mm', locale=place)}"
