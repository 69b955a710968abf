"""Potenzial einer Gemeinde: on each gap with whom it could begin, what it could join, from whom it can learn."""

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.locale.alphabet import alphabetical
from geo_koop.outputs.classes import families
from geo_koop.outputs.classes.palette import INK, PAPER
from geo_koop.outputs.mapsheet.drawing import AreaClass, Outline, Plan
from geo_koop.outputs.mapsheet.frame import fit_land
from geo_koop.outputs.mapsheet.symbols import Fill
from geo_koop.outputs.report.plates import plate
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import Figure, MapPart, Section, Sheet, Table, rows
from geo_koop.planning import everywhere, gaps

_FEW = 3
_MANY = 6


def potential_sheet(press: Press, key: str) -> Sheet:
    """Return the sheet of what a municipality could do about its gaps.

    Filters do not matter: what is not in them is no gap.

    Parameters
    ----------
    press : Press
    key : str
        Of a municipality of the analysis.
    """
    words, town = press.words, press.analysis.municipalities.loc[key]
    found = everywhere.outlook(press.analysis, key)
    found = found[found.index.isin(press.single_topics)]
    part, images = _map(press, key, found)
    return Sheet(
        kind="potential",
        title=str(town["name"]),
        subtitle=press.dated(str(town["district_name"] or ""), people(press, town["population"])),
        kicker=words("Potential of a municipality"),
        map=part,
        figures=_figures(press, key, found),
        sentences=tuple(_sentences(press, key, found)),
        cautions=tuple(
            cautions(press, words("The order follows nearness and likeness; it is no judgement of quality."))
        ),
        sections=(*_topics(press, found), *_covered(press, key), method(press)),
        images=images,
    )


def people(press: Press, number: object) -> str:
    """Return a number of inhabitants in words."""
    words = press.words
    if pd.isna(number):
        return words("inhabitants unknown")
    return words("{number} inhabitants", number=words.number(number))


def cautions(press: Press, order: str) -> list[str]:
    """Return what limits proposals: first what their order follows."""
    said = [order]
    if press.selection or press.analysis.provenance.filters.regions:
        said.append(press.words("Filters do not matter here: what they leave out is no gap."))
    if press.analysis.provenance.boundaries.approximate:
        said.append(press.words("The boundaries are approximate: they show the location, not the exact course."))
    return said


def method(press: Press) -> Section:
    """Return how gaps are told and proposals are made."""
    words = press.words
    return Section(
        heading=words("Method"),
        paragraphs=(
            words(
                "A gap is a topic on which no cooperation of the municipality is recorded although somebody looked: "
                "neither its own nor through its association, its district or a statutory body. What was not surveyed "
                "is no gap."
            ),
            words(
                "Who could begin together: municipalities with the same gap, two steps away at most, connected, within "
                "30 km. What could be joined: the cooperation whose nearest member is nearest. Example: the "
                "municipality most like this one that is a member of a cooperation on the topic. Statutory bodies are "
                "not proposed."
            ),
        ),
        general=True,
    )


def _grade(press: Press, grade: object) -> str:
    entry = codelists.load("grades").entries.get(str(grade), {})
    return str(entry.get(f"none_recorded_{press.words.language}") or press.words("none recorded"))


def asked(press: Press, key: str) -> int:
    """Return on how many single topics a municipality was surveyed."""
    known = gaps.gaps(press.analysis)
    single = known.topics.isin(press.single_topics)
    return int((known.grade[known.keys.get_loc(key), single] >= 0).sum())


def _asked(press: Press, key: str) -> tuple[pd.Index, np.ndarray]:
    """Return the single topics and the status of a municipality on each."""
    known = gaps.gaps(press.analysis)
    topics = pd.Index(press.single_topics).intersection(known.topics, sort=False)
    return topics, known.status[known.keys.get_loc(key), known.topics.get_indexer(topics)]


def _figures(press: Press, key: str, found: pd.DataFrame) -> tuple[Figure, ...]:
    words = press.words
    if not asked(press, key):
        return ()
    begin = int((found["neighbours"].map(len) >= gaps.LEAST_NEIGHBOURS).sum())
    nearest = found["join_km"].min()
    return (
        Figure(
            label=words("Topics without a recorded cooperation"),
            value=words.number(len(found)),
            beside=words("of {count} that were surveyed", count=words.number(asked(press, key))),
        ),
        Figure(label=words("Topics with the same gap in two neighbours or more"), value=words.number(begin)),
        Figure(
            label=words("Nearest cooperation to join"),
            value="–" if pd.isna(nearest) else words("{number} km", number=words.number(nearest, 1)),
        ),
    )


def _sentences(press: Press, key: str, found: pd.DataFrame) -> list[str]:
    words = press.words
    towns = press.analysis.municipalities["name"]
    name = str(towns[key])
    topics, status = _asked(press, key)
    if not asked(press, key):
        return [words("{name} was not surveyed: whether it has gaps is not known here.", name=name)]
    if found.empty:
        return [words("{name} has no gap: something is recorded on every topic that was surveyed.", name=name)]
    said = [
        words.plural(
            len(found),
            "{name} has a gap on one topic: {topics} ({grade}).",
            "{name} has gaps on {count} topics: {topics} ({grade}).",
            name=name,
            topics=words.listing([press.topic(code) for code in found.index], most=_MANY),
            grade=words.listing([_grade(press, grade) for grade in sorted(found["grade"].dropna().unique())]),
        )
    ]
    joinable = found[found["join"].notna()]
    if len(joinable):
        first = joinable.iloc[0]
        said.append(
            words(
                "Nearest is {cooperation} ({topic}): its member {member} lies {distance} km away.",
                cooperation=_called(press, first["join"]),
                topic=press.topic(str(joinable.index[0])),
                member=str(towns[first["join_key"]]),
                distance=words.number(first["join_km"], 1),
            )
        )
    together = found[found["group"].map(len) >= gaps.LEAST_GROUP]
    if len(together):
        said.append(
            words.plural(
                len(together),
                "On one topic it could begin with two others or more near by.",
                "On {count} topics it could begin with two others or more near by.",
            )
        )
    unknown = topics[status == gaps.UNKNOWN]
    if len(unknown):
        names = words.listing([press.topic(code) for code in unknown], most=_MANY)
        said.append(words("Not surveyed: {topics}.", topics=names))
    return said


def _called(press: Press, identifier: object) -> str:
    return str(press.analysis.whole.cooperations["name"].get(identifier, identifier))


def _topics(press: Press, found: pd.DataFrame) -> list[Section]:
    words, towns = press.words, press.analysis.municipalities["name"]
    if found.empty:
        return []
    lines = [
        (
            press.topic(str(row.Index)),
            _together(press, row.neighbours, row.group),
            "–"
            if pd.isna(row.join)
            else words(
                "{cooperation} ({distance} km to {member})",
                cooperation=_called(press, row.join),
                distance=words.number(row.join_km, 1),
                member=str(towns[row.join_key]),
            ),
            "–" if pd.isna(row.example) else f"{towns[row.example]} ({_called(press, row.example_id)})",
        )
        for row in found.itertuples()
    ]
    section = Section(
        heading=words("What is nearest, by topic"),
        table=Table(
            head=(
                words("Topic"),
                words("Could begin with"),
                words("Could join"),
                words("Example to learn from"),
            ),
            widths=(1.5, 2.4, 2.6, 2.4),
            groups=(("", rows(lines)),),
            caption=words("Gaps of the municipality, the topic with the nearest cooperation first"),
        ),
        notes=(words("The nearest cooperation goes first; topics on which none is recorded anywhere come last."),),
    )
    return [section]


def _together(press: Press, neighbours: tuple[str, ...], group: tuple[str, ...]) -> str:
    """Name the neighbours with the same gap, and count who else could begin."""
    words = press.words
    if not neighbours:
        return words("no neighbour with this gap")
    more = len(set(group)) - 1 - len(set(neighbours) & set(group))
    named = words.listing(press.names(list(neighbours)), most=_FEW)
    if more < 1:
        return named
    return words.plural(more, "{names}; one more near by", "{names}; {count} more near by", names=named)


def _covered(press: Press, key: str) -> list[Section]:
    """Tell what is covered in another way than by a membership: that is no gap."""
    words = press.words
    topics, status = _asked(press, key)
    said = []
    for code, text in (
        (gaps.DISTRICT, "Covered through the district alone: {topics}."),
        (gaps.BY_LAW, "Covered by a statutory body alone: {topics}."),
    ):
        names = alphabetical([press.topic(topic) for topic in topics[status == code]])
        if names:
            said.append(words(text, topics=words.listing(names)))
    return [Section(heading=words("No gap, but not its own cooperation"), paragraphs=tuple(said))] if said else []


def _map(press: Press, key: str, found: pd.DataFrame) -> tuple[MapPart, dict[str, str]]:
    """Draw the neighbours by the number of gaps that they share."""
    words, ground = press.words, press.ground
    around, focus = press.neighbours(key), pd.Index([key])
    shared = pd.Series([one for keys in found["neighbours"] for one in keys], dtype=object).value_counts()
    number = shared.reindex(around).fillna(0).to_numpy()
    looked = press.surveyed.reindex(around).to_numpy(dtype=bool)
    position = np.searchsorted(families.count_breaks(), number, side="right") - 1
    unseen = families.state("apart_not_surveyed")
    classes = [
        AreaClass(label=unseen.label(words.language), fill=Fill.of(unseen), keys=around[~looked]),
        AreaClass(
            label=words("neighbour without the same gap"), fill=Fill(colour=PAPER), keys=around[looked & (number == 0)]
        ),
    ]
    classes += [
        AreaClass(
            label=words("the same gap on {count} topics", count=entry.label(words.language))
            if i
            else words("the same gap on one topic"),
            fill=Fill.of(entry),
            keys=around[looked & (position == i)],
        )
        for i, entry in enumerate(families.counts())
    ]
    name = str(press.analysis.municipalities.loc[key, "name"])
    classes.append(AreaClass(label=name, fill=Fill.of(families.state("chosen")), keys=focus))
    plan = Plan(
        classes=tuple(classes),
        outlines=(Outline(label="", colour=INK, keys=focus, width=0.7),),
        focus=focus,
        named=around,
        open_land_label=words("area without a municipality (lake, forest)"),
    )
    return plate(
        press,
        plan,
        fit_land(ground.extent(focus.union(around)), press.options.map_rooms),
        title=words("{name} and its neighbours by the number of gaps that they share", name=name),
        overview_keys=focus.union(around),
        counted=tuple(entry.label for entry in classes[:-1]),
    )
