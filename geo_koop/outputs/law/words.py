"""Rules in words: each with its value, source, date and certainty."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from geo_koop.codelists import law
from geo_koop.errors import Phrase
from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs.wording import Wording
from geo_koop.planning import rule_checks
from geo_koop.planning.rules import SHIPPED, Rules

COLUMNS = (
    *("id", "state", "state_name", "kind", "kind_name", "subject", "statement", "status", "status_name", "text"),
    *(
        "value",
        "number",
        "number_to",
        "unit",
        "law_ref",
        "source",
        "source_note",
        "date",
        "dated",
        "seen",
        "certainty",
        "certainty_name",
    ),
    *("valid_from", "valid_until", "other_value", "other_source", "other_date", "note", "forms", "card", "origin"),
)
"""Columns of :func:`worded`."""
ADVICE = _(
    "This is no legal advice: it says what sources had on their dates. Whether a rule is in force and fits is for the "
    "supervisory authority and the office that grants the funding to say."
)


def say(language: str, message: str, **values: object) -> str:
    """Translate a message of the catalogue ``law``, and fill in its values."""
    text = translator(language, "law")(message)
    return text.format_map(values) if values else text


def advice(language: str) -> str:
    """Return what stands once on each page and sheet: it is no legal advice."""
    return say(language, ADVICE)


def worded(table: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return what :func:`geo_koop.planning.rules.checked` returns, in words.

    Parameters
    ----------
    table : pandas.DataFrame
    language : {"de", "en"}

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`, all of them text; ``dated`` is the date of the source as people read it: ``Stand
        2021-12``, or ``ohne Datum, gesehen 2026-11``.
    """
    translate = translator(language, "law")
    states = law.states().labels(language)
    phrased = ("subject", "statement", "text", "value", "other_value")
    made = table.assign(
        **{name: [_words(cell, translate) for cell in table[name]] for name in phrased},
        state_name=table["state"].map(states),
        kind_name=[translate(law.KINDS[kind]) for kind in table["kind"]],
        status_name=[translate(rule_checks.STATUSES[status]) for status in table["status"]],
        certainty_name=[translate(law.CERTAINTIES[one]) if one else "" for one in table["certainty"]],
        dated=[_dated(row.date, row.date_note, row.seen, language) for row in table.itertuples()],
    )
    return made[list(COLUMNS)].astype("str")


def host(source: str) -> str:
    """Return the name of the server of an address; of anything else the text itself.

    Examples
    --------
    >>> host("https://www.gesetze-bayern.de/Content/Document/BayKommZG-42"), host("Schreiben des RP")
    ('gesetze-bayern.de', 'Schreiben des RP')
    """
    return (urlsplit(source).hostname or source).removeprefix("www.") if "//" in source else source


def full(row: Any, language: str) -> str:
    """Return the statement of a row of :func:`worded` with its note, as whole sentences."""
    said = f"{row.statement.rstrip('.')}."
    return f"{said} {say(language, _('Note: {text}'), text=row.note.rstrip('.'))}." if row.note else said


def _words(cell: object, translate: rule_checks.Translate) -> str:
    return cell.words(translate) if isinstance(cell, Phrase) else ""


def _dated(day: str, note: str, seen: str, language: str) -> str:
    if day:
        return say(language, _("of {date}"), date=day)
    if not seen:
        return ""
    if note:
        return say(language, _("without a date ({note}), seen {seen}"), note=note, seen=seen)
    return say(language, _("without a date, seen {seen}"), seen=seen)


def states(table: pd.DataFrame) -> list[str]:
    """Return the states that a table of rules is about, without the federation."""
    return [str(state) for state in dict.fromkeys(table["state"]) if state != law.FEDERATION]


def about(
    words: Wording, *, members: Sequence[str], states: Sequence[str], topic: str, form: str, as_of: date
) -> list[str]:
    """Say what was asked: who, which states, which topic and form, as of which day.

    Parameters
    ----------
    words : Wording
    members : sequence of str
        Names.
    states : sequence of str
        Codes.
    topic, form : str
        Codes; empty for all.
    as_of : datetime.date
    """
    language = words.language
    labels = law.states().labels(language)
    said = []
    if members:
        listed = words.listing(members, most=12)
        said.append(say(language, _("Parties ({count}): {names}."), count=words.number(len(members)), names=listed))
    named = words.listing([labels[state] for state in states])
    one = len(states) == 1
    said.append(
        say(language, _("State: {names}."), names=named) if one else say(language, _("States: {names}."), names=named)
    )
    if topic:
        said.append(say(language, _("Topic: {name}."), name=words.label("topics", topic)))
    if form:
        said.append(say(language, _("Form: {name}."), name=words.label("formats", form)))
    said.append(say(language, _("As of: {day}."), day=words.day(as_of)))
    return said


def several(table: pd.DataFrame, language: str) -> str:
    """Say of parties from several states what the data say, and what they do not; empty for one state."""
    if len(states(table)) < 2:
        return ""
    text = _("The parties lie in several states: the rules of each stand side by side.")
    if (table["kind"].eq("rule") & table["id"].str.contains("interstate", regex=False)).any():
        return say(language, text)
    more = _("Which state's law applies to a cooperation across the border, the data do not say.")
    return f"{say(language, text)} {say(language, more)}"


def unresearched(table: pd.DataFrame, language: str) -> str:
    """Say which states nobody has looked at; empty where there is none."""
    labels = law.states().labels(language)
    names = ", ".join(labels[state] for state in table.loc[table["status"] == "not_researched", "state"])
    if not names:
        return ""
    return say(language, _("Not researched: {names}. A blank says nothing about the law there."), names=names)


def origin(rules: Rules, language: str) -> str:
    """Say whose rules these are."""
    if not rules.file:
        return say(language, _("Rules: the data of geo_koop, seen in November 2026."))
    return say(
        language,
        _(
            "Rules: the data of geo_koop with the own file {file}: "
            "{replaced} replaced, {added} added, {removed} removed."
        ),
        file=rules.file,
        replaced=rules.replaced,
        added=rules.added,
        removed=rules.removed,
    )


def counted(table: pd.DataFrame, language: str) -> str:
    """Say how many rules there are, and of how many the date, the validity or the certainty asks for a check."""
    known = table[table["status"] != "no_entry"]
    counts = known["status"].value_counts()
    parts = [
        f"{counts[status]} {say(language, rule_checks.STATUSES[status])}"
        for status in ("lapsed", "not_yet", "conflict", "uncertain", "undated", "not_found", "not_researched")
        if counts.get(status)
    ]
    if not parts:
        return say(language, _("{count} entries."), count=len(known))
    return say(language, _("{count} entries, each counted once: {parts}."), count=len(known), parts="; ".join(parts))


def own(table: pd.DataFrame) -> bool:
    """Tell whether an office's own rows are among the rules."""
    return bool((~table["origin"].isin(["", SHIPPED])).any())
