"""Which municipalities are covered by plans alone: a form that is planned binds nobody yet."""

from collections.abc import Sequence

import numpy as np

from geo_koop import codelists
from geo_koop.result.analysis import Analysis

_ANY_TOPIC = "any"


def only_planned(analysis: Analysis, topics: Sequence[str]) -> np.ndarray:
    """Tell of each municipality whether everything that is shown there on some topics is only planned.

    Parameters
    ----------
    analysis : Analysis
    topics : sequence of str
        Codes of topics or topic groups, or ``"any"``.

    Returns
    -------
    numpy.ndarray of bool
        (n municipalities,); true also where nothing is shown.
    """
    records, asked = analysis.cooperations, set(topics)
    on = np.ones(len(records), dtype=bool)
    if _ANY_TOPIC not in asked:
        known, table = codelists.load("topics"), analysis.topics
        names = [table["topic"], *(table["topic"].map(known.field(name)) for name in ("group", "parent"))]
        about = np.logical_or.reduce([column.isin(asked) for column in names])
        on = records.index.isin(table.loc[about, "cooperation_id"])
    cooperation, municipality = analysis.covering()
    running = (on & ~records["planned"].to_numpy(dtype=bool))[cooperation]
    return np.asarray(np.bincount(municipality[running], minlength=len(analysis.municipalities)) == 0)
