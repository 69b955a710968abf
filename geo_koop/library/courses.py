"""How cooperations came about, changed and ended."""

from geo_koop.outputs.process import summary
from geo_koop.outputs.process.summary import Course
from geo_koop.result import named
from geo_koop.result.analysis import Analysis


def process(analysis: Analysis, cooperation: str | None = None) -> Course:
    """Return the events of cooperations up to the date of the view, and what they show.

    Parameters
    ----------
    analysis : Analysis
    cooperation : str, optional
        Id or name of one; all of the analysis where it is left out.

    Returns
    -------
    Course
        ``events`` (recorded and derived), ``states`` and ``flows`` (form at the beginning, form and stage on the date),
        ``overview`` (counts, what ended), ``lasting`` and ``binding`` (durations with what is censored):
        ``docs/process.md``.

    Raises
    ------
    UsageError
        If there is no such cooperation.

    Examples
    --------
    >>> import geo_koop as gk
    >>> course = gk.process(gk.analyse(), "inkomz")
    >>> course.events[["date", "kind", "derived"]].values.tolist()
    [['2007', 'founded', True], ['2016', 'left', True]]
    """
    if cooperation is None:
        return summary.of(analysis)
    one = named.cooperation(analysis, cooperation)
    return summary.of(analysis.part(analysis.cooperations.index == one))
