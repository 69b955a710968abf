"""Who works with a municipality, in a sentence and as a table. Pure functions."""

import pandas as pd

from geo_koop.app.views.stack import counting_area, names_of, other_number
from geo_koop.app.words import Words
from geo_koop.locale.alphabet import order
from geo_koop.result.analysis import Analysis

_MOST_NAMES = 3


def sentence(analysis: Analysis, everything: Analysis, key: str, words: Words) -> str:
    """Return with how many others a municipality works, itself and through its district, and what is left out.

    Parameters
    ----------
    analysis : Analysis
        What counts.
    everything : Analysis
        The same with what the switches leave out.
    key : str
    words : Words
    """
    name = str(analysis.municipalities["name"].get(key, key))
    here, every = (_here(part, key) for part in (analysis, everything))
    left = every[~every["cooperation_id"].isin(here["cooperation_id"])]
    obligation = everything.cooperations.loc[left["cooperation_id"], "obligation"]
    law = names_of(everything, obligation.index[obligation == "statutory"])
    through = here[here["through"].isin(["district", "association"])]
    own = len(here) - len(through)
    others = int((analysis.partners(key)["own"] > 0).sum())
    said = _worded(own, others, through, words)
    if not said:
        text = words("{name}: no cooperation that counts is recorded", name=name)
    else:
        text = words("{name}: {said}", name=name, said=", ".join(said))
    text += f" ({words('without statutory bodies')})." if law else "."
    beside = other_number(analysis, key, words)
    if law and not beside:
        text += " " + words("Not counted: {names}.", names=words.listing(law, most=_MOST_NAMES))
    text = " ".join((text, *beside))
    rest = len(left) - len(law)
    if rest:
        text += " " + words(
            "Nor what is covered through district or association alone: {count}.", count=words.number(rest)
        )
    return text


def _worded(own: int, others: int, through: pd.DataFrame, words: Words) -> list[str]:
    said = []
    if own:
        cooperations = words.count(own, words("cooperation"), words("cooperations"))
        if others:
            partners = words.count(others, words("other municipality"), words("other municipalities"))
            said.append(words("itself in {cooperations} with {partners}", cooperations=cooperations, partners=partners))
        else:
            said.append(words("itself in {cooperations}, no other member recorded", cooperations=cooperations))
    for level, first, more in (
        (
            "association",
            words("through its association in {cooperations}"),
            words("through its association in {count} more"),
        ),
        ("district", words("through its district in {cooperations}"), words("through its district in {count} more")),
    ):
        number = int((through["through"] == level).sum())
        if number:
            cooperations = words.count(number, words("cooperation"), words("cooperations"))
            said.append((more if said else first).format(count=words.number(number), cooperations=cooperations))
    return said


def _here(analysis: Analysis, key: str) -> pd.DataFrame:
    """Return the cooperations that cover a municipality and count: ``cooperation_id, through``."""
    area = counting_area(analysis)
    return area.loc[area["key"] == key, ["cooperation_id", "through"]].drop_duplicates("cooperation_id")


def table(analysis: Analysis, key: str, words: Words) -> pd.DataFrame:
    """Return the partners of a municipality, those that share most first, equal ones by name.

    Parameters
    ----------
    analysis : Analysis
        What counts.
    key : str
    words : Words

    Returns
    -------
    pandas.DataFrame
        Indexed by key: ``name, district, shared, own, through`` (numbers of cooperations) and ``names`` of the
        first of these, those shared as members first.
    """
    pairs = analysis.shared_with(key)
    counts = analysis.partners(key)
    counts = counts[counts["shared"] > 0]
    places = analysis.municipalities.loc[counts.index]
    titles = analysis.cooperations["name"].astype("str")
    listed = pairs.assign(name=pairs["cooperation_id"].map(titles))
    listed = listed.iloc[order(listed["name"])].sort_values("kind", kind="stable")
    first = listed[listed.groupby("key").cumcount() < _MOST_NAMES].groupby("key")["name"].agg("; ".join)
    rest = counts["shared"] - _MOST_NAMES
    more = rest.map({n: words("{count} more", count=words.number(n)) for n in rest[rest > 0].unique()}).astype("str")
    names = first.reindex(counts.index)
    made = pd.DataFrame(
        {
            "name": places["name"].astype("str"),
            "district": places["district_name"].astype("str"),
            "shared": counts["shared"],
            "own": counts["own"],
            "through": counts["shared"] - counts["own"],
            "names": names.where(more.isna(), names + "; " + more.fillna("")),
        }
    )
    return made.iloc[order(made["name"])].sort_values(["own", "shared"], ascending=False, kind="stable")


def heading(table: pd.DataFrame, words: Words) -> str:
    """Return the heading of the list of partners: how many, and how many of them through others alone.

    Parameters
    ----------
    table : pandas.DataFrame
        As made by :func:`table`.
    words : Words
    """
    through = int((table["own"] == 0).sum())
    if not through:
        return words("Partners ({count})", count=words.number(len(table)))
    return words(
        "Partners ({own}, and {through} through district or association alone)",
        own=words.number(len(table) - through),
        through=words.number(through),
    )
