"""Reads the column of keys of a list: what is no German key does not hide the name beside it."""

from collections.abc import Mapping

import pandas as pd

from geo_koop import findings
from geo_koop.intake.files import keys
from geo_koop.intake.names import keyed
from geo_koop.intake.names.matching import CONTEXT
from geo_koop.intake.names.reference import Reference, look_up
from geo_koop.model import Loaded

_SHORT = r"\d{1,4}"
_NAME = r"[^\W\d_]{3}"
_WITH_DISTRICT = r"\d{4,5}\D.*"
_DIGITS = r"\d{2}"
_OURS = r"\d{5}|\d{7,8}|\d{11,12}"


def read(long: pd.DataFrame, reference: Reference, *, column: str, origin: Mapping[str, str]) -> Loaded[pd.DataFrame]:
    """Return the keys of memberships in their official form, ``""`` where only the name can tell.

    Parameters
    ----------
    long : pandas.DataFrame
        ``key, written, row``.
    reference : Reference
    column : str
        Heading of the keys.
    origin : Mapping[str, str]
        ``file`` and ``sheet``.

    Returns
    -------
    Loaded of pandas.DataFrame
        ``key, state`` (see :func:`geo_koop.intake.files.keys.normalise`), aligned with ``long``; and findings.
    """
    raw = long["key"]
    distinct = pd.Series(raw.unique(), dtype="str")
    table = keys.normalise(distinct, national=reference.national, known=keys.known_of(reference.areas))
    if reference.national == "de":
        strange = _of_other_systems(distinct)
        table = table.assign(key=table["key"].mask(strange, ""), state=table["state"].mask(strange, "malformed"))
    normal = table.set_index(distinct).loc[raw].set_axis(long.index, axis=0)
    gazetteer = reference.gazetteer()
    nowhere = {key: keyed.standing(key, gazetteer).state == "nowhere" for key in normal["key"].unique() if key}
    named = long["written"] != ""
    lost = (raw != "") & (normal["state"].isin(keys.REFUSED) | normal["key"].map(nowhere).eq(True))
    reported = (raw != "") & ~(lost & named)
    reports = keys.report(raw[reported], normal[reported], row=long["row"][reported], column=column, **origin)
    unused = lost & named
    reports.append(
        findings.report("key_without_use", row=long["row"][unused], column=column, value=raw[unused], **origin)
    )
    return Loaded(value=normal, findings=findings.collect(reports), files=())


def with_names(long: pd.DataFrame, reference: Reference) -> pd.DataFrame:
    """Read cells of keys that hold a name, alone or with the key: 09184119 Garching.

    Without a name of its own, a row is given the text of the cell, in which name and key are set against each other.
    With one, the key is taken from the text if the name there agrees.

    Parameters
    ----------
    long : pandas.DataFrame
        ``key, written, sought``.
    reference : Reference
    """
    distinct = pd.Series(long["key"].unique(), dtype="str")
    malformed = keys.normalise(distinct, national=reference.national)["state"] == "malformed"
    malformed |= distinct.str.contains(" – ", regex=False)
    named = malformed & distinct.str.contains(_NAME, regex=True)
    texts = distinct[named]
    if texts.empty:
        return long
    found = look_up(texts, pd.DataFrame(dict.fromkeys(CONTEXT, ""), index=texts.index), reference)
    # In a column of keys, five digits are those of a district and no postcode.
    strange = texts.str.fullmatch(_WITH_DISTRICT).astype(bool) & (found["level"] != "district")
    bare = long["key"].isin(texts[~strange]) & (long["written"] == "")
    agree = (found["key"] != "") & (found["rule"] != "key_ignored") & ~strange
    agree &= texts.str.contains(_DIGITS, regex=True)
    known = dict(zip(texts[agree], found["key"][agree], strict=True))
    key = long["key"].map(lambda text: known.get(text, text)).astype("str")
    return long.assign(
        written=long["written"].mask(bare, long["key"]),
        sought=long["sought"].mask(bare, long["key"]),
        key=key.mask(bare, ""),
    )


def _of_other_systems(raw: pd.Series) -> pd.Series:
    """Tell which keys are too short to be German ones, in a column that has none of usual length."""
    digits = raw.str.replace(r"[.,]0+$", "", regex=True).str.strip()
    short = digits.str.fullmatch(_SHORT).astype(bool) & ~digits.str.fullmatch("0[1-9]|1[0-6]").astype(bool)
    ours = digits[digits.str.fullmatch(_OURS).astype(bool)]
    return short & (digits.str.len().lt(4) | ours.empty)
