"""The click stack: every cooperation that covers a place, the most binding first. Pure functions."""

from dataclasses import dataclass

import pandas as pd

from geo_koop.app.views.sentences import cooperation_table, covering, sources_of
from geo_koop.app.words import Words
from geo_koop.locale.alphabet import alphabetical, order
from geo_koop.result.analysis import STATUTORY, Analysis

_MOST_PARTNERS = 5
MOST_NAMES = 12


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One cooperation of the stack, in words.

    Attributes
    ----------
    identifier, name, topics, format, binding, pattern, reason, through, completeness : str
        ``binding`` is the label of the bindingness, ``through`` how the place takes part.
    partners : str
        The other members by name, shortened.
    number_of_partners : int
    sources : tuple of (str, str, str)
        Text, web address (empty where it is none), remarks.
    """

    identifier: str
    name: str
    topics: str
    format: str
    binding: str
    pattern: str
    reason: str
    through: str
    completeness: str
    partners: str
    number_of_partners: int
    sources: tuple[tuple[str, str, str], ...]


def stack(analysis: Analysis, key: str, words: Words) -> tuple[Entry, ...]:
    """Return the cooperations that cover a municipality, the most binding first.

    Parameters
    ----------
    analysis : Analysis
        Only its cooperations that are shown count.
    key : str
        Of the municipality.
    words : Words
    """
    table = covering(analysis, key, words)
    names = partner_names(analysis, table.index, key)
    found = sources_of(analysis, table.index, words)
    grades = analysis.cooperations["completeness"]
    reasons = analysis.patterns[f"reason_{words.language}"]
    return tuple(
        Entry(
            identifier=str(identifier),
            name=str(row["name"]),
            topics=str(row["topics"]),
            format=str(row["format"]),
            binding=str(row["binding_label"]),
            pattern=str(row["pattern"]),
            reason=str(reasons[identifier]),
            through=str(row["through"]),
            completeness=words.label("completeness", grades[identifier]),
            partners=listed(names.get(str(identifier), []), words),
            number_of_partners=len(names.get(str(identifier), [])),
            sources=found.get(str(identifier), ()),
        )
        for identifier, row in table.iterrows()
    )


def partner_names(analysis: Analysis, ids: pd.Index, key: str) -> dict[str, list[str]]:
    """Return the names of the other certain members of cooperations, by id, sorted."""
    members = analysis.members[["cooperation_id", "key", "counts", "area_name"]]
    members = members[members["cooperation_id"].isin(ids)]
    others = members[members["counts"] & (members["key"] != key)].drop_duplicates(["cooperation_id", "key"])
    return {str(identifier): alphabetical(names) for identifier, names in others.groupby("cooperation_id")["area_name"]}


def listed(names: list[str], words: Words, *, most: int = MOST_NAMES) -> str:
    """Return names joined by commas; the rest as a number."""
    if len(names) <= most + 1:
        return ", ".join(names)
    return words("{names} and {count} more", names=", ".join(names[:most]), count=words.number(len(names) - most))


def answer(analysis: Analysis, key: str, words: Words) -> str:
    """Return in words with how many others a municipality works together, in how many cooperations, and with whom most.

    Only own memberships count as working together; a district's cooperations cover its municipalities all the same.
    What a law prescribes makes everybody a partner: whether it counts, :attr:`Analysis.left_out` says, and the other
    number stands beside.

    Parameters
    ----------
    analysis : Analysis
        What counts.
    key : str
    words : Words
    """
    name = analysis.municipalities.loc[key, "name"]
    wide = analysis.fuller.leaving_out([STATUTORY] if STATUTORY in analysis.left_out else [])
    area, area_wide = counting_area(analysis), counting_area(wide)
    mine, mine_other = _own(area, key), _own(counting_area(_otherwise(analysis)), key)
    here, shared = area_wide[area_wide["key"] == key], _shared(area, key, mine)
    said = []
    if len(mine) and len(shared):
        said.append(
            words(
                "{name} works with {partners} in {cooperations}.",
                name=name,
                partners=words.count(len(shared), words("other municipality"), words("other municipalities")),
                cooperations=words.count(len(mine), words("cooperation"), words("cooperations")),
            )
        )
        said += _most(analysis, shared, words)
    elif len(mine):
        said.append(
            words(
                "{name} is a member of {cooperations}; no other municipality is recorded as a member.",
                name=name,
                cooperations=words.count(len(mine), words("cooperation"), words("cooperations")),
            )
        )
    elif len(mine_other):
        said.append(words("{name} itself takes part in no cooperation that counts here.", name=name))
    said += other_number(analysis, key, words)
    own_wide = _own(area_wide, key)
    if len(here) > len(own_wide):
        through = len(here) - len(own_wide)
        said.append(
            words(
                "Through its district it is covered by {cooperations}.",
                cooperations=words.count(through, words("further cooperation"), words("further cooperations"))
                if len(mine)
                else words.count(through, words("cooperation"), words("cooperations")),
            )
        )
    return " ".join(said) or words("No cooperation that fits the filters is recorded for {name}.", name=name)


def _otherwise(analysis: Analysis) -> Analysis:
    """Return the same analysis with statutory bodies where they are left out, and without them where they count."""
    free = STATUTORY in analysis.left_out
    return (analysis.fuller if free else analysis.fuller.without_statutory()).leaving_out(
        [kind for kind in analysis.left_out if kind != STATUTORY]
    )


def other_number(analysis: Analysis, key: str, words: Words) -> list[str]:
    """Return the number of partners with what is not counted, or without statutory bodies where they are counted.

    Parameters
    ----------
    analysis : Analysis
        What counts.
    key : str
    words : Words

    Returns
    -------
    list of str
        One sentence; none where statutory bodies make no difference.
    """
    everything, area_other = analysis.fuller, counting_area(_otherwise(analysis))
    mine, other = _own(counting_area(analysis), key), _own(area_other, key)
    partners = len(_shared(area_other, key, other))
    said = words.count(partners, words("other municipality"), words("other municipalities"))
    if len(other) > len(mine):
        names = words.listing(names_of(everything, other.difference(mine)), most=MOST_NAMES)
        return [words("This is without statutory bodies; with {names}: {partners}.", names=names, partners=said)]
    if len(other) < len(mine):
        names = words.listing(names_of(everything, mine.difference(other)), most=MOST_NAMES)
        return [words("Without statutory bodies ({names}): {partners}.", names=names, partners=said)]
    return []


def counted(analysis: Analysis, key: str, words: Words) -> str:
    """Return in words how many cooperations cover a municipality, and how many more are listed but not counted."""
    rows, every = (counting_area(part)["key"].eq(key).sum() for part in (analysis, analysis.fuller))
    text = words.count(int(rows), words("cooperation"), words("cooperations"))
    return text if rows == every else words("{counted}, and {count} not counted", counted=text, count=every - rows)


def counting_area(analysis: Analysis) -> pd.DataFrame:
    """Return the area of the cooperations that count."""
    shown = analysis.cooperations.index[analysis.cooperations["shown"].astype(bool)]
    area = analysis.area[["cooperation_id", "key", "through"]]
    return area[area["cooperation_id"].isin(shown)]


def _own(area: pd.DataFrame, key: str) -> pd.Index:
    """Return the cooperations of which a municipality is itself a member."""
    rows = area[(area["key"] == key) & (area["through"] != "district")]
    return pd.Index(rows["cooperation_id"].unique())


def _shared(area: pd.DataFrame, key: str, ids: pd.Index) -> pd.Series:
    """Return how many of some cooperations each other municipality shares, itself a member, the most first."""
    others = area[area["cooperation_id"].isin(ids) & (area["key"] != key) & (area["through"] != "district")]
    return others["key"].value_counts()


def names_of(analysis: Analysis, ids: pd.Index) -> list[str]:
    """Return the names of some cooperations in the order of the alphabet."""
    return alphabetical(analysis.cooperations.loc[ids, "name"].astype("str"))


def _most(analysis: Analysis, shared: pd.Series, words: Words) -> list[str]:
    """Name the most frequent partners; where many share a rank, say how many more there are."""
    names = analysis.municipalities["name"].reindex(shared.index).astype("str")
    ranked = shared.iloc[order(names)].sort_values(ascending=False, kind="stable")
    if ranked.iloc[0] == ranked.iloc[-1] and len(ranked) > _MOST_PARTNERS:
        return []
    top, rest = ranked.head(_MOST_PARTNERS), ranked.iloc[_MOST_PARTNERS:]
    said = [f"{names[k]} ({words.number(count)})" for k, count in top.items()]
    equal = int((rest == top.iloc[-1]).sum())
    if equal:
        said.append(words("{count} more with as many", count=words.number(equal)))
    return [words("Most often with: {names}.", names=words.listing(said))]


def shared_and_alone(analysis: Analysis, keys: tuple[str, ...], words: Words) -> pd.DataFrame:
    """Return the cooperations that cover some of several municipalities, the most common first.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``cooperation_id``: ``name, topics, format, binding_label, pattern, places`` (their
        names), ``number`` (of places covered); those that cover all of them first, then by name.
    """
    shown = analysis.cooperations.index[analysis.cooperations["shown"].astype(bool)]
    area = analysis.area[analysis.area["key"].isin(keys) & analysis.area["cooperation_id"].isin(shown)]
    area = area.drop_duplicates(["cooperation_id", "key"])
    names = area["key"].map(analysis.municipalities["name"])
    places = names.groupby(area["cooperation_id"]).agg(lambda part: ", ".join(alphabetical(part)))
    table = cooperation_table(analysis, words, pd.Index(places.index))
    table = table[["name", "topics", "format", "binding_label", "pattern"]].assign(
        places=places, number=area.groupby("cooperation_id").size()
    )
    return table.sort_values("number", ascending=False, kind="stable")
