"""Finds the key of a municipality that is known by its name alone. What is not certain stays open."""

import pandas as pd

_DESIGNATION = (
    r"(?:(?:grosse |kreisfreie |kreisangehörige |freie und )?(?:landeshaupt|hanse|universitäts|kreis|landes|bundes)?"
    r"stadt|marktgemeinde|markt|einheitsgemeinde|ortsgemeinde|gemeinde|flecken)"
)
_SPELLINGS = (
    (r",.*$", ""),
    (rf"^(?:{_DESIGNATION}\s+)+(?=\S)", ""),
    (r"\b[aiovb]\.\s*(?:d\.\s*)?", " @ "),
    (r"\b(?:an der|an dem|am|im|in der|in|ob der|vor der|bei)\b", " @ "),
    (r"\bst\.\s*", "sankt "),
    ("ä", "ae"),
    ("ö", "oe"),
    ("ü", "ue"),
    (r"[^a-z0-9@]+", ""),
)
_BRACKET = r"\s*[(\[].*?[)\]]"


def plain(names: pd.Series) -> pd.Series:
    """Return names in a form in which usual spellings agree.

    Blanks, case, what follows a comma, designations in front and the way in which ``a.d.``, ``b.`` or
    ``i.`` are written do not matter; umlauts and their transcription agree.

    Examples
    --------
    >>> plain(pd.Series(["Garching b. München", "Stadt Garching bei Muenchen", "Garching b.München"])).nunique()
    1
    """
    text = names.astype("str").fillna("").str.strip().str.casefold()
    for pattern, replacement in _SPELLINGS:
        text = text.str.replace(pattern, replacement, regex=True)
    return text


def match_names(names: pd.Series, areas: pd.DataFrame) -> pd.DataFrame:
    """Look names up among areas.

    Parameters
    ----------
    names : pandas.Series
        Names as a source writes them.
    areas : pandas.DataFrame
        Indexed by ``key``, with ``name``.

    Returns
    -------
    pandas.DataFrame
        Aligned with ``names``: ``name, key`` (missing where open) and ``how``: ``exact``,
        ``normalised``, ``ambiguous`` (several areas fit: stays open) or ``unknown``.
    """
    written = names.astype("str").fillna("").str.strip()
    official = areas["name"].astype("str").fillna("")
    key = pd.Series(None, index=names.index, dtype="str")
    how = pd.Series("unknown", index=names.index, dtype="str")
    for step, (ours, theirs) in enumerate(_comparisons(written, official)):
        found, several = _lookup(ours, theirs)
        still = how == "unknown"
        key = key.mask(still & found.notna(), found)
        how = how.mask(still & found.notna(), "exact" if step == 0 else "normalised").mask(still & several, "ambiguous")
    return pd.DataFrame({"name": names, "key": key, "how": how}, index=names.index)


def _comparisons(written: pd.Series, official: pd.Series) -> list[tuple[pd.Series, pd.Series]]:
    """Return pairs of names to compare, the strictest first.

    A bracket may be missing on one side, but two brackets must agree: Neustadt (Hessen) is not
    Neustadt (Dosse).
    """
    return [
        (written, official),
        (plain(written), plain(official)),
        (plain(written), plain(official.str.replace(_BRACKET, "", regex=True))),
        (plain(written.str.replace(_BRACKET, "", regex=True)), plain(official)),
    ]


def _lookup(wanted: pd.Series, names: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the key of the single area with a name, and whether several have it."""
    names = names[names != ""]
    several = names.duplicated(keep=False)
    single = names[~several]
    keys = pd.Series(single.index.to_numpy(), index=single.to_numpy(), dtype="str")
    return wanted.map(keys), wanted.isin(names[several])
