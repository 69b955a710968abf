"""The sheet of law and funding, and its sections for other sheets: each statement with source, date and certainty."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from geo_koop.codelists import law
from geo_koop.locale import mark as _
from geo_koop.outputs.law import words as law_words
from geo_koop.outputs.law.words import say
from geo_koop.outputs.report.imprint import Imprint
from geo_koop.outputs.report.options import ReportOptions, check
from geo_koop.outputs.report.sheet import Section, Sheet, Table, rows
from geo_koop.outputs.wording import Wording
from geo_koop.planning.rules import Rules

_STATEMENTS = (2.4, 5.2, 2.6)


def imprint(rules: Rules, as_of: date, options: ReportOptions | None = None) -> Imprint:
    """Return what the document is set with: whose rules these are, and as of which day they were asked.

    Raises
    ------
    UsageError
        See :func:`geo_koop.outputs.report.options.check`.
    """
    how = check(options or ReportOptions())
    words = Wording(how.language)
    day = words("as of {date}", date=words.day(as_of))
    return Imprint(options=how, lines=(law_words.origin(rules, how.language),), day=day)


def law_sheet(press: Imprint, table: pd.DataFrame, about: Sequence[str], names: str = "") -> Sheet:
    """Return the sheet of law and funding.

    Parameters
    ----------
    press : Imprint
    table : pandas.DataFrame
        As :func:`geo_koop.planning.rules.checked` returns it.
    about : sequence of str
        What was asked, see :func:`geo_koop.outputs.law.words.about`.
    names : str
        Of the parties, for the title; the states where it is left out.
    """
    words = press.words
    language = words.language
    found = law_words.worded(table, language)
    states = words.listing([law.states().labels(language)[state] for state in law_words.states(table)])
    more = (tell(table, language) for tell in (law_words.unresearched, law_words.several))
    return Sheet(
        kind="law",
        kicker=words("Law and funding"),
        title=names or states,
        subtitle=" · ".join(part for part in (states if names else "", press.day) if part),
        sentences=(*about, law_words.counted(table, language), *filter(None, more)),
        lead=2,
        cautions=(law_words.advice(language),),
        sections=(*law_sections(words, table), _sources(words, found)),
    )


def title(words: Wording, names: Sequence[str]) -> str:
    """Return the parties as the title of a sheet."""
    return words.listing(names, most=4)


def law_sections(words: Wording, table: pd.DataFrame, *, kinds: Sequence[str] | None = None) -> tuple[Section, ...]:
    """Return sections of law and funding for any sheet; the sheet says once itself that this is no legal advice.

    Parameters
    ----------
    words : Wording
    table : pandas.DataFrame
        As :func:`geo_koop.planning.rules.checked` returns it.
    kinds : sequence of str, optional
        Of :data:`geo_koop.codelists.law.KINDS`; all where it is left out.
    """
    found = law_words.worded(table, words.language)
    wanted = [kind for kind in law.KINDS if kinds is None or kind in kinds]
    made = []
    for kind in wanted:
        part = found[found["kind"] == kind]
        if len(part):
            made.append(_section(words, kind, part))
    return tuple(made)


def _section(words: Wording, kind: str, part: pd.DataFrame) -> Section:
    language = words.language
    groups = tuple((str(name), rows(_lines(rest, language))) for name, rest in part.groupby("state_name", sort=False))
    return Section(
        heading=say(language, law.KINDS[kind]),
        table=Table(
            head=(words("About"), words("What the source says"), words("Source")),
            widths=_STATEMENTS,
            groups=groups,
            caption=words("{kind}: statements with source, date and certainty", kind=say(language, law.KINDS[kind])),
        ),
    )


def _lines(part: pd.DataFrame, language: str) -> list[tuple[str, str, str]]:
    return [
        (
            row.subject,
            law_words.full(row, language),
            _place(row, language) or "–",
        )
        for row in part.itertuples()
    ]


def _place(row: Any, language: str) -> str:
    """Return law, server, date and certainty of a source; its whole address stands at the end of the sheet."""
    sure = say(language, _("Certainty: {certainty}"), certainty=row.certainty_name) if row.certainty_name else ""
    return " · ".join(filter(None, (row.law_ref, law_words.host(row.source), row.dated, sure)))


def _sources(words: Wording, found: pd.DataFrame) -> Section:
    """Return the addresses once each: below every statement they would bury it."""
    named = found[found["source"] != ""].drop_duplicates(["source", "source_note", "dated"])
    lines = [
        (row.state_name, f"{row.source} {f'({row.source_note})' if row.source_note else ''}".strip(), row.dated)
        for row in named.itertuples()
    ]
    return Section(
        heading=words("Sources"),
        table=Table(
            head=(words("State"), words("Source"), words("Date")),
            widths=(1.4, 6.0, 1.8),
            groups=(("", rows(lines)),),
            caption=words("Sources of the statements, with their dates"),
        ),
    )
