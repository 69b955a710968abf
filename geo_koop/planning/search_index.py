"""Full-text search over the cooperations of an analysis, in memory alone.

Two indexes of SQLite (FTS5) hold the texts of an analysis: one of stems, and one of all runs of three letters, because
stemmers do not split compounds (“Wasser” must find “Abwasser”). Nothing is written to a file. A text that somebody
asks for is taken apart into words of letters and digits before SQLite sees it: no sign of its query language is left.

A name, a topic or a municipality is indexed once, however many cooperations it belongs to.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.analysis.coverage import ANY_TOPIC, topics_and_groups
from geo_koop.codelists import words as codelist_words
from geo_koop.locale import LANGUAGES, translator
from geo_koop.locale import mark as _
from geo_koop.locale.alphabet import sort_key
from geo_koop.planning.search_text import Query, plain_texts, stemmed
from geo_koop.result.analysis import Analysis

FIELDS = ("name", "topic", "format", "member", "actor", "summary")
"""What of a cooperation is searched, the most telling first."""
REASONS = {
    "name": _("name: “{word}”"),
    "topic": _("topic {what}"),
    "topic_synonym": _("topic {what}, to which “{word}” belongs"),
    "format": _("format {what}"),
    "format_synonym": _("format {what}, to which “{word}” belongs"),
    "member": _("member {what}"),
    "actor": _("further actor {what}"),
    "summary": _("description: “{word}”"),
    "part_name": _("name: contains “{word}”"),
    "part_topic": _("topic {what}: contains “{word}”"),
    "part_format": _("format {what}: contains “{word}”"),
    "part_member": _("member {what}: contains “{word}”"),
    "part_actor": _("further actor {what}: contains “{word}”"),
    "part_summary": _("description: contains “{word}”"),
}
"""Why a cooperation is found, the strongest reason first, as a sentence of the catalogue ``reasons``."""
_KINDS = tuple(REASONS)
_MANY = 1 << 32
"""More texts than any index holds: a reason and a text are one number together."""
_LEAST_PART = 3
"""A run of letters of which an index can know."""
_TABLES = (
    "CREATE VIRTUAL TABLE stems USING fts5(text, content='', columnsize=0, tokenize='unicode61 remove_diacritics 0')",
    "CREATE VIRTUAL TABLE parts USING fts5(text, content='', columnsize=0, tokenize='trigram case_sensitive 1')",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Field:
    """Texts of one kind, in the rows of the indexes from ``first`` on, and which cooperation has which of them.

    Attributes
    ----------
    first : int
    texts : numpy.ndarray of str
        What is indexed.
    said : numpy.ndarray of str
        The same in the language of the view.
    cooperation, text : numpy.ndarray of int
        A pair for each text of a cooperation, in the order in which texts are told.
    """

    first: int
    texts: np.ndarray
    said: np.ndarray
    cooperation: np.ndarray
    text: np.ndarray


@dataclass(frozen=True, kw_only=True, eq=False)
class _Synonyms:
    """Words that stand for the codes of a list: the stems of each, and the texts of their field that name the code."""

    stems: tuple[frozenset[str], ...]
    texts: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a text finds.

    Attributes
    ----------
    at : numpy.ndarray of int
        Positions of the cooperations in the analysis that the index was made of: those with the strongest reason
        first, then by name.
    kind : numpy.ndarray of str
        Of each, the weakest of the reasons that its words have, one of :data:`REASONS`; empty where nothing was asked.
    reason : numpy.ndarray of str
        All of them in words.
    words : tuple of str
        What was looked for.
    left_out : bool
        Whether the text is longer than what is heeded.
    """

    at: np.ndarray
    kind: np.ndarray
    reason: np.ndarray
    words: tuple[str, ...]
    left_out: bool


class SearchIndex:
    """The texts of an analysis, to be searched; made of it once, and independent of it afterwards.

    Parameters
    ----------
    analysis : Analysis
    language : {"de", "en"}
        Of descriptions, and of the reasons.

    Attributes
    ----------
    ids : pandas.Index
        The cooperations, in the order of the analysis.
    """

    def __init__(self, analysis: Analysis, language: str = "de") -> None:
        self.language = language
        records = analysis.cooperations
        self.ids, self.size = records.index, len(records)
        self._place = by_name(records)
        self._fields: dict[str, _Field] = {}
        self._lock = Lock()
        # Several threads of a server ask the same index, one after the other.
        self._store = sqlite3.connect(":memory:", check_same_thread=False)
        for statement in _TABLES:
            self._store.execute(statement)
        stems: dict[str, dict[str, str]] = {other: {} for other in LANGUAGES}
        for name, pairs in _texts(analysis, language).items():
            other = language if name == "summary" else "de"
            self._add(name, pairs, records.index, partial(stemmed, language=other, known=stems[other]))
        self._store.commit()
        self._synonyms = {name: _synonyms(self._fields[name], name, language) for name in ("topic", "format")}

    def _add(
        self, name: str, pairs: pd.DataFrame, ids: pd.Index, stems: Callable[[Sequence[str]], Sequence[str]]
    ) -> None:
        """Index the distinct texts of ``cooperation_id, text, said`` as a field."""
        first = sum(len(field.texts) for field in self._fields.values())
        at = ids.get_indexer(pairs["cooperation_id"])
        pairs = pairs[at >= 0].assign(at=at[at >= 0])
        number, texts = pd.factorize(pairs["text"].to_numpy(dtype=object), sort=True)
        spoken = np.empty(len(texts), dtype=object)
        spoken[number] = pairs["said"].to_numpy(dtype=object)
        place = _order(spoken, texts)
        # The last one of a cooperation is told: in the order of names from behind, so that it is the first of them.
        rows = np.lexsort((place[number], pairs["at"].to_numpy()))[::-1]
        self._fields[name] = _Field(
            first=first, texts=texts, said=spoken, cooperation=pairs["at"].to_numpy()[rows], text=number[rows]
        )
        plain = plain_texts(texts)
        numbered = range(first + 1, first + 1 + len(texts))
        insert = "INSERT INTO {table}(rowid, text) VALUES (?, ?)"
        self._store.executemany(insert.format(table="parts"), zip(numbered, plain, strict=True))
        self._store.executemany(insert.format(table="stems"), zip(numbered, stems(plain), strict=True))

    def search(self, text: str) -> Found:
        """Return the cooperations in which each word of a text occurs.

        Parameters
        ----------
        text : str
            Anything; no sign in it has a meaning. A blank one finds all cooperations, signs alone none.

        Returns
        -------
        Found
        """
        query = Query(text)
        stems = stemmed(query.plain, "de")
        belonging = {name: _belonging(known, stems, query.words) for name, known in self._synonyms.items()}
        rank, label = self._ranked(query, stems, belonging)
        at = np.flatnonzero((rank >= 0).all(axis=0) & (bool(query.plain) or not text.strip()))
        weakest = rank[:, at].max(axis=0, initial=-1)
        order = np.lexsort((self._place[at], weakest))
        at, weakest = at[order], weakest[order]
        kinds = np.array([*_KINDS, ""], dtype=object)
        return Found(
            at=at,
            kind=kinds[weakest],
            reason=self._worded(query, rank[:, at], label[:, at], belonging),
            words=query.words,
            left_out=query.left_out,
        )

    def _ranked(
        self, query: Query, stems: Sequence[str], belonging: Mapping[str, Sequence[Mapping[int, str]]]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return for each word and cooperation its strongest reason (-1 without one), and which text has it."""
        rank = np.full((len(query.plain), self.size), -1, dtype=np.int16)
        label = np.full(rank.shape, -1, dtype=np.int64)
        foreign = stems if self.language == "de" else stemmed(query.plain, self.language)
        for i, word in enumerate(query.plain):
            whole = self._rows("stems", stems[i])
            other = whole if foreign[i] == stems[i] else self._rows("stems", foreign[i])
            part = self._rows("parts", word) if len(word) >= _LEAST_PART else whole[:0]
            for kind in _KINDS:
                name, field = self._field(kind)
                if kind.startswith("part_"):
                    texts = self._within(field, part)
                elif kind.endswith("_synonym"):
                    texts = np.array(list(belonging[name][i]), dtype=np.int64)
                elif name == "summary" and len(word) < _LEAST_PART:
                    # In running text a word of two letters is nearly always another one.
                    continue
                else:
                    texts = self._within(field, other if name == "summary" else whole)
                self._mark(rank[i], label[i], _KINDS.index(kind), field, texts)
        return rank, label

    def _field(self, kind: str) -> tuple[str, _Field]:
        name = kind.removeprefix("part_").removesuffix("_synonym")
        return name, self._fields[name]

    def _rows(self, table: str, words: str) -> np.ndarray:
        """Return the rows of an index in which words stand together, counted from 0."""
        # Between quotes FTS5 reads words alone, and there are no quotes in them.
        with self._lock:
            found = self._store.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (f'"{words}"',)).fetchall()
        return np.array(found, dtype=np.int64).ravel() - 1

    @staticmethod
    def _within(field: _Field, rows: np.ndarray) -> np.ndarray:
        """Return which texts of a field are among rows of an index."""
        texts = rows - field.first
        return texts[(texts >= 0) & (texts < len(field.texts))]

    @staticmethod
    def _mark(rank: np.ndarray, label: np.ndarray, kind: int, field: _Field, texts: np.ndarray) -> None:
        """Note a reason where there is no stronger one."""
        if not len(texts):
            return
        hit = np.zeros(len(field.texts), dtype=bool)
        hit[texts] = True
        pairs = hit[field.text] & (rank[field.cooperation] < 0)
        label[field.cooperation[pairs]] = field.text[pairs]
        rank[field.cooperation[pairs]] = kind

    def _worded(
        self,
        query: Query,
        rank: np.ndarray,
        label: np.ndarray,
        belonging: Mapping[str, Sequence[Mapping[int, str]]],
    ) -> np.ndarray:
        """Return the reasons of cooperations in words; what holds for all words of a query is said once."""
        translate = translator(self.language, "reasons")
        told: list[np.ndarray] = []
        for i, word in enumerate(query.words):
            code, distinct = pd.factorize(rank[i].astype(np.int64) * _MANY + label[i])
            texts = []
            for both in distinct:
                kind, text = _KINDS[both // _MANY], int(both % _MANY)
                name, field = self._field(kind)
                shown = belonging[name][i][text] if kind.endswith("_synonym") else word
                shown = shown.casefold() if kind.startswith("part_") else shown
                texts.append(translate(REASONS[kind]).format(word=shown, what=field.said[text]))
            told.append(np.array(texts, dtype=object)[code])
        if len(told) < 2:
            return told[0] if told else np.full(rank.shape[1], "", dtype=object)
        same = np.logical_and.reduce([part == told[0] for part in told])
        each = (
            told[0]
            if not len(same)
            else sum(
                (f"; {word} – " + part for word, part in zip(query.words[1:], told[1:], strict=True)),
                f"{query.words[0]} – " + told[0],
            )
        )
        return np.where(same, told[0], each)


def by_name(records: pd.DataFrame) -> np.ndarray:
    """Return the place of each cooperation in the order of names, equal ones by id."""
    return _order(records["name"].astype("str").to_numpy(dtype=object), records.index.to_numpy(dtype=object))


def _order(names: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """Return the place of each name in the alphabet, of equal ones by something that tells them apart."""
    table = pd.DataFrame({"name": [sort_key(name) for name in names], "id": ids})
    return np.argsort(table.sort_values(["name", "id"]).index.to_numpy())


def _texts(analysis: Analysis, language: str) -> dict[str, pd.DataFrame]:
    """Return the texts of each field: ``cooperation_id, text, said``."""
    records, members, actors = analysis.cooperations, analysis.members, analysis.actors
    members = members[members["counts_as_member"] == "yes"]
    name = members["area_name"].astype("str").where(members["area_name"].fillna("") != "", members["name"])
    topics = topics_and_groups(analysis.topics)
    topics = topics[topics["topic"] != ANY_TOPIC]
    found = {
        "name": _pairs(records.index, records["name"]),
        "topic": _coded("topics", topics["cooperation_id"], topics["topic"], language),
        "format": _coded("formats", records.index, records["format"], language),
        "member": _pairs(members["cooperation_id"], name),
        "actor": _pairs(actors["cooperation_id"], actors["name"]),
        "summary": _pairs(records.index, records[f"note_{language}"]),
    }
    return {field: table[table["text"] != ""].drop_duplicates() for field, table in found.items()}


def _pairs(ids: pd.Series | pd.Index, texts: pd.Series) -> pd.DataFrame:
    said = texts.fillna("").astype("str").to_numpy(dtype=object)
    return pd.DataFrame({"cooperation_id": np.asarray(ids, dtype=object), "text": said, "said": said})


def _coded(codelist: str, ids: pd.Series | pd.Index, codes: pd.Series, language: str) -> pd.DataFrame:
    """Return codes by their labels in all languages; beside the label of another one stands that of the view."""
    entries = codelists.load(codelist)
    parts = []
    for other in (language, *(lang for lang in LANGUAGES if lang != language)):
        label, told = (codes.map(entries.labels(lang)).fillna(codes).astype("str") for lang in (other, language))
        said = told.where(told == label, told + " (" + label + ")").to_numpy(dtype=object)
        parts.append(pd.DataFrame({"cooperation_id": np.asarray(ids, dtype=object), "text": label, "said": said}))
    return pd.concat(parts, ignore_index=True).drop_duplicates(["cooperation_id", "text"])


def _synonyms(field: _Field, name: str, language: str) -> _Synonyms:
    """Return the words of a codelist that stand for codes in a field."""
    codelist = f"{name}s"
    known = [(word, meaning.code) for word, meaning in codelist_words.load(codelist).items() if meaning.how == "word"]
    stems = [frozenset(line.split()) for line in stemmed(plain_texts(word for word, _code in known), "de")]
    place = {text: i for i, text in enumerate(field.texts)}
    labels = codelists.load(codelist).labels(language)
    usable = [
        (words, place[labels[code]])
        for words, (_word, code) in zip(stems, known, strict=True)
        if words and labels.get(code) in place
    ]
    return _Synonyms(stems=tuple(words for words, _text in usable), texts=tuple(text for _words, text in usable))


def _belonging(known: _Synonyms, stems: Sequence[str], words: Sequence[str]) -> list[dict[int, str]]:
    """Return for each word of a query the texts to which it belongs, alone or with others, and how that was written."""
    asked = frozenset(stems)
    found = [(part, text) for part, text in zip(known.stems, known.texts, strict=True) if part <= asked]
    return [
        {
            text: " ".join(word for word, other in zip(words, stems, strict=True) if other in part)
            for part, text in sorted(found, key=lambda pair: -len(pair[0]))
            if stem in part
        }
        for stem in stems
    ]
