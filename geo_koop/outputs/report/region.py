"""Regionsübersicht: how many cooperations reach each municipality, patterns, topics and formats, overlap, years."""

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.outputs.classes import families
from geo_koop.outputs.classes.palette import INK
from geo_koop.outputs.mapsheet.drawing import AreaClass, Outline, Plan
from geo_koop.outputs.mapsheet.frame import fit_land
from geo_koop.outputs.mapsheet.symbols import Fill
from geo_koop.outputs.report import changes, key_figures, link, region_charts
from geo_koop.outputs.report.places import Region
from geo_koop.outputs.report.plates import around_areas, blank_areas, plate
from geo_koop.outputs.report.press import ANY_TOPIC, Press
from geo_koop.outputs.report.sheet import MapPart, Section, Sheet, Table, rows, telling

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
    free = table[~table.index.isin(press.statutory)]
    part, images = _map(press, region)
    url = link.address(
        press.options.base_url, "region", press.analysis, language=press.options.language, region=region.code
    )
    if url:
        images["qr.svg"] = link.qr_code(url)
    sections = (
        telling(_patterns(press, free), _on_patterns(press, free)),
        region_charts.topics_and_formats(press, region, free, images),
        region_charts.overlap(press, region, images),
        *region_charts.years(press, region, images),
        region_charts.reached(press, region),
        *changes.sections(press, region.keys),
        _list(press, region, table),
    )
    return Sheet(
        kind="region",
        title=press.titled(region.name, region.keys),
        subtitle=press.dated(words.plural(len(region.keys), "one municipality", "{count} municipalities")),
        kicker=words("Overview of the region"),
        map=part,
        figures=key_figures.of_region(press, region, len(free)),
        figures_note=key_figures.note(press, region.keys),
        sentences=tuple(_sentences(press, region, table)),
        cautions=tuple(_cautions(press, region, free)),
        sections=sections,
        link=url,
        qr="qr.svg" if url else "",
        images=images,
    )


def count_plan(press: Press, region: Region) -> tuple[Plan, tuple[str, ...]]:
    """Return the map of the number of cooperations of each municipality, and the classes that are counted."""
    words = press.words
    cells = press.coverage[press.coverage["topic"] == ANY_TOPIC].reindex(region.keys)
    number = press.figures["cooperations"].reindex(region.keys).fillna(0).to_numpy()
    position = np.searchsorted(families.count_breaks(), number, side="right") - 1
    law = families.state("prescribed")
    prescribed = cells.index[(cells["status"] == "covered").to_numpy() & (number == 0)]
    classes = [
        around_areas(press, region.keys),
        AreaClass(label=law.label(words.language), fill=Fill.of(law), keys=prescribed),
    ]
    classes += [
        AreaClass(
            label=words("{count} cooperations", count=entry.label(words.language)) if i else words("one cooperation"),
            fill=Fill.of(entry),
            keys=cells.index[position == i],
        )
        for i, entry in enumerate(families.counts())
    ]
    classes += blank_areas(press, cells, selection=bool(press.chosen_at(region.keys)))
    plan = Plan(
        classes=tuple(classes),
        outlines=(Outline(label=region.name, colour=INK, keys=region.keys, width=0.5),),
        open_land_label=words("area without a municipality (lake, forest)"),
    )
    return plan, tuple(entry.label for entry in classes[1:])


def _map(press: Press, region: Region) -> tuple[MapPart, dict[str, str]]:
    words = press.words
    plan, counted = count_plan(press, region)
    return plate(
        press,
        plan,
        fit_land(press.ground.extent(region.keys), press.options.map_rooms),
        title=words("number of cooperations per municipality in {region}", region=region.name),
        overview_keys=region.keys,
        counted=counted,
        notes=without_note(press),
    )


def without_note(press: Press) -> tuple[str, ...]:
    """Return the remark that a count leaves statutory bodies out, where there are any."""
    return (press.words("Without statutory bodies."),) if len(press.statutory) else ()


def _sentences(press: Press, region: Region, table: pd.DataFrame) -> list[str]:
    words = press.words
    figures = press.figures.reindex(region.keys)
    free = table[~table.index.isin(press.statutory)]
    if table.empty:
        return [press.nothing(region.keys), *_on_survey(press, region)]
    reached, everything = int((figures["cooperations"] > 0).sum()), len(region.keys)
    counts = (
        (
            "One cooperation is in the filter; it reaches {reached} of {all} municipalities.",
            "{count} cooperations are in the filter; they reach {reached} of {all} municipalities.",
        )
        if press.chosen_at(region.keys)
        else (
            "One cooperation is recorded; it reaches {reached} of {all} municipalities.",
            "{count} cooperations are recorded; they reach {reached} of {all} municipalities.",
        )
    )
    said = [
        words.plural(
            len(free),
            *counts,
            reached=words.number(reached),
            all=words.number(everything),
        ),
        *_on_statutory(press, region, table),
    ]
    said += [*_on_patterns(press, free), *_on_topics(press, region)]
    median = figures["cooperations"].median()
    decimals = 0 if float(median).is_integer() else 1
    said.append(
        words(
            "Median number of cooperations per municipality: {median}.",
            median=words.number(median, decimals),
        )
    )
    return [*said, *_on_survey(press, region)]


def _on_patterns(press: Press, table: pd.DataFrame) -> list[str]:
    words, counts = press.words, table["pattern"].value_counts()
    named = [
        f"{label} {words.number(counts[code])}"
        for code, label in codelists.load("patterns").labels(words.language).items()
        if counts.get(code)
    ]
    return [words("Spatial patterns: {patterns}.", patterns=", ".join(named))] if named else []


def _on_statutory(press: Press, region: Region, table: pd.DataFrame) -> list[str]:
    """Tell the other number: how many municipalities are reached with what a law prescribes."""
    words = press.words
    left_out = table[table.index.isin(press.statutory)]
    if left_out.empty:
        return []
    figures = press.figures.reindex(region.keys)
    return [
        words(
            "This is without statutory bodies; with {names}, it is {count} in all, which reach {reached} of {all} "
            "municipalities.",
            count=words.number(len(table)),
            names=words.listing(left_out["name"].astype("str").tolist(), most=_FEW),
            reached=words.number(int((figures["all_cooperations"] > 0).sum())),
            all=words.number(len(region.keys)),
        )
    ]


def _on_topics(press: Press, region: Region) -> list[str]:
    """Tell the topics that reach furthest and least; only where somebody has looked."""
    words = press.words
    cells = press.coverage[press.coverage["topic"].isin(press.single_topics)]
    cells = cells[cells.index.isin(region.keys) & cells["grade"].notna()]
    if cells.empty or press.chosen_at(region.keys):
        return []
    share = _share(press, cells)
    most, least = share.sort_values(ascending=False, kind="stable"), share.sort_values(kind="stable")
    if most.iloc[0] == 0:
        return []
    free = _share(press, press.free_coverage.loc[cells.index.unique()].assign(grade=""))
    said = [
        words(
            "Topics that reach furthest (share of the municipalities that were surveyed): {topics}.",
            topics=_ranked(press, most, free),
        )
    ]
    blank = share.index[share == 0]
    if len(blank):
        said.append(
            words.plural(
                len(blank),
                "On one topic no cooperation is recorded for any of these municipalities: {topics}.",
                "On {count} topics no cooperation is recorded for any of these municipalities: {topics}.",
                topics=words.listing([press.topic(str(code)) for code in blank]),
            )
        )
    reaching = least[least > 0]
    if len(reaching) > _FEW:
        said.append(words("Topics that reach least: {topics}.", topics=_ranked(press, reaching, free)))
    return said


def _share(press: Press, cells: pd.DataFrame) -> pd.Series:
    """Return the share of municipalities that are covered, by topic in the order of the codelist."""
    found = (cells["status"] == "covered").groupby(cells["topic"]).mean()
    return found.reindex([code for code in press.single_topics if code in found.index])


def _ranked(press: Press, share: pd.Series, free: pd.Series) -> str:
    """Return the first topics of a ranking with their shares; where many share a rank none of them is picked."""
    words, said, count = press.words, [], 0
    for value, codes in share.groupby(share, sort=False).groups.items():
        if count >= _FEW:
            break
        if count + len(codes) > 2 * _FEW:
            many = words.number(len(codes))
            said.append(words("{count} topics with {share} each", count=many, share=words.share(value)))
        else:
            said += [f"{press.topic(str(code))} ({_shares(press, value, free.get(code))})" for code in codes]
        count += len(codes)
    return words.listing(said)


def _shares(press: Press, value: float, free: float | None) -> str:
    """Return a share; with the one without statutory bodies where it is another."""
    words = press.words
    if free is None or pd.isna(free) or free == value:
        return words.share(value)
    return words("{share}, without statutory bodies {free}", share=words.share(value), free=words.share(free))


def _on_survey(press: Press, region: Region) -> list[str]:
    words = press.words
    if press.chosen_at(region.keys):
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


def _cautions(press: Press, region: Region, table: pd.DataFrame) -> list[str]:
    words = press.words
    doubtful = int((table["provisional"].astype(bool) & (table["pattern"] != "unclassified")).sum())
    said = []
    if doubtful:
        said.append(
            words.plural(
                doubtful,
                "One classification is provisional, because not all members are known.",
                "{count} classifications are provisional, because not all members are known.",
            )
        )
    return [*said, *press.limits(region.keys)]


def _patterns(press: Press, table: pd.DataFrame) -> Section:
    words = press.words
    counts = table["pattern"].value_counts()
    unsure = table["provisional"].astype(bool) & (table["pattern"] != "unclassified")
    doubtful = table.loc[unsure, "pattern"].value_counts()
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


def _list(press: Press, region: Region, table: pd.DataFrame) -> Section:
    words = press.words
    topics = press.topics_of.assign(label=press.topics_of["topic"].map(press.topic))
    joined = topics.groupby("cooperation_id", sort=False)["label"].agg(", ".join)
    lines = [
        (
            press.name(str(row.Index)),
            words.form(row.format, bool(row.planned)),
            press.pattern(str(row.Index)),
            joined.get(row.Index, ""),
            words.number(row.n_members),
        )
        for row in table.itertuples()
    ]
    if not lines:
        return Section(heading=words("Cooperations"), paragraphs=(press.nothing(region.keys),))
    return Section(
        heading=words("Cooperations"),
        table=Table(
            head=(words("Cooperation"), words("Format"), words("Spatial pattern"), words("Topics"), words("Members")),
            widths=(2.8, 1.6, 1.6, 2.2, 0.9),
            groups=(("", rows(lines)),),
            caption=words("Cooperations in the region, by name"),
        ),
        notes=press.only_filter(region.keys),
    )
