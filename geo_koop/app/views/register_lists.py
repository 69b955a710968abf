"""Lists of the register: all records, those that fit a search, and what waits for somebody."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from geo_koop.app.views import find
from geo_koop.app.views import register_words as labels
from geo_koop.app.words import Words
from geo_koop.intake.files import dates
from geo_koop.locale import mark as _

if TYPE_CHECKING:
    from geo_koop.register.suggestions import Suggestion

_COLUMNS = ("record", "kind", "detail")

KINDS = {
    "suggestion": _("suggested from outside"),
    "review": _("to be looked at and published"),
    "reviewed": _("looked at, to be published"),
    "mine": _("my drafts"),
    "comment": _("open comments"),
    "duplicate": _("perhaps recorded twice"),
    "finding": _("findings"),
    "due": _("to be looked at again"),
    "unchecked": _("not looked at for two years"),
}
"""What may wait, the most urgent first."""


def waiting(
    states: pd.DataFrame,
    suggestions: Sequence["Suggestion"],
    due: pd.Series,
    now: datetime,
    words: Words,
    *,
    me: str,
    years: int,
) -> pd.DataFrame:
    """Return what waits: ``record, kind, detail``, the most urgent kind first, in it the oldest first.

    Parameters
    ----------
    states : pandas.DataFrame
        From :func:`geo_koop.register.review.states`.
    suggestions : sequence of Suggestion
        Open ones.
    due : pandas.Series
        ``review_after`` of each record, as it was written.
    now : datetime.datetime
    words : Words
    me : str
        Name of the one who looks: drafts of their own come apart.
    years : int
        After how many years without a change a record is to be looked at.
    """
    parts = [_suggested(suggestions, words), _drafts(states, words, me), _due(due, now, words)]
    old = states[
        (states["state"] == "published") & (states["recorded"] < pd.Timestamp(now) - pd.DateOffset(years=years))
    ]
    details = [words("last changed {when}", when=labels.moment(one, words)) for one in old["recorded"]]
    parts.append(pd.DataFrame({"record": old["record"].to_list(), "kind": "unchecked", "detail": details}))
    return pd.concat(parts, ignore_index=True).astype("str")


def _suggested(suggestions: Sequence["Suggestion"], words: Words) -> pd.DataFrame:
    rows = [(one.cooperation_id, "suggestion", one.note or words("changed fields")) for one in suggestions]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _drafts(states: pd.DataFrame, words: Words, me: str) -> pd.DataFrame:
    rows = []
    for one in states[states["waiting"]].sort_values("revision").to_dict("records"):
        kind = "reviewed" if one["state"] == "reviewed" else "mine" if one["author"] == me else "review"
        detail = words("changed by {name}, {when}", name=one["author"], when=labels.moment(one["recorded"], words))
        rows.append((one["record"], kind, detail))
    order = list(KINDS)
    rows.sort(key=lambda row: order.index(row[1]))
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _due(due: pd.Series, now: datetime, words: Words) -> pd.DataFrame:
    given = due[due.str.strip() != ""]
    days = dates.read(given)["first"] if len(given) else pd.Series(dtype="datetime64[ns]")
    here = given[days <= pd.Timestamp(now.date())] if len(given) else given
    details = [words("due since {date}", date=words.day(text)) for text in here]
    return pd.DataFrame({"record": list(here.index), "kind": "due", "detail": details})


def found(table: pd.DataFrame, text: str, members: set[str], words: Words) -> pd.DataFrame:
    """Return the records that fit a search, sorted by name.

    Parameters
    ----------
    table : pandas.DataFrame
        From :func:`geo_koop.register.overview.of`.
    text : str
        Part of a name, an identifier, a topic, a form or an office, all words in any order.
    members : set of str
        Records with a member that fits.
    words : Words
    """
    query = find.fold(text).split()
    if query:
        lines = _lines(table, words)
        fits = pd.Series([all(word in line for word in query) for line in lines], index=table.index, dtype=bool)
        table = table[fits | table.index.isin(members)]
    return table.iloc[table["name"].map(find.fold).argsort(kind="stable")] if len(table) else table


def _lines(table: pd.DataFrame, words: Words) -> list[str]:
    topics = table["topics"].map({text: words.labels("topics", text) for text in table["topics"].unique()})
    forms = table["format"].map({text: words.label("formats", text) for text in table["format"].unique()})
    joined = table["name"] + " " + table.index + " " + topics + " " + forms + " " + table["owner"]
    return [find.fold(line) for line in joined]


def record_table(table: pd.DataFrame, words: Words, *, writes: bool) -> pd.DataFrame:
    """Return records as a table in words.

    Parameters
    ----------
    table : pandas.DataFrame
    words : Words
    writes : bool
        Whether it is told which records readers see.
    """
    shown = pd.DataFrame(
        {
            words("Name"): table["name"],
            words("Form"): table["format"].map(lambda code: words.label("formats", code)),
            words("Topics"): table["topics"].map(lambda codes: words.labels("topics", codes)),
            words("Members"): table["members"],
            words("Responsible office"): table["owner"],
        }
    )
    if writes:
        shown[words("For readers")] = [
            seen(draft, visibility, words)
            for draft, visibility in zip(table["draft"], table["visibility"], strict=True)
        ]
    return shown


def seen(draft: bool, visibility: str, words: Words) -> str:
    """Return what readers see of a record, in words."""
    told = words("changes not published") if draft else words("published")
    return words("internal") if visibility.strip().casefold() == "internal" else told


def work_table(work: pd.DataFrame, table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return what waits, in words: the record, and why."""
    names = table["name"].to_dict()
    return pd.DataFrame(
        {
            words("Record"): [names.get(record) or record for record in work["record"]],
            words("What waits"): work["kind"].map(lambda kind: words(KINDS[kind])).to_list(),
            words("Details"): work["detail"].to_list(),
        }
    )
