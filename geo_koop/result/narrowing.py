"""A part of an analysis: the cooperations that filters let pass."""

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.analysis import selection
from geo_koop.errors import UsageError
from geo_koop.model import Filters
from geo_koop.result.analysis import Analysis


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
    if analysis.left_out:
        return narrow(analysis.fuller, filters).leaving_out(analysis.left_out)
    _check(filters, analysis.selectable)
    keep = selection.select(analysis.selectable, filters)[analysis.rows() >= 0]
    shown = np.asarray(analysis.values("active"), dtype=bool)
    if filters.stages:
        shown = shown | pd.Series(analysis.values("stage")).isin(filters.stages).to_numpy()
    return analysis.part(keep, shown=shown, filters=filters)


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
    levels = codelists.load("bindingness").codes
    beyond = [str(level) for level in filters.bindingness if str(level) not in levels]
    if beyond:
        raise UsageError(
            "Unknown {field}: {unknown}.",
            "Known are: {known}.",
            field="bindingness",
            unknown=", ".join(beyond),
            known=", ".join(levels),
        )
    strange = sorted(code for code in filters.regions if not any(code in codes for codes, _at in known.places))
    if strange:
        raise UsageError(
            "Unknown region: {strange}.",
            "Use a region code, or the key of a state, a district or a municipality of the boundaries.",
            strange=", ".join(strange),
        )
