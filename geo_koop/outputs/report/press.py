"""What all sheets of a report share: the analysis, its tables in handy form, the ground of the maps, the words."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.locale.alphabet import alphabetical, order
from geo_koop.model import Analysis
from geo_koop.outputs.mapsheet import ground as grounds
from geo_koop.outputs.report.options import ReportOptions, check
from geo_koop.outputs.wording import Wording

NO_TASK = ("other", "unknown")
ANY_TOPIC = "any"


@dataclass(frozen=True, kw_only=True)
class Press:
    """Makes sheets from one analysis.

    Attributes
    ----------
    analysis : Analysis
    options : ReportOptions
    """

    analysis: Analysis
    options: ReportOptions

    @cached_property
    def words(self) -> Wording:
        """Texts, numbers and dates in the language of the report."""
        return Wording(self.options.language)

    @cached_property
    def ground(self) -> grounds.Ground:
        """The geometries of the maps."""
        return grounds.prepare(self.analysis)

    @cached_property
    def shown(self) -> pd.DataFrame:
        """The cooperations that count, sorted by name."""
        table = self.analysis.cooperations
        table = table[table["shown"].astype(bool)]
        return table.iloc[order(table["name"])]

    @cached_property
    def area(self) -> pd.DataFrame:
        """``cooperation_id, key, through`` of the cooperations that count."""
        rows = self.analysis.area
        return rows[rows["cooperation_id"].isin(self.shown.index)]

    @cached_property
    def own(self) -> pd.DataFrame:
        """The same without what only a district brings: municipalities that take part themselves."""
        return self.area[self.area["through"] != "district"]

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """Coverage by municipality and topic, indexed by municipality."""
        return self.analysis.coverage(level="municipality").set_index("key").sort_index(kind="stable")

    @cached_property
    def topics_of(self) -> pd.DataFrame:
        """``cooperation_id, topic`` of the cooperations that count, in the order of the codelist."""
        rows = self.analysis.topics
        rows = rows[rows["cooperation_id"].isin(self.shown.index)]
        order = {code: i for i, code in enumerate(codelists.load("topics").codes)}
        return rows.iloc[rows["topic"].map(order).fillna(len(order)).argsort(kind="stable")]

    @cached_property
    def edges(self) -> pd.DataFrame:
        """``partner, shared`` of each municipality (index): pairs with shared memberships, both ways."""
        pairs = self.analysis.comembership
        both = pd.concat(
            [
                pairs.rename(columns={"key_a": "key", "key_b": "partner"}),
                pairs.rename(columns={"key_b": "key", "key_a": "partner"}),
            ]
        )
        return both.rename(columns={"cooperations": "shared"}).set_index("key")[["partner", "shared"]].sort_index()

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Key figures by municipality: ``cooperations, memberships, partners, topics, congruence``."""
        overlap = self.analysis.overlap
        cells = self.coverage[self.coverage["topic"].isin(self.single_topics)]
        keys = self.analysis.municipalities.index
        return pd.DataFrame(
            {
                "cooperations": overlap["cooperations"].reindex(keys),
                "memberships": overlap["memberships"].reindex(keys),
                "partners": self.edges.groupby(level=0).size().reindex(keys, fill_value=0),
                "topics": (cells["status"] == "covered").groupby(level=0).sum().reindex(keys, fill_value=0),
                "congruence": self.analysis.congruence.reindex(keys),
            }
        )

    @cached_property
    def single_topics(self) -> tuple[str, ...]:
        """The topics, and those groups that have none: what a blank can be told about."""
        return tuple(code for code in codelists.single_topics() if code not in NO_TASK)

    @cached_property
    def incomplete(self) -> pd.Index:
        """Cooperations whose members are not fully known."""
        return self.shown.index[self.shown["provisional"].astype(bool)]

    @cached_property
    def selection(self) -> tuple[str, ...]:
        """The filters that leave cooperations out, other than regions, in words."""
        filters = self.analysis.provenance.filters
        lists = {"topics": filters.topics, "formats": filters.formats, "patterns": filters.patterns}
        lists |= {"stages": filters.stages, "bindingness": tuple(map(str, filters.bindingness))}
        return tuple(self.words.label(name, code) for name, codes in lists.items() for code in codes)

    def limits(self) -> list[str]:
        """Return what limits every sheet: a selection, approximate boundaries."""
        words, said = self.words, []
        if self.selection:
            said.append(
                words(
                    "This is a selection of the cooperations: {filters}. A blank does not mean that nothing exists.",
                    filters=words.listing(self.selection),
                )
            )
        if self.analysis.provenance.boundaries.approximate:
            said.append(words("The boundaries are approximate: they show the situation, not the exact course."))
        return said

    def neighbours(self, key: str) -> pd.Index:
        """Return the keys of the neighbours of a municipality."""
        edges = self.analysis.neighbours
        both = [edges.loc[edges["key_a"] == key, "key_b"], edges.loc[edges["key_b"] == key, "key_a"]]
        return pd.Index(np.unique(pd.concat(both).to_numpy(dtype=object)))

    def names(self, keys: pd.Index | pd.Series | list[str]) -> list[str]:
        """Return the names of municipalities, sorted."""
        found = self.analysis.municipalities["name"].reindex(pd.Index(keys)).dropna()
        return alphabetical(found.astype("str"))

    def topic(self, code: str) -> str:
        """Return the label of a topic."""
        return self.words("any topic") if code == ANY_TOPIC else self.words.label("topics", code)

    def binding(self, level: Any) -> str:
        """Return a level of bindingness in words."""
        return self.words("unknown") if pd.isna(level) else self.words.label("bindingness", int(level))

    def pattern(self, cooperation_id: str) -> str:
        """Return the pattern of a cooperation in words, marked where it is provisional."""
        row = self.analysis.cooperations.loc[cooperation_id]
        text = self.words.label("patterns", row["pattern"])
        doubtful = bool(row["provisional"]) and row["pattern"] != "unclassified"
        return f"{text} ({self.words('provisional')})" if doubtful else text

    def blank(self, grade: object) -> str:
        """Return the words for a blank inside a survey of a grade."""
        if grade is None or pd.isna(grade):
            return self.words("not surveyed")
        if self.selection:
            return self.words("none in this selection")
        entry = codelists.load("grades").entries.get(str(grade), {})
        return str(entry.get(f"none_recorded_{self.words.language}") or self.words("none recorded"))

    def dated(self, *more: str) -> str:
        """Return a subtitle: what is given, the date of the view, and the Gebietsstand."""
        words, made = self.words, self.analysis.provenance
        state = made.boundaries.gebietsstand
        parts = [
            *more,
            words("as of {date}", date=words.day(made.as_of)),
            words("boundaries of {date}", date=words.day(state)) if state else "",
        ]
        return " · ".join(part for part in parts if part)


def open_press(analysis: Analysis, options: ReportOptions | None = None) -> Press:
    """Return a press for an analysis, once the options are found to be in order.

    Raises
    ------
    UsageError
        See :func:`geo_koop.outputs.report.options.check`.
    """
    return Press(analysis=analysis, options=check(options or ReportOptions()))
