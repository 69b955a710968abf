"""Words for a pattern: one sentence with the numbers in it, in German and English."""

import re

import numpy as np
import pandas as pd
from babel.numbers import format_decimal

from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.model import Settings

TEMPLATES = {
    "no_member": _("Unclassified: the source makes no municipality or district a certain member."),
    "vertical": _(
        "Unclassified: one municipality with its own district ({core}); a pattern needs two territorial units."
    ),
    "single_member": _("Unclassified: only one member is certain; a pattern needs two."),
    "keys_not_found": _(
        "Unclassified: only {units_resolved} of {units} members were found; {keys_not_found} keys "
        "are not in the boundaries."
    ),
    "boundaries_missing": _(
        "Unclassified: only {units_resolved} of {units} members were found; {outside_boundaries} "
        "lie outside the boundaries loaded."
    ),
    "city_hinterland": _(
        "City-hinterland: {hinterland_units} of the {others} other members lie in the hinterland of {core} "
        "({core_population} inhabitants, R = {radius_km} km)."
    ),
    "city_hinterland_all": _(
        "City-hinterland: all {others} other members lie in the hinterland of {core} "
        "({core_population} inhabitants, R = {radius_km} km)."
    ),
    "city_hinterland_pair": _(
        "City-hinterland: the other member lies in the hinterland of {core} "
        "({core_population} inhabitants, R = {radius_km} km)."
    ),
    "district_whole": _("Regional: all {district_members} municipalities of a district are members ({district})."),
    "districts_whole": _(
        "Regional: all municipalities of {whole_districts} districts are members ({municipalities} "
        "municipalities in all)."
    ),
    "district_most": _(
        "Regional: {district_members} municipalities of one district are members, "
        "{district_percent} % of it ({district})."
    ),
    "district_one": _(
        "Regional: a district is a member as a whole; {near_percent} % of the {units_resolved} "
        "units have another one near."
    ),
    "districts": _(
        "Regional: {extending_districts} districts are members as a whole; {near_percent} % of the "
        "{units_resolved} units "
        "have another one near."
    ),
    "neighbourhood_gapless": _(
        "Neighbourhood: the {units_resolved} members form one gapless area, {span_km} km from one end to the other."
    ),
    "neighbourhood_near": _(
        "Neighbourhood: the {units_resolved} members lie near each other in {pieces} pieces, "
        "with no more than one municipality in between; {span_km} km from one end to the other."
    ),
    "neighbourhood_close": _(
        "Neighbourhood: the {units_resolved} members lie in {pieces} pieces, but only {span_km} km "
        "from one end to the other."
    ),
    "regional_near": _(
        "Regional: {near_percent} % of the {units_resolved} units have another one near; {span_km} "
        "km from one end to the other."
    ),
    "network": _(
        "Thematic network: the {units_resolved} units lie scattered; only {near_percent} % have another one near; "
        "{span_km} km from one end to the other."
    ),
}
RULES = {
    "distance": _("Rule: distance and steps, no commuting data loaded."),
    "fua": _("Rule: commuting zones, 15 % of employed residents (EU-OECD)."),
    "bbsr": _("Rule: commuting zones, 25 % or 50 % of out-commuters (BBSR)."),
}
UNTESTED = _("City-hinterland was not tested: inhabitants and central-place levels are missing.")
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
    return result.astype("str")


def _values(
    rows: pd.DataFrame, wanted: list[str], language: str, names: pd.Series, district_names: pd.Series
) -> dict[str, np.ndarray]:
    """Return what a template names, as text in the language's number format."""
    made = {
        "others": lambda: rows["units_resolved"] - 1,
        "near_percent": lambda: rows["near_share"] * 100,
        "district_percent": lambda: rows["district_share"] * 100,
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


def _numbers(column: pd.Series, language: str) -> np.ndarray:
    """Return whole numbers as text; each distinct one is formatted once."""
    distinct, code = np.unique(column.fillna(0).round().to_numpy(dtype=float), return_inverse=True)
    texts = np.array([format_decimal(int(v), locale=language) for v in distinct], dtype=object)
    return texts[code]


def _fill(template: str, values: dict[str, np.ndarray], count: int) -> np.ndarray:
    """Put columns of text into a template, for all rows at once."""
    parts = _FIELD.split(template)
    result = np.full(count, parts[0], dtype=object)
    for field, text in zip(parts[1::2], parts[2::2], strict=True):
        result = result + values[field] + text
    return result
