"""What the charts beside the map show, as tables. Pure functions on an analysis."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.analysis import coverage, timeline
from geo_koop.app.views.coverage_tables import places
from geo_koop.app.words import Words
from geo_koop.model import Filters
from geo_koop.outputs import figures
from geo_koop.outputs.classes.families import bindingness, leaves_out
from geo_koop.outputs.classes.rule import holding
from geo_koop.result.analysis import Analysis

MOST_DISTRICTS = 40
"""With more districts than these, patterns are counted by state."""
_LABELLED_FROM = 0.055


def thinned(filters: Filters, chart: str) -> Filters:
    """Return the filters without those that a chart sets itself: what is not chosen stays visible in it."""
    own = {"topics": ("topics", "formats"), "patterns": ("patterns", "regions")}.get(chart, ())
    return replace(filters, **dict.fromkeys(own, ()))


def topics_by_format(analysis: Analysis, words: Words) -> pd.DataFrame:
    """Count the cooperations of each topic by format; a cooperation with several topics counts in each.

    Returns
    -------
    pandas.DataFrame
        A row for each topic and format that occurs, the commonest topic first, formats by bindingness:
        ``topic, format`` (codes), ``row, part`` (labels), ``level`` (bindingness in words),
        ``colour, cooperations, start, end`` (of the segment in the bar), ``text`` (in wide segments).
    """
    shown = _shown(analysis)
    pairs = analysis.topics.merge(shown[["format", "planned"]], left_on="cooperation_id", right_index=True)
    counts = pairs.groupby(["topic", "format", "planned"]).size().rename("cooperations").reset_index()
    topics, formats = codelists.load("topics"), codelists.load("formats")
    counts["row"] = _labels(counts["topic"], topics, words)
    counts["part"] = _labels(counts["format"], formats, words)
    level = counts["format"].map(formats.field("bindingness")).astype("Int64")
    return _stacked(_with_level(counts, level, words), "topic", list(formats.codes), "format", words)


def patterns_by_region(analysis: Analysis, words: Words) -> pd.DataFrame:
    """Count the cooperations of each pattern by district; by state where there are many districts.

    A cooperation counts in each district that it covers a part of; surroundings are left out.

    Returns
    -------
    pandas.DataFrame
        As from :func:`topics_by_format`, with ``region, pattern`` (codes) for topic and format.
    """
    own = analysis.municipalities[~analysis.municipalities["context"].astype(bool)]
    unit = "district" if own["district"].nunique() <= MOST_DISTRICTS else "state"
    area = analysis.area[["cooperation_id", "key"]].assign(region=analysis.area["key"].map(own[unit]))
    pairs = area.dropna(subset="region")[["cooperation_id", "region"]].drop_duplicates()
    pairs = pairs.merge(_shown(analysis)[["pattern"]], left_on="cooperation_id", right_index=True)
    counts = pairs.groupby(["region", "pattern"]).size().rename("cooperations").reset_index()
    patterns = codelists.load("patterns")
    names = own.drop_duplicates(unit).set_index(unit)[f"{unit}_name"].replace("", np.nan)
    names = names.mask(names.duplicated(keep=False), names + " (" + names.index.to_series() + ")")
    counts["row"] = counts["region"].map(names).fillna(counts["region"])
    counts["part"] = counts["level"] = _labels(counts["pattern"], patterns, words)
    colours = patterns.field("colour")
    counts["colour"] = counts["pattern"].map(colours).fillna(colours["unclassified"])
    return _stacked(counts, "region", list(patterns.codes), "pattern", words)


def years_by_format(analysis: Analysis, words: Words) -> pd.DataFrame:
    """Count the cooperations of each year by format.

    Returns
    -------
    pandas.DataFrame
        ``year, format`` (code), ``part`` (label), ``level`` (bindingness in words), ``colour, cooperations``.
    """
    table, today = analysis.cooperations, date.today()
    counts = timeline.yearly(table, list(timeline.years(table, today=today)), today=today)
    formats = codelists.load("formats")
    counts["part"] = _labels(counts["format"], formats, words)
    return _with_level(counts, counts["format"].map(formats.field("bindingness")).astype("Int64"), words)


def coverage_by_year(analysis: Analysis, words: Words, topic: str, *regions: str) -> pd.DataFrame:
    """Tell how far a topic was covered in each year, in some regions or everywhere.

    Returns
    -------
    pandas.DataFrame
        As from :func:`geo_koop.analysis.timeline.coverage_yearly`, with ``municipalities_said,
        population_said, area_said``: the shares in words.
    """
    known, today = analysis.cooperations, date.today()
    series = timeline.coverage_yearly(
        analysis.members,
        known,
        analysis.topics,
        analysis.municipalities,
        list(timeline.years(known, today=today)),
        today=today,
        topic=topic,
        within=places(analysis, Filters(regions=regions)),
    )
    parts = ("municipalities", "population", "area")
    return series.assign(**{f"{part}_said": series[f"share_{part}"].map(words.share) for part in parts})


def undated(analysis: Analysis, topic: str | None = None) -> int:
    """Return how many cooperations (on a topic) no year counts, because nobody knows when they began."""
    unknown = timeline.start_unknown(analysis.cooperations)
    if topic is None:
        return int(unknown.sum())
    about = coverage.topics_and_groups(analysis.topics)
    return int(unknown.index[unknown].isin(about.loc[about["topic"] == topic, "cooperation_id"]).sum())


def left_out(analysis: Analysis, words: Words, topic: str | None = None) -> str:
    """Say how many cooperations no year counts; see :func:`undated`."""
    count = words.number(undated(analysis, topic))
    return words("Left out in all years, because their start is unknown: {count}.", count=count)


def nothing(analysis: Analysis, words: Words) -> str:
    """Say why an analysis has nothing to draw: not in the filter, not counted, not surveyed, or none recorded.

    Parameters
    ----------
    analysis : Analysis
        What counts, as the filters narrow it.
    words : Words
    """
    if bool(analysis.fuller.values("shown").any()) and analysis.left_out:
        return words("Nothing to draw: cooperations are there, but the switches above leave them out.")
    if leaves_out(analysis.provenance.filters):
        return words("Nothing to draw: not in the filter. What the filters leave out may well be recorded.")
    rows = analysis.coverage(level="municipality")
    rows = rows[(rows["topic"] == "any") & rows["key"].isin(analysis.municipalities.index[analysis.surveyed()])]
    if len(rows) and rows["status"].eq("not_surveyed").all():
        return words("Nothing to draw: not surveyed. Nobody has looked here yet.")
    return words("Nothing to draw: no cooperation is recorded on this date.")


def no_years(analysis: Analysis, words: Words) -> str:
    """Say why no year has a column: see :func:`nothing`, or because nobody knows when what counts began."""
    if undated(analysis):
        return words("Nothing to draw: no start is known of what is counted.")
    return nothing(analysis, words)


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """How many municipalities have how many cooperations.

    Attributes
    ----------
    table : pandas.DataFrame
        ``cooperations, municipalities``: every number from 0 to the largest.
    not_surveyed : int
        Municipalities without any that nobody has looked at; they are not in the table.
    """

    table: pd.DataFrame
    not_surveyed: int


def overlap(analysis: Analysis) -> Overlap:
    """Return how many municipalities have how many cooperations, of those that numbers are about."""
    own = analysis.surveyed()
    number = figures.per_municipality(analysis)
    rows = analysis.coverage(level="municipality")
    unseen = rows.loc[(rows["topic"] == "any") & (rows["status"] == "not_surveyed"), "key"]
    blind = own & analysis.municipalities.index.isin(unseen)
    count = np.bincount(number[own & ~blind].astype(int), minlength=1)
    table = pd.DataFrame({"cooperations": np.arange(len(count)), "municipalities": count})
    return Overlap(table=table, not_surveyed=int(blind.sum()))


def within(analysis: Analysis, low: int, high: int) -> np.ndarray:
    """Tell for each municipality whether it has so many cooperations, both ends included."""
    number = figures.per_municipality(analysis)
    return np.asarray((number >= low) & (number <= high))


def _shown(analysis: Analysis) -> pd.DataFrame:
    return analysis.cooperations[analysis.cooperations["shown"].astype(bool)]


def _labels(codes: pd.Series, codelist: codelists.Codelist, words: Words) -> pd.Series:
    return codes.map(codelist.labels(words.language)).fillna(codes)


def _with_level(counts: pd.DataFrame, level: pd.Series, words: Words) -> pd.DataFrame:
    """Add bindingness in words and its colour; what is only planned binds nobody (``planned``, where it is there)."""
    planned = counts["planned"].astype(bool) if "planned" in counts else pd.Series(False, index=counts.index)
    rows = pd.DataFrame({"bindingness": level.mask(planned), "planned": planned})
    said, colour = pd.Series("", index=rows.index), pd.Series("", index=rows.index)
    for entry in bindingness(planned="planned"):
        here = holding(entry.when, rows)
        said, colour = said.mask(here, entry.label(words.language)), colour.mask(here, entry.colour)
    return counts.assign(level=said, colour=colour)


def _stacked(counts: pd.DataFrame, row: str, order: list[str], part: str, words: Words) -> pd.DataFrame:
    """Order rows by their sum and segments by their codelist, and say where each begins and ends."""
    place = counts[part].map({code: i for i, code in enumerate(order)}).fillna(len(order))
    total = counts.groupby(row)["cooperations"].transform("sum")
    counts = counts.assign(total=total, place=place).sort_values(
        ["total", row, "place"], ascending=[False, True, True], ignore_index=True
    )
    end = counts.groupby(row)["cooperations"].cumsum()
    wide = counts["cooperations"] >= _LABELLED_FROM * max(int(total.max()) if len(total) else 0, 1)
    return counts.assign(
        start=end - counts["cooperations"],
        end=end,
        text=counts["cooperations"].map(words.number).where(wide, ""),
    ).drop(columns="place")
