"""Themenkarte: one topic over a region: who is covered, how bindingly, and what a blank means."""

import pandas as pd

from geo_koop import codelists
from geo_koop.locale.alphabet import sort_key
from geo_koop.outputs import inhabitants
from geo_koop.outputs.classes import families
from geo_koop.outputs.classes.palette import INK
from geo_koop.outputs.classes.planned import only_planned
from geo_koop.outputs.classes.rule import holding
from geo_koop.outputs.mapsheet.drawing import AreaClass, Outline, Plan
from geo_koop.outputs.mapsheet.frame import fit_land
from geo_koop.outputs.mapsheet.symbols import Fill
from geo_koop.outputs.report import key_figures, link
from geo_koop.outputs.report.places import Region
from geo_koop.outputs.report.plates import around_areas, blank_areas, plate
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import LEAD, MapPart, Section, Sheet, Table, rows, telling


def topic_sheet(press: Press, topic: str, region: Region, *, focus: str = "") -> Sheet:
    """Return the sheet of a topic in a region.

    Parameters
    ----------
    press : Press
    topic : str
        Code of a topic or topic group.
    region : Region
    focus : str
        Key of a municipality that the map marks, with its neighbours; empty for none.
    """
    words = press.words
    cells = press.coverage[(press.coverage["topic"] == topic)].reindex(region.keys)
    free = _free(press, topic, cells)
    prescribed = cells.index[(cells["status"] == "covered") & (free["status"] != "covered")]
    label = words("{topic}: {region}", topic=press.topic(topic), region=region.name)
    part, images = _map(press, topic, region, focus)
    url = link.address(
        press.options.base_url,
        "topic",
        press.analysis,
        language=press.options.language,
        topic=topic,
        region=region.code,
    )
    if url:
        images["qr.svg"] = link.qr_code(url)
    return Sheet(
        kind="topic",
        title=press.titled(label[:1].upper() + label[1:], region.keys),
        subtitle=press.dated(),
        kicker=words("Topic map"),
        map=part,
        figures=key_figures.of_topic(press, region, cells, free, len(_on_topic(press, topic, region))),
        figures_note=_only_filter(press, region),
        lead=LEAD + bool(len(prescribed)),
        sentences=tuple(_sentences(press, topic, region, cells)),
        cautions=tuple(press.limits(region.keys)),
        sections=(
            telling(_cooperations(press, topic, region), _on_strongest(press, free)),
            *(telling(part, _on_blanks(press, region, cells)) for part in _blanks(press, region, cells)),
        ),
        link=url,
        qr="qr.svg" if url else "",
        images=images,
    )


def _map(press: Press, topic: str, region: Region, focus: str) -> tuple[MapPart, dict[str, str]]:
    words, ground = press.words, press.ground
    marked = pd.Index([focus] if focus else [], dtype="str")
    near = press.neighbours(focus) if focus else marked
    around = region.keys.union(marked).union(near)
    cells = press.coverage[press.coverage["topic"] == topic].reindex(around)
    free, law = _free(press, topic, cells), families.state("prescribed")
    covered = free["status"] == "covered"
    plans = pd.Series(only_planned(press.free, [topic]), index=press.analysis.municipalities.index)
    rows_of = free[covered].assign(planned=plans.reindex(free.index[covered]))
    prescribed = cells.index[(cells["status"] == "covered") & ~covered]
    classes = [around_areas(press, around)]
    for entry in families.bindingness(planned="planned"):
        keys = rows_of.index[holding(entry.when, rows_of)]
        classes.append(AreaClass(label=entry.label(words.language), fill=Fill.of(entry), keys=keys))
    classes.append(AreaClass(label=law.label(words.language), fill=Fill.of(law), keys=prescribed))
    classes += blank_areas(press, cells, selection=bool(press.chosen_at(around)))
    outlines = [Outline(label=region.name, colour=INK, keys=region.keys, width=0.5)] if len(region.keys) > 1 else []
    if focus:
        name = str(press.analysis.municipalities.loc[focus, "name"])
        outlines.append(Outline(label=name, colour=families.state("chosen").colour, keys=marked, width=1.1))
    plan = Plan(
        classes=tuple(classes),
        outlines=tuple(outlines),
        focus=marked,
        named=near,
        open_land_label=words("area without a municipality (lake, forest)"),
    )
    return plate(
        press,
        plan,
        fit_land(ground.extent(around), press.options.map_rooms),
        title=words(
            "{topic} in the region {region}, strongest bindingness", topic=press.topic(topic), region=region.name
        ),
        overview_keys=region.keys,
        counted=tuple(entry.label for entry in classes[1:]),
    )


def _free(press: Press, topic: str, cells: pd.DataFrame) -> pd.DataFrame:
    """Return the same cells without statutory bodies."""
    found = press.free_coverage
    return found[found["topic"] == topic].reindex(cells.index)


def _sentences(press: Press, topic: str, region: Region, cells: pd.DataFrame) -> list[str]:
    words, label = press.words, press.topic(topic)
    status = cells["status"].value_counts()
    covered, everything = int(status.get("covered", 0)), len(cells)
    said = [
        _on_nothing(press, label, region)
        if not covered
        else words.plural(
            covered,
            "On the topic {topic}, one of {all} municipalities is covered by a recorded cooperation ({share}).",
            "On the topic {topic}, {count} of {all} municipalities are covered by a recorded cooperation ({share}).",
            topic=label,
            all=words.number(everything),
            share=words.share(covered / everything),
        )
    ]
    free = _free(press, topic, cells)
    prescribed = covered - int((free["status"] == "covered").sum())
    if prescribed:
        said.append(
            words.plural(
                prescribed,
                "One of them is covered by a statutory body alone.",
                "{count} of them are covered by a statutory body alone.",
            )
        )
    said += _on_inhabitants(press, cells)
    said += _on_strongest(press, free)
    return [*said, *_on_blanks(press, region, cells)]


def _on_nothing(press: Press, label: str, region: Region) -> str:
    if press.chosen_at(region.keys):
        return press.words("On the topic {topic}, the filter leaves no cooperation here.", topic=label)
    return press.words("On the topic {topic}, no cooperation is recorded here.", topic=label)


def _on_inhabitants(press: Press, cells: pd.DataFrame) -> list[str]:
    """Tell the share of inhabitants who live where the topic is covered, and whose number is missing."""
    words = press.words
    people = press.analysis.municipalities["population"].reindex(cells.index)
    there = people[cells["status"] == "covered"]
    if there.empty or not people.notna().any() or not people.sum():
        return []
    living = int(there.dropna().sum())
    left_out = inhabitants.without(press.analysis, cells.index, words)
    if left_out:
        return [
            words(
                "{share} of the inhabitants whose number is known live there ({number}; {without}).",
                share=words.share(living / int(people.dropna().sum())),
                number=words.number(living),
                without=left_out,
            )
        ]
    return [
        words(
            "{share} of the inhabitants live there ({number}).",
            share=words.share(living / int(people.sum())),
            number=words.number(living),
        )
    ]


def _on_blanks(press: Press, region: Region, cells: pd.DataFrame) -> list[str]:
    words, chosen, said = press.words, bool(press.chosen_at(region.keys)), []
    blank = cells[cells["status"] == "none_recorded"]
    for grade, part in blank.groupby("grade"):
        said.append(
            words.plural(
                len(part),
                "For one municipality: {grade}.",
                "For {count} municipalities: {grade}.",
                grade=press.blank(grade, chosen=chosen),
            )
        )
    unknown = int((cells["status"] == "not_surveyed").sum())
    if unknown:
        said.append(
            words.plural(
                unknown,
                "One municipality was not surveyed: its blank says nothing.",
                "{count} municipalities were not surveyed: their blank says nothing.",
            )
        )
    return said


def _on_strongest(press: Press, free: pd.DataFrame) -> list[str]:
    known = free.loc[free["status"] == "covered", "bindingness"].dropna()
    if known.empty:
        return []
    level, count = known.max(), int((known == known.max()).sum())
    return [
        press.words.plural(
            count,
            "The most binding form is: {level} (one municipality).",
            "The most binding form is: {level} ({count} municipalities).",
            level=press.binding(level),
        )
    ]


def _only_filter(press: Press, region: Region) -> str:
    return press.words("Only what is in the filter.") if press.chosen_at(region.keys) else ""


def about_topic(press: Press, topic: str) -> pd.Series:
    """Return the ids of the cooperations on a topic, or on one of those of a group."""
    topics = press.topics_of
    wider = [topics["topic"].map(codelists.load("topics").field(name)) == topic for name in ("group", "parent")]
    return topics.loc[(topics["topic"] == topic) | wider[0] | wider[1], "cooperation_id"]


def _on_topic(press: Press, topic: str, region: Region) -> pd.DataFrame:
    """Return the cooperations on a topic that reach the region."""
    about = about_topic(press, topic)
    here = press.area.loc[press.area["key"].isin(region.keys), "cooperation_id"]
    return press.shown[press.shown.index.isin(about) & press.shown.index.isin(here)]


def _cooperations(press: Press, topic: str, region: Region) -> Section:
    words = press.words
    heading = words("Cooperations on the topic")
    table = _on_topic(press, topic, region)
    if table.empty:
        return Section(heading=heading, paragraphs=(press.nothing(region.keys),))
    table = table.sort_values("bindingness", ascending=False, kind="stable", na_position="last")
    within = press.area[press.area["key"].isin(region.keys)].groupby("cooperation_id").size()
    lines = [
        (
            press.name(str(row.Index)),
            words.form(row.format, bool(row.planned)),
            words.bindingness(row.format, bool(row.planned)),
            press.pattern(str(row.Index)),
            words.number(within.get(row.Index, 0)),
        )
        for row in table.itertuples()
    ]
    return Section(
        heading=heading,
        table=Table(
            head=(
                words("Cooperation"),
                words("Format"),
                words("Bindingness"),
                words("Spatial pattern"),
                words("Municipalities here"),
            ),
            widths=(3.2, 1.9, 1.6, 1.7, 1.2),
            groups=(("", rows(lines)),),
            caption=words("Cooperations on the topic in the region, the most binding first"),
        ),
    )


def _blanks(press: Press, region: Region, cells: pd.DataFrame) -> list[Section]:
    """Return the municipalities without a record by district; what was not surveyed is told apart."""
    words, table = press.words, press.analysis.municipalities
    open_, chosen = cells[cells["status"] != "covered"], bool(press.chosen_at(region.keys))
    if open_.empty:
        return []
    state = (
        open_["grade"]
        .map(lambda grade: press.blank(grade, chosen=chosen))
        .where(open_["status"] == "none_recorded", words("not surveyed"))
    )
    district = table["district_name"].reindex(open_.index).fillna("–")
    groups = []
    for label, keys in open_.groupby(state, sort=True):
        lines = [
            (name, words.listing(press.names(part.index)))
            for name, part in sorted(keys.groupby(district.reindex(keys.index)), key=lambda pair: sort_key(pair[0]))
        ]
        groups.append((f"{label} ({words.number(len(keys))})", rows(lines)))
    return [
        Section(
            heading=words("Municipalities without a cooperation in the filter")
            if chosen
            else words("Municipalities without a recorded cooperation"),
            table=Table(
                head=(words("District"), words("Municipalities")),
                widths=(1.0, 3.6),
                groups=tuple(groups),
                caption=words("Municipalities without a recorded cooperation on the topic, by district"),
            ),
        )
    ]
