"""Lists of the register: all records, those that fit a search, and what waits for somebody."""

from typing import TYPE_CHECKING

import pandas as pd

from geo_koop.app.views import find
from geo_koop.app.views import register_words as labels
from geo_koop.app.words import Words
from geo_koop.findings import render
from geo_koop.locale import mark as _

if TYPE_CHECKING:
    from geo_koop.register.worklist import Worklist

KINDS = {
    "suggestion": _("suggested from outside"),
    "publish": _("looked at, to be published"),
    "review": _("to be looked at and published"),
    "mine": _("my drafts"),
    "comment": _("open comments"),
    "duplicate": _("perhaps recorded twice"),
    "finding": _("findings"),
    "due": _("to be looked at again"),
    "unchecked": _("not looked at for two years"),
}
"""What may wait, the most urgent first."""


def waiting(
    work: "Worklist", duplicates: pd.DataFrame, found: pd.DataFrame, names: pd.Series, words: Words
) -> pd.DataFrame:
    """Return what waits: ``record, kind, detail, other``, the most urgent kind first.

    Parameters
    ----------
    work : Worklist
    duplicates : pandas.DataFrame
        From :func:`geo_koop.register.duplicates.duplicates`; ``other`` names the second record.
    found : pandas.DataFrame
        Findings of all records.
    names : pandas.Series
        Of the records.
    words : Words
    """
    rows = [(one.cooperation_id, "suggestion", one.note or words("changed fields"), "") for one in work.suggestions]
    for kind, states in (("publish", work.to_publish), ("review", work.to_review), ("mine", work.mine)):
        for state in states.sort_values("revision").to_dict("records"):
            when = labels.moment(state["recorded"], words)
            detail = words("changed by {name}, {when}", name=state["author"], when=when)
            rows.append((state["record"], kind, detail, ""))
    rows += [(record, "comment", "", "") for record in work.commented["record"]]
    for pair in duplicates.to_dict("records"):
        name = names.get(pair["other"], pair["other"])
        rows.append((pair["one"], "duplicate", words("perhaps the same as {name}", name=name), pair["other"]))
    rows += [(record, "finding", detail, "") for record, detail in _found(found, words).items()]
    for row in work.unchecked.to_dict("records"):
        if row["why"] == "review_after":
            rows.append((row["record"], "due", words("due since {date}", date=words.day(row["review_after"])), ""))
        else:
            when = labels.moment(row["checked"], words)
            rows.append((row["record"], "unchecked", words("last looked at {when}", when=when), ""))
    return pd.DataFrame(rows, columns=["record", "kind", "detail", "other"], dtype="str")


def _found(found: pd.DataFrame, words: Words) -> dict[str, str]:
    """Return the first finding of each record that is more than a remark."""
    worse = found[found["severity"].isin(("error", "warning")) & (found["record"] != "")]
    if worse.empty:
        return {}
    told = render(worse.drop(columns="record"), words.language)["message"].set_axis(worse["record"])
    return {str(record): str(text) for record, text in told[~told.index.duplicated()].items()}


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
            words("Cooperation"): [names.get(record) or record for record in work["record"]],
            words("What waits"): work["kind"].map(lambda kind: words(KINDS[kind])).to_list(),
            words("Details"): work["detail"].to_list(),
        }
    )
