"""Reads a column that says what each member is: municipality, town, district, association."""

from typing import Final

import pandas as pd

from geo_koop.intake.lists.cell_words import plain
from geo_koop.intake.names.places import Places

_SHARE: Final = 0.5


def are(texts: pd.Series, places: Places) -> bool:
    """Tell whether a column says of most members what they are; forms of cooperations do not.

    Examples
    --------
    >>> import pandas as pd
    >>> from geo_koop.intake.names.gazetteer import Gazetteer
    >>> from geo_koop.intake.names.name_rules import load
    >>> places = Places(Gazetteer(pd.DataFrame({"name": ["Haar"]}, index=["09184123"]), load("de")))
    >>> are(pd.Series(["Gemeinde", "Lkr.", "Stadt"]), places), are(pd.Series(["Zweckverband", "Verein"]), places)
    (True, False)
    """
    filled = texts[texts != ""]
    return len(filled) > 0 and float(filled.map(lambda text: _is_kind(text, places)).mean()) > _SHARE


def _is_kind(text: str, places: Places) -> bool:
    return places.is_designation(text) or plain(text) in _of_districts(places)


def _of_districts(places: Places) -> set[str]:
    return {plain(word) for word in places.rules.districts.get("prefixes", ())}


def with_names(names: pd.Series, kinds: pd.Series, places: Places) -> pd.Series:
    """Return names with the word for what they are in front, where it tells another reading of the name.

    A name that says itself what it is stays as it is.
    """
    if not (kinds != "").any():
        return names
    pairs = pd.DataFrame({"name": names, "kind": kinds})
    found = {(name, kind): _with(name, kind, places) for name, kind in pairs.drop_duplicates().itertuples(index=False)}
    return pd.Series([found[pair] for pair in pairs.itertuples(index=False, name=None)], index=names.index, dtype="str")


def _with(name: str, kind: str, places: Places) -> str:
    if not name or not kind or places.read(name).body:
        return name
    both = f"{kind} {name}"
    return both if places.read(both).body or places.municipalities(both) else name
