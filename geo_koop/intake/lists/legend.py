"""Reads the legend of a table of marks: M = Mitglied, B = Beobachter, A = ausgetreten."""

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from geo_koop.intake.files.tables import Table
from geo_koop.intake.lists import cell_words, remarks

_MARK = r"[^\W_]{1,3}|[●•✓+○]{1,2}"
_ENTRY = re.compile(rf"(?:^|(?<=[\s,;|(]))({_MARK})\s*=\s*([^=:;,|()]{{2,60}}?)(?=\s*(?:[,;|)]|$|\s(?:{_MARK})\s*=))")
_MEMBER = frozenset({"mitglied", "mitglieder", "vollmitglied", "ja", "beteiligt", "dabei"})


def of(table: Table) -> dict[str, str]:
    """Return the words of each mark, as lines above or below a table, or one of its cells, explain it.

    No mark that is explained in two ways counts.
    """
    above = table.findings["value"][table.findings["code"] == "line_above"].dropna().astype("str")
    cells = table.rows.drop(columns="row")
    explained = pd.Series(cells.to_numpy().ravel(), dtype="str")
    return read([*above, *explained[explained.str.contains("=", regex=False)].unique()])


def read(texts: Iterable[str]) -> dict[str, str]:
    """Return the words of each mark in texts.

    Examples
    --------
    >>> read(["M = Mitglied, B = Beobachter", "x = ja"])
    {'M': 'Mitglied', 'B': 'Beobachter', 'x': 'ja'}
    """
    found: dict[str, set[str]] = {}
    for text in texts:
        for mark, words in _ENTRY.findall(text) if "=" in text else []:
            found.setdefault(mark, set()).add(words.strip())
    return {mark: words.pop() for mark, words in found.items() if len(words) == 1}


def is_member(words: str) -> bool:
    """Tell whether words of a legend say no more than that a municipality is a member."""
    return cell_words.plain(words) in _MEMBER


def written_out(texts: pd.Series, meanings: Mapping[str, str], member: str) -> pd.Series:
    """Return marks in the words of the legend, if these are understood; those of members as a usual mark."""
    words = {
        mark: member if is_member(said) else said
        for mark, said in meanings.items()
        if is_member(said) or remarks.understood(said)
    }
    return texts.replace(words).astype("str") if words else texts
