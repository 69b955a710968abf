"""Provenance, findings and method, prepared for display. Pure functions on an analysis."""

from collections.abc import Sequence

import pandas as pd

from geo_koop import codelists, findings
from geo_koop.app.views.sentences import region_labels
from geo_koop.app.words import Words
from geo_koop.locale import mark as _
from geo_koop.model import SourceInfo
from geo_koop.outputs import causes, inhabitants, recorded
from geo_koop.result.analysis import Analysis

_HEADINGS = {
    "severity": _("Severity"),
    "message": _("What was noticed"),
    "done": _("What was done"),
    "remedy": _("What to do"),
    "expected": _("Expected"),
    "file": _("File"),
    "sheet": _("Sheet"),
    "row": _("Row"),
    "rows": _("Rows"),
    "column": _("Column"),
    "value": _("Value"),
}
SEVERITIES = {"error": _("errors"), "warning": _("warnings"), "info": _("remarks")}
LIST_TITLES = {
    "bindingness": _("Bindingness"),
    "patterns": _("Spatial pattern"),
    "stages": _("Stage"),
    "completeness": _("Completeness of the list of members"),
    "grades": _("How thoroughly was looked"),
    "membership": _("Status of a member"),
    "roles": _("Role of a member"),
}
_SEVERITY = {"error": _("error"), "warning": _("warning"), "info": _("remark")}
_ROLES = {
    "boundaries": _("Boundaries"),
    "cooperations": _("Cooperations"),
    "members": _("Members"),
    "actors": _("Further participants"),
    "sources": _("Sources"),
    "scopes": _("Survey scopes"),
    "events": _("Events"),
    "attributes": _("Attributes"),
    "zones": _("Commuting zones"),
    "links": _("Ferry and bridge links"),
}


def sensitivity_table(moved: pd.DataFrame, analysis: Analysis, words: Words) -> pd.DataFrame:
    """Return which patterns change with which threshold, for people.

    Parameters
    ----------
    moved : pandas.DataFrame
        As :func:`geo_koop.workspace.sensitivity` returns it.
    analysis : Analysis
        It was made of.
    words : Words
    """
    labels = codelists.load("patterns").labels(words.language)
    digits = (moved["value"] % 1 != 0).astype(int) * 2
    return pd.DataFrame(
        {
            words("Threshold"): moved["threshold"],
            words("Value"): [words.number(value, places) for value, places in zip(moved["value"], digits, strict=True)],
            words("Cooperation"): moved["cooperation_id"].map(analysis.cooperations["name"]),
            words("Pattern"): moved["pattern_before"].map(labels),
            words("Pattern then"): moved["pattern_after"].map(labels),
        }
    )


def provenance_facts(analysis: Analysis, words: Words) -> tuple[tuple[str, str], ...]:
    """Return label and value of what an analysis was made of; what is unknown says so.

    Parameters
    ----------
    analysis : Analysis
    words : Words
    """
    made = analysis.provenance
    info, counts = made.boundaries, made.counts
    records = made.sources.get("cooperations", SourceInfo())
    unknown = words("unknown")
    return (
        (words("Boundaries"), info.title.get(words.language) or next(iter(info.title.values()), unknown)),
        (words("Attribution"), info.attribution.get(words.language) or next(iter(info.attribution.values()), unknown)),
        (words("Licence of the boundaries"), info.licence or unknown),
        (
            words("Licence of the records"),
            records.attribution.get(words.language) or records.licence or words("as its owner says"),
        ),
        (
            words("Background of the map"),
            words(
                "districts © GeoBasis-DE / BKG (dl-de/by-2-0), simplified; states, rivers and lakes Natural Earth "
                "(public domain); cities from open_eGo load areas (ODbL 1.0), © OpenStreetMap contributors, "
                "© Statistische Ämter des Bundes und der Länder, © GeoBasis-DE / BKG"
            ),
        ),
        (words("Boundaries valid on"), words.day(info.gebietsstand) or unknown),
        (words("Coordinate system"), made.crs),
        (words("Inhabitants"), inhabitants.source(analysis, words) or unknown),
        (words("As of"), words.day(made.as_of)),
        *([(words("As recorded"), state)] if (state := recorded.said(made, words.language)) else []),
        (
            words("Contents"),
            words(
                "{municipalities} municipalities, {cooperations} cooperations, {memberships} memberships "
                "({counted} of them counted on the date, {outside} outside the boundaries)",
                municipalities=words.number(counts.get("municipalities")),
                cooperations=words.number(counts.get("cooperations")),
                memberships=words.number(counts.get("memberships")),
                counted=words.number(counts.get("memberships_counted")),
                outside=words.number(counts.get("members_outside")),
            ),
        ),
        (words("Program"), f"geo_koop {made.version}"),
    )


def scope_table(analysis: Analysis, words: Words) -> pd.DataFrame:
    """Return the survey scopes, named in the language."""
    regions = region_labels(analysis, words)
    rows = analysis.scopes
    return pd.DataFrame(
        {
            words("Surveyed area"): rows["area"].map(lambda text: _named(text, regions, words("all areas"))),
            words("Topics"): rows["topics"].map(
                lambda text: _named(text, codelists.load("topics").labels(words.language), words("all topics"))
            ),
            words("Date"): rows["date"].map(words.day),
            words("How thoroughly"): rows["grade"].map(lambda code: words.label("grades", code)),
            words("Source"): rows["source"],
        }
    )


def _named(text: str, labels: dict[str, str], everything: str) -> str:
    codes = [code.strip() for code in text.split(";")]
    return everything if "*" in codes else ", ".join(labels.get(code, code) for code in codes if code)


def file_table(analysis: Analysis, words: Words) -> pd.DataFrame:
    """Return the files that went into an analysis, named in the language."""
    return pd.DataFrame(
        [
            (words(_ROLES.get(file.role, file.role)), file.name, file.rows, file.sha256)
            for file in analysis.provenance.files
        ],
        columns=[words("Contents"), words("File"), words("Rows"), "SHA-256"],
    )


def severity_counts(table: pd.DataFrame, words: Words) -> str:
    """Return how many findings there are of each severity, the worst first, as one line."""
    counts = table["severity"].value_counts()
    return " · ".join(
        f"{words(SEVERITIES[code])}: {words.number(counts[code])}" for code in findings.SEVERITIES if code in counts
    )


def cause_table(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return findings in words, one line for each cause."""
    names = ("severity", "message", "done", "remedy", "file", "sheet", "rows", "column")
    return _headed(causes.of(table, words.language), names, words)


def finding_table(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return findings in words, named in the language."""
    names = ("severity", "message", "done", "remedy", "expected", "file", "sheet", "row", "column", "value")
    return _headed(findings.render(table, words.language), names, words)


def _headed(shown: pd.DataFrame, names: Sequence[str], words: Words) -> pd.DataFrame:
    """Return the columns that hold anything, with headings in the language."""
    shown = shown.assign(severity=shown["severity"].map({code: words(text) for code, text in _SEVERITY.items()}))
    used = [name for name in names if shown[name].astype("string").fillna("").ne("").any()]
    return shown[used].rename(columns={name: words(_HEADINGS[name]) for name in used})


def texts_on_method(words: Words) -> tuple[str, ...]:
    """Return the method in a few sentences."""
    return (
        words(
            "A cooperation covers its municipal members, and all municipalities of a member district in which "
            "none of its municipal members lies. Only memberships that a source states are counted."
        ),
        words(
            "Each cooperation gets one spatial pattern by fixed rules, with the reason and the numbers. "
            "A pattern is provisional where the list of members is not complete or not all members were found."
        ),
        words(
            "Covered, none recorded and not surveyed are three different things: a blank inside a survey scope is "
            "“none recorded”, with the thoroughness of the search; outside of it, nobody has looked."
        ),
        words(
            "Congruence tells how far a municipality works with the same partners everywhere: "
            "the mean share of its memberships that its partners share."
        ),
        words("A cooperation without an end counts as active while it operates or its stage is unknown."),
    )
