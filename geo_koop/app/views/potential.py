"""What a municipality could do about a topic, in sentences. Pure functions on an analysis."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.analysis.coverage import topics_and_groups
from geo_koop.app.views.profile import single_topics
from geo_koop.app.views.sentences import topic_labels
from geo_koop.app.words import Words
from geo_koop.locale import mark as _
from geo_koop.locale.alphabet import alphabetical
from geo_koop.model import Filters
from geo_koop.outputs.classes import families
from geo_koop.planning import gaps, potential
from geo_koop.planning.gaps import MOST_SPAN
from geo_koop.planning.potential import Potential
from geo_koop.result.analysis import Analysis

_NAMED = 3
TITLES = {
    "join": _("Join"),
    "invite": _("Invite"),
    "found": _("Begin together"),
    "learn": _("Learn from"),
}
"""Name of a list to its heading."""
ORDERS = {
    "join": _("In order of the nearest member, then of shared memberships with the members."),
    "invite": _("In order of a weighted sum of the parts, whose weights can be set below."),
    "found": _("Neighbours first, then by shared cooperations, then by distance."),
    "learn": _("In order of likeness: the distance of the weighted indicators, in standard deviations."),
}
"""How a list is ordered."""
QUESTIONS = {
    "join": _("Which cooperations on the topic could {name} join?"),
    "invite": _("Who is missing in a cooperation on the topic?"),
    "found": _("With whom could {name} begin? Municipalities with the same gap."),
    "learn": _("Who is like {name} and does it already?"),
}
"""What a list answers."""
_TASKLESS = ("other", "unknown")


def choices(words: Words) -> dict[str, str]:
    """Return the topics to choose from, with labels: groups and topics, but no parts of a topic, which are no gaps."""
    entries, single = codelists.load("topics").entries, single_topics()
    return {
        code: label
        for code, label in topic_labels(words).items()
        if code in single or (entries[code].get("is_group") and code not in _TASKLESS)
    }


def first_list(status: str) -> str:
    """Return the list that a status begins with.

    Examples
    --------
    >>> [first_list(status) for status in ("none_recorded", "covered", "district")]
    ['found', 'invite', 'join']
    """
    return {"none_recorded": "found", "covered": "invite"}.get(status, "join")


def gap_topic(whole: Analysis, key: str, wanted: str) -> str | None:
    """Return a topic that is a gap of a municipality, the wanted one if it is; ``None`` where there is no gap."""
    found = gaps.gaps(whole)
    row = found.status[found.keys.get_loc(key)]
    open_ones = [topic for topic in single_topics() if row[found.topics.get_loc(topic)] == gaps.GAP]
    return wanted if wanted in open_ones else next(iter(open_ones), None)


def sentence(whole: Analysis, found: Potential, words: Words) -> str:
    """Return what a municipality could do, in one sentence that is true for every status.

    Parameters
    ----------
    whole : Analysis
        Not narrowed.
    found : Potential
    words : Words
    """
    said = {
        "name": str(whole.municipalities["name"][found.key]),
        "topic": words.label("topics", found.topic),
        "examples": examples(whole, found, words),
    }
    if found.status == "none_recorded":
        return _gap_sentence(found, said, words)
    if found.status == "not_surveyed":
        return words(
            "Whether {name} works with others on {topic}, nobody knows: nobody looked, and a blank here is no gap. "
            "On record: {examples}.",
            **said,
        )
    names = words.listing(alphabetical(_covering_names(whole, found)), most=_NAMED)
    text = {
        "covered": words("{name} works with others on {topic} already: {names}. On record besides: {examples}."),
        "district": words(
            "On {topic}, {name} is covered through its district alone: {names}. It could take part itself. "
            "On record: {examples}."
        ),
        "statutory": words(
            "On {topic}, only a body that a law prescribes covers {name}: {names}. Of voluntary work on "
            "record: {examples}."
        ),
    }[found.status]
    return text.format(names=names, **said)


def _gap_sentence(found: Potential, said: Mapping[str, str], words: Words) -> str:
    grade = families.none_recorded(str(found.grade)).label(words.language)
    near = found.found.loc[found.found["contiguity"] == 1, "name"].astype("str")
    if len(near):
        text = (
            words("{name} could begin on {topic} with {names}: {neighbours} ({grade}), {examples}.")
            if len(near) <= _NAMED
            else words("{name} could begin on {topic}, for example with {names}: {neighbours} ({grade}), {examples}.")
        )
        return text.format(
            names=words.listing(list(near[:_NAMED])),
            neighbours=words.count(
                len(near),
                words("neighbour without a recorded cooperation"),
                words("neighbours without a recorded cooperation"),
            ),
            grade=grade,
            **said,
        )
    if len(found.found):
        first = found.found.sort_values("rank_nearest").iloc[0]
        return words(
            "No cooperation of {name} on {topic} is recorded ({grade}), and no neighbour has the same gap; the nearest "
            "municipality that has is {other} ({km} km away). On record: {examples}.",
            grade=grade,
            other=str(first["name"]),
            km=words.number(first["nearest"]),
            **said,
        )
    return words(
        "No cooperation of {name} on {topic} is recorded ({grade}), and no other municipality has the same gap. "
        "On record: {examples}.",
        grade=grade,
        **said,
    )


def examples(whole: Analysis, found: Potential, words: Words) -> str:
    """Return how many cooperations on the topic do not cover the municipality, and where the nearest one is."""
    if found.join.empty:
        return words("no further examples on record")
    near = potential.nearest_member(whole, str(found.join.index[0]), found.key)
    count = words.count(len(found.join), words("example"), words("examples"))
    if near is None:
        return count
    place = str(whole.municipalities["name"][near[0]])
    if len(found.join) == 1:
        return words("{count}, in {name} ({km} km away)", count=count, name=place, km=words.number(near[1]))
    return words("{count}, the nearest in {name} ({km} km away)", count=count, name=place, km=words.number(near[1]))


def own_cooperations(whole: Analysis, key: str, topic: str) -> pd.Index:
    """Return the cooperations on a topic that cover a municipality by a membership of its own, or of its association.

    Those that a law prescribes are not among them.
    """
    table = _covering(whole, key, topic)
    own = (table["through"] != "district") & (table["obligation"] != "statutory")
    return pd.Index(table.loc[own, "cooperation_id"].unique())


def _covering(whole: Analysis, key: str, topic: str) -> pd.DataFrame:
    """Return ``cooperation_id, through, obligation, name`` of what covers a municipality on a topic."""
    records, area = whole.cooperations, whole.area
    about = topics_and_groups(whole.topics)
    about = about.loc[about["topic"] == topic, "cooperation_id"]
    shown = records.index[records["shown"].astype(bool)]
    rows = area[(area["key"] == key) & area["cooperation_id"].isin(about) & area["cooperation_id"].isin(shown)]
    return rows[["cooperation_id", "through"]].assign(
        obligation=rows["cooperation_id"].map(records["obligation"]),
        name=rows["cooperation_id"].map(records["name"]).astype("str"),
    )


def _covering_names(whole: Analysis, found: Potential) -> list[str]:
    """Return the names of the cooperations that make the status."""
    table = _covering(whole, found.key, found.topic)
    law = table["obligation"] == "statutory"
    district = table["through"] == "district"
    part = {"covered": ~law & ~district, "district": ~law & district, "statutory": law}[found.status]
    return list(dict.fromkeys(table.loc[part, "name"]))


def group_sentence(found: Potential, words: Words) -> str:
    """Return who could begin together, what they would be, and who was left out; empty where nobody is beside."""
    group = found.group
    if found.status != "none_recorded" or group["municipalities"] < 2:
        return ""
    people = words("inhabitants unknown") if group["population"] is None else _people(group["population"], group, words)
    said = [
        words(
            "Together: {count} connected municipalities with the same gap within two steps, {people}, span {km} km; "
            "pattern: {pattern}.",
            count=words.number(group["municipalities"]),
            people=people,
            km=words.number(group["span_km"]),
            pattern=words.label("patterns", group["pattern"]),
        )
    ]
    if group["cut"]:
        said.append(
            words(
                "Left out: {count} with the same gap within two steps, because they are not connected, or the span "
                "would exceed {km} km.",
                count=words.number(len(group["cut"])),
                km=words.number(MOST_SPAN),
            )
        )
    return " ".join(said)


def _people(population: int, group: Mapping[str, object], words: Words) -> str:
    text = words("{count} inhabitants", count=words.number(population))
    unknown = int(str(group["population_unknown"]))
    return text + (words(" (of {count} unknown)", count=words.number(unknown)) if unknown else "")


def unknown_sentence(found: Potential, words: Words) -> str:
    """Say how many municipalities nearby nobody asked; empty where there are none."""
    if not found.not_surveyed:
        return ""
    return words(
        "Not surveyed within two steps: {count}. Whether they have the same gap, nobody knows; they are in no list of "
        "gaps.",
        count=words.number(found.not_surveyed),
    )


def filters_sentence(filters: Filters, words: Words, *, region: bool) -> str:
    """Say that potentials ignore the filters that are set; empty where none is.

    Parameters
    ----------
    filters : Filters
    words : Words
    region : bool
        Whether the region of the filters is what is looked at.
    """
    if (replace(filters, regions=()) if region else filters) == Filters():
        return ""
    return words("Filters are set, and this page ignores them: what is not in the filter is no gap.")


def about_gap(found: Potential, name: str, words: Words) -> str:
    """Say what the list of those with a gap means where the municipality has none itself; empty where it has one."""
    if found.status == "none_recorded":
        return ""
    if found.status == "not_surveyed":
        return words("Whether {name} has this gap itself, nobody knows: nobody looked.", name=name)
    return words("{name} has no gap here itself; the others have.", name=name)


def inside(whole: Analysis, places: tuple[str, ...] | None, regions: tuple[str, ...]) -> np.ndarray:
    """Return which municipalities are looked at: those that were chosen, those of regions, or the surveyed ones."""
    if places is not None:
        return np.asarray(whole.municipalities.index.isin(places))
    return np.asarray(whole.inside(regions) if regions else whole.surveyed(()), dtype=bool)
