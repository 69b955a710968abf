"""Old beside new of a record, with who changed each field, in words."""

from typing import TYPE_CHECKING

import pandas as pd

from geo_koop.app.views import register_words as labels
from geo_koop.app.words import Words

if TYPE_CHECKING:
    from geo_koop.register.review import Comment


def table(found: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return changes in words.

    Parameters
    ----------
    found : pandas.DataFrame
        From :func:`geo_koop.register.review.changed_fields`.
    words : Words
    """
    rows = [_row(one, words) for one in found.to_dict("records")]
    headings = [words("What"), words("Readers see"), words("New"), words("Changed by"), words("Source")]
    return pd.DataFrame(rows, columns=headings)


def _row(one: dict[str, object], words: Words) -> tuple[str, ...]:
    name, column = str(one["table"]), str(one["column"])
    what = words("The record") if name == "cooperations" and not column else ""
    if name != "cooperations":
        what = f"{words(labels.ROWS[name])} {one['name']}"
    if column:
        what = ", ".join(part for part in (what, labels.field(name, column, words)) if part)
    sides = []
    for text in (one["old"], one["new"]):
        missing = text is None or pd.isna(text)
        sides.append(
            labels.value(name, column, None if missing else str(text), words)
            if column
            else words("not there")
            if missing
            else words("there")
        )
    return (what, *sides, _who(one, words), _text(one["source"]))


def _who(one: dict[str, object], words: Words) -> str:
    if pd.isna(one["revision"]):
        return "–"
    number = words("Revision {number}", number=int(str(one["revision"]).partition(".")[0]))
    return ", ".join(part for part in (_text(one["author"]), number, _text(one["reason"])) if part)


def _text(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def comment_heading(one: "Comment", words: Words) -> str:
    """Return who said something, when, and whether it is dealt with."""
    parts = [one.author, labels.moment(one.written, words), words("open") if one.open else words("dealt with")]
    return ", ".join(parts)
