"""What the page of reports makes: sheets, previews and files of the view. No Streamlit widget here."""

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from geo_koop import findings
from geo_koop.app.views.sentences import municipality_labels
from geo_koop.app.words import Words
from geo_koop.locale import mark as _
from geo_koop.locale.alphabet import order
from geo_koop.outputs import report
from geo_koop.outputs.report import places
from geo_koop.outputs.report.atlas import KINDS, write_atlas
from geo_koop.outputs.report.make import make
from geo_koop.outputs.report.resolution import Resolution
from geo_koop.outputs.report.sheet import Sheet
from geo_koop.outputs.wording import Wording
from geo_koop.result.analysis import Analysis

SHEETS: Mapping[str, str] = {
    "municipality": _("Municipality profile"),
    "cooperation": _("Cooperation sheet"),
    "example": _("Example sheet"),
    "topic": _("Topic map"),
    "region": _("Overview of a region"),
    "atlas": _("Atlas of a region"),
    "potential": _("Potential of a municipality or a region"),
    "similar": _("Comparable municipalities"),
    "resolution": _("Draft resolution"),
}
"""Kind of a report to its name."""

FILES: Mapping[str, str] = {
    ".pdf": "application/pdf",
    ".html": "text/html",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
"""Ending of a file to its media type."""

TELLING = ("municipality", "region", "atlas")
"""Kinds of reports that can tell what has changed since a date."""
_REGION = "region "
"""In front of a code among keys of municipalities."""
_COOPERATION = "cooperation "
"""In front of an id among keys of municipalities."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a user asks for: kind, key of the subject, region (of a topic map), topic (of a draft), paper, language."""

    kind: str
    key: str
    region: str = ""
    topic: str = ""
    since: date | None = None
    paper: str = "a4"
    landscape: bool = False
    language: str = "de"


def options(choice: Choice, environment: Mapping[str, str] = os.environ) -> report.ReportOptions:
    """Return the options of a report; office, logo, template and base URL are those of the operator.

    Parameters
    ----------
    choice : Choice
    environment : Mapping[str, str]
        ``GEO_KOOP_OFFICE``, ``GEO_KOOP_LOGO``, ``GEO_KOOP_TEMPLATE``, ``GEO_KOOP_BASE_URL``.
    """
    logo, template = (environment.get(f"GEO_KOOP_{name}", "").strip() for name in ("LOGO", "TEMPLATE"))
    return report.ReportOptions(
        language=choice.language,
        paper=choice.paper,
        landscape=choice.landscape,
        since=choice.since,
        office=environment.get("GEO_KOOP_OFFICE", "").strip(),
        logo=Path(logo) if logo else None,
        base_url=environment.get("GEO_KOOP_BASE_URL", "").strip(),
        template=Path(template) if template else None,
    )


def subjects(kind: str, analysis: Analysis, words: Words, topics: Mapping[str, str]) -> dict[str, str]:
    """Return what a kind of report can be about: key to name, in the order of a list."""
    if kind in ("municipality", "similar"):
        return {str(key): str(name) for key, name in municipality_labels(analysis).items()}
    if kind in ("cooperation", "example"):
        names = analysis.cooperations["name"].astype("str")
        return {str(key): name for key, name in names.iloc[order(names)].items()}
    if kind == "resolution":
        places_ = subjects("municipality", analysis, words, topics)
        return places_ | {
            f"{_COOPERATION}{key}": name for key, name in subjects("cooperation", analysis, words, topics).items()
        }
    if kind == "topic":
        return dict(topics)
    if kind == "potential":
        regions = {f"{_REGION}{code}": name for code, name in places.region_labels(analysis, words.language).items()}
        return subjects("municipality", analysis, words, topics) | regions
    return places.region_labels(analysis, words.language)


def first_choice(kind: str, analysis: Analysis, names: Mapping[str, str], wanted: str | None) -> str:
    """Return what a list begins with: what the view shows, or else what was surveyed."""
    if wanted in names:
        return str(wanted)
    own = analysis.municipalities[~analysis.municipalities["context"].astype(bool)]
    known = {"region": own["region"], "atlas": own["region"], "cooperation": None, "topic": None}.get(kind, own.index)
    return next((key for key in names if known is None or key in set(known)), next(iter(names)))


def press_of(analysis: Analysis, choice: Choice) -> report.Press:
    """Return a press for the view."""
    return report.open_press(analysis, options(choice))


def sheet(press: report.Press, choice: Choice) -> Sheet:
    """Return the sheet that a choice names."""
    if choice.kind == "resolution":
        return make(press, _resolution(choice))
    if choice.kind == "potential":
        code = choice.key.removeprefix(_REGION)
        if code == choice.key:
            return make(press, ("potential", code, None))
        return make(press, ("potential", "", places.region(press.analysis, code, choice.language)))
    wanted = choice.region if choice.kind == "topic" else choice.key if choice.kind == "region" else ""
    region = places.region(press.analysis, wanted, choice.language) if wanted else None
    return make(press, (choice.kind, choice.key, region))


def is_cooperation(choice: Choice) -> bool:
    """Tell whether a draft resolution is about a cooperation."""
    return choice.key.startswith(_COOPERATION)


def _resolution(choice: Choice) -> Resolution:
    if is_cooperation(choice):
        return Resolution(cooperation=choice.key.removeprefix(_COOPERATION))
    return Resolution(municipality=choice.key, topic=choice.topic)


def files_of(choice: Choice) -> dict[str, str]:
    """Return what a sheet can be: ending to media type; a draft resolution is no slides."""
    return {ending: mime for ending, mime in FILES.items() if (choice.kind, ending) != ("resolution", ".pptx")}


def file(press: report.Press, made: Sheet, ending: str) -> bytes:
    """Return a sheet as a file of an ending of :data:`FILES`."""
    with tempfile.TemporaryDirectory() as folder:
        return report.write(press, [made], Path(folder) / f"sheet{ending}").read_bytes()


def atlas(press: report.Press, choice: Choice, kinds: Sequence[str], progress: Callable[[int, int], None]) -> bytes:
    """Return the atlas of a region as PDF."""
    region = places.region(press.analysis, choice.key, choice.language)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "atlas.pdf"
        wanted = [kind for kind in KINDS if kind in kinds]
        return write_atlas(press, [region], out, kinds=wanted, progress=progress).read_bytes()


def unset(analysis: Analysis, words: Words, *, most: int = 3) -> list[str]:
    """Return in words which texts have letters that a PDF lacks, the first of them."""
    found = report.notice(analysis)
    told = findings.render(found.head(most), words.language)
    said = [f"{row.message} {row.done}" for row in told.itertuples()]
    more = len(found) - len(said)
    return [*said, words("And {count} more.", count=words.number(more))] if more > 0 else said


def file_name(choice: Choice, name: str) -> str:
    """Return a file name without ending, of letters and digits that every system takes.

    >>> file_name(Choice(kind="municipality", key="09184119"), "Garching b.München")
    'garching-b-münchen'
    >>> file_name(Choice(kind="resolution", key="09184123", topic="water"), "Haar (Landkreis München)")
    'haar-landkreis-münchen-wasserversorgung-beschlussvorlage'
    """
    text = _hyphened(name)[:60] or choice.kind
    words = Wording(choice.language)
    beside = {"potential": words("Potential"), "similar": words("Comparable municipalities")}
    if choice.kind != "resolution":
        return _hyphened(f"{text} {beside.get(choice.kind, '')}")
    # Beside the profile of the same municipality, and beside drafts on other topics.
    return _hyphened(f"{text} {words.label('topics', choice.topic or None)} {words('Draft resolution')}")


def _hyphened(name: str) -> str:
    return str(pd.Series([name.casefold()]).str.replace(r"[^\w]+", "-", regex=True).str.strip("-_")[0])
