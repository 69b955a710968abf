"""Find municipalities, districts, cooperations and topics by what a user types. Pure functions, no Streamlit.

An index holds one line of text for each thing, folded: lower case, umlauts written out, abbreviations
of German names spelt out. An answer compares the query with all lines at once (rapidfuzz).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from geo_koop import codelists
from geo_koop.app.views.sentences import region_labels, topic_labels
from geo_koop.app.words import Words
from geo_koop.locale import mark as _
from geo_koop.outputs import letters
from geo_koop.result.analysis import Analysis

KINDS = {
    "municipality": _("Municipality"),
    "district": _("District"),
    "state": _("State"),
    "region": _("Region"),
    "cooperation": _("Cooperation"),
    "topic": _("Topic"),
}
"""Kinds of things that can be found, the likelier first among equals."""

_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SHORT = (
    (re.compile(r"\ba\. ?d\. ?"), "an der "),
    (re.compile(r"\bv\. ?d\. ?"), "vor der "),
    (re.compile(r"\bb\. ?"), "bei "),
    (re.compile(r"\bi\. ?"), "in "),
    (re.compile(r"\ba\. ?"), "am "),
    (re.compile(r"\bst\. ?"), "sankt "),
    (re.compile(r"\blkr?\.? "), "landkreis "),
    (re.compile(r"\bzv "), "zweckverband "),
)
_BREAK = re.compile(r"[\s,;/()\-–.]+")
_EXACT, _BEGINS, _WORDS, _INSIDE, _CLOSE = 100.0, 95.0, 90.0, 80.0, 62.0
_PART_OF_TYPO, _OF_A_HEAD, _SHORTEST_TYPO = 0.75, 0.97, 3
"""Typing errors come after what was typed rightly: a similarity of 100 counts as 75."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Something that was found: its kind (see :data:`KINDS`), code, name, and where it is or what it is."""

    kind: str
    code: str
    label: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class Index:
    """What can be found.

    Attributes
    ----------
    table : pandas.DataFrame
        ``kind, code, label, detail, weight`` (0 to 1: the larger the likelier among equals).
    lines : list of str
        Folded text of each row.
    """

    table: pd.DataFrame
    lines: list[str]


def fold(text: str) -> str:
    """Return a text as it is compared.

    Examples
    --------
    >>> fold("Garching b.München"), fold("Hann. Münden"), fold("Neustadt a. d. Aisch")
    ('garching bei muenchen', 'hann muenden', 'neustadt an der aisch')
    """
    plain = text.casefold().translate(_LETTERS)
    for pattern, long in _SHORT:
        plain = pattern.sub(long, plain)
    return " ".join(_BREAK.split(plain)).strip()


def build(analysis: Analysis, words: Words) -> Index:
    """Return what can be found in an analysis (not narrowed), with the labels of a language."""
    parts = [_municipalities(analysis), _levels(analysis, words), _cooperations(analysis, words), _topics(words)]
    table = pd.concat(parts, ignore_index=True)
    return Index(table=table, lines=[fold(label) for label in table["label"]])


def search(index: Index, text: str, *, limit: int = 8, kinds: tuple[str, ...] = tuple(KINDS)) -> list[Hit]:
    """Return what fits a text best; keys of municipalities and districts, and ids, count too.

    Parameters
    ----------
    index : Index
    text : str
        What the user typed: a part of a name in either spelling of umlauts, with typing errors, or a key.
    limit : int
        Largest number of hits.
    kinds : tuple of str
        Only these.
    """
    query = fold(text)
    if not query:
        return []
    score = _scores(index, query)
    table = index.table
    code = table["code"].to_numpy()
    typed = text.strip()
    score[(code == typed) | (code == typed.zfill(8))] = _EXACT + 1
    if typed.isdigit() and len(typed) >= 3:
        begins = table["kind"].eq("municipality") & table["code"].str.startswith(typed)
        score[begins.to_numpy() & (score < _BEGINS)] = _BEGINS
    score[~table["kind"].isin(kinds).to_numpy()] = 0
    fitting = np.flatnonzero(score >= _CLOSE)
    if (score[fitting] >= _INSIDE).any():
        fitting = fitting[score[fitting] >= _INSIDE]
    rank = pd.DataFrame({"score": score[fitting].round(), "weight": table["weight"].to_numpy()[fitting]})
    best = fitting[rank.sort_values(["score", "weight"], ascending=False, kind="stable").index[:limit]]
    rows = table.iloc[best]
    return [
        Hit(kind=kind, code=code, label=label, detail=detail)
        for kind, code, label, detail in rows[["kind", "code", "label", "detail"]].itertuples(index=False)
    ]


def packed(index: Index) -> bytes:
    """Return the names for the browser: a JSON object of columns; ``kind`` counts in ``kinds``.

    Parameters
    ----------
    index : Index
    """
    kinds, table = list(KINDS), index.table
    columns = {
        name: [letters.visible(str(text)) for text in table[name].fillna("")] for name in ("code", "label", "detail")
    }
    told = {
        "kinds": kinds,
        "kind": pd.Index(kinds).get_indexer(pd.Index(table["kind"])).tolist(),
        **columns,
        "weight": table["weight"].tolist(),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def hit_of(index: Index, chosen: Any) -> Hit | None:
    """Return what a browser says was chosen, or ``None`` where there is no such thing.

    Parameters
    ----------
    index : Index
    chosen : Any
        ``kind`` and ``code``, as they came.
    """
    if not isinstance(chosen, Mapping):
        return None
    table = index.table
    rows = table[table["kind"].eq(str(chosen.get("kind"))) & table["code"].eq(str(chosen.get("code")))]
    for kind, code, label, detail in rows[["kind", "code", "label", "detail"]].itertuples(index=False):
        return Hit(kind=kind, code=code, label=label, detail=detail)
    return None


def _scores(index: Index, query: str) -> np.ndarray:
    """Return how well each line fits: as typed first, then with typing errors."""
    words = [" " + word for word in query.split()]
    score = np.fromiter((_typed(line, query, words) for line in index.lines), dtype=float, count=len(index.lines))
    if score.max(initial=0.0) >= _WORDS or len(query) < _SHORTEST_TYPO:
        return score
    heads = [line[: len(query) + 1] for line in index.lines]
    likeness = np.maximum.reduce(
        [
            process.cdist([query], index.lines, scorer=fuzz.ratio)[0],
            process.cdist([query], index.lines, scorer=fuzz.token_sort_ratio)[0],
            _OF_A_HEAD * process.cdist([query], heads, scorer=fuzz.ratio)[0],
        ]
    )
    score = np.maximum(score, likeness * _PART_OF_TYPO)
    return np.where(score < _CLOSE, 0.0, score)


def _typed(line: str, query: str, words: list[str]) -> float:
    """Return how well a line fits a query without typing errors."""
    if line.startswith(query):
        return _EXACT if len(line) == len(query) else _BEGINS
    if all(word in " " + line for word in words):
        return _WORDS
    return _INSIDE if query in line else 0.0


def _municipalities(analysis: Analysis) -> pd.DataFrame:
    table = analysis.municipalities
    people = table["population"].astype("Float64").fillna(0).to_numpy(dtype=float)
    return pd.DataFrame(
        {
            "kind": "municipality",
            "code": table.index,
            "label": table["name"].to_numpy(),
            "detail": table["district_name"].fillna("").to_numpy(),
            "weight": 0.5 + 0.4 * np.log1p(people) / 20 - 0.3 * table["context"].to_numpy(dtype=float),
        }
    )


def _levels(analysis: Analysis, words: Words) -> pd.DataFrame:
    labels = region_labels(analysis, words)
    table = analysis.municipalities
    rows = [
        (level, str(code), labels.get(str(code), str(code)), words("{count} municipalities", count=words.number(size)))
        for level in ("region", "district", "state")
        for code, size in table[level].value_counts().items()
        if code
    ]
    found = pd.DataFrame(rows, columns=["kind", "code", "label", "detail"])
    return found.assign(weight=found["kind"].map({"region": 0.6, "district": 0.45, "state": 0.4}))


def _cooperations(analysis: Analysis, words: Words) -> pd.DataFrame:
    table = analysis.cooperations
    formats = codelists.load("formats").labels(words.language)
    return pd.DataFrame(
        {
            "kind": "cooperation",
            "code": table.index,
            "label": table["name"].to_numpy(),
            "detail": table["format"].map(formats).fillna("").to_numpy(),
            "weight": 0.35 + 0.1 * table["active"].to_numpy(dtype=float),
        }
    )


def _topics(words: Words) -> pd.DataFrame:
    labels = topic_labels(words)
    return pd.DataFrame(
        {"kind": "topic", "code": list(labels), "label": list(labels.values()), "detail": "", "weight": 0.55}
    )
