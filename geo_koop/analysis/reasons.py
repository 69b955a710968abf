"""Words for a pattern: one sentence with the numbers in it, in German and English."""

import re

import numpy as np
import pandas as pd
from babel.numbers import format_decimal

from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.locale.rounding import rounded
from geo_koop.model import Settings

TEMPLATES = {
    "no_member": _("Unclassified: no municipality or district is recorded as a certain member on this date."),
    "vertical": _(
        "Unclassified: one municipality with its own district ({core}); a pattern needs two territorial units."
    ),
    "single_member": _("Unclassified: only one member is certain on this date; a pattern needs two."),
    "keys_not_found": _(
        "Unclassified: only {units_resolved} of {units} territorial units were found; the keys of {keys_not_found} "
        "are not in the boundaries."
    ),
    "boundaries_missing": _(
        "Unclassified: only {units_resolved} of {units} territorial units were found; {outside_boundaries} "
        "of them lie outside the boundaries loaded."
    ),
    "city_hinterland": _(
        "City-hinterland: {hinterland_units} of the {others} other territorial units lie in the hinterland of {core} "
        "({core_population} inhabitants, R = {radius_km} km)."
    ),
    "city_hinterland_all": _(
        "City-hinterland: all {others} other territorial units lie in the hinterland of {core} "
        "({core_population} inhabitants, R = {radius_km} km)."
    ),
    "city_hinterland_pair": _(
        "City-hinterland: the other territorial unit lies in the hinterland of {core} "
        "({core_population} inhabitants, R = {radius_km} km)."
    ),
    "district_whole": _("Regional: all {district_members} municipalities of a district belong to it ({district})."),
    "districts_whole": _(
        "Regional: all municipalities of {whole_districts} districts belong to it ({municipalities} "
        "municipalities in all)."
    ),
    "district_most": _(
        "Regional: {district_members} municipalities of one district belong to it, "
        "{district_percent} % of its municipalities ({district})."
    ),
    "district_one": _(
        "Regional: a district is a member as a whole; of the {units_resolved} territorial units, {near_percent} % "
        "have another one near."
    ),
    "districts": _(
        "Regional: {extending_districts} districts are members as a whole; of the {units_resolved} territorial units, "
        "{near_percent} % have another one near."
    ),
    "neighbourhood_gapless": _(
        "Neighbourhood: the {units_resolved} municipalities form one connected area, "
        "{extent_km} km from one end to the other."
    ),
    "neighbourhood_near": _(
        "Neighbourhood: the {units_resolved} municipalities lie near each other in {pieces} pieces, "
        "with no more than one municipality in between; {extent_km} km from one end to the other."
    ),
    "neighbourhood_close": _(
        "Neighbourhood: the {units_resolved} municipalities lie in {pieces} pieces, but their middles only about "
        "{span_km} km apart; {extent_km} km from one end to the other."
    ),
    "regional_near": _(
        "Regional: of the {units_resolved} territorial units, {near_percent} % have another one near; "
        "{extent_km} km from one end to the other."
    ),
    "network": _(
        "Thematic network: the {units_resolved} territorial units lie scattered; only {near_percent} % have another "
        "one near; {extent_km} km from one end to the other."
    ),
    "network_alone": _(
        "Thematic network: of the {units_resolved} territorial units, none has another one near; "
        "{extent_km} km from one end to the other."
    ),
}
RULES = {
    "distance": _("Rule: distance and steps, no commuting data loaded."),
    "fua": _("Rule: commuting zones, 15 % of employed residents (EU-OECD)."),
    "bbsr": _("Rule: commuting zones, 25 % or 50 % of out-commuters (BBSR)."),
}
UNTESTED = _("City-hinterland was not tested: inhabitants and central-place levels are missing.")
UNFOUND = _("Judged without {missing} of {units} territorial units, which are not in the boundaries.")
_FIELD = re.compile(r"\{(\w+)\}")


def word(
    patterns: pd.DataFrame,
    language: str,
    *,
    names: pd.Series,
    district_names: pd.Series,
    settings: Settings | None = None,
) -> pd.Series:
    """Word the reasons of all cooperations.

    Parameters
    ----------
    patterns : pandas.DataFrame
        As made by :func:`geo_koop.analysis.patterns.classify`.
    language : {"de", "en"}
    names, district_names : pandas.Series
        Key to name, of municipalities and districts.
    settings : Settings, optional

    Returns
    -------
    pandas.Series
        One sentence or two for each cooperation, aligned with ``patterns``.
    """
    translate = translator(language, "reasons")
    result = pd.Series("", index=patterns.index, dtype=object, name=f"reason_{language}")
    code = patterns["reason_code"].astype("str")
    base = code.str.removesuffix("_untested")
    base = base.mask((base == "network") & (patterns["near_share"] == 0), "network_alone")
    for name in base.unique():
        rows = patterns[base == name]
        template = translate(TEMPLATES[name])
        text = _fill(template, _values(rows, _FIELD.findall(template), language, names, district_names), len(rows))
        if name.startswith("city_hinterland"):
            rule = rows["hinterland_rule"].map({key: translate(text) for key, text in RULES.items()})
            text = text + " " + rule.fillna(rows["hinterland_rule"]).to_numpy()
        result[rows.index] = text
    untested = code.str.endswith("_untested")
    result[untested] = result[untested] + " " + translate(UNTESTED)
    judged = patterns["pattern"] != "unclassified"
    partial = patterns[judged & (patterns["units_resolved"] < patterns["units"])]
    template = translate(UNFOUND)
    text = _fill(template, _values(partial, _FIELD.findall(template), language, names, district_names), len(partial))
    result[partial.index] = result[partial.index] + " " + text
    return result.astype("str")


def _values(
    rows: pd.DataFrame, wanted: list[str], language: str, names: pd.Series, district_names: pd.Series
) -> dict[str, np.ndarray]:
    """Return what a template names, as text in the language's number format."""
    made = {
        "others": lambda: rows["units_resolved"] - 1,
        "missing": lambda: rows["units"] - rows["units_resolved"],
        "near_percent": lambda: _per_cent(rows["near_share"]),
        "district_percent": lambda: _per_cent(rows["district_share"]),
    }
    labels = {"core": ("core_key", names), "district": ("district_key", district_names)}
    values = {}
    for field in wanted:
        if field in labels:
            column, known = labels[field]
            values[field] = rows[column].map(known).fillna("?").to_numpy(dtype=object)
        else:
            values[field] = _numbers(made[field]() if field in made else rows[field], language)
    return values


def _per_cent(share: pd.Series) -> pd.Series:
    """Return a share in whole per cent; what is not all is not rounded to 100, and what is some not to 0."""
    percent = share.map(lambda value: rounded(value, 2) * 100, na_action="ignore")
    return percent.mask((share > 0) & (share < 1), percent.clip(1, 99))


def _numbers(column: pd.Series, language: str) -> np.ndarray:
    """Return whole numbers as text; each distinct one is formatted once."""
    distinct, code = np.unique(column.fillna(0).to_numpy(dtype=float), return_inverse=True)
    texts = np.array([format_decimal(int(rounded(v)), locale=language) for v in distinct], dtype=object)
    return texts[code]


def _fill(template: str, values: dict[str, np.ndarray], count: int) -> np.ndarray:
    """Put columns of text into a template, for all rows at once."""
    parts = _FIELD.split(template)
    result = np.full(count, parts[0], dtype=object)
    for field, text in zip(parts[1::2], parts[2::2], strict=True):
        result = result + values[field] + text
    return result
