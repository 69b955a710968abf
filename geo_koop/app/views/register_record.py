"""What a record of the register holds, in words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from geo_koop.app.views import register_form as forms
from geo_koop.app.views import register_words as labels
from geo_koop.app.words import Words
from geo_koop.findings import render
from geo_koop.locale import mark as _

if TYPE_CHECKING:
    from geo_koop.register.content import Content
    from geo_koop.register.records import Opened

_STATES = {
    "draft": _("draft: readers do not see this state yet"),
    "reviewed": _("looked at, not published yet"),
    "published": _("published: readers see this state"),
    "removed": _("taken out"),
}
_NONE = {
    "members": _("No member is recorded."),
    "sources": _("No source is recorded."),
    "events": _("No event is recorded."),
    "documents": _("No document is recorded."),
    "actors": _("No further actor is recorded."),
}


def status(opened: "Opened", words: Words, *, writes: bool) -> str:
    """Return where a record stands, in one line."""
    parts = [words("Identifier {record}", record=opened.cooperation_id)]
    if writes:
        told = words(_STATES[opened.state])
        if opened.state == "removed" and opened.waiting:
            told = words("taken out; readers still see it until that is published")
        parts.append(told)
        shown = opened.working or opened.published
        if shown and shown.fields.get("visibility", "").strip().casefold() == labels.INTERNAL:
            parts.append(words("internal"))
        if opened.last:
            when = labels.moment(opened.last.recorded, words)
            parts.append(words("last changed in revision {number}, {when}", number=opened.revision, when=when))
    return " · ".join(parts)


def facts(content: "Content", words: Words) -> list[tuple[str, str]]:
    """Return name and value of each field that is filled in; others than those foreseen come last."""
    known = labels.FIELDS["cooperations"]
    columns = [*known, *sorted(set(content.fields) - set(known))]
    return [
        (labels.field("cooperations", column, words), labels.value("cooperations", column, text, words))
        for column in columns
        if column != "name" and (text := content.fields.get(column, "").strip())
    ]


def tables(content: "Content", words: Words) -> Iterator[tuple[str, pd.DataFrame, str]]:
    """Yield the title of each table of a record, its rows in words, and what is said where there are none."""
    for table in forms.PARTS:
        rows = content.rows.get(table, ())
        columns = [c for c in labels.FIELDS[table] if any(row.get(c, "").strip() for row in rows)]
        shown = pd.DataFrame(
            [[labels.value(table, column, row.get(column), words) for column in columns] for row in rows],
            columns=[labels.field(table, column, words) for column in columns],
            dtype="str",
        )
        title = words(labels.TABLES[table])
        yield (f"{title} ({len(rows)})" if len(rows) else title), shown, words(_NONE[table])


def findings(opened: "Opened", words: Words) -> list[str]:
    """Return what an analysis would say of a record, in sentences."""
    if opened.findings.empty:
        return []
    shown = render(opened.findings, words.language)
    lines = shown["message"] + (" (" + shown["value"].astype("str") + ")").where(shown["value"].fillna("") != "", "")
    return list(dict.fromkeys(lines))
