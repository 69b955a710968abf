"""The tables of the profile of a municipality: cooperations, gaps, key figures, partners, what is not counted."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from geo_koop.locale import mark as _
from geo_koop.locale.alphabet import order
from geo_koop.outputs.report.press import NO_TASK, STATUS, Press
from geo_koop.outputs.report.sheet import Section, Table, rows

_THROUGH = {
    "district": _("through the district"),
    "association": _("through the association"),
    "indirect": _("indirectly"),
}
_MOST_PARTNERS = 10
_FEW = 3


def cooperations(press: Press, key: str) -> Section:
    """Return the cooperations by topic, the most binding first."""
    words = press.words
    heading = words("Cooperations by topic")
    through = press.area[press.area["key"] == key].set_index("cooperation_id")["through"]
    if through.empty:
        return Section(heading=heading, paragraphs=(press.nothing([key]),))
    topics = press.topics_of[press.topics_of["cooperation_id"].isin(through.index)]
    partners = _partner_names(press, key, through)
    groups = []
    for topic, ids in topics.groupby("topic", sort=False)["cooperation_id"]:
        table = press.shown[press.shown.index.isin(ids)].sort_values("bindingness", ascending=False, kind="stable")
        lines = [
            (
                press.name(str(row.Index)),
                words.form(row.format, bool(row.planned)),
                words.bindingness(row.format, bool(row.planned)),
                partners[str(row.Index)],
                _begin(press, press.shown.loc[row.Index]),
            )
            for row in table.itertuples()
        ]
        groups.append((press.topic(str(topic)), rows(lines)))
    several = topics["cooperation_id"].duplicated().any()
    marked = through.index.isin(press.incomplete).any()
    grouped = not topics["topic"].isin([*press.single_topics, *NO_TASK]).all()
    return Section(
        heading=heading,
        table=Table(
            head=(words("Cooperation"), words("Format"), words("Bindingness"), words("Partners"), words("Start")),
            widths=(3.0, 1.9, 1.6, 2.9, 0.9),
            groups=tuple(groups),
            caption=words("Cooperations by topic, with format, bindingness, partners and start"),
        ),
        notes=(
            *([words("A cooperation with several topics stands under each of them.")] if several else []),
            *([words("* Not all members are known.")] if marked else []),
            *([words("A group of topics is not counted as a topic.")] if grouped else []),
            *_on_obligation(press, through.index),
        ),
    )


def _begin(press: Press, record: pd.Series) -> str:
    """Return the start; of what is only planned, since when it is known."""
    label, day = press.begin(record)
    if not day:
        return "–"
    return f"{label[:1].lower()}{label[1:]} {day}" if bool(record["planned"]) else day


def _on_obligation(press: Press, ids: pd.Index) -> list[str]:
    """Say of how many cooperations it is not known whether a law prescribes them: they count as voluntary."""
    unknown = int((press.shown["obligation"].reindex(ids) == "unknown").sum())
    if not unknown:
        return []
    return [
        press.words.plural(
            unknown,
            "Of one cooperation it is not known whether a law prescribes it; it counts as voluntary.",
            "Of {count} cooperations it is not known whether a law prescribes them; they count as voluntary.",
        )
    ]


def others(press: Press, ids: pd.Index) -> dict[str, list[str]]:
    """Return the certain members of cooperations that are no municipalities, and their actors: names by id."""
    members, actors = press.analysis.members, press.analysis.actors
    wide = members[members["counts"].astype(bool) & members["cooperation_id"].isin(ids)]
    wide = wide[(wide["level"] == "district") | (wide["level"] == "unresolved")]
    name = wide["area_name"].fillna("").where(wide["area_name"].fillna("") != "", wide["key"])
    beside = actors[actors["cooperation_id"].isin(ids)]
    parts = (wide[["cooperation_id"]].assign(name=name, beyond=False), beside[["cooperation_id", "name"]])
    table = pd.concat([parts[0], parts[1].assign(beyond=True)])
    table = table.iloc[order(table["name"])].sort_values("beyond", kind="stable")
    return {
        str(identifier): list(dict.fromkeys(names.astype("str")))
        for identifier, names in table.groupby("cooperation_id", sort=False)["name"]
    }


def _partner_names(press: Press, key: str, through: pd.Series) -> dict[str, str]:
    """Return who else is in each cooperation: municipalities, then districts and actors, and the number of the rest."""
    words, ids = press.words, through.index
    with_names = press.own[press.own["cooperation_id"].isin(ids) & (press.own["key"] != key)]
    places = {str(one): press.names(keys) for one, keys in with_names.groupby("cooperation_id")["key"]}
    beside = others(press, ids)
    home = str(press.analysis.municipalities.loc[key, "district_name"] or "")
    found = {}
    for identifier, how in through.items():
        # The own district is no partner of a municipality that it brings in.
        wide = [name for name in beside.get(str(identifier), []) if how != "district" or name != home]
        parts = [places.get(str(identifier), []), wide]
        said = "; ".join(words.listing(names, most=_FEW) for names in parts if names) or "–"
        said = f"{words(_THROUGH[str(how)])}: {said}" if how in _THROUGH else said
        found[str(identifier)] = said + ("*" if identifier in press.incomplete else "")
    return found


def gaps(press: Press, key: str) -> list[Section]:
    """Return the topics without a record by what the survey says; nothing where only a selection is shown."""
    words = press.words
    if press.chosen_at([key]):
        return []
    blanks = blank_topics(press, key)
    unseen = bool(blanks) and all(grade is None for grade, _topics in blanks)
    heading = words("Topics that were not surveyed") if unseen else words("Topics without a recorded cooperation")
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


def figures(press: Press, key: str) -> Section:
    """Return the key figures beside the medians of district and region."""
    words, figures = press.words, press.figures
    if not press.surveyed[key]:
        said = words("Not surveyed: key figures are told only where somebody has looked.")
        return Section(heading=words("Key figures"), paragraphs=(said,))
    medians = [(name, figures.loc[keys]) for name, keys in peers(press, key)]
    head = [words("Key figure"), str(press.analysis.municipalities.loc[key, "name"])]
    head += [words("Median {area} ({count})", area=name, count=words.number(len(part))) for name, part in medians]
    lines = [
        (label, show(figures.loc[key, column]), *(_median(part[column], column, press) for _area, part in medians))
        for column, (label, show) in _kinds(press, key).items()
    ]
    return Section(
        heading=words("Key figures"),
        table=Table(
            head=tuple(head),
            widths=(2.6, *(1.4 for _column in head[1:])),
            groups=(("", rows(lines)),),
            caption=words("Key figures of the municipality beside the medians of district and region"),
        ),
        notes=(*_on_figures(press), *press.only_filter([key])),
    )


def peers(press: Press, key: str) -> list[tuple[str, pd.Index]]:
    """Return what a municipality can be compared with: the surveyed municipalities of its district, of its region."""
    words, table = press.words, press.analysis.municipalities
    municipality = table.loc[key]
    areas = [(str(municipality["district_name"] or ""), table["district"] == municipality["district"])]
    if pd.notna(municipality["region"]) and municipality["region"]:
        known = press.analysis.provenance.boundaries.regions.get(str(municipality["region"]), {})
        areas.append(
            (str(known.get(words.language, municipality["region"])), table["region"] == municipality["region"])
        )
    counted = ~table["context"].astype(bool)
    # A district of one municipality, such as a free city, has no median beside it; nor has what nobody surveyed,
    # or what a filter by region cuts short.
    beside = [(name, table.index[inside & counted]) for name, inside in areas if name and not municipality["context"]]
    return [(name, keys) for name, keys in beside if len(keys) > 1 and press.chosen_at(keys) == press.selection]


def _kinds(press: Press, key: str) -> dict[str, tuple[str, Callable[[Any], str]]]:
    """Return column, name and form of the key figures."""
    words = press.words
    kinds: dict[str, tuple[str, Callable[[Any], str]]] = {
        "cooperations": (words("Cooperations that cover the municipality"), words.number),
        "memberships": (words("of these with own membership"), words.number),
        "partners": (words("Partners (other municipalities)"), words.number),
    }
    if len(press.statutory):
        kinds["all_cooperations"] = (words("Cooperations, statutory bodies included"), words.number)
        kinds["all_partners"] = (words("Partners, statutory bodies included"), words.number)
    # Of what a filter leaves out nobody can say whether it is covered: the number of all topics says nothing then.
    count = words.number(len(press.single_topics))
    covered = (
        words("Topics covered, in the filter")
        if press.chosen_at([key])
        else words("Topics covered (of {count})", count=count)
    )
    kinds["topics"] = (covered, words.number)
    kinds["congruence"] = (
        words("Congruence (1 = always the same partners)"),
        lambda value: words.number(value, 2),
    )
    return kinds


def _on_figures(press: Press) -> list[str]:
    words = press.words
    if not len(press.statutory):
        return []
    return [
        words("Without statutory bodies where nothing else is said; topics count all."),
    ]


def _median(values: pd.Series, column: str, press: Press) -> str:
    """Return a median; with its number of values where not all municipalities have one."""
    known = values.dropna()
    value = known.median()
    decimals = 2 if column == "congruence" else 0 if pd.isna(value) or float(value).is_integer() else 1
    said = press.words.number(value, decimals)
    if len(known) == len(values) or known.empty:
        return said
    return press.words("{value} (of {count})", value=said, count=press.words.number(len(known)))


def most_frequent(press: Press, key: str, partners: pd.Series) -> Section:
    """Return the partners with the most shared cooperations."""
    words, table = press.words, press.analysis.municipalities
    heading = words("Most frequent partners")
    if partners.empty:
        if press.chosen_at([key]):
            said = words("No partner in the filter.")
        elif not press.surveyed[key]:
            said = words("Not surveyed: a blank says nothing here.")
        else:
            said = words("No partner is recorded.")
        return Section(heading=heading, paragraphs=(said,))
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
    return Section(
        heading=heading,
        table=Table(
            head=(words("Municipality"), words("District"), words("Shared cooperations"), words("Neighbour")),
            widths=(2.0, 2.0, 1.2, 0.8),
            groups=(("", rows(lines)),),
            caption=words("Partners with the most shared cooperations"),
        ),
        notes=(
            *_on_rest(press, partners),
            *([words("Neighbour: {basis}.", basis=press.by_outlines)] if press.by_outlines else []),
        ),
    )


def _on_rest(press: Press, partners: pd.Series) -> list[str]:
    """Say how many partners the list leaves out, and how many of them share as many cooperations as its last."""
    words, rest = press.words, partners.iloc[_MOST_PARTNERS:]
    if rest.empty:
        return []
    equal = int((rest == partners.iloc[_MOST_PARTNERS - 1]).sum())
    fewer = len(rest) - equal
    said = []
    if equal:
        said.append(words.plural(equal, "One more with as many.", "{count} more with as many."))
    if fewer:
        said.append(words.plural(fewer, "One more with fewer.", "{count} more with fewer."))
    return [" ".join(said)]


def uncertain(press: Press, key: str) -> list[Section]:
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
            words.label("membership", row.counts_as_member) if row.counts_as_member != "yes" else _why_not(press, row),
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


def _why_not(press: Press, row: Any) -> str:
    """Return why a certain membership does not count here."""
    words = press.words
    if not row.counts:
        return words("not a member on this date")
    status = str(press.analysis.cooperations.loc[row.cooperation_id, "status"])
    return words("cooperation: {status}", status=words(STATUS[status]))


def prescribed_topics(press: Press, key: str) -> list[str]:
    """Return the topics on which statutory bodies alone cover a municipality."""
    if not len(press.statutory):
        return []
    covered = [
        set(part.loc[part["status"] == "covered", "topic"])
        for part in (cells.loc[[key]] for cells in (press.coverage, press.free_coverage))
    ]
    return [code for code in press.single_topics if code in covered[0] - covered[1]]


def blank_topics(press: Press, key: str) -> list[tuple[str | None, list[str]]]:
    """Return the topics without a record: grade of the survey (none: not surveyed) and codes."""
    cells = press.coverage.loc[[key]]
    cells = cells[(cells["status"] != "covered") & cells["topic"].isin(press.single_topics)]
    order = {code: i for i, code in enumerate(press.single_topics)}
    cells = cells.iloc[cells["topic"].map(order).argsort(kind="stable")]
    groups: dict[str | None, list[str]] = {}
    for topic, grade in zip(cells["topic"], cells["grade"], strict=True):
        groups.setdefault(None if pd.isna(grade) else str(grade), []).append(str(topic))
    return sorted(groups.items(), key=lambda group: (group[0] is None, group[0] or ""))
