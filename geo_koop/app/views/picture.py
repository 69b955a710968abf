"""What a picture of the map says beside its legend. Pure functions on an analysis."""

from collections.abc import Mapping, Sequence

from geo_koop import codelists
from geo_koop.app.state import FILTERS
from geo_koop.app.views.sentences import counted_how, topic_labels
from geo_koop.app.words import Words
from geo_koop.outputs import recorded
from geo_koop.outputs.webmap.area_map import ground_attribution, map_attribution
from geo_koop.result.analysis import Analysis


def title(analysis: Analysis, words: Words, shown: Sequence[str] = ()) -> str:
    """Return the heading of a picture.

    Parameters
    ----------
    analysis : Analysis
    words : Words
    shown : sequence of str
        Names of what the map shows; all regions of the data where it is left out.
    """
    boundaries = analysis.provenance.boundaries
    named = list(shown) or [labels.get(words.language, code) for code, labels in boundaries.regions.items()]
    where = ", ".join(named) or boundaries.title.get(words.language, "")
    what = words("Cooperation of municipalities")
    return f"{what}: {where}" if where else what


def lines(analysis: Analysis, words: Words, regions: Mapping[str, str]) -> list[str]:
    """Return the lines below a picture: date and filters, sources of boundaries and background, program.

    Parameters
    ----------
    analysis : Analysis
    words : Words
    regions : Mapping[str, str]
        As made by :func:`geo_koop.app.views.region_labels`.
    """
    provenance = analysis.provenance
    parts = [words("As of {date}", date=words.day(provenance.as_of))]
    if state := recorded.said(provenance, words.language):
        parts.append(state)
    if chosen := _filters(analysis, words, regions):
        parts.append(words("Filtered: {filters}", filters=chosen))
    if how := counted_how(analysis, words):
        parts.append(how.rstrip("."))
    credit = map_attribution(analysis, words.language)
    source = [words("Boundaries: {source}", source=credit)] if credit else []
    if provenance.boundaries.approximate:
        source.append(words("The boundaries are approximations."))
    source.append(ground_attribution(words.language))
    made = words("Made with geo_koop {version}", version=provenance.version)
    return [" · ".join(parts), " · ".join(source), made]


def _filters(analysis: Analysis, words: Words, regions: Mapping[str, str]) -> str:
    filters = analysis.provenance.filters
    labels = {
        "region": regions,
        "topic": topic_labels(words),
        **{
            name: codelists.load(codelist).labels(words.language)
            for name, codelist in (
                ("format", "formats"),
                ("bindingness", "bindingness"),
                ("pattern", "patterns"),
                ("stage", "stages"),
                ("obligation", "obligation"),
            )
        },
    }
    chosen = [labels[name].get(str(v), str(v)) for name, field in FILTERS.items() for v in getattr(filters, field)]
    return ", ".join(chosen)
