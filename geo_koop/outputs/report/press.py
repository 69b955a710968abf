"""What all sheets of a report share: the analysis, its tables in handy form, the ground of the maps, the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.locale.alphabet import alphabetical, order
from geo_koop.outputs.mapsheet import ground as grounds
from geo_koop.outputs.report import places
from geo_koop.outputs.report.options import ReportOptions, check
from geo_koop.outputs.wording import Wording
from geo_koop.result.analysis import Analysis

STATUS = {
    "active": _("active"),
    "ended": _("ended"),
    "not_started": _("not started"),
    "not_agreed": _("not operating yet"),
    "start_unknown": _("start unknown"),
}
"""Status of a cooperation on the date, in words."""

NO_TASK = ("other", "unknown")
ANY_TOPIC = "any"
_FILTERS = 3


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
    def free(self) -> Analysis:
        """The analysis without what a law prescribes: partners, overlap and counts are told of it."""
        return self.analysis.without_statutory()

    @cached_property
    def statutory(self) -> pd.Index:
        """The cooperations that count but that partners, overlap and counts leave out, by name."""
        return self.shown.index.difference(self.free.cooperations.index, sort=False)

    @cached_property
    def edges(self) -> pd.DataFrame:
        """``partner, shared`` of each municipality (index): pairs with shared memberships, without statutory bodies."""
        return _both_ways(self.free)

    @cached_property
    def all_edges(self) -> pd.DataFrame:
        """The same with statutory bodies."""
        return _both_ways(self.analysis) if len(self.statutory) else self.edges

    @cached_property
    def surveyed(self) -> pd.Series:
        """Whether somebody has looked for cooperations of a municipality on every topic."""
        cells = self.coverage[self.coverage["topic"] == ANY_TOPIC]
        return cells["grade"].notna().reindex(self.analysis.municipalities.index, fill_value=False)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Key figures by municipality, without statutory bodies but for those whose name says so.

        ``cooperations, memberships, partners, congruence``; with statutory bodies ``all_cooperations, all_partners,
        topics``.
        """
        overlap = self.free.overlap
        cells = self.coverage[self.coverage["topic"].isin(self.single_topics)]
        keys = self.analysis.municipalities.index
        return pd.DataFrame(
            {
                "cooperations": overlap["cooperations"].reindex(keys),
                "all_cooperations": self.analysis.overlap["cooperations"].reindex(keys),
                "memberships": overlap["memberships"].reindex(keys),
                "partners": self.edges.groupby(level=0).size().reindex(keys, fill_value=0),
                "all_partners": self.all_edges.groupby(level=0).size().reindex(keys, fill_value=0),
                "topics": (cells["status"] == "covered").groupby(level=0).sum().reindex(keys, fill_value=0),
                "congruence": self.free.congruence.reindex(keys),
            }
        )

    @cached_property
    def strongest(self) -> pd.Series:
        """The strongest bindingness that covers each municipality with any known, without statutory bodies."""
        rows = self.area[~self.area["cooperation_id"].isin(self.statutory)]
        levels = rows["cooperation_id"].map(self.shown["bindingness"]).astype("Float64")
        return levels.groupby(rows["key"]).max()

    @cached_property
    def certain(self) -> pd.Series:
        """The number of certain members of each cooperation that has any, each counted once."""
        members = self.analysis.members
        once = members[members["counts"].astype(bool)].drop_duplicates(["cooperation_id", "unit_key"])
        return once.groupby("cooperation_id").size()

    @cached_property
    def free_coverage(self) -> pd.DataFrame:
        """Coverage by municipality and topic without statutory bodies, in the rows of :attr:`coverage`."""
        if not len(self.statutory):
            return self.coverage
        return self.free.coverage(level="municipality").set_index("key").sort_index(kind="stable")

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
        lists["obligation"] = filters.obligation
        return tuple(self.words.label(name, code) for name, codes in lists.items() for code in codes)

    def chosen_at(self, keys: pd.Index | Sequence[str]) -> tuple[str, ...]:
        """The filters in words that leave out cooperations of these municipalities.

        A filter by region keeps every cooperation of the municipalities inside it.
        """
        regions = self.analysis.provenance.filters.regions
        inside = self.analysis.municipalities.index[self.analysis.inside(regions)] if regions else None
        if inside is None or pd.Index(keys).isin(inside).all():
            return self.selection
        names = self.analysis.municipalities["name"]
        labels = places.region_labels(self.analysis, self.words.language)
        return (*self.selection, *(labels.get(code) or str(names.get(code, code)) for code in regions))

    def nothing(self, keys: pd.Index | Sequence[str]) -> str:
        """Return the words for municipalities without a cooperation: none recorded, or none in the filter."""
        words = self.words
        if self.chosen_at(keys):
            return words("No cooperation in the filter.")
        if len(keys) and not self.surveyed.reindex(pd.Index(keys), fill_value=False).any():
            return words("Not surveyed: a blank says nothing here.")
        return words("No cooperation is recorded.")

    def titled(self, title: str, keys: pd.Index | Sequence[str]) -> str:
        """Return a title; with the filters that leave out cooperations of these municipalities."""
        chosen = self.chosen_at(keys)
        if not chosen:
            return title
        return self.words("{title} (filter: {filters})", title=title, filters=self.words.listing(chosen, most=_FILTERS))

    def only_filter(self, keys: pd.Index | Sequence[str]) -> tuple[str, ...]:
        """Return the remark that numbers of these municipalities count what is in the filter alone, where it is so."""
        return (self.words("Only what is in the filter."),) if self.chosen_at(keys) else ()

    def begin(self, record: pd.Series) -> tuple[str, str]:
        """Return the label of a start and the start: what is only planned has none, but is known since then."""
        words, day = self.words, self.words.day(record["start"])
        if not bool(record["planned"]):
            return words("Start"), day
        ahead = pd.notna(record["start_date"]) and record["start_date"] > pd.Timestamp(self.analysis.provenance.as_of)
        return (words("Planned start"), day) if ahead else (words("Known since"), day)

    def measured(self, keys: pd.Index | Sequence[str] | np.ndarray) -> bool:
        """Tell whether the area of any of these municipalities is measured on an approximate outline."""
        if not self.analysis.provenance.boundaries.approximate:
            return False
        table = self.analysis.municipalities.reindex(keys)
        return bool(np.isclose(table["area_km2"], table.geometry.area / 1e6, rtol=1e-9).any())

    @property
    def by_outlines(self) -> str:
        """Say that neighbours are told by approximate boundaries; empty where they are exact."""
        approximate = self.analysis.provenance.boundaries.approximate
        return self.words("by the approximate boundaries") if approximate else ""

    def limits(self, keys: pd.Index | Sequence[str] = ()) -> list[str]:
        """Return what limits a sheet: a selection, what is not active, approximate boundaries.

        Parameters
        ----------
        keys : pandas.Index or sequence of str
            The municipalities that the sheet speaks of.
        """
        words, said = self.words, []
        chosen = self.chosen_at(keys)
        if chosen:
            said.append(
                words(
                    "This is a selection of the cooperations: {filters}. A blank does not mean that nothing exists.",
                    filters=words.listing(chosen),
                )
            )
        idle = int((~self.shown["active"].astype(bool)).sum())
        if idle:
            said.append(
                words.plural(
                    idle,
                    "The filter by stage also shows one cooperation that is not active on this date.",
                    "The filter by stage also shows {count} cooperations that are not active on this date.",
                )
            )
        if self.analysis.provenance.boundaries.approximate:
            said.append(words("The boundaries are approximate: they show the location, not the exact course."))
        return said

    def neighbours(self, key: str) -> pd.Index:
        """Return the keys of the neighbours of a municipality."""
        edges = self.analysis.neighbours
        both = [edges.loc[edges["key_a"] == key, "key_b"], edges.loc[edges["key_b"] == key, "key_a"]]
        return pd.Index(np.unique(pd.concat(both).to_numpy(dtype=object)))

    def names(self, keys: pd.Index | pd.Series | list[str]) -> list[str]:
        """Return the names of municipalities, sorted; with the district where two are named alike."""
        table = self.analysis.municipalities.reindex(pd.Index(keys)).dropna(subset="name")
        name, district = table["name"].astype("str"), table["district_name"].fillna("").astype("str")
        alike = name.duplicated(keep=False) & (district != "")
        return alphabetical(name.where(~alike, name + " (" + district + ")"))

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

    def name(self, cooperation_id: str) -> str:
        """Return the name of a cooperation that counts, marked where a law prescribes it or it is not active."""
        row = self.shown.loc[cooperation_id]
        marks = [self.words("statutory body")] if row["obligation"] == "statutory" else []
        if not row["active"]:
            marks.append(self.words(STATUS[str(row["status"])]))
        return f"{row['name']} ({', '.join(marks)})" if marks else str(row["name"])

    def blank(self, grade: object, *, chosen: bool | None = None) -> str:
        """Return the words for a blank inside a survey of a grade; ``chosen`` tells whether filters left any out."""
        if grade is None or pd.isna(grade):
            return self.words("not surveyed")
        if self.selection if chosen is None else chosen:
            return self.words("not in the filter")
        entry = codelists.load("grades").entries.get(str(grade), {})
        return str(entry.get(f"none_recorded_{self.words.language}") or self.words("none recorded"))

    def dated(self, *more: str) -> str:
        """Return a subtitle: what is given, the date of the view, and the Gebietsstand."""
        words, made = self.words, self.analysis.provenance
        state = made.boundaries.gebietsstand
        parts = [
            *more,
            words("as of {date}", date=words.day(made.as_of)),
            words("boundaries of {date}", date=words.day(state)) if state else words("date of the boundaries unknown"),
        ]
        return " · ".join(part for part in parts if part)


def _both_ways(analysis: Analysis) -> pd.DataFrame:
    """Return ``partner, shared`` of each municipality (index): pairs with shared memberships, both ways."""
    pairs = analysis.comembership
    both = pd.concat(
        [
            pairs.rename(columns={"key_a": "key", "key_b": "partner"}),
            pairs.rename(columns={"key_b": "key", "key_a": "partner"}),
        ]
    )
    return both.rename(columns={"cooperations": "shared"}).set_index("key")[["partner", "shared"]].sort_index()


def open_press(analysis: Analysis, options: ReportOptions | None = None) -> Press:
    """Return a press for an analysis, once the options are found to be in order.

    Raises
    ------
    UsageError
        See :func:`geo_koop.outputs.report.options.check`; and if changes are asked for since a later date than that
        of the analysis.
    """
    how, until = check(options or ReportOptions()), analysis.provenance.as_of
    if how.since and how.since > until:
        raise UsageError(
            "Changes since {since} cannot be told: the view is as of {until}.",
            "Choose an earlier date for --since, or a later one for --as-of.",
            since=how.since.isoformat(),
            until=until.isoformat(),
        )
    return Press(analysis=analysis, options=how)
