"""Rows that were chosen as a list for letters and as a scenario. Pure functions on an analysis."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from geo_koop.app.views.portrait import shared_names
from geo_koop.app.words import Words
from geo_koop.locale.alphabet import alphabetical
from geo_koop.planning import potential, scenario_file
from geo_koop.result.analysis import Analysis


def letters(
    whole: Analysis,
    key: str,
    listed: str,
    table: pd.DataFrame,
    words: Words,
    *,
    about: Sequence[str],
) -> pd.DataFrame:
    """Return whom to write to, with what is shared and why, in sentences that a letter can take.

    Parameters
    ----------
    whole : Analysis
    key : str
        Municipality that writes; empty where none was chosen.
    listed : str
        The list from which the rows come.
    table : pandas.DataFrame
        The chosen rows as shown, named in the language.
    words : Words
    about : sequence of str
        Columns of the table that are no reasons: names and ranks.

    Returns
    -------
    pandas.DataFrame
        Name, key, who takes part (of a cooperation) or which district, names of shared cooperations, reasons.
    """
    reasons = table.drop(columns=[name for name in (table.columns[0], *about) if name in table])
    said = [
        "; ".join(f"{name}: {_told(value, words)}" for name, value in row.items() if _told(value, words))
        for row in reasons.astype(object).to_dict("records")
    ]
    keys = table.index.astype("str")
    made = {words("Name"): table.iloc[:, 0].to_numpy(), words("Key"): keys}
    if listed == "join":
        made |= {words("Members"): [_members(whole, one, words) for one in keys]}
    else:
        places = whole.municipalities
        made |= {words("District"): places["district_name"].reindex(keys).fillna("").astype("str").to_numpy()}
        if key:
            shared = shared_names(whole, key, keys, words).fillna("")
            made |= {words("Shared cooperations"): shared.to_numpy()}
    return pd.DataFrame({**made, words("Reasons"): said})


def _told(value: object, words: Words) -> str:
    if value is None or (isinstance(value, float) and pd.isna(value)) or value is pd.NA:
        return ""
    if isinstance(value, str):
        return value
    number = float(str(value))
    return words.number(number, 0 if number.is_integer() else 1)


def _members(whole: Analysis, cooperation: str, words: Words) -> str:
    names = whole.municipalities["name"].reindex(potential.members(whole, cooperation)).astype("str")
    return words.listing(alphabetical(names))


def scenario(
    whole: Analysis,
    key: str,
    topic: str,
    listed: str,
    chosen: Sequence[str],
    words: Words,
    *,
    as_of: date,
    cooperation: str = "",
) -> str:
    """Return the rows that were chosen as a scenario file.

    Parameters
    ----------
    whole : Analysis
    key : str
        Municipality that begins or joins; empty where none was chosen.
    topic : str
    listed : {"join", "invite", "found"}
    chosen : sequence of str
        Ids of cooperations for *join*, keys of municipalities for the others.
    words : Words
    as_of : datetime.date
    cooperation : str
        That is joined, for *invite*.

    Raises
    ------
    UsageError
        If fewer than two municipalities would begin.
    """
    names, label = whole.municipalities["name"].astype("str"), words.label("topics", topic)
    if listed == "join":
        steps = [scenario_file.join(one, [key]) for one in chosen]
        return scenario_file.text(f"{label}: {names[key]}", as_of, steps)
    if listed == "invite":
        title = f"{label}: {whole.cooperations['name'][cooperation]}"
        return scenario_file.text(title, as_of, [scenario_file.join(cooperation, chosen)])
    members = [*([key] if key else []), *chosen]
    title = f"{label}: {words.listing([names[one] for one in members], most=3)}"
    taken = set(whole.cooperations.index.astype("str"))
    step = scenario_file.found(name=title, topics=[topic], members=members, taken=taken)
    return scenario_file.text(title, as_of, [step])


def possible(listed: str, key: str, chosen: Sequence[str]) -> bool:
    """Tell whether the rows that were chosen make a scenario: examples do not, and nobody founds anything alone."""
    if listed == "learn" or not chosen:
        return False
    return listed != "found" or len({key, *chosen} - {""}) > 1


def ranks(words: Words) -> tuple[str, str]:
    """Return the names of the columns that hold ranks."""
    return words("Rank"), words("Rank by nearness alone")


def title(whole: Analysis, key: str, topic: str, words: Words) -> str:
    """Return the title of a list for letters."""
    label = words.label("topics", topic)
    if not key:
        return words("{topic}: municipalities that could begin", topic=label)
    return words("{topic}: whom {name} could ask", topic=label, name=str(whole.municipalities["name"][key]))


def introduction(words: Words, *, as_of: date) -> tuple[str, ...]:
    """Return what stands above a list for letters: on what it rests, and what its order is not."""
    about = words(
        "Made from recorded cooperations as of {date}; what is not recorded may exist nevertheless.",
        date=words.day(as_of),
    )
    return (about, words("The order of the list is an order and no quality."))
