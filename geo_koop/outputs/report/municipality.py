"""Gemeindesteckbrief: a municipality, its partners on a map, its cooperations by topic, its gaps."""

import pandas as pd

from geo_koop.locale.alphabet import alphabetical, order
from geo_koop.outputs.classes import families
from geo_koop.outputs.classes.palette import INK
from geo_koop.outputs.mapsheet.drawing import AreaClass, Outline, Plan
from geo_koop.outputs.mapsheet.frame import fit_near
from geo_koop.outputs.mapsheet.symbols import Fill
from geo_koop.outputs.report import annex, changes, key_figures, link
from geo_koop.outputs.report import municipality_tables as tables
from geo_koop.outputs.report.plates import plate
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import MapPart, Section, Sheet, telling

_SMALLEST_SCALE = 300_000
_MOST_PARTNERS = 10
_FEW = 3
_MOST_CLASSES = 4


def municipality_sheet(press: Press, key: str) -> Sheet:
    """Return the sheet of a municipality.

    Parameters
    ----------
    press : Press
    key : str
        Of a municipality of the analysis.
    """
    municipality = press.analysis.municipalities.loc[key]
    partners = _partners(press, key)
    part, images = _map(press, key, partners)
    url = link.address(
        press.options.base_url, "municipality", press.analysis, language=press.options.language, municipality=key
    )
    if url:
        images["qr.svg"] = link.qr_code(url)
    return Sheet(
        kind="municipality",
        title=press.titled(str(municipality["name"]), [key]),
        subtitle=press.dated(*_facts(press, municipality)),
        kicker=press.words("Municipality profile"),
        map=part,
        figures=key_figures.of_municipality(press, key, tables.peers(press, key)),
        figures_note=key_figures.note(press, [key], topics=True) if press.surveyed[key] else "",
        sentences=tuple(_sentences(press, key, partners)),
        cautions=tuple(_cautions(press, key)),
        sections=(
            telling(tables.cooperations(press, key), _on_strongest(press, _every(press, key))),
            *(telling(part, _on_gaps(press, key)) for part in tables.gaps(press, key)),
            *changes.sections(press, pd.Index([key])),
            tables.figures(press, key),
            tables.most_frequent(press, key, partners),
            *tables.uncertain(press, key),
            _method(press),
        ),
        link=url,
        qr="qr.svg" if url else "",
        images=images,
    )


def _method(press: Press) -> Section:
    """Return how the figures of the sheet are counted."""
    return Section(heading=press.words("Method"), paragraphs=annex.counting(press.words), general=True)


def _facts(press: Press, municipality: pd.Series) -> list[str]:
    words = press.words
    counted = words.day(municipality["population_date"]) if municipality["population_date"] else words("date unknown")
    return [
        str(municipality["designation"] or ""),
        str(municipality["district_name"] or ""),
        words("{number} inhabitants", number=words.number(municipality["population"])) + f" ({counted})"
        if pd.notna(municipality["population"])
        else words("inhabitants unknown"),
        _area(press, municipality),
    ]


def _area(press: Press, municipality: pd.Series) -> str:
    """Return the area; where it is measured on an approximate outline it is said to be."""
    words = press.words
    size = words.number(municipality["area_km2"])
    if press.measured([str(municipality.name)]):
        return words("about {number} km² by the approximate boundaries", number=size)
    return words("{number} km²", number=size)


def _partners(press: Press, key: str) -> pd.Series:
    """Return the number of shared cooperations of each partner, most first, then by name; without statutory bodies."""
    if key not in press.edges.index:
        return pd.Series([], index=pd.Index([], dtype="str"), dtype=int)
    shared = press.edges.loc[[key]].set_index("partner")["shared"]
    names = press.analysis.municipalities["name"].reindex(shared.index)
    return shared.iloc[order(names)].sort_values(ascending=False, kind="stable")


def _map(press: Press, key: str, partners: pd.Series) -> tuple[MapPart, dict[str, str]]:
    words, ground = press.words, press.ground
    around = press.neighbours(key)
    apart = around.difference(partners.index)
    looked = press.surveyed.reindex(apart).to_numpy(dtype=bool) & bool(press.surveyed[key])
    looks = families.counts()[:_MOST_CLASSES]
    starts = families.count_breaks()[:_MOST_CLASSES]
    ends = [*(start - 1 for start in starts[1:]), None]
    lonely = families.state("apart_in_filter" if press.chosen_at([key]) else "apart")
    unseen = families.state("apart_not_surveyed")
    classes = [
        AreaClass(label=entry.label(words.language), fill=Fill.of(entry), keys=keys)
        for entry, keys in ((unseen, apart[~looked]), (lonely, apart[looked]))
    ]
    for start, end, look in zip(starts, ends, looks, strict=True):
        inside = (partners >= start) & (partners <= end if end else True)
        span = (
            words("one shared cooperation")
            if end == 1
            else words("{count} shared cooperations", count=f"{start}–{end}")
            if end
            else words("{count} and more shared cooperations", count=start)
        )
        classes.append(AreaClass(label=span, fill=Fill.of(look), keys=partners.index[inside]))
    name = str(press.analysis.municipalities.loc[key, "name"])
    focus = pd.Index([key])
    classes.append(AreaClass(label=name, fill=Fill.of(families.state("chosen")), keys=focus))
    plan = Plan(
        classes=tuple(classes),
        outlines=(Outline(label="", colour=INK, keys=focus, width=0.7),),
        focus=focus,
        named=around.union(partners.index[:_MOST_PARTNERS]),
        open_land_label=words("area without a municipality (lake, forest)"),
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
    notes = (*notes, *_map_note(press, key))
    return plate(
        press,
        plan,
        frame,
        title=words("{name} and the municipalities with which it shares cooperations", name=name),
        overview_keys=partners.index.union(focus),
        notes=notes,
        counted=tuple(entry.label for entry in classes[:-1]),
    )


def _map_note(press: Press, key: str) -> list[str]:
    own = _memberships(press, key, own=True, statutory=True)
    if own.empty:
        return []
    return [press.words("Without statutory bodies: {names}.", names=_named(press, own))]


def _memberships(press: Press, key: str, *, own: bool, statutory: bool = False) -> pd.Index:
    """Return the cooperations of a municipality by name: its own, or those that only its district brings.

    Those that a law prescribes are asked for apart.
    """
    rows_ = press.area[press.area["key"] == key]
    ids = rows_.loc[(rows_["through"] != "district") == own, "cooperation_id"]
    found = press.shown.index[press.shown.index.isin(ids)]
    return found[found.isin(press.statutory) == statutory]


def _every(press: Press, key: str) -> pd.Index:
    """Return the cooperations of a municipality without statutory bodies, its own first."""
    own, through = (_memberships(press, key, own=mine) for mine in (True, False))
    return own.union(through, sort=False)


def _named(press: Press, ids: pd.Index) -> str:
    return press.words.listing(press.shown.loc[ids, "name"].astype("str").tolist(), most=_FEW)


def _sentences(press: Press, key: str, partners: pd.Series) -> list[str]:
    words = press.words
    name = str(press.analysis.municipalities.loc[key, "name"])
    own, through = _memberships(press, key, own=True), _memberships(press, key, own=False)
    said = [_on_own(press, key, own, len(partners)), *_on_surroundings(press, key, partners)]
    said += _on_indirect(press, key, own)
    said += _on_others(press, own)
    said += _on_statutory(press, key, name)
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
    said += _on_strongest(press, _every(press, key))
    return [*said, *_on_gaps(press, key)]


def _on_own(press: Press, key: str, own: pd.Index, partners: int) -> str:
    words, name, cooperations = press.words, str(press.analysis.municipalities.loc[key, "name"]), len(own)
    idle = int((~press.shown.loc[own, "active"].astype(bool)).sum())
    if not cooperations:
        chosen = bool(press.chosen_at([key]))
        if not chosen and not press.surveyed[key]:
            return words("{name} was not surveyed: which cooperations it takes part in is not known here.", name=name)
        if len(_memberships(press, key, own=True, statutory=True)):
            return (
                words("The filter leaves {name} no own cooperation but statutory bodies.", name=name)
                if chosen
                else words("{name} itself takes part in no recorded cooperation but statutory bodies.", name=name)
            )
        return (
            words("The filter leaves no cooperation in which {name} itself takes part.", name=name)
            if chosen
            else words("No cooperation is recorded in which {name} itself takes part.", name=name)
        )
    if not partners:
        return words.plural(
            cooperations,
            "{name} takes part in one recorded cooperation; no other municipality is recorded in it.",
            "{name} takes part in {count} recorded cooperations; no other municipality is recorded in them.",
            name=name,
        )
    there = words.plural(partners, "one other municipality", "{count} other municipalities")
    if idle:
        return words(
            "{name} is recorded with {partners} in cooperations: {count}, of which not active on this date: {idle}.",
            name=name,
            partners=there,
            count=words.number(cooperations),
            idle=words.number(idle),
        )
    return words.plural(
        cooperations,
        "{name} works with {partners} in one recorded cooperation.",
        "{name} works with {partners} in {count} recorded cooperations.",
        name=name,
        partners=there,
    )


def _on_surroundings(press: Press, key: str, partners: pd.Series) -> list[str]:
    """Count the partners apart that were not surveyed, where the municipality itself was."""
    beyond = int((~press.surveyed.reindex(partners.index).astype(bool)).sum())
    if not beyond or not press.surveyed[key]:
        return []
    return [
        press.words.plural(
            beyond,
            "One of these partners lies outside the area that was surveyed.",
            "{count} of these partners lie outside the area that was surveyed.",
        )
    ]


def _on_others(press: Press, own: pd.Index) -> list[str]:
    """Name the districts and actors that take part in a municipality's own cooperations."""
    found = tables.others(press, own)
    names = alphabetical({name for part in found.values() for name in part})
    if not names:
        return []
    return [press.words("Districts and others also take part: {names}.", names=press.words.listing(names, most=_FEW))]


def _on_indirect(press: Press, key: str, own: pd.Index) -> list[str]:
    """Tell in how many of its own cooperations a municipality takes part through others."""
    rows_ = press.area[(press.area["key"] == key) & press.area["cooperation_id"].isin(own)]
    indirect = int((rows_["through"] == "indirect").sum())
    if not indirect:
        return []
    return [
        press.words.plural(
            indirect,
            "In one of these cooperations it takes part indirectly, through an association or a company.",
            "In {count} of these cooperations it takes part indirectly, through an association or a company.",
        )
    ]


def _on_statutory(press: Press, key: str, name: str) -> list[str]:
    """Tell the other number: partners and cooperations with what a law prescribes."""
    words = press.words
    own, through = (_memberships(press, key, own=mine, statutory=True) for mine in (True, False))
    said = []
    if len(own):
        count = int(press.figures.loc[key, "all_partners"])
        said.append(
            words.plural(
                count,
                "Partners are counted without statutory bodies; with {names}, there is one other municipality.",
                "Partners are counted without statutory bodies; with {names}, there are {count} other municipalities.",
                names=_named(press, own),
            )
        )
    if len(through):
        said.append(
            words.plural(
                len(through),
                "A statutory body covers {name}, because its district is a member: {names}.",
                "{count} statutory bodies cover {name}, because its district is a member: {names}.",
                name=name,
                names=_named(press, through),
            )
        )
    return said


def _on_strongest(press: Press, ids: pd.Index) -> list[str]:
    table = press.shown.reindex(ids)
    known = table[table["bindingness"].notna()]
    if known.empty:
        return []
    level = known["bindingness"].max()
    top = known.loc[known["bindingness"] == level, "name"].astype("str").tolist()
    said = {"level": press.binding(level), "names": press.words.listing(top, most=_FEW)}
    return [
        press.words("Most binding, without statutory bodies ({level}): {names}.", **said)
        if len(press.statutory)
        else press.words("Most binding ({level}): {names}.", **said)
    ]


def _on_gaps(press: Press, key: str) -> list[str]:
    """Tell the topics without a record; what was not surveyed is told apart."""
    words = press.words
    if press.chosen_at([key]):
        return []
    if bool(press.analysis.municipalities.loc[key, "context"]):
        return [words("The municipality lies outside the area that was surveyed: a blank says nothing here.")]
    said = _on_prescribed(press, key)
    blanks = tables.blank_topics(press, key)
    for grade, topics in blanks:
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
    return said if blanks else [*said, words("A cooperation is recorded on every topic.")]


def _on_prescribed(press: Press, key: str) -> list[str]:
    codes = tables.prescribed_topics(press, key)
    if not codes:
        return []
    return [
        press.words(
            "Covered by a statutory body alone: {topics}.",
            topics=press.words.listing([press.topic(code) for code in codes]),
        )
    ]


def _cautions(press: Press, key: str) -> list[str]:
    words = press.words
    own = _memberships(press, key, own=True)
    partial = int(own.isin(press.incomplete).sum())
    said = []
    if partial and partial == len(own) == 1:
        said.append(
            words("Not all members of this cooperation are known: there may be more partners than are counted.")
        )
    elif partial:
        said.append(
            words.plural(
                partial,
                "In one of these cooperations not all members are known: there may be more partners than are counted.",
                "In {count} of these cooperations not all members are known: there may be more partners than are "
                "counted.",
            )
        )
    return [*said, *press.limits([key])]
