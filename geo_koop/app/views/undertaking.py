"""The way from a potential to a decision: what is there at each step, and the files. Pure functions."""

import tempfile
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from geo_koop.app.state import MOST_PLACES
from geo_koop.app.views import cost_form, process
from geo_koop.app.words import Words
from geo_koop.outputs import report
from geo_koop.outputs.law import words as law_words
from geo_koop.outputs.report import pack
from geo_koop.outputs.scenarios import sentences
from geo_koop.outputs.wording import Wording
from geo_koop.planning import undertaking_file
from geo_koop.planning.undertaking import Undertaking

SHEETS: Mapping[str, str] = MappingProxyType(process.SHEETS)
"""Endings of the pack and their kinds."""


class Told(NamedTuple):
    """What is there at a step: a sentence, and whether it is there at all."""

    text: str
    there: bool


def potential(words: Words) -> Told:
    """Tell what the first step is for."""
    return Told(words("Whom to ask, and who does it already."), there=True)


def scenario(about: Undertaking | None, words: Words) -> Told:
    """Tell what the scenario does."""
    if about is None:
        blank = words("No scenario yet: it says who would work together, on what, in which form.")
        return Told(blank, there=False)
    return Told(sentences.lead(about.outcome, Wording(words.language)), there=True)


def costs(about: Undertaking, words: Words, *, begun: bool) -> Told:
    """Tell of the cost sheet: members and years, or that it is not complete or not there."""
    if about.shares is None:
        text = words("The cost sheet is not complete yet.") if begun else words("No cost sheet yet.")
        return Told(text, there=False)
    sheet = about.shares.sheet
    text = words(
        "“{name}”: {count} members, {first} to {last}.",
        name=sheet.title or words("Cost sheet"),
        count=len(sheet.members),
        first=str(sheet.first_year),
        last=str(sheet.last_year),
    )
    paying, missing = about.strangers
    more = [
        words("Only the cost sheet names {names}.", names=words.listing(paying, most=3)) if paying else "",
        words("The cost sheet does not name {names}.", names=words.listing(missing, most=3)) if missing else "",
    ]
    return Told(" ".join(filter(None, (text, *more))), there=True)


def law(about: Undertaking, words: Words) -> Told:
    """Tell how many statements of which states there are."""
    if about.law is None:
        return Told(words("For these places there are no rules in the data: they know the German states."), there=False)
    return Told(law_words.counted(about.law, words.language), there=True)


def asked(about: Undertaking, known: Collection[str]) -> dict[str, Any]:
    """Return what the page of law and funding is asked about it, as fields of the state; ``known``: municipalities."""
    topics, form = about.subject.topics, about.subject.format
    return {
        "places": tuple(key for key in about.keys if key in known)[:MOST_PLACES],
        "parties": "several",
        "law_topic": topics[0] if len(topics) == 1 else None,
        "form": form if form != "unknown" else None,
    }


def checklist(about: Undertaking, words: Words) -> Told:
    """Tell how many items are answered."""
    if about.answers is None:
        return Told(words("The checklist is not answered yet."), there=False)
    items = about.checklist.for_form(about.subject.format)
    return Told(process.readiness(items, about.answers, words), there=True)


def cost_sheet(about: Undertaking, words: Words) -> dict[str, Any]:
    """Return a cost sheet that begins with the members, and says of what scenario it is."""
    begun = {"cost_sheet": about.subject.name, "source": sentences.mark(about.outcome, Wording(words.language))}
    towns = about.outcome.after.municipalities
    return cost_form.with_municipalities(begun, towns[towns.index.isin(about.keys)])


def saved(name: str, parts: undertaking_file.Parts) -> bytes:
    """Return the undertaking as its file holds it."""
    return undertaking_file.text(name, parts).encode()


def files(about: Undertaking, words: Words) -> dict[str, Callable[[], bytes]]:
    """Return what makes the pack, by ending."""
    return {ending: partial(_file, about, words.language, ending) for ending in SHEETS}


def _file(about: Undertaking, language: str, ending: str) -> bytes:
    press = pack.press(about, report.ReportOptions(language=language))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"pack.{ending}"
        return report.write(press, pack.sheets(press, about), out).read_bytes()
