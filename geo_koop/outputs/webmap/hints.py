"""What the map says at the pointer: the exact number with its unit, and the names of the cooperations.

Which cooperation covers which municipality travels once, as a file; what changes with filters and choices is which of
them count, a short text of zeros and ones.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.locale import translator
from geo_koop.locale.alphabet import order
from geo_koop.outputs.webmap.geometry import order_hash
from geo_koop.result.analysis import Analysis

_THROUGH = {"association": 1, "district": 2}
_KINDS = 3
_RUN = re.compile(r"(.)\1{4,}")


@dataclass(frozen=True, eq=False)
class Table:
    """Which cooperations cover which municipalities.

    Attributes
    ----------
    payload : bytes
        JSON: ``order`` (hash of the municipalities), ``names`` of the cooperations in the order of the alphabet,
        ``sets`` (those of a municipality: three times the place of the name, plus 1 through the association or 2
        through the district; base 36) and ``at`` (the set of each municipality).
    rows : numpy.ndarray of int
        Row of each name in the table of cooperations.
    """

    payload: bytes
    rows: np.ndarray

    @property
    def file_name(self) -> str:
        """A name that changes with the content."""
        return f"hints-{hashlib.sha256(self.payload).hexdigest()[:32]}.json"


def table(analysis: Analysis) -> Table:
    """Return which cooperations cover which municipalities.

    Parameters
    ----------
    analysis : Analysis
        Not narrowed.
    """
    records, places, area = analysis.cooperations, analysis.municipalities, analysis.area
    rows = order(records["name"].astype("str"))
    place = np.empty(len(rows), dtype=int)
    place[rows] = np.arange(len(rows))
    i, j = records.index.get_indexer(area["cooperation_id"]), places.index.get_indexer(area["key"])
    known = (i >= 0) & (j >= 0)
    kind = area["through"].map(_THROUGH).fillna(0).to_numpy(dtype=int)[known]
    codes = pd.Series(place[i[known]] * _KINDS + kind).map(_base36).astype("str")
    by_kind = np.lexsort((place[i[known]], kind, j[known]))
    listed = codes.iloc[by_kind].groupby(j[known][by_kind]).agg(",".join)
    sets, at = np.unique(listed.reindex(range(len(places)), fill_value="").to_numpy(dtype="U"), return_inverse=True)
    content = {
        "order": order_hash(places.index, analysis.unincorporated.index),
        "names": records["name"].astype("str").iloc[rows].tolist(),
        "sets": sets.tolist(),
        "at": numbers_text(at),
    }
    return Table(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), rows)


def counting(found: Table, whole: Analysis, analysis: Analysis, topics: Sequence[str] = ()) -> str:
    """Return which of the names count: a digit for each, runs of five and more shortened (``1-a.``: ten ones).

    Parameters
    ----------
    found : Table
    whole, analysis : Analysis
        What the table was made of, and what counts.
    topics : sequence of str
        Only cooperations on one of these topics or topic groups.
    """
    at = analysis.rows()
    counts = np.zeros(len(at), dtype=bool)
    shown = np.asarray(analysis.values("shown"), dtype=bool)
    if topics:
        known, listed = codelists.load("topics"), analysis.topics
        names = [listed["topic"], *(listed["topic"].map(known.field(name)) for name in ("group", "parent"))]
        about = np.logical_or.reduce([column.isin(list(topics)) for column in names])
        shown = shown & analysis.cooperations.index.isin(listed.loc[about, "cooperation_id"])
    counts[at >= 0] = shown[at[at >= 0]]
    text = "".join(np.where(counts[found.rows], "1", "0").tolist())
    return _RUN.sub(lambda run: f"{run[1]}-{_base36(len(run[0]))}.", text)


def numbers_text(values: np.ndarray) -> str:
    """Return numbers as text of base 36, with how often each one is repeated.

    >>> numbers_text(np.array([0, 0, 0, 37]))
    '0*3,11'
    """
    if not len(values):
        return ""
    starts = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    lengths = np.diff(np.append(starts, len(values)))
    parts = zip(values[starts].tolist(), lengths.tolist(), strict=True)
    return ",".join(_base36(value) + (f"*{_base36(length)}" if length > 1 else "") for value, length in parts)


def content(
    counted: str,
    *,
    source: str,
    mode: str,
    place: int = -1,
    own: bool = False,
    lines: Sequence[str] | None = None,
    language: str = "de",
) -> dict[str, Any]:
    """Return what the map says at the pointer, for :func:`~geo_koop.outputs.webmap.legend.facts_html`.

    Parameters
    ----------
    counted : str
        As made by :func:`counting`.
    source : str
        Where the file of the :class:`Table` is fetched.
    mode : str
        What the map shows: ``partners`` counts what is shared with the municipality at ``place``, ``count`` puts the
        number in place of the class, ``members`` says the class alone, every other mode says both.
    place : int
        Position of the municipality that was chosen.
    own : bool
        Whether own memberships count alone.
    lines : sequence of str, optional
        A further line for each municipality, such as an exact value.
    language : {"de", "en"}
    """
    _ = translator(language, "map")
    shared = mode == "partners" and place >= 0
    told: dict[str, Any] = {
        "url": source,
        "counted": counted,
        "mode": mode,
        "place": place if shared else -1,
        "own": own,
        "said": {
            "one": _("1 shared cooperation") if shared else _("1 cooperation"),
            "many": _("{count} shared cooperations") if shared else _("{count} cooperations"),
            "some": [
                "",
                _(", {count} of them through the association"),
                _(", {count} of them through the district"),
                _(", {count} of them through district or association"),
            ],
            "all": [
                "",
                _(", through the association alone"),
                _(", through the district alone"),
                _(", through district or association alone"),
            ],
            "more": _("and {count} more"),
        },
    }
    if lines is not None and any(lines):
        texts, at = np.unique(np.asarray(lines, dtype="U"), return_inverse=True)
        told |= {"lines": texts.tolist(), "at": numbers_text(at)}
    return told


def _base36(number: int) -> str:
    return str(np.base_repr(int(number), 36)).lower()
