"""The sheet: map, plain sentences, cooperations, sources and findings as PDF (Typst)."""

import json
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
import typst
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from geo_koop import codelists
from geo_koop import findings as finding_words
from geo_koop.errors import OutputError, UsageError
from geo_koop.locale import translator
from geo_koop.model import Analysis
from geo_koop.outputs import staticmap, target

SIZES = ("a4", "a3")
_MARGINS = 32.0
_FEW_TOPICS = 3


def sheet(analysis: Analysis, out: Path, *, language: str = "de", size: str = "a4", overwrite: bool = False) -> Path:
    """Write a sheet: one page with map and sentences, then the tables behind it.

    Parameters
    ----------
    analysis : Analysis
    out : Path
        File to write (``.pdf``).
    language : {"de", "en"}
    size : {"a4", "a3"}
    overwrite : bool
        Replace a file that exists.

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    UsageError
        If ending or size is not known.
    OutputError
        If the file cannot be written.
    """
    if size not in SIZES:
        raise UsageError(f"There is no paper size {size!r}.", f"Use one of {', '.join(SIZES)}.")
    target.check(out, endings=(".pdf",), overwrite=overwrite, language=language)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        width = staticmap.SIZES[size][0] - _MARGINS
        staticmap.draw(analysis, root / "map.svg", language=language, size=(width, None), source=False)
        said = json.dumps(content(analysis, language=language, size=size), ensure_ascii=False)
        (root / "data.json").write_text(said, encoding="utf-8")
        template = files(__package__) / "templates" / "sheet.typ"
        (root / "sheet.typ").write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        try:
            pdf = typst.compile(root / "sheet.typ", root=root, format="pdf", ignore_system_fonts=True)
        except typst.TypstError as error:
            raise OutputError(f"The sheet could not be set: {error}", "Report this error.") from error
    with target.writing(out, endings=(".pdf",), overwrite=overwrite, language=language) as path:
        path.write_bytes(pdf)
    return out


def content(analysis: Analysis, *, language: str = "de", size: str = "a4") -> dict[str, Any]:
    """Return everything that the sheet says, as text for the template.

    Parameters
    ----------
    analysis : Analysis
    language : {"de", "en"}
    size : {"a4", "a3"}
    """
    _ = translator(language, "report")
    info = analysis.provenance.boundaries
    day = format_date(analysis.provenance.as_of, "long", locale=language)
    places = " · ".join(label for label in staticmap.parts(analysis, language=language) if label)
    return {
        "language": language,
        "paper": size,
        "title": _("Intermunicipal cooperation"),
        "subtitle": " · ".join(part for part in (places, _("As of {date}").format(date=day)) if part),
        "source": staticmap.source_line(analysis, language),
        "map_alt": _("Map: number of cooperations per municipality"),
        "sentences": sentences(analysis, language=language),
        "warning": _("The boundaries are approximate: they show the situation, not the exact course of a border.")
        if info.approximate
        else "",
        "texts": {
            "patterns": _("Spatial patterns"),
            "cooperations": _("Cooperations"),
            "findings": _("Findings on the data"),
            "provenance": _("Sources"),
            "nothing": _("There is no cooperation to show."),
        },
        "patterns": _patterns(analysis, language),
        "cooperations": _cooperations(analysis, language),
        **_findings(analysis, language),
        "provenance": _provenance(analysis, language),
    }


def sentences(analysis: Analysis, *, language: str = "de") -> list[str]:
    """Return plain sentences on number, patterns, and topics that are covered most and least.

    Parameters
    ----------
    analysis : Analysis
    language : {"de", "en"}
    """
    _ = translator(language, "report")
    shown = analysis.cooperations[analysis.cooperations["shown"].astype(bool)]
    own = pd.Index([key for rows in staticmap.parts(analysis).values() for key in rows.index])
    cells = analysis.coverage(level="municipality")
    cells = cells[cells["key"].isin(own)]
    covered = int((cells.loc[cells["topic"] == "any", "status"] == "covered").sum())
    number, patterns = _numbers(language), _on_patterns(shown, language)
    said = [
        _("{count} cooperations are counted; they cover {covered} of the {all} municipalities.").format(
            count=number(len(shown)), covered=number(covered), all=number(len(own))
        )
    ]
    chosen = _selection(analysis, language)
    if chosen:
        # of a selection, a blank does not mean that nothing was found
        return [_("This is a selection of the cooperations: {filters}.").format(filters=chosen), *said, *patterns]
    return [*said, *patterns, *_on_topics(cells, language)]


def _selection(analysis: Analysis, language: str) -> str:
    """Name the filters that leave cooperations out, other than regions."""
    filters = analysis.provenance.filters
    lists = {"topics": filters.topics, "formats": filters.formats, "patterns": filters.patterns}
    lists |= {"stages": filters.stages, "bindingness": tuple(map(str, filters.bindingness))}
    named = [codelists.load(name).labels(language).get(code, code) for name, codes in lists.items() for code in codes]
    return ", ".join(named)


def _on_patterns(shown: pd.DataFrame, language: str) -> list[str]:
    _ = translator(language, "report")
    number, counts = _numbers(language), shown["pattern"].value_counts()
    if shown.empty:
        return []
    labels = codelists.load("patterns").labels(language)
    each = ", ".join(f"{label} {number(counts[code])}" for code, label in labels.items() if counts.get(code))
    doubtful = int(shown["provisional"].astype(bool).sum())
    return [
        _("Spatial patterns: {patterns}.").format(patterns=each),
        _("{count} of these classifications are provisional, because the members are not fully known.").format(
            count=number(doubtful)
        ),
    ]


def _on_topics(cells: pd.DataFrame, language: str) -> list[str]:
    """Tell the topics covered most and least; a blank is named with the grade of the survey."""
    _ = translator(language, "report")
    entries = codelists.load("topics").entries
    single = [
        code
        for code, entry in entries.items()
        if code not in ("other", "unknown")
        and (not entry.get("is_group") or sum(e.get("group") == code for e in entries.values()) == 1)
    ]
    surveyed = cells[cells["topic"].isin(single) & cells["grade"].notna()]
    if surveyed.empty:
        return [_("No survey is recorded: a blank says nothing about what exists.")]
    share = (surveyed["status"] == "covered").groupby(surveyed["topic"]).mean().sort_values(kind="stable")

    def named(topics: pd.Series) -> str:
        return ", ".join(
            f"{entries[code][language]} ({format_percent(value, locale=language)})" for code, value in topics.items()
        )

    grades = codelists.load("grades").entries
    met = surveyed["grade"].dropna().unique()
    words = "; ".join(str(grades[code][f"none_recorded_{language}"]) for code in met if code in grades)
    return [
        _("Topics that reach furthest (share of the municipalities covered): {topics}.").format(
            topics=named(share[::-1].head(_FEW_TOPICS))
        ),
        _("Topics that reach least: {topics}; for the other municipalities: {grade}.").format(
            topics=named(share.head(_FEW_TOPICS)), grade=words
        ),
    ]


def _patterns(analysis: Analysis, language: str) -> dict[str, Any]:
    _ = translator(language, "report")
    shown = analysis.cooperations[analysis.cooperations["shown"].astype(bool)]
    counts, number = shown["pattern"].value_counts(), _numbers(language)
    return {
        "head": [_("Pattern"), _("Number"), _("Meaning")],
        "rows": [
            {
                "label": entry[language],
                "count": number(counts.get(code, 0)),
                "colour": entry["colour"],
                "description": entry[f"description_{language}"],
            }
            for code, entry in codelists.load("patterns").entries.items()
        ],
    }


def _cooperations(analysis: Analysis, language: str) -> dict[str, Any]:
    _ = translator(language, "report")
    shown = analysis.cooperations[analysis.cooperations["shown"].astype(bool)]
    labels = {name: codelists.load(name).labels(language) for name in ("patterns", "formats", "topics")}
    topics = analysis.topics["topic"].map(labels["topics"]).groupby(analysis.topics["cooperation_id"]).agg(", ".join)
    table = pd.DataFrame(
        {
            "name": shown["name"],
            "format": shown["format"].map(labels["formats"]),
            "pattern": shown["pattern"].map(labels["patterns"])
            + shown["provisional"].astype(bool).map({True: f" ({_('provisional')})", False: ""}),
            "topics": topics.reindex(shown.index),
            "members": shown["n_members"].astype(int).astype("str"),
        }
    )
    letters = table["name"].str.casefold().str.normalize("NFKD").str.replace(r"[^\w\s]", "", regex=True)
    order = letters.sort_values(kind="stable").index
    head = [_("Cooperation"), _("Format"), _("Pattern"), _("Topics"), _("Members")]
    return {"head": head, "rows": _rows(table.loc[order].itertuples(index=False))}


def _findings(analysis: Analysis, language: str) -> dict[str, Any]:
    """Return the findings by kind with an example; their full list is a file of its own."""
    _ = translator(language, "report")
    counts = analysis.findings["code"].value_counts(sort=False)
    first = finding_words.render(analysis.findings.drop_duplicates("code"), language)
    severities = {"error": _("error"), "warning": _("warning"), "info": _("note")}
    rows = [
        (f"{severities[row.severity]} × {counts[row.code]}", f"{row.message} {row.done}", row.remedy)
        for row in first.itertuples()
    ]
    number = _numbers(language)(len(analysis.findings))
    return {
        "finding_note": _("{count} findings; one example of each kind.").format(count=number)
        if rows
        else _("There are no findings."),
        "findings": {"head": [_("Kind"), _("Example"), _("Remedy")], "rows": _rows(rows)},
    }


def _provenance(analysis: Analysis, language: str) -> dict[str, Any]:
    _ = translator(language, "report")
    made = analysis.provenance
    rows = [
        (_("Boundaries"), made.boundaries.title.get(language, "")),
        (_("Attribution"), made.boundaries.attribution.get(language, "")),
        (_("Licence"), made.boundaries.licence),
        *((file.name, f"SHA-256 {file.sha256[:16]}…") for file in made.files),
    ]
    return {"head": [_("Item"), _("Value")], "rows": _rows(row for row in rows if row[1])}


def _rows(rows: Any) -> list[list[str]]:
    return [["" if pd.isna(cell) else str(cell) for cell in row] for row in rows]


def _numbers(language: str) -> Any:
    return lambda value: format_decimal(int(value), locale=language)
