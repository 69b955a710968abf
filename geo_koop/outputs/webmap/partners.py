"""The map that answers: partners of the municipality that was chosen, members of the cooperation that was chosen."""

from dataclasses import replace

import numpy as np

from geo_koop.locale import translator
from geo_koop.outputs.classes import families
from geo_koop.outputs.webmap.legend import MapStyle
from geo_koop.outputs.webmap.style import styled
from geo_koop.result.analysis import Analysis

_TAKES_PART = {"member": 0, "indirect": 1, "association": 2, "district": 3}
_UNCLEAR, _NOT = 4, 5


def partner_style(analysis: Analysis, key: str, *, language: str = "de") -> MapStyle:
    """Shade the partners of a municipality by the number of shared cooperations.

    Parameters
    ----------
    analysis : Analysis
        What of it is shown counts.
    key : str
        Of the municipality.
    language : {"de", "en"}

    Notes
    -----
    Where both are members themselves the number tells the class; where one of them takes part only through its
    district or association, the class is one of its own. Of the rest, those not surveyed and surroundings stay apart.
    """
    _ = translator(language, "map")
    places = analysis.municipalities
    name = str(places["name"].get(key, key))
    steps, through = families.partners()[:-1], families.partners()[-1]
    selection = families.leaves_out(analysis.provenance.filters)
    none = families.state("not_in_filter" if selection else "partner_none")
    here = families.state("partner_self")
    classes = (replace(here, de=name, en=name), *steps, through, none)
    table = analysis.partners(key)
    own, shared = table["own"].to_numpy(), table["shared"].to_numpy()
    step = np.searchsorted(families.partner_breaks(), own, side="right")
    chosen = np.where(own > 0, step, np.where(shared > 0, len(steps) + 1, -1))
    grade = analysis.grades(["any"])
    around = places["context"].to_numpy(dtype=bool) if "context" in places else np.zeros(len(places), dtype=bool)
    chosen = np.where((chosen < 0) & (grade >= 0) & ~around, len(steps) + 2, chosen)
    chosen[places.index.get_indexer([key])] = 0
    return styled(
        analysis,
        title=_("Cooperations shared with {name}").format(name=name),
        classes=classes,
        chosen=chosen,
        grade=grade,
        kinds=np.full(len(places), ""),
        language=language,
    )


def member_style(analysis: Analysis, cooperation_id: str, *, language: str = "de") -> MapStyle:
    """Colour the municipalities of a cooperation by how they take part; all others are pale.

    Parameters
    ----------
    analysis : Analysis
        Not narrowed, so that a cooperation outside the filters can be shown too.
    cooperation_id : str
    language : {"de", "en"}
    """
    index = analysis.municipalities.index
    area, members = analysis.area, analysis.members
    rows = area[area["cooperation_id"] == cooperation_id]
    named = members[(members["cooperation_id"] == cooperation_id) & (members["level"] == "municipality")]
    chosen = np.full(len(index), _NOT)
    for keys, kinds in (
        (named["unit_key"], np.full(len(named), _UNCLEAR)),
        (rows["key"], rows["through"].map(_TAKES_PART).to_numpy(dtype=int)),
    ):
        at = index.get_indexer(keys)
        chosen[at[at >= 0]] = kinds[at >= 0]
    return styled(
        analysis,
        title=str(analysis.cooperations["name"].get(cooperation_id, "")),
        classes=families.taking_part(),
        chosen=chosen,
        grade=analysis.grades(["any"]),
        kinds=np.full(len(index), ""),
        language=language,
    )
