"""The tables of the profile of a municipality: cooperations, gaps, key figures, partners, what is not counted."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import Section, Table, rows

_MOST_PARTNERS = 10
_FEW = 3


def cooperations(press: Press, key: str) -> Section:
    """Return the cooperations by topic, the most binding first."""
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
                words.form(row.format, bool(row.planned)),
                words.bindingness(row.format, bool(row.planned)),
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


def gaps(press: Press, key: str) -> list[Section]:
    """Return the topics without a record by what the survey says; nothing where only a selection is shown."""
    words = press.words
    if press.selection:
        return []
    heading = words("Topics without a recorded cooperation")
    blanks = blank_topics(press, key)
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
    kinds: dict[str, tuple[str, Callable[[Any], str]]] = {
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


def most_frequent(press: Press, key: str, partners: pd.Series) -> Section:
    """Return the partners with the most shared cooperations."""
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
