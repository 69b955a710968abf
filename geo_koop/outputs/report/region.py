"""Regionsübersicht: how many cooperations reach each municipality, patterns, topics and formats, overlap, years."""

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.outputs.classes import families
from geo_koop.outputs.classes.palette import INK
from geo_koop.outputs.mapsheet.drawing import AreaClass, Outline, Plan
from geo_koop.outputs.mapsheet.frame import fit
from geo_koop.outputs.mapsheet.symbols import Fill
from geo_koop.outputs.report import link, region_charts
from geo_koop.outputs.report.places import Region
from geo_koop.outputs.report.plates import around_areas, blank_areas, plate
from geo_koop.outputs.report.press import ANY_TOPIC, Press
from geo_koop.outputs.report.sheet import MapPart, Section, Sheet, Table, rows

_FEW = 3


def region_sheet(press: Press, region: Region) -> Sheet:
    """Return the overview of a region.

    Parameters
    ----------
    press : Press
    region : Region
    """
    words = press.words
    here = press.shown.index[
        press.shown.index.isin(press.area.loc[press.area["key"].isin(region.keys), "cooperation_id"])
    ]
    table = press.shown[press.shown.index.isin(here)]
    part, images = _map(press, region)
    url = link.address(
        press.options.base_url, "region", press.analysis, language=press.options.language, region=region.code
    )
    if url:
        images["qr.svg"] = link.qr_code(url)
    sections = (
        _patterns(press, table),
        region_charts.topics_and_formats(press, table, images),
        region_charts.overlap(press, region, images),
        *region_charts.years(press, region, images),
        _list(press, table),
    )
    return Sheet(
        kind="region",
        title=region.name,
        subtitle=press.dated(words.plural(len(region.keys), "one municipality", "{count} municipalities")),
        kicker=words("Overview of the region"),
        map=part,
        sentences=tuple(_sentences(press, region, table)),
        cautions=tuple(_cautions(press, table)),
        sections=sections,
        link=url,
        qr="qr.svg" if url else "",
        images=images,
    )


def count_plan(press: Press, region: Region) -> tuple[Plan, tuple[tuple[str, int], ...]]:
    """Return the map of the number of cooperations of each municipality, and how many are in each class."""
    words = press.words
    cells = press.coverage[press.coverage["topic"] == ANY_TOPIC].reindex(region.keys)
    number = cells["cooperations"].fillna(0).to_numpy()
    place = np.searchsorted(families.count_breaks(), number, side="right") - 1
    classes = [around_areas(press)]
    classes += [
        AreaClass(
            label=words("{count} cooperations", count=entry.label(words.language)) if i else words("one cooperation"),
            fill=Fill.of(entry),
            keys=cells.index[place == i],
        )
        for i, entry in enumerate(families.counts())
    ]
    classes += blank_areas(press, cells)
    plan = Plan(
        classes=tuple(classes),
        outlines=(Outline(label=region.name, colour=INK, keys=region.keys, width=0.5),),
        wild_label=words("area without a municipality (lake, forest)"),
    )
    return plan, tuple((entry.label, len(entry.keys)) for entry in classes[1:])


def _map(press: Press, region: Region) -> tuple[MapPart, dict[str, str]]:
    words = press.words
    plan, counts = count_plan(press, region)
    return plate(
        press,
        plan,
        fit(press.ground.extent(region.keys), *press.options.map_size),
        title=words("number of cooperations per municipality in {region}", region=region.name),
        overview_keys=region.keys,
        counts=counts,
    )


def _sentences(press: Press, region: Region, table: pd.DataFrame) -> list[str]:
    words = press.words
    figures = press.figures.reindex(region.keys)
    reached, everything = int((figures["cooperations"] > 0).sum()), len(region.keys)
    if table.empty:
        return [words("No cooperation is recorded."), *_on_survey(press, region)]
    said = [
        words.plural(
            len(table),
            "One cooperation is recorded; it reaches {reached} of {all} municipalities.",
            "{count} cooperations are recorded; they reach {reached} of {all} municipalities.",
            reached=words.number(reached),
            all=words.number(everything),
        )
    ]
    counts = table["pattern"].value_counts()
    named = [
        f"{label} {words.number(counts[code])}"
        for code, label in codelists.load("patterns").labels(words.language).items()
        if counts.get(code)
    ]
    said.append(words("Spatial patterns: {patterns}.", patterns=", ".join(named)))
    said += _on_topics(press, region)
    median = figures["cooperations"].median()
    decimals = 0 if float(median).is_integer() else 1
    said.append(
        words(
            "Median number of cooperations per municipality: {median}.",
            median=words.number(median, decimals),
        )
    )
    return [*said, *_on_survey(press, region)]


def _on_topics(press: Press, region: Region) -> list[str]:
    """Tell the topics that reach furthest and least; only where somebody has looked."""
    words = press.words
    cells = press.coverage[press.coverage["topic"].isin(press.single_topics)]
    cells = cells[cells.index.isin(region.keys) & cells["grade"].notna()]
    if cells.empty or press.selection:
        return []
    share = (cells["status"] == "covered").groupby(cells["topic"]).mean().sort_values(kind="stable")

    def named(part: pd.Series) -> str:
        return words.listing([f"{press.topic(str(code))} ({words.share(value)})" for code, value in part.items()])

    return [
        words("Topics that reach furthest (share of municipalities): {topics}.", topics=named(share[::-1].head(_FEW))),
        words("Topics that reach least: {topics}.", topics=named(share.head(_FEW))),
    ]


def _on_survey(press: Press, region: Region) -> list[str]:
    words = press.words
    if press.selection:
        return []
    cells = press.coverage[press.coverage["topic"].isin(press.single_topics)]
    cells = cells[cells.index.isin(region.keys)]
    grades = sorted(cells["grade"].dropna().unique())
    said = (
        [words("A blank means: {grade}.", grade=words.listing([press.blank(grade) for grade in grades]))]
        if grades
        else []
    )
    if cells["grade"].isna().any():
        said.append(
            words("Nothing here was surveyed: a blank says nothing about what exists.")
            if not grades
            else words("Not everything was surveyed; where nobody looked, a blank says nothing.")
        )
    return said


def _cautions(press: Press, table: pd.DataFrame) -> list[str]:
    words = press.words
    doubtful = int(table["provisional"].astype(bool).sum())
    said = []
    if doubtful:
        said.append(
            words.plural(
                doubtful,
                "One classification is provisional, because not all members are known.",
                "{count} classifications are provisional, because not all members are known.",
            )
        )
    return [*said, *press.limits()]


def _patterns(press: Press, table: pd.DataFrame) -> Section:
    words = press.words
    counts = table["pattern"].value_counts()
    doubtful = table.loc[table["provisional"].astype(bool), "pattern"].value_counts()
    lines = [
        (
            entry[words.language],
            words.number(counts.get(code, 0)),
            words.number(doubtful.get(code, 0)),
            entry[f"description_{words.language}"],
        )
        for code, entry in codelists.load("patterns").entries.items()
    ]
    return Section(
        heading=words("Spatial patterns"),
        table=Table(
            head=(words("Pattern"), words("Number"), words("of these provisional"), words("Meaning")),
            widths=(1.3, 0.7, 1.0, 3.2),
            groups=(("", rows(lines)),),
            caption=words("Number of cooperations by spatial pattern"),
        ),
    )


def _list(press: Press, table: pd.DataFrame) -> Section:
    words = press.words
    topics = press.topics_of.assign(label=press.topics_of["topic"].map(press.topic))
    joined = topics.groupby("cooperation_id", sort=False)["label"].agg(", ".join)
    lines = [
        (
            row.name,
            words.form(row.format, bool(row.planned)),
            press.pattern(str(row.Index)),
            joined.get(row.Index, ""),
            words.number(row.n_members),
        )
        for row in table.itertuples()
    ]
    if not lines:
        return Section(heading=words("Cooperations"), paragraphs=(words("No cooperation is recorded."),))
    return Section(
        heading=words("Cooperations"),
        table=Table(
            head=(words("Cooperation"), words("Format"), words("Spatial pattern"), words("Topics"), words("Members")),
            widths=(2.8, 1.6, 1.6, 2.2, 0.9),
            groups=(("", rows(lines)),),
            caption=words("Cooperations in the region, by name"),
        ),
    )
