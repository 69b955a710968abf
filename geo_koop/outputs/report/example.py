"""Beispielblatt: one cooperation on one page, for those who look for something to copy. Recorded facts alone."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from geo_koop import codelists
from geo_koop.locale import alphabet
from geo_koop.outputs.report import key_figures, link
from geo_koop.outputs.report.cooperation import cautions, lost_members, no_start, on_pattern
from geo_koop.outputs.report.member_map import member_map
from geo_koop.outputs.report.press import STATUS, Press
from geo_koop.outputs.report.sheet import Section, Sheet, Table, rows
from geo_koop.outputs.wording import Wording
from geo_koop.planning import examples

_MEMBERS, _ACTORS, _ALIKE, _SOURCES, _SHARES = 10, 2, 2, 1, 6
"""How many are named before the rest is counted: the sheet is one page."""
_LEADING = ("founder", "initiator")


def example_sheet(press: Press, identifier: str) -> Sheet:
    """Return the example sheet of a cooperation.

    Parameters
    ----------
    press : Press
    identifier : str
        Of a cooperation of the analysis.
    """
    words, analysis = press.words, press.analysis
    record = analysis.cooperations.loc[identifier]
    area = analysis.area[analysis.area["cooperation_id"] == identifier]
    members = analysis.members[analysis.members["cooperation_id"] == identifier]
    limits = tuple(cautions(press, identifier, record, members, area))
    room = _room(press, len(limits))
    part, images = member_map(press, identifier, area, members, size=room) if len(area) else (None, {})
    url = link.address(
        press.options.base_url, "cooperation", analysis, language=press.options.language, cooperation=identifier
    )
    if url:
        images["qr.svg"] = link.qr_code(url)
    own = analysis.topics.loc[analysis.topics["cooperation_id"] == identifier, "topic"]
    topics = words.listing([press.topic(code) for code in own])
    note = record[f"note_{words.language}"]
    said = [str(note)] if pd.notna(note) and note else []
    figures = key_figures.of_cooperation(press, identifier, record, area, lost_members(members))
    return Sheet(
        kind="example",
        title=str(record["name"]),
        subtitle=press.dated(topics, words.form(record["format"], bool(record["planned"]))),
        kicker=words("Example sheet"),
        map=part,
        # What others of the format have stands on the sheet of the cooperation.
        figures=tuple(replace(one, beside="") for one in figures) if record["status"] != "ended" else figures,
        sentences=(*said, on_pattern(press, identifier, record)),
        cautions=limits,
        sections=(
            Section(
                heading=words("At a glance"),
                table=Table(
                    head=(words("Question"), words("Recorded")),
                    widths=(1.0, 3.4),
                    groups=(
                        ("", _told(_glance(press, identifier, record, members))),
                        (words("What can be taken over"), _told(_to_copy(press, identifier, record, members))),
                    ),
                    caption=words("The cooperation at a glance, and what of it others can take over"),
                ),
            ),
        ),
        link=url,
        qr="qr.svg" if url else "",
        images=images,
    )


def _room(press: Press, limits: int) -> tuple[float, float]:
    """Return the room of the map in millimetres: its legend stands beside it, the page has room for all the rest."""
    width, _height = press.options.map_size
    share = (0.8, 0.36) if press.options.landscape else (0.6, 0.23)
    return round(share[0] * width), round((share[1] - 0.015 * max(0, limits - 1)) * press.options.size[1])


def _told(lines: Sequence[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """Return the rows that say something."""
    return rows([line for line in lines if line[1] and line[1] != "–"])


def _glance(press: Press, identifier: str, record: pd.Series, members: pd.DataFrame) -> list[tuple[str, str]]:
    """Return who does it, since when, how binding it is, who carries it, and where that is written."""
    words = press.words
    stage, status = words.label("stages", record["stage"]), words(STATUS[record["status"]])
    begin, day = press.begin(record)
    planned = bool(record["planned"])
    return [
        (words("Who"), _named(press, members[members["counts"].astype(bool)])),
        (words("Who carries it"), _carriers(press, identifier, members)),
        (
            f"{begin}, {words('Stage')}",
            f"{day or no_start(press, identifier, record)}; {stage if stage == status else f'{stage} ({status})'}",
        ),
        (words("How binding"), f"{words.form(record['format'], planned)}: {_binding(words, record)}"),
        (words("Spatial pattern"), press.pattern(identifier)),
        (words("Source"), _sources(press, identifier)),
    ]


def _binding(words: Wording, record: pd.Series) -> str:
    """Return how binding a format is, and whether a law prescribes it."""
    level = words.bindingness(record["format"], bool(record["planned"]))
    return f"{level}; {words('obligation')}: {words.label('obligation', record['obligation'])}"


def _named(press: Press, rows: pd.DataFrame) -> str:
    """Return the names of members, each once."""
    once = rows.drop_duplicates("unit_key")
    name = once["area_name"].fillna("").astype("str")
    name = name.where(name != "", once["name"].fillna("").astype("str"))
    return press.words.listing(alphabet.alphabetical(name.where(name != "", once["key"].astype("str"))), most=_MEMBERS)


def _carriers(press: Press, identifier: str, members: pd.DataFrame) -> str:
    """Return who founded or began it, who carries it beside its municipalities, and the further actors."""
    words, certain = press.words, members[members["counts"].astype(bool)]
    leading = [
        f"{words.label('roles', role)}: {_named(press, part)}"
        for role, part in certain[certain["role"].isin(_LEADING)].groupby("role")
    ]
    beside = certain[certain["unit"] == "co_carrier"]
    if len(beside):
        leading.append(words("beside its municipalities: {names}", names=_named(press, beside)))
    actors = press.analysis.actors[press.analysis.actors["cooperation_id"] == identifier].dropna(subset="name")
    known = [
        f"{name} ({words.label('actors', kind)})" for name, kind in zip(actors["name"], actors["kind"], strict=True)
    ]
    if known:
        leading.append(
            words("further actors: {names}", names=words.listing(alphabet.alphabetical(known), most=_ACTORS))
        )
    return "; ".join(leading)


def _sources(press: Press, identifier: str) -> str:
    words = press.words
    found = press.analysis.sources[press.analysis.sources["cooperation_id"] == identifier]
    if found.empty:
        return words("No source is recorded.")
    days = found["date"].map(words.day)
    said = [f"{url} ({day})" if day else str(url) for url, day in zip(found["url"], days, strict=True)]
    return words.listing(said, most=_SOURCES)


def _to_copy(press: Press, identifier: str, record: pd.Series, members: pd.DataFrame) -> list[tuple[str, str]]:
    """Return what of the record others can take over: facts that are recorded, and who else does it so."""
    words = press.words
    instrument = codelists.load("formats").entries.get(str(record["format"]), {}).get("instrument")
    return [
        (words("Instrument"), words.label("instrument", instrument)),
        (words("Size of the municipalities"), _sizes(press, members)),
        (words("Shares"), _numbers(press, members, "share")),
        (words("Votes"), _numbers(press, members, "votes")),
        (words("The same topic in the same format"), _alike(press, identifier)),
    ]


def _sizes(press: Press, members: pd.DataFrame) -> str:
    """Return the inhabitants of the smallest and the largest municipality among the members."""
    words = press.words
    own = members.loc[members["counts"].astype(bool) & (members["level"] == "municipality"), "key"].unique()
    people = press.analysis.municipalities["population"].reindex(own)
    known = people.dropna()
    if known.empty:
        return ""
    low, high = (words.number(value) for value in (known.min(), known.max()))
    said = (
        words("{low} to {high} inhabitants", low=low, high=high)
        if low != high
        else words("{number} inhabitants", number=low)
    )
    missing = int(people.isna().sum())
    return f"{said} ({words('not known of {count}', count=words.number(missing))})" if missing else said


def _numbers(press: Press, members: pd.DataFrame, column: str) -> str:
    """Return recorded shares or votes of the members."""
    words, known = press.words, members[members["counts"].astype(bool)].dropna(subset=column)
    name = known["area_name"].fillna(known["key"]).astype("str")
    told = [
        f"{one}: {words.number(value, 0 if float(value).is_integer() else 2)}"
        for one, value in zip(name, known[column], strict=True)
    ]
    return words.listing(told, most=_SHARES)


def _alike(press: Press, identifier: str) -> str:
    """Name other records on the same topic in the same format; none of them is said as well."""
    words = press.words
    table = examples.like(press.analysis, identifier)
    found = table[table["same_topics"].fillna(False) & table["same_format"].fillna(False)]
    names = words.listing([str(name) for name in found["name"]], most=_ALIKE)
    if not len(found):
        return words("none other recorded") if not press.selection else words("none other in the filter")
    return words.plural(len(found), "one other: {names}", "{count} others: {names}", names=names)
