"""Potenzial einer Region: its topics by potential, and on a map who has the same gap and lies together."""

import pandas as pd

from geo_koop.outputs.classes import families
from geo_koop.outputs.classes.palette import INK, PALETTE
from geo_koop.outputs.mapsheet.drawing import AreaClass, Outline, Plan
from geo_koop.outputs.mapsheet.frame import fit_land
from geo_koop.outputs.mapsheet.symbols import Fill
from geo_koop.outputs.report.places import Region
from geo_koop.outputs.report.plates import around_areas, plate
from geo_koop.outputs.report.potential import cautions, method, people
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import Figure, MapPart, Section, Sheet, Table, rows
from geo_koop.planning import everywhere, gaps

_FEW = 3
_MOST_NAMES = 12
_MOST_OUTLINES = 12


def potential_region_sheet(press: Press, region: Region, topic: str = "") -> Sheet:
    """Return the sheet of what a region could take up.

    Parameters
    ----------
    press : Press
    region : Region
    topic : str
        Of the map and of the groups; the first of the ranking where it is left out.
    """
    words = press.words
    inside = press.analysis.municipalities.index.isin(region.keys)
    ranking = gaps.ranking(press.analysis, inside)
    single = ranking[ranking.index.isin(press.single_topics)]
    topic = topic or (str(single.index[0]) if len(single) else "")
    table = everywhere.gap_table(press.analysis, inside)
    table = table[table["topic"] == topic]
    groups = everywhere.gap_groups(press.analysis, table)
    part, images = _map(press, region, topic, table, groups) if topic else (None, {})
    return Sheet(
        kind="potential",
        title=region.name,
        subtitle=press.dated(words.plural(len(region.keys), "one municipality", "{count} municipalities")),
        kicker=words("Potential of a region"),
        map=part,
        figures=_figures(press, region, single),
        sentences=tuple(_sentences(press, region, single, topic, groups)),
        cautions=tuple(
            cautions(
                press,
                words("Topics are in the order of the share that could begin; it is no judgement of quality."),
            )
        ),
        sections=(*_ranking(press, single), *_groups(press, topic, groups), method(press)),
        images=images,
    )


def _figures(press: Press, region: Region, ranking: pd.DataFrame) -> tuple[Figure, ...]:
    words = press.words
    if ranking.empty:
        return ()
    return (
        Figure(
            label=words("Municipalities that were surveyed"),
            value=words.number(ranking["surveyed"].max()),
            beside=words("of {count}", count=words.number(len(region.keys))),
        ),
        Figure(
            label=words("Topics with a group of three gaps or more"),
            value=words.number((ranking["groups"] > 0).sum()),
            beside=words("of {count}", count=words.number(len(ranking))),
        ),
    )


def _sentences(press: Press, region: Region, ranking: pd.DataFrame, topic: str, groups: pd.DataFrame) -> list[str]:
    words = press.words
    if ranking.empty:
        return [words("{region} was not surveyed: where its gaps are is not known here.", region=region.name)]
    first = ranking["share"].head(_FEW)
    said = [
        words(
            "Most municipalities could begin on: {topics} (share of the surveyed that have a gap, and two neighbours "
            "or more with the same gap).",
            topics=words.listing([f"{press.topic(str(code))} ({words.share(share)})" for code, share in first.items()]),
        )
    ]
    if len(groups):
        said.append(
            words.plural(
                len(groups),
                "On the topic {topic}, one group of three municipalities or more with a gap lies together; it has "
                "{largest}.",
                "On the topic {topic}, {count} groups of three municipalities or more with a gap lie together; the "
                "largest has {largest}.",
                topic=press.topic(topic),
                largest=words("{count} municipalities", count=words.number(groups["municipalities"].max())),
            )
        )
    elif topic:
        said.append(
            words(
                "On the topic {topic}, nowhere do three municipalities with a gap lie together.",
                topic=press.topic(topic),
            )
        )
    unseen = len(region.keys) - int(ranking["surveyed"].max())
    if unseen:
        said.append(
            words.plural(
                unseen,
                "One municipality was not surveyed; it is among no gap.",
                "{count} municipalities were not surveyed; they are among no gap.",
            )
        )
    return said


def _ranking(press: Press, ranking: pd.DataFrame) -> list[Section]:
    words = press.words
    if ranking.empty:
        return []
    lines = [
        (
            press.topic(str(row.Index)),
            words.number(row.none_recorded),
            words.number(row.could_begin),
            words.share(row.share),
            words.number(row.groups),
            words.number(row.largest),
        )
        for row in ranking.itertuples()
    ]
    return [
        Section(
            heading=words("Topics by potential"),
            table=Table(
                head=(
                    words("Topic"),
                    words("Gaps"),
                    words("Could begin"),
                    words("Share"),
                    words("Groups"),
                    words("Largest group"),
                ),
                widths=(3.0, 1.0, 1.2, 1.0, 1.0, 1.3),
                groups=(("", rows(lines)),),
                caption=words("Topics of the region, the largest share of municipalities that could begin first"),
            ),
            notes=(
                words(
                    "Could begin: gap, and two neighbours or more with the same gap, also outside of the region; share "
                    "of the municipalities that were surveyed. Groups: three municipalities or more that lie together."
                ),
            ),
        )
    ]


def _groups(press: Press, topic: str, groups: pd.DataFrame) -> list[Section]:
    words = press.words
    if groups.empty:
        return []
    lines = [
        (
            words.number(row.group),
            words.number(row.municipalities),
            people(press, row.population) if pd.isna(row.population) else words.number(row.population),
            words.number(row.area_km2),
            words.listing(press.names(list(row.keys)), most=_MOST_NAMES),
        )
        for row in groups.itertuples()
    ]
    return [
        Section(
            heading=words("Who lies together: {topic}", topic=press.topic(topic)),
            table=Table(
                head=(words("Group"), words("Number"), words("Inhabitants"), words("km²"), words("Municipalities")),
                widths=(0.8, 0.9, 1.2, 0.9, 5.2),
                groups=(("", rows(lines)),),
                caption=words("Groups of three municipalities or more with a gap on the topic, the largest first"),
            ),
            notes=(words("Inhabitants as far as they are known."),) if groups["population_unknown"].any() else (),
        )
    ]


def _map(
    press: Press, region: Region, topic: str, table: pd.DataFrame, groups: pd.DataFrame
) -> tuple[MapPart, dict[str, str]]:
    words = press.words
    known = gaps.gaps(press.analysis)
    status = pd.Series(known.of(topic), index=known.keys).reindex(region.keys)
    grouped = pd.Index(table.loc[table["group"] > 0, "key"])
    single = pd.Index(table.loc[table["group"] == 0, "key"])
    many, few = families.counts()[3], families.counts()[1]
    covered, law, unseen = (families.state(code) for code in ("covered", "prescribed", "not_surveyed"))
    district = families.state("through_only")
    looks = (
        (covered.label(words.language), Fill(colour=PALETTE["land"]), region.keys[status == gaps.COVERED]),
        (district.label(words.language), Fill.of(district), region.keys[status == gaps.DISTRICT]),
        (law.label(words.language), Fill.of(law), region.keys[status == gaps.BY_LAW]),
        (words("gap, less than three together"), Fill.of(few), single),
        (words("gap, three or more together"), Fill.of(many), grouped),
        (unseen.label(words.language), Fill.of(unseen), region.keys[status == gaps.UNKNOWN]),
    )
    classes = [around_areas(press, region.keys)]
    classes += [AreaClass(label=label, fill=fill, keys=keys) for label, fill, keys in looks]
    outlines = [
        Outline(
            label=words("group of gaps") if number == 0 else "", colour=INK, keys=pd.Index(list(row.keys)), width=0.9
        )
        for number, row in enumerate(groups.head(_MOST_OUTLINES).itertuples())
    ]
    plan = Plan(
        classes=tuple(classes),
        outlines=tuple(outlines),
        open_land_label=words("area without a municipality (lake, forest)"),
    )
    return plate(
        press,
        plan,
        fit_land(press.ground.extent(region.keys), press.options.map_rooms),
        title=words("gaps on {topic} in {region}", topic=press.topic(topic), region=region.name),
        overview_keys=region.keys,
        counted=tuple(entry.label for entry in classes[1:]),
        notes=(words("Topic of the map: {topic}.", topic=press.topic(topic)),),
    )
