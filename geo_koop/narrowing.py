"""A part of an analysis: the cooperations that filters let pass."""

from dataclasses import replace
from functools import cached_property
from typing import Any

import pandas as pd

from geo_koop import codelists
from geo_koop.analysis import selection
from geo_koop.analysis.measures import LazyMeasures
from geo_koop.errors import UsageError
from geo_koop.model import Analysis, Filters


class Whole(Analysis):
    """An analysis of everything; what filters ask of it is prepared when the first of them comes."""

    _base: Analysis | None = None

    @cached_property
    def selectable(self) -> selection.Known:
        """The analysis as filters see it."""
        if isinstance(self._base, Whole):
            return selection.on_date(self._base.selectable, self.cooperations)
        return _selectable(self)


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
    table = analysis.cooperations
    keep = selection.select(known, filters)
    shown = table["active"] | table["stage"].isin(filters.stages)
    return restrict(analysis, keep, shown=shown, filters=filters)


def restrict(
    analysis: Analysis, keep: pd.Series, *, shown: pd.Series | None = None, filters: Filters | None = None
) -> Analysis:
    """Return an analysis of some of its cooperations.

    Parameters
    ----------
    analysis : Analysis
        Not changed.
    keep : pandas.Series
        Boolean, aligned with the cooperations.
    shown : pandas.Series, optional
        Which cooperations count in measures and on the map; as before where it is left out.
    filters : Filters, optional
        To be named in the provenance; as before where it is left out.
    """
    table = analysis.cooperations
    kept = table[keep].assign(shown=(table["shown"] if shown is None else shown)[keep])
    fields = {
        name: getattr(analysis, name)
        for name in ("municipalities", "unincorporated", "neighbours", "scopes", "findings")
    }
    measures = analysis.measures
    assert isinstance(measures, LazyMeasures)
    return _Narrowed(
        analysis,
        cooperations=kept,
        provenance=replace(analysis.provenance, filters=filters or analysis.provenance.filters),
        measures=measures.narrowed(kept),
        **fields,
    )


class _Narrowed(Analysis):
    """A part of an analysis; its long tables are cut out of the whole ones when they are first asked for."""

    def __init__(self, whole: Analysis | None = None, **fields: Any) -> None:
        vars(self).update(fields, _whole=whole)

    def __getattr__(self, name: str) -> Any:
        if name not in ("members", "area", "actors", "sources", "topics", "patterns"):
            raise AttributeError(name)
        part, ids = getattr(vars(self)["_whole"], name), self.cooperations.index
        vars(self)[name] = part.loc[ids] if name == "patterns" else part[part["cooperation_id"].isin(ids)]
        return vars(self)[name]


def _selectable(analysis: Analysis) -> selection.Known:
    return selection.known(analysis.cooperations, analysis.topics, analysis.members, analysis.municipalities)


def _check(filters: Filters, known: selection.Known) -> None:
    for kind, name in (("topics", "topics"), ("formats", "formats"), ("patterns", "patterns"), ("stages", "stages")):
        unknown = codelists.load(name).unknown(set(getattr(filters, kind)))
        if unknown:
            raise UsageError(
                "Unknown {field}: {unknown}.",
                "Known are: {known}.",
                field=kind,
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
