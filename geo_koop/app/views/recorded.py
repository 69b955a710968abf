"""The state of the register in words, and what can be chosen of it. Pure functions."""

from collections.abc import Mapping
from types import MappingProxyType

from geo_koop.app.recorded_address import Recorded, Span
from geo_koop.app.words import Words
from geo_koop.locale import mark as _
from geo_koop.model import Provenance
from geo_koop.outputs import basis
from geo_koop.outputs.recorded import clock
from geo_koop.result.analysis import Analysis
from geo_koop.view_date import HOME

KINDS: Mapping[str, str] = MappingProxyType(
    {"now": _("as it is now"), "day": _("at the end of a day"), "revision": _("in a revision")}
)
"""Ways to name a state to what they are called."""
_PARTS: Mapping[str, str] = MappingProxyType(
    {
        "areas": _("boundaries and attributes"),
        "settings": _("thresholds"),
        "codelists": _("codelists"),
        "records": _("records shown"),
    }
)


def kind(recorded: Recorded) -> str:
    """Return which of :data:`KINDS` names a state.

    >>> from datetime import date
    >>> kind(None), kind(12), kind(date(2026, 3, 31))
    ('now', 'revision', 'day')
    """
    if recorded is None:
        return "now"
    return "revision" if isinstance(recorded, int) else "day"


def first_of(chosen: str, span: Span, revision: int | None) -> Recorded:
    """Return what a way to name a state begins with: the last day, the revision that was shown."""
    return {"now": None, "day": span.last_day, "revision": revision or span.last}[chosen]


def sentence(made: Provenance, span: Span, words: Words) -> str:
    """Say which state is shown, and whether there are later ones."""
    if not made.revision or made.recorded is None:
        return words("The register {name} held nothing yet.", name=made.register)
    shown = words(
        "This is what the register {name} said in revision {number}, recorded on {day} at {time}.",
        name=made.register,
        number=made.revision,
        day=words.day(made.recorded.astimezone(HOME)),
        time=clock(made.recorded),
    )
    later = span.last - made.revision
    if not later:
        return f"{shown} {words('It is the present state.')}"
    if later == 1:
        return f"{shown} {words('One revision came later.')}"
    return f"{shown} {words('{count} revisions came later.', count=words.number(later))}"


def changed_since(mark: str, analysis: Analysis, words: Words) -> str:
    """Say what differs from what a sheet rested on whose link was opened; empty where nothing does.

    Parameters
    ----------
    mark : str
        Of :func:`geo_koop.outputs.basis.mark`; empty where no sheet is known.
    analysis : Analysis
    words : Words
    """
    differing = basis.differing(mark, basis.mark(analysis)) if mark else ()
    if not differing:
        return ""
    parts = words.listing([words(_PARTS[name]) for name in differing])
    text = words("Since the sheet with this link was made, this has changed: {parts}.", parts=parts)
    if "records" in differing:
        text += " " + words("Records that have become internal since are not shown, or it is another register.")
    return f"{text} {words('The page may show something else than the sheet.')}"
