"""Colours of a topic where somebody looks for partners: gaps, who could begin together, and who is covered already."""

from dataclasses import replace

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.locale import translator
from geo_koop.outputs.classes import families
from geo_koop.outputs.webmap.legend import MapStyle
from geo_koop.outputs.webmap.style import styled
from geo_koop.planning import gaps, potential
from geo_koop.planning.gaps import GAP
from geo_koop.planning.potential import Potential
from geo_koop.result.analysis import Analysis


def around_style(
    analysis: Analysis, found: Potential, *, cooperation: str | None = None, label: str = "", language: str = "de"
) -> MapStyle:
    """Colour the municipalities by their status on a topic; those that could begin with one stand out.

    Parameters
    ----------
    analysis : Analysis
    found : Potential
        Of the municipality.
    cooperation : str, optional
        Whose members stand out, too.
    label : str
        Of its class in the legend.
    language : {"de", "en"}

    Notes
    -----
    Where nobody looked, a municipality has the class of what is not surveyed, never that of a gap.
    """
    index = analysis.municipalities.index
    here = families.state("partner_self")
    name = str(analysis.municipalities["name"].get(found.key, found.key))
    *statuses, members = families.gap_statuses()
    classes = (replace(here, de=name, en=name), *statuses, replace(members, de=label, en=label) if label else members)
    chosen = _statuses(analysis, found.topic, 1)
    together = index.get_indexer(pd.Index(found.group["keys"]))
    status = gaps.gaps(analysis).of(found.topic)
    chosen[together] = np.where(status[together] == GAP, 1, chosen[together])
    if cooperation:
        chosen[index.get_indexer(potential.members(analysis, cooperation))] = len(classes) - 1
    chosen[index.get_indexer([found.key])] = 0
    return _styled(analysis, found.topic, classes, chosen, language)


def groups_style(analysis: Analysis, topic: str, table: pd.DataFrame, *, language: str = "de") -> MapStyle:
    """Colour the groups of municipalities that lie together and have the same gap.

    Parameters
    ----------
    analysis : Analysis
    topic : str
    table : pandas.DataFrame
        As made by :func:`geo_koop.planning.gaps.group_table`.
    language : {"de", "en"}
    """
    groups = families.gap_groups()
    chosen = _statuses(analysis, topic, len(groups) - 1)
    at = analysis.municipalities.index.get_indexer(table.index)
    number = table["group"].to_numpy()
    chosen[at] = np.where(number > 0, np.minimum(number, len(groups)) - 1, chosen[at])
    # The class of a group around one municipality has no place among numbered ones.
    return _styled(analysis, topic, (*groups, *families.gap_statuses()[1:-1]), chosen, language)


def _statuses(analysis: Analysis, topic: str, before: int) -> np.ndarray:
    """Return the class of each municipality: its place in ``gap_statuses`` behind others; -1 where nobody looked."""
    found = gaps.gaps(analysis)
    grades = len(codelists.load("grades").codes)
    grade = found.grade[:, found.topics.get_loc(topic)]
    # In the order of gaps.STATUS: own, through the district, by law, gap, not surveyed.
    own = 1 + grades
    place = np.array([own, own + 1, own + 2, 0, -1])[found.of(topic)]
    place = np.where(found.of(topic) == GAP, 1 + grade, place)
    return np.where(place < 0, -1, place + before)


def _styled(
    analysis: Analysis, topic: str, classes: tuple[families.Class, ...], chosen: np.ndarray, language: str
) -> MapStyle:
    found = gaps.gaps(analysis)
    return styled(
        analysis,
        title=translator(language, "map")("Cooperation on: {topic}").format(
            topic=codelists.load("topics").labels(language).get(topic, topic)
        ),
        classes=classes,
        chosen=chosen,
        grade=found.grade[:, found.topics.get_loc(topic)],
        kinds=np.full(len(chosen), ""),
        undated=False,
        language=language,
    )
