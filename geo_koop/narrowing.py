"""A part of an analysis: the cooperations that filters let pass."""

from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.analysis import join, selection
from geo_koop.analysis.measures import LazyMeasures
from geo_koop.errors import UsageError
from geo_koop.model import Analysis, Filters

_CUT = ("cooperations", "members", "area", "patterns", "actors", "sources", "topics")


class Whole(Analysis):
    """An analysis of everything; what filters ask of it is prepared when the first of them comes."""

    _base: Analysis | None = None

    @cached_property
    def selectable(self) -> selection.Known:
        """The analysis as filters see it."""
        if isinstance(self._base, Whole):
            return selection.on_date(self._base.selectable, self.cooperations)
        return _selectable(self)

    def without_statutory(self) -> Analysis:
        """Return what no law prescribes; see :meth:`geo_koop.model.Analysis.without_statutory`."""
        return _free(self)


def related(dated: Analysis, base: Analysis) -> Analysis:
    """Let an analysis take over from one of another date what filters ask of it and no date changes."""
    vars(dated)["_base"] = base
    return dated


def narrow(analysis: Analysis, filters: Filters) -> Analysis:
    """Restrict an analysis to the cooperations that the filters let pass.

    Parameters
    ----------
    analysis : Analysis
        As returned by :func:`geo_koop.workspace.evaluate`; not changed.
    filters : Filters

    Raises
    ------
    UsageError
        If a filter names a code that does not exist.
    """
    if filters == Filters():
        return analysis
    known = analysis.selectable if isinstance(analysis, Whole) else _selectable(analysis)
    _check(filters, known)
    keep = selection.select(known, filters)
    shown = np.asarray(analysis.values("active"), dtype=bool)
    if filters.stages:
        shown = shown | analysis.cooperations["stage"].isin(filters.stages).to_numpy()
    return restrict(analysis, keep, shown=shown, filters=filters)


def restrict(
    analysis: Analysis, keep: pd.Series, *, shown: np.ndarray | None = None, filters: Filters | None = None
) -> Analysis:
    """Return an analysis of some of its cooperations.

    Parameters
    ----------
    analysis : Analysis
        Not changed.
    keep : pandas.Series
        Boolean, aligned with the cooperations.
    shown : numpy.ndarray of bool, optional
        Which cooperations count in measures and on the map; as before where it is left out.
    filters : Filters, optional
        To be named in the provenance; as before where it is left out.
    """
    stays = keep.to_numpy(dtype=bool)
    counts = np.asarray(analysis.values("shown") if shown is None else shown, dtype=bool)
    fields = {
        name: getattr(analysis, name)
        for name in ("municipalities", "unincorporated", "neighbours", "scopes", "findings")
    }
    return _Narrowed(
        analysis,
        stays,
        counts,
        provenance=replace(analysis.provenance, filters=filters or analysis.provenance.filters),
        measures=_measures(analysis).narrowed(stays, counts),
        **fields,
    )


def _free(analysis: Analysis) -> Analysis:
    statutory = analysis.cooperations["obligation"] == "statutory"
    if analysis.provenance.filters.obligation or not statutory.any():
        return analysis
    return restrict(analysis, ~statutory)


class _Narrowed(Analysis):
    """A part of an analysis; its tables are cut out of the whole ones when they are first asked for."""

    def __init__(self, whole: Analysis, stays: np.ndarray, shown: np.ndarray, **fields: Any) -> None:
        vars(self).update(fields, _whole=whole, _stays=stays, _shown=shown)

    def __getattr__(self, name: str) -> Any:
        if name not in _CUT:
            raise AttributeError(name)
        here = vars(self)
        part, stays = getattr(here["_whole"], name), here["_stays"]
        if name == "cooperations":
            here[name] = part[stays].assign(shown=here["_shown"][stays])
        elif name == "patterns":
            here[name] = part[stays]
        else:
            here[name] = part[part["cooperation_id"].isin(here["_whole"].cooperations.index[stays])]
        return here[name]

    def without_statutory(self) -> Analysis:
        return _free(self)

    def values(self, name: str, rows: np.ndarray | None = None) -> Any:
        here = vars(self)
        at = np.flatnonzero(here["_stays"])
        at = at if rows is None else at[rows]
        return here["_shown"][at] if name == "shown" else here["_whole"].values(name, at)


def _measures(analysis: Analysis) -> LazyMeasures:
    assert isinstance(analysis.measures, LazyMeasures)
    return analysis.measures


def _selectable(analysis: Analysis) -> selection.Known:
    members = join.spread(analysis.members, analysis.municipalities)
    return selection.known(analysis.cooperations, analysis.topics, members, _measures(analysis).places)


def _check(filters: Filters, known: selection.Known) -> None:
    for name in ("topics", "formats", "patterns", "stages", "obligation"):
        unknown = codelists.load(name).unknown(set(getattr(filters, name)))
        if unknown:
            raise UsageError(
                "Unknown {field}: {unknown}.",
                "Known are: {known}.",
                field=name,
                unknown=", ".join(unknown),
                known=", ".join(codelists.load(name).codes),
            )
    strange = sorted(code for code in filters.regions if not any(code in codes for codes, _at in known.places))
    if strange:
        raise UsageError(
            "Unknown region: {strange}.",
            "Use a region code, or the key of a state, a district or a municipality of the boundaries.",
            strange=", ".join(strange),
        )
