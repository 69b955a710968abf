"""Kooperationsblatt: one cooperation, its members on a map, its pattern with the reason, its sources."""

import pandas as pd

from geo_koop import codelists
from geo_koop.locale import alphabet
from geo_koop.locale import mark as _
from geo_koop.outputs.mapsheet.drawing import AreaClass, Outline, Plan
from geo_koop.outputs.mapsheet.frame import fit
from geo_koop.outputs.mapsheet.symbols import Fill
from geo_koop.outputs.report import link
from geo_koop.outputs.report.plates import plate
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import MapPart, Section, Sheet, Table, rows
from geo_koop.outputs.wording import Wording

_HATCHES = {"member": "rising", "indirect": "dots", "association": "falling", "district": "none"}
_TINTS = {"member": 0.45, "indirect": 0.65, "association": 0.55, "district": 0.75}
_LEVELS = {"district": _("district"), "association": _("municipal association")}
_UNCLEAR = Fill(colour="#f3f1e7", hatch="crossed")
_FEW = 8


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
    return Sheet(
        kind="cooperation",
        title=str(record["name"]),
        subtitle=press.dated(
            words.listing([press.topic(code) for code in own]), words.form(record["format"], bool(record["planned"]))
        ),
        kicker=words("Cooperation"),
        map=part,
        sentences=tuple(_sentences(press, identifier, record, members, area)),
        cautions=tuple(cautions(press, identifier, record, members, area)),
        sections=(
            _facts(press, identifier, record),
            _members(press, members),
            *_actors(press, identifier),
            _sources(press, identifier),
        ),
        link=url,
        qr="qr.svg" if url else "",
        images=images,
    )


def tint(colour: str, share: float) -> str:
    """Return a colour mixed with white.

    >>> tint("#000000", 0.5)
    '#808080'
    """
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * share):02x}" for part in parts)


def member_map(
    press: Press,
    identifier: str,
    area: pd.DataFrame,
    members: pd.DataFrame,
    *,
    size: tuple[float, float] | None = None,
) -> tuple[MapPart, dict[str, str]]:
    """Return the map of the members; ``size`` in millimetres, that of a sheet where it is left out."""
    words, ground = press.words, press.ground
    pattern = str(press.analysis.cooperations.loc[identifier, "pattern"])
    colour = str(codelists.load("patterns").field("colour")[pattern])
    labels = {
        "district": words("through a member district"),
        "indirect": words("takes part indirectly"),
        "association": words("through a member association"),
        "member": words("member"),
    }
    unclear = pd.Index(members.loc[(members["counts_as_member"] == "unclear"), "key"]).difference(area["key"])
    classes = [AreaClass(label=words("named, membership unclear"), fill=_UNCLEAR, keys=unclear)]
    classes += [
        AreaClass(
            label=label,
            fill=Fill(colour=tint(colour, _TINTS[through]), hatch=_HATCHES[through]),
            keys=pd.Index(area.loc[area["through"] == through, "key"]),
        )
        for through, label in labels.items()
    ]
    core = press.analysis.patterns.loc[identifier, "core_key"]
    core_is_city = pattern == "city_hinterland"
    keys = pd.Index(area["key"])
    has_core = isinstance(core, str) and core in keys
    plan = Plan(
        classes=tuple(classes),
        outlines=(Outline(label=words("area of the cooperation"), colour=colour, keys=keys),),
        stars=pd.Index([core]) if has_core else keys[:0],
        star_label=words("core city") if core_is_city else words("most populous member"),
        focus=pd.Index([core]) if has_core else keys[:0],
        named=pd.Index(area.loc[area["through"] != "district", "key"]).union(unclear),
        wild_label=words("area without a municipality (lake, forest)"),
    )
    frame = fit(ground.extent(keys.union(unclear)), *(size or press.options.map_size))
    return plate(
        press,
        plan,
        frame,
        title=words("Members of {name}", name=press.analysis.cooperations.loc[identifier, "name"]),
        overview_keys=keys,
        counts=tuple((entry.label, len(ground.positions(entry.keys))) for entry in classes[::-1]),
    )


def _sentences(
    press: Press, identifier: str, record: pd.Series, members: pd.DataFrame, area: pd.DataFrame
) -> list[str]:
    words = press.words
    counted = members[members["counts"].astype(bool)]
    districts = int((counted["level"] == "district").sum())
    count = len(counted)
    said = [
        words("No certain member is recorded.")
        if not count
        else words.plural(count, "One certain member is recorded.", "{count} certain members are recorded.")
    ]
    if districts and count > districts:
        said.append(words.plural(districts, "One of them is a district.", "{count} of them are districts."))
    elif districts:
        said.append(words("All of them are districts.") if districts > 1 else words("It is a district."))
    covered = len(area)
    if covered:
        said.append(
            words.plural(
                covered,
                "The area covers one municipality of the boundaries loaded.",
                "The area covers {count} municipalities of the boundaries loaded.",
            )
        )
    said.append(str(press.analysis.patterns.loc[identifier, f"reason_{words.language}"]))
    note = str(record[f"note_{words.language}"] or "") if pd.notna(record[f"note_{words.language}"]) else ""
    return [*said, *([note] if note else [])]


def cautions(press: Press, identifier: str, record: pd.Series, members: pd.DataFrame, area: pd.DataFrame) -> list[str]:
    """Return what limits the statements on a cooperation."""
    words = press.words
    said = []
    if not bool(record["shown"]):
        status = {
            "ended": words("It has ended."),
            "not_started": words("It has not begun yet."),
            "not_agreed": words("It is not agreed yet: an idea or a plan."),
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
    lost = members[members["counts"].astype(bool) & (members["level"] == "unresolved")]
    if len(lost):
        names = (
            lost["area_name"].fillna("").where(lost["area_name"].fillna("") != "", lost["key"]).astype("str").tolist()
        )
        said.append(
            words.plural(
                len(lost),
                "One member is not in the boundaries that are loaded, and is not on the map: {names}.",
                "{count} members are not in the boundaries that are loaded, and are not on the map: {names}.",
                names=words.listing(names, most=_FEW),
            )
        )
    if area.empty:
        said.append(words("There is no map, because no certain member has a known boundary."))
        return said
    return [*said, *press.limits()]


def _no_start(record: pd.Series, words: Wording) -> str:
    if pd.isna(record["evidence_date"]):
        return words("unknown (undated)")
    return words("unknown (attested on {date})", date=words.day(record["evidence_date"]))


def _facts(press: Press, identifier: str, record: pd.Series) -> Section:
    words, row = press.words, press.analysis.patterns.loc[identifier]
    status = {
        "active": words("active"),
        "ended": words("ended"),
        "not_started": words("not started"),
        "not_agreed": words("not agreed"),
        "start_unknown": words("start unknown"),
    }
    lines = [
        (words("Spatial pattern"), press.pattern(identifier)),
        (words("Format"), words.form(record["format"], bool(record["planned"]))),
        (words("Bindingness"), words.bindingness(record["format"], bool(record["planned"]))),
        (words("Obligation"), words.label("obligation", record["obligation"])),
        (words("Stage"), f"{words.label('stages', record['stage'])} ({status.get(record['status'], '')})"),
        (words("Start"), words.day(record["start"]) or _no_start(record, words)),
        (words("End"), words.day(record["end"])),
        (words("List of members"), words.label("completeness", record["completeness"])),
    ]
    if pd.notna(row["population"]) and row["municipalities"]:
        lines.append((words("Inhabitants"), words.number(row["population"])))
    if row["municipalities"]:
        lines += [
            (words("Area"), words("{number} km²", number=words.number(row["area_km2"]))),
            (words("Districts touched"), words.number(row["districts"])),
            (words("Connected pieces"), words.number(row["pieces"])),
            (words("Members with another one near"), words.share(row["near_share"])),
            (words("Largest distance"), words("{number} km", number=words.number(row["span_km"], 1))),
        ]
    if row["pattern"] != "unclassified":
        lines.append((words("Margin to the nearest threshold"), words.share(row["margin"])))
    kept = [line for line in lines if line[1] and line[1] != "–"]
    return Section(
        heading=words("Indicators"),
        table=Table(
            head=(words("Indicator"), words("Value")),
            widths=(1.4, 2.0),
            groups=(("", rows(kept)),),
            caption=words("Indicators of the cooperation"),
        ),
    )


def _members(press: Press, members: pd.DataFrame) -> Section:
    words = press.words
    heading = words("Members")
    if members.empty:
        return Section(heading=heading, paragraphs=(words("No member is recorded."),))
    name = members["area_name"].fillna("").astype("str")
    name = name.where(name != "", members["name"].fillna("").astype("str"))
    name = name.where(name != "", members["key"].astype("str"))
    counted = members["counts"].astype(bool)
    order = alphabet.order(name)
    groups = []
    for label, wanted in ((words("certain on the date"), counted), (words("not counted"), ~counted)):
        chosen = members.iloc[order]
        chosen = chosen[wanted.iloc[order]]
        lines = [
            (
                name[row.Index],
                words(_LEVELS.get(row.level, _("municipality"))),
                words.label("roles", row.role) + (f" ({row.via})" if row.via else ""),
                words.label("membership", row.counts_as_member)
                if row.counts_as_member != "yes" or row.counts
                else words("not a member on this date"),
                _period(press, row),
            )
            for row in chosen.rename(columns={"from": "since"}).itertuples()
        ]
        if lines:
            groups.append((f"{label} ({words.number(len(lines))})", rows(lines)))
    return Section(
        heading=heading,
        table=Table(
            head=(words("Name"), words("Level"), words("Role"), words("Membership"), words("Period")),
            widths=(2.6, 1.1, 2.0, 1.4, 1.3),
            groups=tuple(groups),
            caption=words("Members with role and certainty"),
        ),
    )


def _period(press: Press, row: object) -> str:
    """Return the member's own period; empty where it is that of the cooperation."""
    words = press.words
    since, until = words.day(getattr(row, "since", "")), words.day(getattr(row, "to", ""))
    if since and until:
        return words("{start} to {end}", start=since, end=until)
    if since:
        return words("since {start}", start=since)
    return words("until {end}", end=until) if until else ""


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
