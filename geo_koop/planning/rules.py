"""What the law of the states and their programmes say of a cooperation, beside a plan: never advice, never a verdict.

Rules are data (:mod:`geo_koop.codelists.law`): each has a source, its date, and how certain it is. An office's own file
replaces or extends them. A condition is put beside the plan only where the rule is dated, in force and certain enough;
otherwise it is told why it is not.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from geo_koop import codelists
from geo_koop.codelists import law
from geo_koop.errors import UsageError
from geo_koop.intake.records import rules_file
from geo_koop.planning import rule_checks, rule_phrases
from geo_koop.planning.rule_checks import Plan

COLUMNS: Final = (
    *("id", "state", "kind", "code", "forms", "subject", "statement", "status", "text", "value", "unit", "law_ref"),
    *("number", "number_to"),
    *("source", "source_note", "date", "date_note", "seen", "certainty", "valid_from", "valid_until"),
    *("other_value", "other_source", "other_date", "note", "card", "origin"),
)
"""Columns of :func:`checked`."""
EXPECTED: Final = ("form", "approval", "levy", "funding")
"""Kinds of which it is said where a state has no entry."""
SHIPPED: Final = "geo_koop"


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The rules in use.

    Attributes
    ----------
    rows : tuple of Mapping
        Columns of :data:`geo_koop.codelists.law.COLUMNS` but ``action``, and ``origin``: :data:`SHIPPED`, or the name
        of an office's own file.
    file : str
        Name of that file; empty without one.
    replaced, added, removed : int
        What it does to the shipped rows.
    """

    rows: tuple[law.Row, ...]
    file: str = ""
    replaced: int = 0
    added: int = 0
    removed: int = 0


def load(own: Path | None = None) -> Rules:
    """Return the rules: those shipped, and what an office's own file makes of them.

    Parameters
    ----------
    own : Path, optional
        CSV or workbook (``docs/law.md``): a row with a known ``id`` replaces that rule, one with a new ``id`` is added,
        and ``action = remove`` takes one out (``06-*`` all of a state, ``*`` all).

    Raises
    ------
    InputError
        If the file cannot be read, or rows are faulty: all faults are named at once.

    Examples
    --------
    >>> len(load().rows)
    158
    """
    rows = {row["id"]: {**row, "origin": SHIPPED} for row in law.rules()}
    if own is None:
        return Rules(rows=tuple(rows.values()))
    given = rules_file.read(own)
    gone = {name for name in rows if any(_meant(name, pattern) for pattern in given.removed)}
    made = {name: row for name, row in rows.items() if name not in gone}
    kept = set(made)
    made |= {row["id"]: {**row, "origin": given.file} for row in given.rows}
    again = {row["id"] for row in given.rows} & set(rows)
    return Rules(
        rows=tuple(made.values()),
        file=given.file,
        replaced=len(again),
        added=len(given.rows) - len(again),
        removed=len(rows) - len(kept | again),
    )


def states_of(members: Iterable[str]) -> tuple[str, ...]:
    """Return the states in which members lie, by their German keys.

    Examples
    --------
    >>> states_of(["09184123", "06636003", "09184121"])
    ('06', '09')
    """
    return tuple(sorted({key[:2] for key in members} & _states()))


def forms_of(rules: Rules, state: str, form: str) -> tuple[str, ...]:
    """Return the names, as codes of :func:`geo_koop.codelists.law.subjects`, that a state's law has for a format.

    Examples
    --------
    >>> forms_of(load(), "06", "public_law_agreement"), forms_of(load(), "09", "public_law_agreement")
    (('oerv',), ('zweckvereinbarung',))
    """
    rows = (row for row in rules.rows if row["state"] == state and row["kind"] == "form")
    return tuple(row["code"] for row in rows if form in row["forms"].split(";"))


def checked(
    rules: Rules,
    states: Sequence[str] = (),
    members: Sequence[str] = (),
    topic: str = "",
    form: str = "",
    as_of: date | None = None,
    *,
    years: float | None = None,
    saving: float | None = None,
    associations: Mapping[str, AbstractSet[str]] | None = None,
) -> pd.DataFrame:
    """Return what the rules say, each beside the plan where it can be.

    Parameters
    ----------
    rules : Rules
    states : sequence of str
        First two digits of keys (``09``); those of the members where it is left out.
    members : sequence of str
        Keys of who would work together: municipalities (8 digits), associations (9), districts (5).
    topic, form : str
        Codes; only rules about them, or about all. Empty for all.
    as_of : datetime.date
        The day on which it is asked.
    years : float, optional
        For how long they would work together.
    saving : float, optional
        Per cent a year that would be saved.
    associations : Mapping of str to set of str, optional
        Name of an association to the keys of its members.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`, states by code and the federation behind them, kinds in the order of
        :data:`geo_koop.codelists.law.KINDS`. ``statement``, ``subject``, ``text``
        (what the row says by itself) and ``value`` are a :class:`~geo_koop.errors.Phrase` each, worded by the catalogue
        ``law``; ``number`` and ``number_to`` are the value as it stands in the data; ``status`` is a code of
        :data:`geo_koop.planning.rule_checks.STATUSES`. Where a state has no rule of a kind, a row with the status
        ``no_entry`` says so.

    Raises
    ------
    UsageError
        If no day is given, no state is named or follows from the members, or a code is not known.
    """
    asked = tuple(dict.fromkeys(states)) or states_of(members)
    _usable(asked, topic, form, as_of)
    assert as_of is not None
    plan = Plan(
        members=tuple(dict.fromkeys(members)),
        as_of=as_of,
        several=len(asked) > 1,
        years=years,
        saving=saving,
        associations=associations,
    )
    rows = [row for row in rules.rows if _about(row, asked, topic, form, plan)]
    made = [_line(row, plan) for row in rows] + [_no_entry(state, kind, form) for state, kind in _blanks(rows, asked)]
    order = {kind: at for at, kind in enumerate(law.KINDS)}
    made.sort(key=lambda line: (line["state"] == law.FEDERATION, str(line["state"]), order[str(line["kind"])]))
    return pd.DataFrame(made, columns=list(COLUMNS))


def _states() -> set[str]:
    return set(law.states().codes) - {law.FEDERATION}


def _usable(states: Sequence[str], topic: str, form: str, as_of: date | None) -> None:
    if as_of is None:
        raise UsageError("No day is given.", "Say as of which day the rules are asked: --as-of DATE.")
    strange = [state for state in states if state not in _states()]
    if strange or not states:
        known = ", ".join(f"{code} ({name})" for code, name in law.states().labels("de").items() if code in _states())
        raise UsageError(
            "There are no rules for these states: {states}.",
            "Known are: {known}.",
            states=", ".join(strange) or "–",
            known=known,
        )
    for name, code in (("topics", topic), ("formats", form)):
        if code and code not in codelists.load(name).codes:
            raise UsageError(
                "“{code}” is not in the list {name}.",
                "Known are: {known}.",
                code=code,
                name=name,
                known=", ".join(codelists.load(name).codes),
            )


def _about(row: law.Row, states: Sequence[str], topic: str, form: str, plan: Plan) -> bool:
    if row["state"] not in (law.FEDERATION, *states) or (row["code"] == "interstate" and not plan.several):
        return False
    forms, topics = row["forms"].split(";"), row["topics"].split(";")
    return (not form or not row["forms"] or form in forms) and (
        not topic or not row["topics"] or bool(_related(topic) & set(topics))
    )


def _related(topic: str) -> set[str]:
    """Return a topic with what it is part of, and what is part of it."""
    entries = codelists.load("topics").entries
    above = {str(entries[topic].get(name)) for name in ("group", "parent")}
    below = {code for code, one in entries.items() if topic in (one.get("group"), one.get("parent"))}
    return {topic} | above | below


def _blanks(rows: Sequence[law.Row], states: Sequence[str]) -> list[tuple[str, str]]:
    """Return state and kind of which nothing is in the data, but for states that were not looked at."""
    there = {(row["state"], row["kind"]) for row in rows}
    unseen = {row["state"] for row in rows if rule_checks.not_researched(row)}
    return [(s, kind) for s in states if s not in unseen for kind in EXPECTED if (s, kind) not in there]


def _meant(name: str, pattern: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def _line(row: law.Row, plan: Plan) -> dict[str, object]:
    status = rule_checks.status(row, plan)
    return {name: row.get(name, "") for name in COLUMNS} | {
        "subject": rule_phrases.subject(row),
        "statement": rule_phrases.statement(row, plan, status),
        "status": status,
        "text": rule_phrases.text(row),
        "number": row["value"],
        "number_to": row["value_to"],
        "value": rule_phrases.value(row),
        "other_value": rule_phrases.value(row, other=True),
    }


def _no_entry(state: str, kind: str, form: str) -> dict[str, object]:
    return dict.fromkeys(COLUMNS, "") | {
        "id": f"{state}-{kind}-no_entry",
        "state": state,
        "kind": kind,
        "subject": rule_phrases.kind(kind),
        "statement": rule_phrases.no_entry(kind, form),
        "status": "no_entry",
    }
