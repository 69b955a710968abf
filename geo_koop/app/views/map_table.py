"""The map as a table: what it shows of each municipality, in words and numbers."""

import pandas as pd

from geo_koop.app.state import State
from geo_koop.app.views.chart_tables import within
from geo_koop.app.views.coverage_tables import places
from geo_koop.app.words import Words
from geo_koop.locale.alphabet import order
from geo_koop.outputs.webmap.focus import class_labels
from geo_koop.outputs.webmap.style import coverage_style, pattern_style
from geo_koop.result.analysis import Analysis


def map_table(analysis: Analysis, state: State, words: Words) -> pd.DataFrame:
    """Return the municipalities in view with all that the modes of the map tell about them.

    Parameters
    ----------
    analysis : Analysis
        Narrowed by the filters; :attr:`Analysis.left_out` tells what the numbers leave out. Topics count all.
    state : State
        Its regions and its range of cooperations choose rows, its topic a column.
    words : Words

    Returns
    -------
    pandas.DataFrame
        Indexed by key, by name; columns named in the language.
    """
    table, overlap = analysis.municipalities, analysis.overlap
    language = words.language
    topic = words.label("topics", state.theme)
    shown = pd.DataFrame(
        {
            words("Municipality"): table["name"],
            words("District"): table["district_name"],
            words("Inhabitants"): table["population"],
            words("Cooperations"): overlap["cooperations"],
            words("of these through its district"): overlap["through_district"],
            words("Pattern of the most binding one"): class_labels(pattern_style(analysis, language=language)),
            words("Most binding cooperation"): class_labels(coverage_style(analysis, "any", language=language)),
            words("Topic: {topic}", topic=topic): class_labels(
                coverage_style(analysis.fuller, state.theme, language=language)
            ),
            words("Congruence"): analysis.congruence.round(2),
        },
        index=table.index,
    )
    if state.overlap:
        shown = shown[within(analysis, *state.overlap)]
    shown = shown[shown.index.isin(places(analysis, state.filters))]
    return shown.iloc[order(shown[words("Municipality")])]
