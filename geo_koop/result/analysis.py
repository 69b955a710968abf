"""The result of an analysis: a frozen object of tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_koop.model import Provenance

_DECISION = ("pattern", "provisional", "rule", "margin", "reason_code", "reason_de", "reason_en")
"""Columns of the patterns that are no indicators."""


class Measures(Protocol):
    """The measures that are computed when first asked for (see :mod:`geo_koop.workspace`)."""

    def coverage(self, level: str) -> pd.DataFrame:
        """Return topic coverage on a level."""

    def topic_matrix(self) -> pd.DataFrame:
        """Return municipality × topic."""

    def overlap(self) -> pd.DataFrame:
        """Return the number of cooperations per municipality."""

    def inside(self, codes: Iterable[str]) -> np.ndarray:
        """Tell which municipalities lie in some areas."""

    def rows(self) -> np.ndarray:
        """Return the row of each cooperation of the whole."""

    def covering(self) -> tuple[np.ndarray, np.ndarray]:
        """Return which cooperations cover which municipalities, as positions."""

    def topics_at(self, topics: Sequence[str]) -> pd.DataFrame:
        """Return the coverage of topics taken together."""

    def grades(self, topics: Sequence[str]) -> np.ndarray:
        """Return how thoroughly topics were surveyed."""

    def comembership(self) -> pd.DataFrame:
        """Return the edges between municipalities with shared memberships."""

    def congruence(self) -> pd.Series:
        """Return the congruence of each municipality."""


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """The result: a frozen object of tables. Outputs and app only read it.

    Attributes
    ----------
    municipalities : geopandas.GeoDataFrame
        Indexed by AGS, sorted, in a metric CRS; columns of :class:`Boundaries` plus ``area_km2``.
    unincorporated : geopandas.GeoDataFrame
        The areas without a council, with the same columns.
    cooperations : pandas.DataFrame
        Columns of :class:`Records` (``bindingness`` missing where the cooperation is only planned) plus
        ``evidence_date`` (datetime64), ``planned, undated`` (bool), ``status`` (``active``, ``not_started``, ``ended``,
        ``not_agreed``, ``start_unknown``), ``active`` (bool), ``shown`` (bool: counted in measures and
        drawn on the map; active, or asked for by the stage filter), ``n_members`` (certain at the date),
        ``n_unclear``, ``pattern``, ``provisional``.
    members : pandas.DataFrame
        Columns of :class:`Records` plus ``level`` (``municipality``, ``district``, ``association``,
        ``unincorporated``, ``unresolved``), ``counts`` (bool: certain on the date), ``unit``
        (``municipality``, ``association``, ``within``, ``extending``, ``co_carrier`` or missing),
        ``area_name``, and ``key_level, key_district`` (of a German key, by its form).
    area : pandas.DataFrame
        ``cooperation_id, key, through`` (``member``, ``indirect``, ``association``, ``district``): every
        municipality that a cooperation covers, once.
    neighbours : pandas.DataFrame
        ``key_a, key_b, kind`` (``border``, ``gap``, ``bridged``, ``link``): contiguous municipalities.
    patterns : pandas.DataFrame
        Indexed by ``cooperation_id``: ``pattern, provisional, rule, margin, reason_code, reason_de,
        reason_en`` and the indicators of ``docs/method.md``.
    actors, sources, scopes, topics : pandas.DataFrame
        As in :class:`Records`.
    findings : pandas.DataFrame
        See :mod:`geo_koop.findings`.
    provenance : Provenance
    measures : Measures
    """

    municipalities: gpd.GeoDataFrame
    unincorporated: gpd.GeoDataFrame
    cooperations: pd.DataFrame
    members: pd.DataFrame
    area: pd.DataFrame
    neighbours: pd.DataFrame
    patterns: pd.DataFrame
    actors: pd.DataFrame
    sources: pd.DataFrame
    scopes: pd.DataFrame
    topics: pd.DataFrame
    findings: pd.DataFrame
    provenance: Provenance
    measures: Measures = field(repr=False)

    def values(self, name: str, rows: np.ndarray | None = None) -> Any:
        """Return a column of the cooperations as an array; quicker where nothing else of the table is wanted.

        Parameters
        ----------
        name : str
            Column of ``cooperations``, or ``cooperation_id``.
        rows : numpy.ndarray of int, optional
            Rows to return; all of them where it is left out.
        """
        column = (self.cooperations.index if name == "cooperation_id" else self.cooperations[name]).array
        return column if rows is None else column.take(rows)

    def coverage(self, *, level: str = "municipality") -> pd.DataFrame:
        """Return topic coverage per area unit (see ``docs/data-formats.md``).

        Parameters
        ----------
        level : {"municipality", "district", "state", "all"}
        """
        return self.measures.coverage(level)

    def topic_matrix(self) -> pd.DataFrame:
        """Return municipality × topic with the number of cooperations that cover both."""
        return self.measures.topic_matrix()

    def inside(self, codes: Iterable[str]) -> np.ndarray:
        """Tell for each municipality whether it lies in one of some areas.

        Parameters
        ----------
        codes : iterable of str
            Of survey regions, districts, states or municipalities; unknown ones hold none.
        """
        return self.measures.inside(codes)

    def rows(self) -> np.ndarray:
        """Return the row that each cooperation of the whole has in ``cooperations``; -1 where it was left out.

        The whole is the analysis that this one was narrowed from; its order is kept.
        """
        return self.measures.rows()

    def covering(self) -> tuple[np.ndarray, np.ndarray]:
        """Return which cooperations cover which municipalities, of those that are shown.

        The same as ``area``, but as numbers: quick to count with.

        Returns
        -------
        cooperation, municipality : numpy.ndarray of int
            A pair for each row: positions in ``cooperations`` and in ``municipalities``.
        """
        return self.measures.covering()

    def topics_at(self, topics: Sequence[str]) -> pd.DataFrame:
        """Return the coverage of topics taken together, for each municipality.

        Parameters
        ----------
        topics : sequence of str
            Codes of topics or topic groups, or ``"any"``.

        Returns
        -------
        pandas.DataFrame
            Indexed by key: ``topics`` (how many of them are covered), ``cooperations`` (on any of
            them), ``bindingness`` (strongest, -1 where none is known), ``grade`` (position in the
            codelist of the least thorough survey, -1 where one of the topics was not surveyed).
        """
        return self.measures.topics_at(topics)

    def grades(self, topics: Sequence[str]) -> np.ndarray:
        """Return how thoroughly topics were surveyed in each municipality.

        Parameters
        ----------
        topics : sequence of str
            Codes of topics or topic groups, or ``"any"``.

        Returns
        -------
        numpy.ndarray of int
            (n municipalities,), position in the codelist of the least thorough survey; -1 where one of
            the topics was not surveyed.
        """
        return self.measures.grades(topics)

    @property
    def overlap(self) -> pd.DataFrame:
        """Number of cooperations per municipality: ``memberships, through_district, cooperations``."""
        return self.measures.overlap()

    @property
    def comembership(self) -> pd.DataFrame:
        """Edges ``key_a, key_b, cooperations, distance_km`` between municipalities with shared memberships."""
        return self.measures.comembership()

    @property
    def congruence(self) -> pd.Series:
        """Mean share of a municipality's memberships that its partners share with it, 0 to 1."""
        return self.measures.congruence()

    def indicators(self, cooperation_id: str) -> dict[str, Any]:
        """Return the indicators of one cooperation as plain Python values."""
        return self.indicator_rows([cooperation_id])[0]

    def indicator_rows(self, cooperation_ids: Sequence[str] | pd.Index) -> list[dict[str, Any]]:
        """Return the same of several cooperations, in their order."""
        chosen = self.patterns.loc[cooperation_ids].drop(columns=list(_DECISION), errors="ignore")
        plain = [chosen[name].astype(object).where(chosen[name].notna(), None).tolist() for name in chosen]
        return [dict(zip(chosen.columns, row, strict=True)) for row in zip(*plain, strict=True)]
