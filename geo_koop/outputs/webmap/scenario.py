"""Colours of a scenario: who takes part in a cooperation before and after, and who joins and leaves."""

import numpy as np

from geo_koop.locale import translator
from geo_koop.outputs.classes import families
from geo_koop.outputs.webmap.legend import MapStyle
from geo_koop.outputs.webmap.style import styled
from geo_koop.planning.scenarios import Outcome
from geo_koop.result.analysis import Analysis

SIDES = ("before", "after")


def side_style(outcome: Outcome, side: str, cooperation: str, *, language: str = "de") -> MapStyle:
    """Colour the municipalities that a cooperation covers before or after; all others are pale.

    Parameters
    ----------
    outcome : Outcome
    side : {"before", "after"}
    cooperation : str
        Id; it need not be there on this side.
    language : {"de", "en"}
    """
    analysis = outcome.before if side == "before" else outcome.after
    other = outcome.after if side == "before" else outcome.before
    looks = families.scenario()
    classes = (looks["stays"], looks["leaves" if side == "before" else "joins"], families.taking_part()[-1])
    here, there = (_covered(one, cooperation) for one in (analysis, other))
    index = analysis.municipalities.index
    chosen = np.select([index.isin(here & there), index.isin(here)], [0, 1], default=2)
    names = (one.cooperations["name"].get(cooperation) for one in (outcome.after, outcome.before))
    name = next((str(text) for text in names if text), "")
    _ = translator(language, "map")
    title = _("{name}, before") if side == "before" else _("{name}, after (scenario)")
    return styled(
        analysis,
        title=title.format(name=name),
        classes=classes,
        chosen=chosen,
        grade=analysis.grades(["any"]),
        kinds=np.full(len(index), ""),
        undated=False,
        language=language,
    )


def _covered(analysis: Analysis, cooperation: str) -> set[str]:
    if analysis.cooperations["status"].get(cooperation) == "ended":
        return set()
    area = analysis.area
    return set(area.loc[area["cooperation_id"] == cooperation, "key"])
