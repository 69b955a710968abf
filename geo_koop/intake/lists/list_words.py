"""Reads the free words of a list for topic, format and stage as codes, with what a person decided on them."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import pandas as pd
from rapidfuzz import fuzz, process

from geo_koop import codelists, findings
from geo_koop.codelists import words
from geo_koop.intake.names import decisions as by_hand

CODELISTS: Final[Mapping[str, str]] = {"topics": "topics", "format": "formats", "stage": "stages"}
"""Column of cooperations to the codelist of its words."""
COLUMNS: Final = ("list", "word", "code", "how", "proposals", "rows", "row", "column")
HOW: Final = ("code", "label", "word", "hand", "skip", "open")
"""How a word was read: the code or label itself, a word for it, by a decision, left out by one, or not at all."""
_STRONG = re.compile(r"[;,|\n]")
_WEAK = re.compile(r"\s*[/+&]\s*|\s+(?:und|u\.|sowie)\s+")
_NEAR, _MOST = 70, 3
_FEW = 5


class Vocabulary(NamedTuple):
    """What the words of cooperations were read as.

    Attributes
    ----------
    cooperations : pandas.DataFrame
        With codes for the words that are known; the others stay as they are written.
    words : pandas.DataFrame
        One row for each word: ``list`` (one of :data:`CODELISTS`' values), ``word``, ``code`` (``""``
        where open), ``how`` (one of :data:`HOW`), ``proposals`` (tuple of codes whose words are similar),
        ``rows`` (how many cooperations), ``row`` (the first), ``column`` (heading).
    findings : pandas.DataFrame
    """

    cooperations: pd.DataFrame
    words: pd.DataFrame
    findings: pd.DataFrame


def context(codelist: str) -> str:
    """Return what stands as ``context`` of a decision on a word of a codelist.

    Examples
    --------
    >>> context("topics")
    'list:topics'
    """
    return f"list:{codelist}"


def decided(codelist: str, chosen: Mapping[str, str]) -> pd.DataFrame:
    """Return decisions on words, as the table of decisions keeps them.

    Parameters
    ----------
    codelist : str
    chosen : Mapping[str, str]
        Word to code, or to :data:`geo_koop.intake.names.decisions.SKIP`.
    """
    table = pd.DataFrame(
        {"name": list(chosen), "context": context(codelist), "key": list(chosen.values())}, dtype="str"
    )
    return table.reindex(columns=list(by_hand.COLUMNS), fill_value="")


def read(
    cooperations: pd.DataFrame,
    rows: pd.Series,
    headings: Mapping[str, str],
    decisions: pd.DataFrame | None,
    origin: Mapping[str, str],
) -> Vocabulary:
    """Read the words of cooperations.

    Parameters
    ----------
    cooperations : pandas.DataFrame
        With the columns of :data:`CODELISTS`, text.
    rows : pandas.Series
        The first line of each in the list, aligned with them.
    headings : Mapping[str, str]
        Column to its heading in the list.
    decisions : pandas.DataFrame, optional
        See :mod:`geo_koop.intake.names.decisions`; ``context`` is that of :func:`context`.
    origin : Mapping[str, str]
        ``file`` and ``sheet``.
    """
    table, parts = cooperations.copy(), []
    for column, codelist in CODELISTS.items():
        hand = _by_hand(decisions, codelist)
        texts = table[column].str.strip()
        split = {text: _pieces(text, codelist, hand) if column == "topics" else [text] for text in texts.unique()}
        meanings = {word: _meaning(word, codelist, hand) for found in split.values() for word in found if word}
        table[column] = texts.map({text: _joined(found, meanings) for text, found in split.items()}).astype("str")
        used = texts.map(split).explode().to_frame("word").assign(row=rows)
        parts.append(_table(used[used["word"] != ""], meanings, codelist, headings.get(column, column)))
    found = pd.concat(parts, ignore_index=True)
    return Vocabulary(table, found, _report(found, origin))


def _by_hand(decisions: pd.DataFrame | None, codelist: str) -> dict[str, str]:
    if decisions is None or decisions.empty:
        return {}
    ours = decisions[decisions["context"] == context(codelist)]
    known = {*codelists.load(codelist).codes, by_hand.SKIP}
    return {words.plain(name): key for name, key in zip(ours["name"], ours["key"], strict=True) if key in known}


def _meaning(word: str, codelist: str, hand: Mapping[str, str]) -> words.Meaning:
    chosen = hand.get(words.plain(word))
    if chosen:
        return words.Meaning("", "skip") if chosen == by_hand.SKIP else words.Meaning(chosen, "hand")
    return words.load(codelist).get(words.plain(word), words.Meaning("", "open"))


def _pieces(text: str, codelist: str, hand: Mapping[str, str]) -> list[str]:
    """Part a text into words, the whole first: "Bildung und Schulen" is one."""

    def known(word: str) -> bool:
        return _meaning(word, codelist, hand).how != "open"

    if not text or known(text):
        return [text]
    found: list[str] = []
    for part in (piece.strip() for piece in _STRONG.split(text)):
        smaller = [piece for piece in _WEAK.split(part) if piece]
        found += smaller if not known(part) and len(smaller) > 1 and all(map(known, smaller)) else [part]
    return [part for part in dict.fromkeys(found) if part] or [text]


def _joined(found: Iterable[str], meanings: Mapping[str, words.Meaning]) -> str:
    remaining = [word for word in found if word and meanings[word].how != "skip"]
    return "; ".join(dict.fromkeys(meanings[word].code or word for word in remaining))


def _table(used: pd.DataFrame, meanings: Mapping[str, words.Meaning], codelist: str, heading: str) -> pd.DataFrame:
    """Return a row for each word that occurs, open ones first."""
    counted = used.groupby("word", sort=False)["row"].agg(["size", "min"])
    found = [meanings[word] for word in counted.index]
    table = pd.DataFrame(
        {
            "list": codelist,
            "word": counted.index,
            "code": [meaning.code for meaning in found],
            "how": [meaning.how for meaning in found],
            "proposals": [proposals(word, codelist) if meanings[word].how == "open" else () for word in counted.index],
            "rows": counted["size"].to_numpy(dtype="int64"),
            "row": counted["min"].to_numpy(dtype="int64"),
            "column": heading,
        },
        columns=list(COLUMNS),
    )
    return table.sort_values(
        ["how", "rows"], key=lambda s: s == "open" if s.name == "how" else s, ascending=False, kind="stable"
    )


def proposals(word: str, codelist: str) -> tuple[str, ...]:
    """Return codes that a word may mean, since their words are similar; the likeliest first.

    Examples
    --------
    >>> proposals("Trinkwasserverbund", "topics")[0], proposals("xyz", "topics")
    ('water', ())
    """
    known = words.load(codelist)
    near = process.extract(words.plain(word), list(known), scorer=fuzz.WRatio, limit=10, score_cutoff=_NEAR)
    # A short word lies in many others.
    fitting = [form for form, _score, _at in near if len(form) > 2 or form == words.plain(word)]
    codes = dict.fromkeys(known[form].code for form in fitting if known[form].code != "unknown")
    return tuple(codes)[:_MOST]


def _report(found: pd.DataFrame, origin: Mapping[str, str]) -> pd.DataFrame:
    entries = []
    for codelist, table in found.groupby("list", sort=False):
        labels = {language: codelists.load(str(codelist)).labels(language) for language in ("de", "en")}
        read, open_ = table[table["how"] == "word"], table[table["how"] == "open"]
        where = {"column": table["column"].iloc[0], **origin}
        label: dict[str, Any] = {f"label_{language}": read["code"].map(of) for language, of in labels.items()}
        entries.append(findings.report("word_read", row=read["row"], value=read["word"], **label, **where))
        near: dict[str, Any] = {
            f"candidates_{language}": [", ".join(of[code] for code in codes) or "–" for codes in open_["proposals"]]
            for language, of in labels.items()
        }
        entries.append(
            findings.report(
                "stage_unknown" if codelist == "stages" else "word_unknown",
                row=open_["row"],
                value=open_["word"],
                codelist=codelist,
                count=open_["rows"],
                **near,
                **where,
            )
        )
    return findings.collect(entries)
