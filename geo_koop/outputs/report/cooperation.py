"""Kooperationsblatt: one cooperation, its members on a map, its pattern with the reason, its sources."""

import re

import pandas as pd

from geo_koop.locale import alphabet
from geo_koop.locale import mark as _
from geo_koop.outputs import inhabitants
from geo_koop.outputs.report import key_figures, link
from geo_koop.outputs.report.member_map import member_map
from geo_koop.outputs.report.members import kind_of, member_list
from geo_koop.outputs.report.press import STATUS, Press
from geo_koop.outputs.report.sheet import Section, Sheet, Table, rows
from geo_koop.outputs.wording import Wording

_KINDS = {
    "district": (
        _("One of them is a district."),
        _("{count} of them are districts."),
        _("It is a district."),
        _("All of them are districts."),
    ),
    "association": (
        _("One of them is a municipal association."),
        _("{count} of them are municipal associations."),
        _("It is a municipal association."),
        _("All of them are municipal associations."),
    ),
}
"""Level of members: one and several of them, the only one, all of them."""
_FEW = 8
_RULE = re.compile(r", R = [\d.,]+ km\)\. (?:Regel|Rule): [^.]*\.")


def cooperation_sheet(press: Press, identifier: str) -> Sheet:
    """Return the sheet of a cooperation.

    Parameters
    ----------
    press : Press
    identifier : str
        Of a cooperation of the analysis.
    """
    words = press.words
    record = press.analysis.cooperations.loc[identifier]
    area = press.analysis.area[press.analysis.area["cooperation_id"] == identifier]
    members = press.analysis.members[press.analysis.members["cooperation_id"] == identifier]
    part, images = member_map(press, identifier, area, members) if len(area) else (None, {})
    url = link.address(
        press.options.base_url, "cooperation", press.analysis, language=press.options.language, cooperation=identifier
    )
    if url:
        images["qr.svg"] = link.qr_code(url)
    topics = press.analysis.topics
    own = topics.loc[topics["cooperation_id"] == identifier, "topic"]
    about = [words.listing([press.topic(code) for code in own]), words.form(record["format"], bool(record["planned"]))]
    return Sheet(
        kind="cooperation",
        title=str(record["name"]),
        subtitle=press.dated(*about, *_ended(record, words)),
        kicker=words("Cooperation"),
        map=part,
        figures=key_figures.of_cooperation(press, identifier, record, area, lost_members(members)),
        sentences=tuple(_sentences(press, identifier, record, members, area)),
        cautions=tuple(cautions(press, identifier, record, members, area)),
        sections=(
            _facts(press, identifier, record, members, area),
            member_list(press, members, ended=record["status"] == "ended"),
            *_actors(press, identifier),
            _sources(press, identifier),
            _method(press, identifier),
        ),
        link=url,
        qr="qr.svg" if url else "",
        images=images,
    )


def _sentences(
    press: Press, identifier: str, record: pd.Series, members: pd.DataFrame, area: pd.DataFrame
) -> list[str]:
    words = press.words
    ended = record["status"] == "ended"
    said = [" ".join(_on_members(press, members, ended=ended)), on_pattern(press, identifier, record)]
    keys = area["key"].nunique()
    if keys:
        said.append(
            words.plural(keys, "The area covered one municipality.", "The area covered {count} municipalities.")
            if ended
            else words.plural(keys, "The area covers one municipality.", "The area covers {count} municipalities.")
        )
        said += _on_surroundings(press, area)
    said += _on_carriers(press, members)
    beside = press.analysis.actors.loc[press.analysis.actors["cooperation_id"] == identifier, "name"].dropna()
    if len(beside):
        names = alphabet.alphabetical(beside.astype("str").unique())
        said.append(words("Further actors: {names}.", names=words.listing(names, most=_FEW)))
    if record["obligation"] == "statutory":
        said.append(words("A law prescribes membership: partners and overlap are counted without it elsewhere."))
    note = str(record[f"note_{words.language}"] or "") if pd.notna(record[f"note_{words.language}"]) else ""
    return [*([note] if note else []), *said]


def _method(press: Press, identifier: str) -> Section:
    """Return the reason of the pattern as it was decided, with the rule and its numbers."""
    words = press.words
    return Section(
        heading=words("Method"),
        paragraphs=(
            str(press.analysis.patterns.loc[identifier, f"reason_{words.language}"]),
            words("Members count where a source states the membership. What is unclear is listed, and not counted."),
            *_on_margin(press, identifier),
        ),
    )


def _on_margin(press: Press, identifier: str) -> list[str]:
    """Say how far a pattern is from another one."""
    row, words = press.analysis.patterns.loc[identifier], press.words
    if row["pattern"] == "unclassified" or pd.isna(row["margin"]):
        return []
    return [
        words(
            "Another pattern would follow if the value that decides were different by {margin}.",
            margin=words.share(row["margin"]),
        )
    ]


def plain(reason: str) -> str:
    """Return a reason without the radius and the name of the rule, for readers who ask for neither.

    Examples
    --------
    >>> plain("Stadt-Umland: … (2.000 Einwohner, R = 24 km). Regel: Entfernung und Schritte.")
    'Stadt-Umland: … (2.000 Einwohner).'
    >>> plain("City-hinterland: … (2,000 inhabitants, R = 24 km). Rule: distance and steps, no commuting data loaded.")
    'City-hinterland: … (2,000 inhabitants).'
    """
    return _RULE.sub(").", reason)


def on_pattern(press: Press, identifier: str, record: pd.Series) -> str:
    """Return the reason of the pattern in plain words; the rule stands under the method."""
    words, row = press.words, press.analysis.patterns.loc[identifier]
    reason = plain(str(row[f"reason_{words.language}"]))
    if bool(record["planned"]) and row["pattern"] != "unclassified":
        return words("Planned: {sentence}", sentence=reason)
    if record["status"] == "ended" and row["pattern"] != "unclassified":
        return words("At the end, until which it is described here: {sentence}", sentence=reason)
    return reason


def _ended(record: pd.Series, words: Wording) -> list[str]:
    """Return when a cooperation ended; nothing where it has not."""
    if record["status"] != "ended":
        return []
    day = words.day(record["end"])
    return [words("ended {date}", date=day) if day else words("ended")]


def _on_members(press: Press, members: pd.DataFrame, *, ended: bool) -> list[str]:
    """Count the certain members, each once, and say which of them are no municipalities."""
    words = press.words
    counted = members[members["counts"].astype(bool)].drop_duplicates("unit_key")
    count = len(counted)
    said = [
        words("No certain member is recorded.")
        if not count
        else words.plural(
            count, "One certain member at the end is recorded.", "{count} certain members at the end are recorded."
        )
        if ended
        else words.plural(count, "One certain member is recorded.", "{count} certain members are recorded.")
    ]
    for kind, (one, many, single, all_) in _KINDS.items():
        number = int(kind_of(counted).eq(kind).sum())
        if number and number < count:
            said.append(words.plural(number, one, many))
        elif number:
            said.append(words(all_) if number > 1 else words(single))
    indirect = int((counted["role"] == "indirect").sum())
    if indirect and indirect < count:
        said.append(
            words.plural(indirect, "One of them takes part indirectly.", "{count} of them take part indirectly.")
        )
    elif indirect:
        said.append(words("All of them take part indirectly.") if indirect > 1 else words("It takes part indirectly."))
    return said


def _on_carriers(press: Press, members: pd.DataFrame) -> list[str]:
    """Name the members that carry a cooperation beside their municipalities."""
    words, counted = press.words, members[members["counts"].astype(bool)].drop_duplicates("unit_key")
    carriers = counted[counted["unit"] == "co_carrier"]
    if carriers.empty:
        return []
    names = alphabet.alphabetical(carriers["area_name"].fillna(carriers["key"]).astype("str"))
    return [
        words.plural(
            len(names),
            "One member carries the cooperation beside municipalities that take part themselves; its area is not "
            "added: {names}.",
            "{count} members carry the cooperation beside municipalities that take part themselves; their area is not "
            "added: {names}.",
            names=words.listing(names, most=_FEW),
        )
    ]


def _on_surroundings(press: Press, area: pd.DataFrame) -> list[str]:
    """Count the municipalities of the area apart that were not surveyed, where others were."""
    looked = press.surveyed.reindex(area["key"].unique())
    beyond = int((~looked.astype(bool)).sum())
    if not beyond or beyond == len(looked):
        return []
    return [
        press.words.plural(
            beyond,
            "One of these municipalities lies outside the area that was surveyed.",
            "{count} of these municipalities lie outside the area that was surveyed.",
        )
    ]


def cautions(press: Press, identifier: str, record: pd.Series, members: pd.DataFrame, area: pd.DataFrame) -> list[str]:
    """Return what limits the statements on a cooperation."""
    words = press.words
    said = []
    if not bool(record["shown"]):
        status = {
            "ended": words("It has ended."),
            "not_started": words("It has not begun yet."),
            "not_agreed": words(
                "It is not operating yet (stage: {stage}).", stage=words.label("stages", record["stage"])
            ),
            "start_unknown": words("Whether it existed on this date is not known."),
        }
        said.append(
            words("This cooperation is not active on the date of the sheet, and is not counted elsewhere.")
            + (f" {status[record['status']]}" if record["status"] in status else "")
        )
    if record["completeness"] != "full":
        said.append(
            words(
                "The source does not name all members (list: {state}); there may be more members than are shown.",
                state=words.label("completeness", record["completeness"]),
            )
        )
    lost = lost_members(members)
    if bool(record["planned"]) and (area["through"] == "district").any():
        said.append(
            words(
                "A district stands for all its municipalities here: fewer may take part in what is planned, and the "
                "area may be smaller."
            )
        )
    if lost:
        said.append(
            words.plural(
                len(lost),
                "One member is not in the boundaries that are loaded, and is not on the map: {names}.",
                "{count} members are not in the boundaries that are loaded, and are not on the map: {names}.",
                names=words.listing(lost, most=_FEW),
            )
        )
    if area.empty:
        said.append(words("There is no map, because no certain member has a known boundary."))
        return said
    return [*said, *press.limits(pd.Index(area["key"].unique()))]


def no_start(press: Press, identifier: str, record: pd.Series) -> str:
    """Return that a start is unknown, with the date of the main source as the source has it."""
    words = press.words
    if pd.isna(record["evidence_date"]):
        return words("unknown (undated)")
    sources = press.analysis.sources
    stated = sources.loc[sources["cooperation_id"] == identifier, "date"].dropna().astype("str")
    # A year or a month stands for its first day in the rules, but nobody has attested this day.
    same = stated[pd.to_datetime(stated, errors="coerce", format="ISO8601") == record["evidence_date"]]
    if same.empty:
        return words("unknown (recorded on {date})", date=words.day(record["evidence_date"]))
    return words("unknown (date of the source: {date})", date=words.day(same.iloc[0]))


def _facts(press: Press, identifier: str, record: pd.Series, members: pd.DataFrame, area: pd.DataFrame) -> Section:
    words, row = press.words, press.analysis.patterns.loc[identifier]
    several = row["units_resolved"] > 1
    begin, day = press.begin(record)
    stage, status = words.label("stages", record["stage"]), words(STATUS[record["status"]])
    lines = [
        (words("Spatial pattern"), press.pattern(identifier)),
        (words("Format"), words.form(record["format"], bool(record["planned"]))),
        (words("Bindingness"), words.bindingness(record["format"], bool(record["planned"]))),
        (words("Obligation"), words.label("obligation", record["obligation"])),
        (words("Stage"), stage if stage == status else f"{stage} ({status})"),
        (begin, day or no_start(press, identifier, record)),
        (words("End"), words.day(record["end"])),
        (words("List of members"), words.label("completeness", record["completeness"])),
    ]
    if len(area):
        lines += [
            (words("Inhabitants of the area"), inhabitants_of(press, area, members)),
            (words("Area"), _area(press, area, row["area_km2"])),
            (words("Districts touched"), words.number(row["districts"])),
            (words("Connected pieces"), words.number(row["pieces"])),
            *([(words("Members with another one near"), words.share(row["near_share"]))] if several else []),
            (words("Extent (largest distance between two points)"), _km(press, row["extent_km"])),
            *([(words("Largest distance between two middles"), _km(press, row["span_km"]))] if several else []),
        ]
    remaining = [line for line in lines if line[1] and line[1] != "–"]
    return Section(
        heading=words("Indicators"),
        table=Table(
            head=(words("Indicator"), words("Value")),
            widths=(1.4, 2.0),
            groups=(("", rows(remaining)),),
            caption=words("Indicators of the cooperation"),
        ),
    )


def _area(press: Press, area: pd.DataFrame, km2: float) -> str:
    """Return the area; it is about so much where a part of it is measured on an approximate outline."""
    words, keys = press.words, area["key"].unique()
    if press.measured(keys):
        return words("about {number} km² by the approximate boundaries", number=words.number(km2))
    return words("{number} km²", number=words.number(km2))


def _km(press: Press, value: float) -> str:
    return press.words("{number} km", number=press.words.number(value, 1))


def inhabitants_of(press: Press, area: pd.DataFrame, members: pd.DataFrame) -> str:
    """Return the inhabitants of the area with their date, and whose are missing."""
    words, keys = press.words, pd.Index(area["key"].unique())
    said = inhabitants.total(press.analysis, keys, words, beyond=lost_members(members))
    days = [words.day(day) or words("date unknown") for day in inhabitants.dates(press.analysis, keys)]
    return f"{said}, {words('as of {date}', date=words.listing(days))}" if days else said


def lost_members(members: pd.DataFrame) -> list[str]:
    """Return the names of the certain members that are not in the boundaries."""
    lost = members[members["counts"].astype(bool) & (members["level"] == "unresolved")]
    name = lost["area_name"].fillna("")
    return alphabet.alphabetical(name.where(name != "", lost["key"]).astype("str"))


def _actors(press: Press, identifier: str) -> list[Section]:
    words = press.words
    found = press.analysis.actors[press.analysis.actors["cooperation_id"] == identifier]
    if found.empty:
        return []
    lines = [(row.name, words.label("actors", row.kind)) for row in found.itertuples(index=False)]
    return [
        Section(
            heading=words("Further actors"),
            table=Table(
                head=(words("Name"), words("Kind")),
                widths=(2.4, 1.2),
                groups=(("", rows(lines)),),
                caption=words("Actors that are not municipalities"),
            ),
        )
    ]


def _sources(press: Press, identifier: str) -> Section:
    words = press.words
    found = press.analysis.sources[press.analysis.sources["cooperation_id"] == identifier]
    heading = words("Sources of this record")
    if found.empty:
        return Section(heading=heading, paragraphs=(words("No source is recorded."),))
    lines = [
        (row.url, words.day(row.date) or "–", words.label("completeness", row.completeness), row.note or "")
        for row in found.itertuples(index=False)
    ]
    return Section(
        heading=heading,
        table=Table(
            head=(words("Address or title"), words("Date"), words("List of members"), words("Note")),
            widths=(3.4, 0.9, 1.1, 1.8),
            groups=(("", rows(lines)),),
            caption=words("Sources with date and completeness"),
        ),
    )
