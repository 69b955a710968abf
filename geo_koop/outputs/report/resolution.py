"""Beschlussvorlage: what the records say for a council, between fields that the office fills in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from geo_koop.outputs.mapsheet import parts
from geo_koop.outputs.report import places
from geo_koop.outputs.report.cooperation import cooperation_sheet
from geo_koop.outputs.report.municipality import municipality_sheet
from geo_koop.outputs.report.places import Region
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import MapPart, Picture, Section, Sheet, Table, rows
from geo_koop.outputs.report.topic import about_topic, topic_sheet

FIELD = "…"
"""Stands where the office writes: nothing is invented."""

_MAP = "resolution.svg"
_STEPS = 3
_FEW = 8


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """What a resolution is about: a municipality, a topic, both, or a cooperation.

    Attributes
    ----------
    municipality, topic, cooperation : str
        Key, code, id; empty for none.
    region : Region, optional
        Of a topic; that of a municipality is its district where it is left out.
    """

    municipality: str = ""
    topic: str = ""
    cooperation: str = ""
    region: Region | None = None


def resolution_sheet(press: Press, about: Resolution) -> Sheet:
    """Return the sheet for a council.

    Parameters
    ----------
    press : Press
    about : Resolution

    Raises
    ------
    ValueError
        If it is about nothing, about a cooperation and something else, or about a topic without a place.
    """
    words = press.words
    base = _base(press, about)
    title, description, near, around = _recorded(press, about, base)
    images = {name: svg for name, svg in base.images.items() if name not in ("map.svg", "overview.svg")}
    if base.map:
        images[_MAP], width = _whole_map(press, base.map, base.images)
        around = [_map(press, base.map, width), *around]
    annexes = [
        replace(one, heading=words("Annex {number}: {part}", number=words.number(number), part=one.heading))
        for number, one in enumerate(around, start=1)
    ]
    return replace(
        base,
        kind="resolution",
        title=title[:1].upper() + title[1:],
        kicker=words("Draft resolution"),
        map=None,
        figures=(),
        figures_note="",
        sentences=(),
        cautions=(words("Where {field} stands, the office fills in; all else comes from the records.", field=FIELD),),
        sections=(
            about_the_paper(press),
            _proposal(press, title),
            blank(words("Occasion and reasons")),
            Section(heading=words("State of affairs"), paragraphs=(*description, *base.cautions), notes=_figures(base)),
            *near,
            blank(words("Legal basis")),
            blank(words("Alternatives")),
            cost_form(press),
            next_steps(press),
            Section(
                heading=words("Annexes"),
                paragraphs=(*(one.heading for one in annexes), words("Further annexes: {field}", field=FIELD)),
            ),
            blank(words("Place, date, signature")),
            *annexes,
        ),
        images=images,
    )


def about_the_paper(press: Press) -> Section:
    """Return the head of the paper: who brings it before which council, and when."""
    words = press.words
    names = (
        words("Number of the paper"),
        words("Office in charge"),
        words("Author, telephone, e-mail"),
        words("Council or committee, date of the meeting (order of consultation)"),
        words("Public or not public"),
    )
    lines = [(name, press.options.office or FIELD) if place == 1 else (name, FIELD) for place, name in enumerate(names)]
    return form(words("About the paper"), (words("Field"), words("Entry")), lines, (1.6, 2.4))


def _proposal(press: Press, title: str) -> Section:
    """Return the frame of a resolution: the council is named in all its names, what it decides is left open."""
    words = press.words
    return Section(
        heading=words("Proposed resolution"),
        paragraphs=(
            words("The council decides:"),
            words("1. The state of affairs ({title}) is noted: {field}", title=title, field=FIELD),
            words("2. The administration is asked {field}", field=FIELD),
        ),
    )


def _figures(base: Sheet) -> tuple[str, ...]:
    """Return the key figures as lines: in a paper to be decided on they stand below what they are about."""
    return (*(figure.line for figure in base.figures), *([base.figures_note] if base.figures_note else []))


def _recorded(press: Press, about: Resolution, base: Sheet) -> tuple[str, list[str], list[Section], list[Section]]:
    """Return title, sentences, sections of the paper and of its annexes; a municipality's own topic comes first."""
    words, key, topic = press.words, about.municipality, about.topic
    region = about.region or _district(press, key)
    if not (key and topic and region):
        return base.title, list(base.sentences), [], list(base.sections)
    name = str(press.analysis.municipalities.loc[key, "name"])
    title = words("{topic}: {region}", topic=press.topic(topic), region=name)
    facts, sections = on_topic(press, key, topic), []
    # A city that is its own district has told all by then.
    if len(region.keys) > 1:
        facts += [words("For {region} as a whole:", region=region.name), *base.sentences]
        sections = [replace(one, heading=f"{one.heading} ({region.name})") for one in base.sections]
    return title, facts, _near(press, key, topic), sections


def _base(press: Press, about: Resolution) -> Sheet:
    """Return the sheet that says what is recorded."""
    if about.cooperation:
        if about.municipality or about.topic:
            raise ValueError("a resolution is about a cooperation, or about a municipality and a topic")
        return cooperation_sheet(press, about.cooperation)
    if about.topic:
        region = about.region or _district(press, about.municipality)
        if region is None:
            raise ValueError("a resolution about a topic needs a municipality or a region")
        return topic_sheet(press, about.topic, region, focus=about.municipality)
    if not about.municipality:
        raise ValueError("a resolution is about a municipality, a topic or a cooperation")
    return municipality_sheet(press, about.municipality)


def _district(press: Press, key: str) -> Region | None:
    """Return the district of a municipality; the municipality itself where it has none."""
    if not key:
        return None
    municipality = press.analysis.municipalities.loc[key]
    district = str(municipality["district"] or "") if pd.notna(municipality["district"]) else ""
    if district:
        found = places.region(press.analysis, district, press.options.language)
        if key in found.keys:
            return found
    return Region(code=key, name=str(municipality["name"]), keys=pd.Index([key]))


def on_topic(press: Press, key: str, topic: str) -> list[str]:
    """Tell what is recorded on a topic for a municipality, and for its neighbours."""
    words, label = press.words, press.topic(topic)
    name = str(press.analysis.municipalities.loc[key, "name"])
    ids = _here(press, [key], topic)
    cells = press.coverage[press.coverage["topic"] == topic]
    if len(ids):
        said = [
            words.plural(
                len(ids),
                "On the topic {topic}, one recorded cooperation covers {name}: {names}.",
                "On the topic {topic}, {count} recorded cooperations cover {name}: {names}.",
                topic=label,
                name=name,
                names=words.listing([press.name(str(one)) for one in ids], most=_FEW),
            )
        ]
    else:
        if press.chosen_at([key]):
            said = [words("On the topic {topic}, the filter leaves no cooperation here.", topic=label)]
            return [*said, *_on_neighbours(press, cells["status"].reindex(press.neighbours(key)))]
        grade = press.blank(cells["grade"].reindex([key]).iloc[0], chosen=False)
        said = [
            words(
                "On the topic {topic}, for {name} no cooperation stands in the records ({grade}).",
                topic=label,
                name=name,
                grade=grade,
            )
        ]
    return [*said, *_on_neighbours(press, cells["status"].reindex(press.neighbours(key)))]


def _on_neighbours(press: Press, states: pd.Series) -> list[str]:
    """Tell how many neighbours are covered on a topic, and how many were not surveyed; nothing under a filter."""
    words = press.words
    if states.empty or press.chosen_at(states.index):
        return []
    covered, unknown = (int((states == status).sum()) for status in ("covered", "not_surveyed"))
    asked = len(states) - unknown
    if not asked:
        return [words("No neighbouring municipality was surveyed: a blank says nothing.")]
    every = (
        words.plural(asked, "one surveyed neighbouring municipality", "{count} surveyed neighbouring municipalities")
        if unknown
        else words.plural(asked, "one neighbouring municipality", "{count} neighbouring municipalities")
    )
    every += f" ({press.by_outlines})" if press.by_outlines else ""
    said = [
        words.plural(
            covered,
            "Of {all}, one is covered on this topic by a recorded cooperation.",
            "Of {all}, {count} are covered on this topic by recorded cooperations.",
            all=every,
        )
        if covered
        else words("Of {all}, none is covered on this topic by a recorded cooperation.", all=every)
    ]
    if unknown:
        said.append(
            words.plural(
                unknown,
                "One more neighbouring municipality was not surveyed: its blank says nothing.",
                "{count} more neighbouring municipalities were not surveyed: their blank says nothing.",
            )
        )
    return said


def _here(press: Press, keys: Sequence[str] | pd.Index, topic: str) -> pd.Index:
    """Return the cooperations on a topic that cover one of some municipalities, by name."""
    inside = press.area.loc[press.area["key"].isin(keys), "cooperation_id"]
    return press.shown.index[press.shown.index.isin(inside) & press.shown.index.isin(about_topic(press, topic))]


def _near(press: Press, key: str, topic: str) -> list[Section]:
    """Return who works together on a topic: the municipality and its neighbours."""
    words, keys = press.words, press.neighbours(key).union([key])
    ids = _here(press, keys, topic)
    heading = words("Who works together on the topic here and next door")
    if ids.empty:
        return [Section(heading=heading, paragraphs=(press.nothing(keys),))]
    inside = press.area[press.area["key"].isin(keys)].groupby("cooperation_id")["key"]
    lines = [
        (
            press.name(str(row.Index)),
            words.form(row.format, bool(row.planned)),
            words.bindingness(row.format, bool(row.planned)),
            words.listing(press.names(inside.get_group(row.Index))),
        )
        for row in press.shown.loc[ids].itertuples()
    ]
    return [
        Section(
            heading=heading,
            table=Table(
                head=(words("Cooperation"), words("Format"), words("Bindingness"), words("Of these municipalities")),
                widths=(2.6, 1.7, 1.5, 3.0),
                groups=(("", rows(lines)),),
                caption=words("Cooperations on the topic that cover the municipality or its neighbours"),
            ),
        )
    ]


def _whole_map(press: Press, part: MapPart, images: dict[str, str]) -> tuple[str, float]:
    """Return the map with scale bar, north arrow and overview as one drawing: a section has one picture."""
    drawings = [images[file] for file in (part.file, part.bar, part.arrow, part.overview)]
    return parts.with_scale(*drawings, beside=press.options.landscape)


def _map(press: Press, part: MapPart, width: float) -> Section:
    words = press.words
    scale = f"{words('Scale, printed at 100%:')} {part.scale} · {part.crs}"
    alt = f"{part.alt} {part.overview_alt}"
    return Section(
        heading=words("Map"),
        picture=Picture(file=_MAP, width=width, alt=alt, legend=part.legend),
        notes=(scale, *part.notes),
    )


def blank(heading: str) -> Section:
    """Return a heading with an empty field."""
    return Section(heading=heading, paragraphs=(FIELD,))


def cost_form(press: Press) -> Section:
    """Return the costs as fields to fill in."""
    words = press.words
    names = (words("once, in euros"), words("each year, in euros"), words("paid from (budget item)"))
    return form(words("Costs"), (words("Kind"), words("Entry")), [(name, FIELD) for name in names], (1.0, 2.4))


def next_steps(press: Press) -> Section:
    """Return the next steps as fields to fill in."""
    words = press.words
    head = (words("Step"), words("In charge"), words("Until"))
    return form(words("Next steps"), head, [(FIELD, FIELD, FIELD)] * _STEPS, (3.0, 1.6, 1.0))


def form(heading: str, head: tuple[str, ...], lines: Sequence[Sequence[str]], widths: tuple[float, ...]) -> Section:
    """Return a table whose fields the office fills in."""
    table = Table(head=head, widths=widths, groups=(("", rows(lines)),), caption=heading)
    return Section(heading=heading, table=table)
