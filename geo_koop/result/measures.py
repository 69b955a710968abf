"""The measures of an analysis, each computed when it is first asked for."""

from collections.abc import Iterable, Sequence
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import sparse

from geo_koop.analysis import coverage, entanglement, selection
from geo_koop.errors import UsageError


class LazyMeasures:
    """The measures of one analysis, each computed when it is first asked for.

    Parameters
    ----------
    municipalities, cooperations, area, topics, scopes
        Tables of a whole analysis; the cooperations that are ``shown`` count.
    """

    def __init__(
        self,
        municipalities: gpd.GeoDataFrame,
        cooperations: pd.DataFrame,
        area: pd.DataFrame,
        topics: pd.DataFrame,
        scopes: pd.DataFrame,
    ) -> None:
        self._municipalities = municipalities
        self._cooperations = cooperations
        self._area = area
        self._topics = topics
        self._scopes = scopes
        self._whole: LazyMeasures = self
        self._levels: dict[str, pd.DataFrame] = {}
        self._rows = np.arange(len(cooperations))
        self._counted = cooperations["shown"].to_numpy(dtype=bool)

    def narrowed(self, keep: np.ndarray, shown: np.ndarray) -> "LazyMeasures":
        """Return the measures of some of the cooperations; what does not depend on them is shared.

        Parameters
        ----------
        keep, shown : numpy.ndarray of bool
            For each cooperation of these measures, whether it stays, and whether it then counts.
        """
        part = LazyMeasures(self._municipalities, self._cooperations, self._area, self._topics, self._scopes)
        part._whole = self._whole
        here = self._rows >= 0
        stays = np.zeros(len(here), dtype=bool)
        stays[here] = keep[self._rows[here]]
        part._rows = np.where(stays, np.cumsum(stays) - 1, -1)
        part._counted = np.zeros(len(here), dtype=bool)
        part._counted[here] = (keep & shown)[self._rows[here]]
        return part

    @cached_property
    def _known(self) -> coverage.Positions:
        return coverage.positions(self._area, self._cooperations, self._topics, self._scopes, self._municipalities)

    @property
    def _positions(self) -> coverage.Positions:
        return self._whole._known

    @cached_property
    def _grid(self) -> coverage.Grid:
        return coverage.grid_of(self._positions, self._counted)

    @cached_property
    def _incidence(self) -> sparse.csr_array:
        return entanglement.incidence(self._shown_rows("area"), self._shown, self._municipalities.index)

    @cached_property
    def _shown(self) -> pd.Index:
        """The cooperations that count."""
        return self._cooperations.index[self._counted]

    def _shown_rows(self, name: str) -> pd.DataFrame:
        table = self._area if name == "area" else self._topics
        return table[table["cooperation_id"].isin(self._shown)]

    @cached_property
    def places(self) -> tuple[selection.Coded, ...]:
        """The areas that hold each municipality; see :func:`geo_koop.analysis.selection.coded_places`."""
        return selection.coded_places(self._municipalities)

    def inside(self, codes: Iterable[str]) -> np.ndarray:
        """Tell which municipalities lie in some areas; see :meth:`.Analysis.inside`."""
        return selection.inside(self._whole.places, codes)

    def rows(self) -> np.ndarray:
        """Return the row of each cooperation of the whole; see :meth:`.Analysis.rows`."""
        return self._rows

    @cached_property
    def _covering(self) -> tuple[np.ndarray, np.ndarray]:
        known = self._positions
        rows = self._counted[known.cooperation]
        return self._rows[known.cooperation[rows]], known.municipality[rows]

    def covering(self) -> tuple[np.ndarray, np.ndarray]:
        """Return which cooperations cover which municipalities; see :meth:`.Analysis.covering`."""
        return self._covering

    def topics_at(self, topics: Sequence[str]) -> pd.DataFrame:
        """Return the coverage of topics taken together; see :meth:`.Analysis.topics_at`."""
        return coverage.of_topics(self._positions, self._counted, topics)

    def grades(self, topics: Sequence[str]) -> np.ndarray:
        """Return how thoroughly topics were surveyed; see :meth:`.Analysis.grades`."""
        if list(topics) == [coverage.ANY_TOPIC]:
            return self._whole._any_grade
        return coverage.least_grade(self._positions, topics)

    @cached_property
    def _any_grade(self) -> np.ndarray:
        return coverage.least_grade(self._positions, [coverage.ANY_TOPIC])

    def coverage(self, level: str) -> pd.DataFrame:
        """Return coverage on a level; see :meth:`.Analysis.coverage`."""
        if level not in coverage.LEVELS:
            raise UsageError(
                "Unknown level “{level}”.",
                "Use one of {known}.",
                level=level,
                known=", ".join(coverage.LEVELS),
            )
        if level not in self._levels:
            self._levels[level] = (
                coverage.by_municipality(self._grid)
                if level == "municipality"
                else coverage.by_level(
                    self._grid,
                    self._municipalities,
                    level,
                    area=self._shown_rows("area"),
                    topics=self._shown_rows("topics"),
                )
            )
        return self._levels[level]

    def topic_matrix(self) -> pd.DataFrame:
        """Return municipality × topic with counts."""
        return coverage.topic_matrix(self._grid)

    def overlap(self) -> pd.DataFrame:
        """Return the number of cooperations per municipality."""
        return entanglement.overlap(self._shown_rows("area"), self._shown, self._municipalities.index)

    @cached_property
    def _comembership(self) -> pd.DataFrame:
        return entanglement.comembership(self._incidence, self._municipalities)

    def comembership(self) -> pd.DataFrame:
        """Return the edges between municipalities with shared memberships."""
        return self._comembership

    @cached_property
    def _congruence(self) -> pd.Series:
        return entanglement.congruence(self._incidence, self._municipalities.index)

    def congruence(self) -> pd.Series:
        """Return the congruence of each municipality."""
        return self._congruence
