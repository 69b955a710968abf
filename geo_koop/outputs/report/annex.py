"""What stands before and behind the sheets of an atlas: the method, the sources, the findings on the data."""

import pandas as pd

from geo_koop import codelists
from geo_koop import findings as finding_words
from geo_koop.locale import mark as _
from geo_koop.model import BoundaryInfo, SourceInfo
from geo_koop.outputs import inhabitants, recorded
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import Section, Sheet, Table, rows
from geo_koop.outputs.wording import Wording

_DATASETS = {"boundaries": _("Boundaries: {text}"), "cooperations": _("Cooperations: {text}")}
_OTHER = _("Further data: {text}")


def method_sheet(press: Press) -> Sheet:
    """Return how the statements of the sheets come about."""
    words = press.words
    patterns = codelists.load("patterns").entries.values()
    language = words.language
    return Sheet(
        kind="method",
        title=words("How to read the sheets"),
        sections=(
            Section(
                heading=words("Covered, none recorded, not surveyed"),
                paragraphs=(
                    _on_covered(words),
                    words(
                        "None recorded means: somebody looked and found nothing. How thoroughly, is said each time. "
                        "Not surveyed means: nobody looked; a blank then says nothing."
                    ),
                    words(
                        "Members count where a source states the membership. What is unclear is listed, and not "
                        "counted."
                    ),
                ),
            ),
            Section(
                heading=words("Spatial patterns"),
                paragraphs=(
                    words(
                        "Each cooperation has exactly one pattern, with the reason in words. It is provisional where "
                        "not all members are known."
                    ),
                ),
                table=Table(
                    head=(words("Pattern"), words("Meaning")),
                    widths=(1.0, 3.0),
                    groups=(("", rows([(e[language], e[f"description_{language}"]) for e in patterns])),),
                    caption=words("Meaning of the spatial patterns"),
                ),
            ),
            Section(
                heading=words("Key figures"),
                paragraphs=counting(words)[1:],
            ),
            Section(
                heading=words("Maps"),
                paragraphs=(
                    words(
                        "Scales hold for a print at full size (100 %). Grey areas with waves are lakes and forests "
                        "without a municipality. Thick lines are borders of districts."
                    ),
                ),
            ),
        ),
    )


def counting(words: Wording) -> tuple[str, ...]:
    """Return how coverage, congruence and medians are counted."""
    return (
        _on_covered(words),
        words(
            "Congruence: for each partner of a municipality, the shared memberships divided by the "
            "municipality's own; the value is the mean over its partners."
        ),
        words("Medians count the municipalities that were surveyed."),
    )


def _on_covered(words: Wording) -> str:
    return words(
        "A municipality is covered on a topic when it takes part in at least one active cooperation on "
        "it, itself or through its district. A district covers its municipalities where none of them is a member "
        "beside it, or where districts as such work together."
    )


def annex_sheet(press: Press, keys: pd.Index | None = None) -> Sheet:
    """Return the sources and the findings on the data; of a volume those on its municipalities and cooperations."""
    return Sheet(
        kind="annex",
        title=press.words("Sources and findings"),
        sections=(_sources(press, files=keys is None), _findings(press, keys)),
    )


def source_lines(press: Press) -> list[str]:
    """Return the state of the register, and a line for each dataset: what it is, from whom, under which licence."""
    words, made = press.words, press.analysis.provenance
    datasets: dict[str, BoundaryInfo | SourceInfo] = {"boundaries": made.boundaries, **made.sources}
    owners = {role: _owner(press, info) for role, info in datasets.items()}
    lines = [words(_DATASETS.get(role, _OTHER), text=text) for role, text in owners.items() if text]
    counted = inhabitants.source(press.analysis, words)
    if counted:
        lines.append(words("Inhabitants: {text}", text=counted))
    said = [str(text) for text in press.analysis.scopes["source"].dropna().unique() if text]
    if said:
        lines.append(words("Survey: {text}", text="; ".join(said)))
    state = recorded.said(made, words.language)
    return [f"{state}.", *lines] if state else lines


def _owner(press: Press, info: BoundaryInfo | SourceInfo) -> str:
    """Return title, owner and licence of a dataset as one line; empty where nothing is known."""
    words = press.words
    title, owner = (t.get(words.language) or next(iter(t.values()), "") for t in (info.title, info.attribution))
    named = _plain(info.licence) in _plain(owner)
    licence = words("licence {name}", name=info.licence) if info.licence and not named else ""
    return " · ".join(part for part in (title, owner, licence) if part)


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _sources(press: Press, *, files: bool) -> Section:
    """Return the sources; the files with their checksums are for those who made the data, not for a council."""
    words, made = press.words, press.analysis.provenance
    lines = [(file.name, words.number(file.rows), f"{file.sha256[:16]}…") for file in made.files]
    return Section(
        heading=words("Sources"),
        paragraphs=(*source_lines(press), words("Made with geo_koop {version}.", version=made.version)),
        table=Table(
            head=(words("File"), words("Rows"), "SHA-256"),
            widths=(2.0, 0.8, 1.6),
            groups=(("", rows(lines)),),
            caption=words("Files that went into this report"),
        )
        if lines and files
        else None,
    )


def _named(press: Press, found: pd.DataFrame) -> pd.DataFrame:
    """Return findings in which cooperations have their names, where only their ids stand."""
    names = press.analysis.cooperations["name"].astype("str")
    return found.assign(value=found["value"].map(names).fillna(found["value"]))


def _concerning(press: Press, found: pd.DataFrame, keys: pd.Index) -> pd.DataFrame:
    """Return the findings that name one of these municipalities, or a cooperation in which one takes part."""
    members, area = press.analysis.members, press.analysis.area
    districts = press.analysis.municipalities["district"].reindex(keys).dropna().unique()
    inside = members["unit_key"].isin(keys.union(pd.Index(districts)))
    ids = pd.concat([members.loc[inside, "cooperation_id"], area.loc[area["key"].isin(keys), "cooperation_id"]])
    return found[found["value"].isin(keys) | found["value"].isin(ids)]


def _findings(press: Press, keys: pd.Index | None) -> Section:
    """Return the findings by kind with an example; their full list is a file of its own."""
    words, found = press.words, press.analysis.findings
    found = _named(press, found if keys is None else _concerning(press, found, keys))
    if found.empty:
        return Section(heading=words("Findings on the data"), paragraphs=(words("There are no findings."),))
    counts = found["code"].value_counts(sort=False)
    first = finding_words.render(found.drop_duplicates("code"), words.language)
    severities = {"error": words("error"), "warning": words("warning"), "info": words("note")}
    groups = [
        (
            severities[severity],
            rows(
                [(words.number(counts[row.code]), f"{row.message} {row.done}", row.remedy) for row in part.itertuples()]
            ),
        )
        for severity, part in first.groupby("severity", sort=False)
    ]
    return Section(
        heading=words("Findings on the data"),
        paragraphs=(
            words.plural(
                len(found),
                "One finding.",
                "{count} findings; one example of each kind.",
            ),
        ),
        table=Table(
            head=(words("Number"), words("Example"), words("Remedy")),
            widths=(0.6, 3.5, 2.2),
            groups=tuple(groups),
            caption=words("Findings on the data by kind"),
        ),
    )
