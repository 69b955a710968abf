"""Gemeindesteckbrief: a municipality, its partners on a map, its cooperations by topic, its gaps."""

import pandas as pd

from geo_koop.outputs.mapsheet.drawing import AreaClass, Outline, Plan
from geo_koop.outputs.mapsheet.frame import fit_near
from geo_koop.outputs.mapsheet.symbols import Fill
from geo_koop.outputs.report import link
from geo_koop.outputs.report.plates import plate
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import MapPart, Section, Sheet, Table, rows

_SMALLEST_SCALE = 300_000
_MOST_PARTNERS = 10
_FEW = 3
_SHARED = ((1, "#dcebf7", "dots"), (2, "#9ecae1", "rising"), (4, "#5ba3cf", "crossed"), (7, "#2171b5", "grid"))
_FOCUS = Fill(colour="#f6c95c")
_APART = Fill(colour="#efe9d9")


def municipality_sheet(press: Press, key: str) -> Sheet:
    """Return the sheet of a municipality.

    Parameters
    ----------
    press : Press
    key : str
        Of a municipality of the analysis.
    """
    place = press.analysis.municipalities.loc[key]
    partners = _partners(press, key)
    part, images = _map(press, key, partners)
    url = link.address(
        press.options.base_url, "municipality", press.analysis, language=press.options.language, municipality=key
    )
    if url:
        images["qr.svg"] = link.qr_code(url)
    return Sheet(
        kind="municipality",
        title=str(place["name"]),
        subtitle=press.dated(*_facts(press, place)),
        kicker=press.words("Municipality profile"),
        map=part,
        sentences=tuple(_sentences(press, key, partners)),
        cautions=tuple(_cautions(press, key)),
        sections=(
            _cooperations(press, key),
            *_gaps(press, key),
            _figures(press, key),
            _partner_section(press, key, partners),
            *_uncertain(press, key),
        ),
        link=url,
        qr="qr.svg" if url else "",
        images=images,
    )


def _facts(press: Press, place: pd.Series) -> list[str]:
    words = press.words
    counted = words.day(place["population_date"]) if place["population_date"] else ""
    inhabitants = ""
    if pd.notna(place["population"]):
        inhabitants = words("{number} inhabitants", number=words.number(place["population"]))
        inhabitants += f" ({counted})" if counted else ""
    return [
        str(place["designation"] or ""),
        str(place["district_name"] or ""),
        inhabitants,
        words("{number} km²", number=words.number(place["area_km2"])),
    ]


def _partners(press: Press, key: str) -> pd.Series:
    """Return the number of shared cooperations of each partner, most first, then by name."""
    if key not in press.edges.index:
        return pd.Series([], index=pd.Index([], dtype="str"), dtype=int)
    shared = press.edges.loc[[key]].set_index("partner")["shared"]
    names = press.analysis.municipalities["name"].reindex(shared.index).str.casefold()
    return shared.iloc[names.argsort(kind="stable")].sort_values(ascending=False, kind="stable")


def _map(press: Press, key: str, partners: pd.Series) -> tuple[MapPart, dict[str, str]]:
    words, ground = press.words, press.ground
    around = press.neighbours(key)
    apart = around.difference(partners.index)
    starts = [start for start, _colour, _hatch in _SHARED]
    ends = [*(start - 1 for start in starts[1:]), None]
    classes = [AreaClass(label=words("neighbour, no shared cooperation recorded"), fill=_APART, keys=apart)]
    for start, end, (_start, colour, hatch) in zip(starts, ends, _SHARED, strict=True):
        inside = (partners >= start) & (partners <= end if end else True)
        span = (
            words("one shared cooperation")
            if end == 1
            else words("{count} shared cooperations", count=f"{start}–{end}")
            if end
            else words("{count} and more shared cooperations", count=start)
        )
        classes.append(AreaClass(label=span, fill=Fill(colour=colour, hatch=hatch), keys=partners.index[inside]))
    name = str(press.analysis.municipalities.loc[key, "name"])
    focus = pd.Index([key])
    classes.append(AreaClass(label=name, fill=_FOCUS, keys=focus))
    plan = Plan(
        classes=tuple(classes),
        outlines=(Outline(label="", colour="#1a1a1a", keys=focus, width=0.7),),
        focus=focus,
        named=around.union(partners.index[:_MOST_PARTNERS]),
        wild_label=words("area without a municipality (lake, forest)"),
    )
    others = ground.bounds[ground.positions(partners.index)]
    frame, outside = fit_near(
        ground.extent(focus.union(around)), others, *press.options.map_size, smallest=_SMALLEST_SCALE
    )
    notes = (
        (
            words.plural(
                outside,
                "One partner lies wholly or partly outside this map; the overview shows all partners.",
                "{count} partners lie wholly or partly outside this map; the overview shows all partners.",
            ),
        )
        if outside
        else ()
    )
    return plate(
        press,
        plan,
        frame,
        title=words("{name} and the municipalities with which it shares cooperations", name=name),
        overview_keys=partners.index.union(focus),
        notes=notes,
        counts=tuple((entry.label, len(entry.keys)) for entry in classes[:-1]),
    )


def _memberships(press: Press, key: str, *, own: bool) -> pd.Index:
    """Return the cooperations of a municipality: its own, or those that only its district brings; by name."""
    rows_ = press.area[press.area["key"] == key]
    ids = rows_.loc[(rows_["through"] != "district") == own, "cooperation_id"]
    return press.shown.index[press.shown.index.isin(ids)]


def _sentences(press: Press, key: str, partners: pd.Series) -> list[str]:
    words = press.words
    name = str(press.analysis.municipalities.loc[key, "name"])
    own, through = _memberships(press, key, own=True), _memberships(press, key, own=False)
    said = [_on_own(press, name, len(own), len(partners))]
    if len(through):
        more = (
            (
                "One more cooperation covers {name}, because its district is a member.",
                "{count} more cooperations cover {name}, because its district is a member.",
            )
            if len(own)
            else (
                "One cooperation covers {name}, because its district is a member.",
                "{count} cooperations cover {name}, because its district is a member.",
            )
        )
        said.append(words.plural(len(through), *more, name=name))
    said += _on_strongest(press, own.union(through, sort=False))
    return [*said, *_on_gaps(press, key)]


def _on_own(press: Press, name: str, cooperations: int, partners: int) -> str:
    words = press.words
    if not cooperations:
        return words("No cooperation is recorded in which {name} itself takes part.", name=name)
    if not partners:
        return words.plural(
            cooperations,
            "{name} takes part in one recorded cooperation; no other municipality is recorded in it.",
            "{name} takes part in {count} recorded cooperations; no other municipality is recorded in them.",
            name=name,
        )
    there = words.plural(partners, "one other municipality", "{count} other municipalities")
    return words.plural(
        cooperations,
        "{name} works with {partners} in one recorded cooperation.",
        "{name} works with {partners} in {count} recorded cooperations.",
        name=name,
        partners=there,
    )


def _on_strongest(press: Press, ids: pd.Index) -> list[str]:
    table = press.shown.reindex(ids)
    known = table[table["bindingness"].notna()]
    if known.empty:
        return []
    level = known["bindingness"].max()
    top = known.loc[known["bindingness"] == level, "name"].astype("str").tolist()
    return [
        press.words(
            "Most binding ({level}): {names}.", level=press.binding(level), names=press.words.listing(top, most=_FEW)
        )
    ]


def _on_gaps(press: Press, key: str) -> list[str]:
    """Tell the topics without a record; what was not surveyed is told apart."""
    words = press.words
    if press.selection:
        return []
    if bool(press.analysis.municipalities.loc[key, "context"]):
        return [words("The municipality lies outside the area that was surveyed: a blank says nothing here.")]
    said = []
    for grade, topics in _blanks(press, key):
        names = words.listing([press.topic(code) for code in topics])
        if grade is None:
            said.append(words("Not surveyed: {topics}.", topics=names))
        else:
            said.append(
                words.plural(
                    len(topics),
                    "No cooperation is recorded on one topic: {topics} ({grade}).",
                    "No cooperation is recorded on {count} topics: {topics} ({grade}).",
                    topics=names,
                    grade=press.blank(grade),
                )
            )
    return said or [words("A cooperation is recorded on every topic.")]


def _blanks(press: Press, key: str) -> list[tuple[str | None, list[str]]]:
    """Return the topics without a record: grade of the survey (none: not surveyed) and codes."""
    cells = press.coverage.loc[[key]]
    cells = cells[(cells["status"] != "covered") & cells["topic"].isin(press.single_topics)]
    order = {code: i for i, code in enumerate(press.single_topics)}
    cells = cells.iloc[cells["topic"].map(order).argsort(kind="stable")]
    groups: dict[str | None, list[str]] = {}
    for topic, grade in zip(cells["topic"], cells["grade"], strict=True):
        groups.setdefault(None if pd.isna(grade) else str(grade), []).append(str(topic))
    return sorted(groups.items(), key=lambda group: (group[0] is None, group[0] or ""))


def _cautions(press: Press, key: str) -> list[str]:
    words = press.words
    own = _memberships(press, key, own=True)
    partial = int(own.isin(press.incomplete).sum())
    said = []
    if partial:
        said.append(
            words.plural(
                partial,
                "In one of these cooperations not all members are known: there may be more partners than are counted.",
                "In {count} of these cooperations not all members are known: there may be more partners than are "
                "counted.",
            )
        )
    return [*said, *press.limits()]


def _cooperations(press: Press, key: str) -> Section:
    words = press.words
    heading = words("Cooperations by topic")
    through = press.area[press.area["key"] == key].set_index("cooperation_id")["through"]
    if through.empty:
        return Section(heading=heading, paragraphs=(words("No cooperation is recorded."),))
    topics = press.topics_of[press.topics_of["cooperation_id"].isin(through.index)]
    partners = _partner_names(press, key, through.index)
    groups = []
    for topic, ids in topics.groupby("topic", sort=False)["cooperation_id"]:
        table = press.shown[press.shown.index.isin(ids)].sort_values("bindingness", ascending=False, kind="stable")
        lines = [
            (
                row.name,
                words.label("formats", row.format),
                press.binding(row.bindingness),
                words("through the district") if through[row.Index] == "district" else partners.get(row.Index, "–"),
                words.day(row.start) or "–",
            )
            for row in table.itertuples()
        ]
        groups.append((press.topic(str(topic)), rows(lines)))
    return Section(
        heading=heading,
        table=Table(
            head=(words("Cooperation"), words("Format"), words("Bindingness"), words("Partners"), words("Start")),
            widths=(3.0, 1.9, 1.6, 2.9, 0.9),
            groups=tuple(groups),
            caption=words("Cooperations by topic, with format, bindingness, partners and start"),
        ),
        notes=(
            words("A cooperation with several topics stands under each of them."),
            words("* Not all members are known."),
        ),
    )


def _partner_names(press: Press, key: str, ids: pd.Index) -> dict[str, str]:
    """Return the partners in each cooperation as text: a few names and the number of the rest."""
    with_names = press.own[press.own["cooperation_id"].isin(ids) & (press.own["key"] != key)]
    found = {}
    for identifier, keys in with_names.groupby("cooperation_id")["key"]:
        mark = "*" if identifier in press.incomplete else ""
        found[str(identifier)] = press.words.listing(press.names(keys), most=_FEW) + mark
    return found


def _gaps(press: Press, key: str) -> list[Section]:
    words = press.words
    if press.selection:
        return []
    heading = words("Topics without a recorded cooperation")
    blanks = _blanks(press, key)
    if not blanks:
        return [Section(heading=heading, paragraphs=(words("A cooperation is recorded on every topic."),))]
    lines = [(press.blank(grade), words.listing([press.topic(code) for code in topics])) for grade, topics in blanks]
    return [
        Section(
            heading=heading,
            table=Table(
                head=(words("State of the survey"), words("Topics")),
                widths=(1.2, 3.0),
                groups=(("", rows(lines)),),
                caption=words("Topics without a recorded cooperation, by what the survey says"),
            ),
        )
    ]


def _figures(press: Press, key: str) -> Section:
    """Return the key figures beside the medians of district and region."""
    words, table = press.words, press.analysis.municipalities
    place, figures = table.loc[key], press.figures
    peers = [(str(place["district_name"] or ""), table["district"] == place["district"])]
    if pd.notna(place["region"]) and place["region"]:
        known = press.analysis.provenance.boundaries.regions.get(str(place["region"]), {})
        peers.append((str(known.get(words.language, place["region"])), table["region"] == place["region"]))
    counted = ~table["context"].astype(bool) | bool(place["context"])
    # a district of one municipality, such as a free city, has no median beside it
    medians = [(name, figures[inside & counted]) for name, inside in peers if name and (inside & counted).sum() > 1]
    head = [words("Key figure"), str(place["name"])]
    head += [words("Median {area} ({count})", area=name, count=words.number(len(part))) for name, part in medians]
    kinds = {
        "cooperations": (words("Cooperations that cover the municipality"), words.number),
        "memberships": (words("of these with own membership"), words.number),
        "partners": (words("Partners (other municipalities)"), words.number),
        "topics": (words("Topics covered"), words.number),
        "congruence": (words("Congruence (1 = always the same partners)"), lambda v: words.number(v, 2)),
    }
    lines = [
        (label, show(figures.loc[key, column]), *(_median(part[column], column, press) for _name, part in medians))
        for column, (label, show) in kinds.items()
    ]
    return Section(
        heading=words("Key figures"),
        table=Table(
            head=tuple(head),
            widths=(2.6, *(1.4 for _i in head[1:])),
            groups=(("", rows(lines)),),
            caption=words("Key figures of the municipality beside the medians of district and region"),
        ),
    )


def _median(values: pd.Series, column: str, press: Press) -> str:
    value = values.median()
    decimals = 2 if column == "congruence" else 0 if pd.isna(value) or float(value).is_integer() else 1
    return press.words.number(value, decimals)


def _partner_section(press: Press, key: str, partners: pd.Series) -> Section:
    words, table = press.words, press.analysis.municipalities
    heading = words("Most frequent partners")
    if partners.empty:
        return Section(heading=heading, paragraphs=(words("No partner is recorded."),))
    around = set(press.neighbours(key))
    top = partners.head(_MOST_PARTNERS)
    lines = [
        (
            table.loc[other, "name"],
            table.loc[other, "district_name"],
            words.number(count),
            words("yes") if other in around else words("no"),
        )
        for other, count in top.items()
    ]
    rest = len(partners) - len(top)
    return Section(
        heading=heading,
        table=Table(
            head=(words("Municipality"), words("District"), words("Shared cooperations"), words("Neighbour")),
            widths=(2.0, 2.0, 1.2, 0.8),
            groups=(("", rows(lines)),),
            caption=words("Partners with the most shared cooperations"),
        ),
        notes=(words.plural(rest, "One more partner.", "{count} more partners."),) if rest else (),
    )


def _uncertain(press: Press, key: str) -> list[Section]:
    """Return the memberships that do not count: unclear, former, of other dates, of cooperations not shown."""
    words, members = press.words, press.analysis.members
    counted = members["counts"].astype(bool) & members["cooperation_id"].isin(press.shown.index)
    found = members[(members["key"] == key) & ~counted].drop_duplicates("cooperation_id")
    if found.empty:
        return []
    table = press.analysis.cooperations
    lines = [
        (
            table.loc[row.cooperation_id, "name"],
            words.label("membership", row.counts_as_member)
            if row.counts_as_member != "yes"
            else words("not active on this date"),
            words.label("roles", row.role),
        )
        for row in found.itertuples()
    ]
    return [
        Section(
            heading=words("Recorded, but not counted"),
            table=Table(
                head=(words("Cooperation"), words("Membership"), words("Role")),
                widths=(3.0, 1.4, 1.4),
                groups=(("", rows(lines)),),
                caption=words("Cooperations that name the municipality but are not counted here"),
            ),
        )
    ]
