"""How a result shows itself: in a notebook, on an interactive map, as a drawing."""

from html import escape
from typing import TYPE_CHECKING

from geo_koop import codelists, locale
from geo_koop.codelists import words as known_words
from geo_koop.errors import UsageError
from geo_koop.extras import explained
from geo_koop.given import Texts, texts
from geo_koop.locale import mark as _
from geo_koop.outputs import recorded
from geo_koop.outputs.picture import Picture, picture
from geo_koop.outputs.webmap.legend import MapStyle
from geo_koop.outputs.webmap.style import congruence_style, count_style, coverage_style, pattern_style
from geo_koop.outputs.wording import Wording
from geo_koop.result.analysis import Analysis

if TYPE_CHECKING:
    import folium

_STYLES = {"cooperations": count_style, "pattern": pattern_style, "congruence": congruence_style}


@explained
def explore(
    analysis: Analysis, *, colour: str = "cooperations", topic: Texts | None = None, language: str | None = None
) -> "folium.Map":
    """Return the interactive map; see :meth:`geo_koop.Analysis.explore`."""
    from geo_koop.outputs.webmap.page import explorer

    language = language or locale.active()
    return explorer(analysis, style=_style(analysis, colour, topic, language), language=language)


def plot(
    analysis: Analysis,
    *,
    colour: str = "cooperations",
    topic: Texts | None = None,
    width: float = 170.0,
    language: str | None = None,
) -> Picture:
    """Return the map as a drawing; see :meth:`geo_koop.Analysis.plot`."""
    language = language or locale.active()
    return picture(analysis, _style(analysis, colour, topic, language), width=width, language=language)


def text(analysis: Analysis) -> str:
    """Return the short representation of an analysis."""
    shown = int(analysis.values("shown").sum())
    return (
        f"<Analysis on {analysis.provenance.as_of}: {len(analysis.values('shown'))} cooperations, {shown} shown, "
        f"{len(analysis.municipalities)} municipalities, {len(analysis.findings)} findings>"
    )


def html(analysis: Analysis) -> str:
    """Return what a notebook shows of an analysis: numbers, dates, patterns and sources."""
    words = _Words(locale.active())
    rows = [*_numbers(analysis, words), *_patterns(analysis, words), *_sources(analysis, words)]
    lines = "".join(
        f'<tr><th style="text-align:left">{escape(name)}</th><td style="text-align:left">{escape(value)}</td></tr>'
        for name, value in rows
    )
    return f"<table><caption>{escape(words(_('Analysis')))}</caption><tbody>{lines}</tbody></table>"


class _Words(Wording):
    domain = "library"


def _numbers(analysis: Analysis, words: Wording) -> list[tuple[str, str]]:
    provenance = analysis.provenance
    many, shown = len(analysis.values("shown")), int(analysis.values("shown").sum())
    stand = provenance.boundaries.gebietsstand
    severity = analysis.findings["severity"].value_counts()
    noted = [
        words.plural(int(severity.get(code, 0)), one, many_)
        for code, one, many_ in (
            ("error", _("one error"), _("{count} errors")),
            ("warning", _("one warning"), _("{count} warnings")),
            ("info", _("one remark"), _("{count} remarks")),
        )
        if severity.get(code, 0)
    ]
    return [
        (words(_("Date of the view")), words.day(provenance.as_of)),
        *([(words(_("As recorded")), state)] if (state := recorded.said(provenance, words.language)) else []),
        (words(_("Boundaries of")), words.day(stand) if stand else words(_("unknown date"))),
        (words(_("Municipalities")), words.number(len(analysis.municipalities))),
        (
            words(_("Cooperations")),
            words(_("{count}, of which {shown} are shown"), count=words.number(many), shown=words.number(shown)),
        ),
        (words(_("Findings")), ", ".join(noted) or words(_("none"))),
    ]


def _patterns(analysis: Analysis, words: Wording) -> list[tuple[str, str]]:
    counts = analysis.cooperations["pattern"].value_counts()
    known = [code for code in codelists.load("patterns").codes if counts.get(code, 0)]
    said = ", ".join(f"{words.label('patterns', code)} {words.number(int(counts[code]))}" for code in known)
    return [(words(_("Patterns")), said or words(_("none")))]


def _sources(analysis: Analysis, words: Wording) -> list[tuple[str, str]]:
    said = {1: _("{file}, one row")}
    return [
        (
            words(file.role),
            words(said.get(file.rows, _("{file}, {rows} rows")), file=file.name, rows=words.number(file.rows)),
        )
        for file in analysis.provenance.files
    ]


def _style(analysis: Analysis, colour: str, topic: Texts | None, language: str) -> MapStyle:
    if topic is not None:
        codes = [known_words.code("topics", text) or text for text in texts("topic", topic)]
        return coverage_style(analysis, codes, language=language)
    if colour not in _STYLES:
        raise UsageError(
            "There is no colouring {colour}.", "Use one of {known}.", colour=colour, known=", ".join(_STYLES)
        )
    return _STYLES[colour](analysis, language=language)
