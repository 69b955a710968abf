"""German municipality and district keys: AGS, ARS, and what spreadsheets make of them."""

from collections.abc import Collection

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo_koop import findings

SYSTEMS = ("de", "at", "ch", "fr", "it", "nl", "lau", "other")
"""Key systems by name; ``lau`` are keys of all of Europe with the code of the country before them."""

CODES = {
    "zero_restored": "key_zero_restored",
    "from_ars": "key_from_ars",
    "cleaned": "key_cleaned",
    "padded": "key_padded",
    "shortened": "key_padded_district",
    "malformed": "key_malformed",
    "missing": "key_missing",
}
"""State of a key to the code of its finding."""

REFUSED = ("malformed", "missing")
"""States in which a row cannot be used."""

LEVELS = {2: "state", 5: "district", 8: "municipality", 9: "association"}
"""Number of digits of a German key to the level of its area."""

_MUNICIPALITY = 8
# Written out, because the regular expressions of Arrow know neither \u escapes nor blanks beyond ASCII.
_ASSOCIATION = r"\d{5}5\d{3}000"
_STRAY = "[\t\n\r '\u2019\u00a0\u2002-\u200b\u202f\ufeff]+"
_NUMBER = r"^(\d+)[.,]0+$"
# A shorter rest would be a statistical region (NUTS): DE73 is no state, DE734 no district.
_PREFIX = r"^[Dd][Ee][_-]?(\d[\d.-]{3,})$"
# State, region, district, (association,) municipality. A date such as 01.01.2020 has other groups.
_GROUPS = (
    r"^(\d{1,2})[./-]?(\d)[./-]?(\d\d)[./-]?(\d{3})()$",
    r"^(\d{1,2})[./-]?(\d)[./-]?(\d\d)[./-]?(\d{4})[./-]?(\d{3})$",
    r"^(\d\d)[./-](\d)[./-]?(\d\d)()()$",
)


def normalise(values: pd.Series, *, national: str = "de", known: pd.Index | None = None) -> pd.DataFrame:
    """Bring keys into their official form.

    Parameters
    ----------
    values : pandas.Series
        Keys as written: text, possibly with blanks, without leading zero, as ``9184119.0``, with dots
        (``09.1.84.119``), as ``DE09184119`` or ``DE_09184119``, or with the name behind a dash.
    national : str
        Key system (:data:`SYSTEMS`). Only ``de`` has a form of its own; keys of
        others stay as they are, but for blanks around them and the ``.0`` of a number.
    known : pandas.Index, optional
        Keys of the boundaries (:func:`known_of`). A German key of a district in the width of a municipality
        (``06633000``) becomes that of the district; a key of another country becomes the one that differs
        from it in leading zeros or the prefix of its country alone, where there is exactly one.

    Returns
    -------
    pandas.DataFrame
        ``key`` and ``state``: ``ok``, or one of :data:`CODES`.
    """
    text = without_name(values.astype("str").fillna("").str.strip())
    if national != "de":
        return _foreign(text, known)
    bare = text.str.replace(_STRAY, "", regex=True)
    digits = _plain(bare)
    length = digits.str.len()
    whole = digits.str.fullmatch(r"\d+").astype(bool)
    lost = whole & length.isin([1, 4, 7, 11])
    key = digits.mask(lost, "0" + digits)
    ars = whole & key.str.len().eq(12)
    # An association is written as a regional key without a municipality: 010585890000.
    joined = ars & key.str.fullmatch(_ASSOCIATION).astype(bool)
    key = key.mask(ars & ~joined, key.str[:5] + key.str[9:12]).mask(joined, key.str[:9])
    good = whole & key.str.len().isin(list(LEVELS))
    key, short = _shortened(key.where(good, ""), known)
    bare_of_zero = _is_bare_association(key, known)
    key, lost = key.mask(bare_of_zero, "0" + key), lost | bare_of_zero
    number = bare.str.fullmatch(_NUMBER).astype(bool)
    state = np.select(
        [text == "", ~good, short, lost, ars, (digits != text) & ~number],
        ["missing", "malformed", "shortened", "zero_restored", "from_ars", "cleaned"],
        default="ok",
    )
    return pd.DataFrame({"key": key, "state": state}, index=values.index)


def known_of(areas: pd.DataFrame) -> pd.Index:
    """Return the keys that boundaries know: those of municipalities, and of the higher levels that they name."""
    levels = [areas[level] for level in ("association", "district", "state") if level in areas]
    known = pd.Index(areas.index, dtype="str").append([pd.Index(level.unique(), dtype="str") for level in levels])
    return known.unique().drop("", errors="ignore")


def _plain(bare: pd.Series) -> pd.Series:
    """Take away what programs and people put around the digits of a German key."""
    odd = ~bare.str.fullmatch(r"\d*").astype(bool)
    if not odd.any():
        return bare
    part = bare[odd].str.replace(_PREFIX, r"\1", regex=True).str.replace(r"^(\d+)[.,]0{1,2}$", r"\1", regex=True)
    # “06633.000” has a stop between thousands, “9184119.000000” is a number.
    part = part.str.replace(r"^(\d{7,})[.,]0+$|^(\d+)[.,]0{4,}$", r"\1\2", regex=True)
    for groups in _GROUPS:
        part = part.str.replace(groups, r"\1\2\3\4\5", regex=True)
    power = part.str.extract(r"^(\d)[.,](\d+)[Ee]\+?0*(\d)$").astype("str").fillna("")
    # Only a number of which no digit was rounded away is a key.
    exact = (power[2] != "") & (power[1].str.len().astype("str") == power[2])
    part = part.mask(exact, power[0] + power[1])
    return bare.mask(odd, part.reindex(bare.index)).astype("str")


def _shortened(key: pd.Series, known: pd.Index | None) -> tuple[pd.Series, pd.Series]:
    """Bring keys of districts and states that were filled up with zeros to their own length."""
    filled = key.str.fullmatch(r"\d{5}000").astype(bool)
    if known is None or not filled.any():
        return key, pd.Series(False, index=key.index)
    filled &= ~among(key, known)
    district = filled & among(key.str[:5], known)
    state = filled & ~district & key.str.endswith("000000") & among(key.str[:2], known)
    return key.mask(district, key.str[:5]).mask(state, key.str[:2]), district | state


def _is_bare_association(key: pd.Series, known: pd.Index | None) -> pd.Series:
    """Tell which keys are those of an association that lost its zero, and have the width of a municipality now."""
    wide = key.str.len() == _MUNICIPALITY
    return wide & False if known is None else wide & ~among(key, known) & among("0" + key, known)


def _foreign(text: pd.Series, known: pd.Index | None) -> pd.DataFrame:
    """Leave keys of other countries as they are, or find the one of the boundaries that is meant."""
    index, text = text.index, text.reset_index(drop=True)  # rows of a table may repeat
    there = pd.Series(False, index=text.index) if known is None else pd.Series(among(text, known), index=text.index)
    key = text.where(there, text.str.replace(_NUMBER, r"\1", regex=True))
    state = pd.Series("ok", index=text.index).mask(key != text, "cleaned").mask(text == "", "missing")
    open_ = (text != "") & ~there
    if known is not None and open_.any():
        for form in (_unprefixed, _bare):
            forms = form(pd.Series(known, dtype="str"))
            single = pd.Series(known, index=forms)[~forms.duplicated(keep=False).to_numpy()]
            found = form(key[open_]).map(single.to_dict()).dropna().astype("str")
            state[found.index] = np.where(found == key[found.index], state[found.index], "padded")
            key = key.mask(key.index.isin(found.index), found.reindex(key.index)).astype("str")
            open_ &= ~open_.index.isin(found.index)
    return pd.DataFrame({"key": key, "state": state.astype(object)}).set_axis(index)


def _unprefixed(keys: pd.Series) -> pd.Series:
    return keys.str.replace(r"^[A-Z][A-Z]_", "", regex=True)


def _bare(keys: pd.Series) -> pd.Series:
    return _unprefixed(keys).str.replace("^0+", "", regex=True)


def without_name(values: pd.Series) -> pd.Series:
    """Return what stands before a dash: lists to choose from write the name behind the key.

    Examples
    --------
    >>> without_name(pd.Series(["09184119 – Garching b. München", "09184"])).tolist()
    ['09184119', '09184']
    """
    return values.str.replace(r"\s+–\s.*$", "", regex=True)


def level(keys: pd.Series) -> pd.Series:
    """Return the level of German keys: ``municipality``, ``association``, ``district``, ``state``, or missing.

    Examples
    --------
    >>> level(pd.Series(["09184119", "010585890", "09184", "09"])).tolist()
    ['municipality', 'association', 'district', 'state']
    """
    return keys.str.len().map(LEVELS).astype("str")


def with_levels(members: pd.DataFrame, *, national: str) -> pd.DataFrame:
    """Add what the form of a key alone tells, for keys that the boundaries do not hold.

    Parameters
    ----------
    members : pandas.DataFrame
        ``key``.
    national : str
        Key system; only German keys tell their level and district.

    Returns
    -------
    pandas.DataFrame
        With ``key_level`` (as of :func:`level`, empty where unknown) and ``key_district`` (empty where unknown).
    """
    if national != "de":
        return members.assign(key_level="", key_district="").astype({"key_level": "str", "key_district": "str"})
    key = members["key"]
    kind = level(key).fillna("").astype("str")
    return members.assign(key_level=kind, key_district=key.str[:5].where(~kind.isin(["", "state"]), "").astype("str"))


def report(
    values: pd.Series,
    normal: pd.DataFrame,
    *,
    row: pd.Series,
    file: str,
    sheet: str = "",
    column: str = "key",
    codes: Collection[str] = tuple(CODES),
) -> list[pd.DataFrame]:
    """Report what happened to keys.

    Parameters
    ----------
    values, row : pandas.Series
        Keys as written, and their lines.
    normal : pandas.DataFrame
        As returned by :func:`normalise`.
    file, sheet, column : str
        Where they stand.
    codes : collection of str
        States to report.

    Returns
    -------
    list of pandas.DataFrame
        Findings.
    """
    return [
        findings.report(
            code,
            file=file,
            sheet=sheet,
            row=row[normal["state"] == state],
            column=column,
            value=values[normal["state"] == state],
            key=normal["key"][normal["state"] == state],
        )
        for state, code in CODES.items()
        if state in codes
    ]


def positions(given: pd.Series | pd.Index, known: pd.Index) -> np.ndarray:
    """Return where keys stand among others, -1 where they do not; no key becomes an object of its own.

    Parameters
    ----------
    given : pandas.Series or pandas.Index
    known : pandas.Index
        Where a key stands twice, its first position counts.

    Returns
    -------
    numpy.ndarray of int

    Examples
    --------
    >>> positions(pd.Series(["09184119", "1"]), pd.Index(["09184119"])).tolist()
    [0, -1]
    """
    wanted, values = (pa.array(keys, type=pa.large_string(), from_pandas=True) for keys in (given, known))
    found: np.ndarray = pc.index_in(wanted, value_set=values, skip_nulls=True).fill_null(-1).to_numpy().astype(np.intp)
    return found


def among(given: pd.Series | pd.Index, known: pd.Index) -> np.ndarray:
    """Tell which keys are among others: ``isin`` makes an object of every known key each time, for texts.

    Examples
    --------
    >>> among(pd.Series(["09184119", "1"]), pd.Index(["09184119"])).tolist()
    [True, False]
    """
    there: np.ndarray = positions(given, known) >= 0
    return there
