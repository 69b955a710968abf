"""What the import assistant shows and makes: proposals, cases, changes, files. No Streamlit here."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from geo_koop import codelists, findings
from geo_koop.app.words import Words
from geo_koop.intake.files.tables import Table
from geo_koop.intake.lists import review
from geo_koop.intake.lists.import_profile import FIELDS, SHAPES, ImportProfile
from geo_koop.intake.lists.importing import Imported
from geo_koop.intake.names import decisions as by_hand
from geo_koop.locale import mark as _
from geo_koop.locale.alphabet import sort_key
from geo_koop.outputs import tables
from geo_koop.outputs.classes.families import state
from geo_koop.outputs.classes.palette import PALETTE
from geo_koop.outputs.webmap.geometry import order_hash
from geo_koop.outputs.webmap.legend import LegendEntry, MapStyle, Paint
from geo_koop.result.analysis import Analysis

SHAPE_LABELS: Mapping[str, str] = {
    "long": _("One row for each membership"),
    "cell": _("One row for each cooperation, its members in one cell"),
    "wide": _("One column for each cooperation"),
    "kinds": _("One column for each kind of cooperation, with the name of the area"),
    "turned": _("One column for each municipality, one row for each cooperation"),
}
FIELD_LABELS: Mapping[str, str] = {
    "member": _("Member (name)"),
    "key": _("Key of the member (AGS)"),
    "cooperation": _("Name of the cooperation"),
    "cooperation_id": _("Id of the cooperation"),
    "topics": _("Topics"),
    "member_kind": _("Kind of the member (municipality, district …)"),
    "district": _("District"),
    "state": _("State"),
    "postcode": _("Postcode"),
    "role": _("Role of the member"),
    "format": _("Format"),
    "stage": _("Stage"),
    "start": _("Start"),
    "end": _("End"),
    "source": _("Source"),
    "note": _("Note"),
}
USUAL: Mapping[str, tuple[str, ...]] = {
    "long": ("member", "key", "cooperation", "topics", "district"),
    "cell": ("member", "cooperation", "topics", "district"),
    "wide": ("member", "key", "district"),
    "kinds": ("member", "key", "district"),
    "turned": ("cooperation", "cooperation_id"),
}
"""Columns that matter most in each shape; the others are asked for in a part that is folded away."""
COLUMNS_OF: Mapping[str, str] = {
    "wide": _("Columns of the cooperations"),
    "kinds": _("Columns of the kinds of cooperation"),
    "turned": _("Columns of the municipalities"),
}
"""Shapes with several columns of one meaning."""
OF_ALL = ("format", "stage")
CHANGE_LABELS: Mapping[str, str] = {
    "new": _("new"),
    "changed": _("changed"),
    "same": _("same members"),
    "removed": _("not in the list"),
}
_KNOWN = 0.5
_LONG = 120
_CONTRADICTED = ("context_contradicts", "designation_differs")

assert set(FIELD_LABELS) == set(FIELDS)
assert set(SHAPE_LABELS) == set(SHAPES)


def with_columns(
    profile: ImportProfile,
    *,
    shape: str,
    columns: Mapping[str, str | None],
    cooperations: Sequence[str],
    about: Mapping[str, str | None],
    fill_down: bool = False,
) -> ImportProfile:
    """Return a profile with what the user chose; what was left empty is left out."""
    said = {name: value for name, value in about.items() if value}
    rest = {kind: dict(entries) for kind, entries in profile.about.items() if kind != "*"}
    every = {n: v for n, v in profile.about.get("*", {}).items() if n not in about} | said
    return replace(
        profile,
        shape=shape,
        columns={name: heading for name, heading in columns.items() if heading},
        cooperations=tuple(cooperations) if shape in COLUMNS_OF else (),
        about=rest | ({"*": every} if every else {}),
        fill_down=fill_down and shape in ("long", "cell"),
    )


def fits(profile: ImportProfile, headings: Sequence[str]) -> ImportProfile:
    """Return a profile without columns that a table does not have."""
    return replace(
        profile,
        columns={name: heading for name, heading in profile.columns.items() if heading in headings},
        cooperations=tuple(name for name in profile.cooperations if name in headings),
    )


def evidence_table(evidence: Mapping[str, float], table: Table, words: Words) -> pd.DataFrame:
    """Return what was seen in each column: an example, and the share of cells that are municipalities."""
    rows, headings = table.rows, table.headings
    filled = {name: rows[name][rows[name] != ""] for name in headings}
    return pd.DataFrame(
        {
            words("Column"): headings,
            words("Filled cells"): [len(filled[name]) for name in headings],
            words("Example"): [" · ".join(filled[name].unique()[:3]) for name in headings],
            words("What the cells hold"): [_seen(evidence.get(name), words) for name in headings],
        }
    )


def _seen(share: float | None, words: Words) -> str:
    if share is None or share < 0.01:
        return ""
    text = words("{share} recognised", share=words.share(share))
    return text if share >= _KNOWN else words("only {share} recognised", share=words.share(share))


def case_table(cases: pd.DataFrame, areas: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the names of a list with what they were matched with, in words."""
    names = place_names(areas)
    return pd.DataFrame(
        {
            words("Name in the list"): cases["name"],
            words("Result"): cases["kind"].map(lambda code: words.label("match_kinds", code)),
            words("Municipality"): cases["key"].map(lambda key: names.get(key, key)),
            words("Why"): cases["rule"].map(lambda code: words.label("match_rules", code)),
            words("District"): cases["district"],
            words("Rows"): cases["rows"],
            words("First row"): cases["row"],
        }
    )


def is_open(cases: pd.DataFrame) -> pd.Series:
    """Tell which names nobody has decided on: neither found, nor certainly something else.

    Several that are not named are open too, where the boundaries know which they would be.
    """
    whole = (cases["kind"] == "several") & (cases["candidates"].map(len) > 0)
    return cases["kind"].isin(("ambiguous", "not_found")) | whole


def case_label(case: pd.Series, words: Words) -> str:
    """Return a line for a name in a list to choose from."""
    return f"{short(case['name'])} – {words.label('match_kinds', case['kind'])}"


def short(text: str, most: int = _LONG) -> str:
    """Return a text of a bearable length.

    Examples
    --------
    >>> short("Garching", 5)
    'Garc…'
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


def single_candidates(cases: pd.DataFrame) -> pd.DataFrame:
    """Return the open names that only one municipality fits, and nothing beside them contradicts.

    Parameters
    ----------
    cases : pandas.DataFrame
        As made by :func:`geo_koop.intake.lists.review.review`.

    Returns
    -------
    pandas.DataFrame
        Each name once, with ``name``, ``key`` (the candidate) and ``rule``.
    """
    clear = (cases["kind"] == "ambiguous") & (cases["candidates"].map(len) == 1) & ~cases["rule"].isin(_CONTRADICTED)
    found = cases[clear].assign(key=cases["candidates"][clear].map(lambda keys: keys[0]))
    decided_elsewhere = found["name"].isin(cases.loc[~clear, "name"]) | found.duplicated("name")
    return found.loc[~decided_elsewhere, ["name", "key", "rule"]].reset_index(drop=True)


def place_names(areas: pd.DataFrame) -> dict[str, str]:
    """Return the names of districts and municipalities by key."""
    names = {str(key): str(name) for key, name in areas["name"].items()}
    return _above(areas) | names


def _above(areas: pd.DataFrame) -> dict[str, str]:
    """Return the names of districts and associations by key."""
    names: dict[str, str] = {}
    for level in ("district", "association"):
        if {level, f"{level}_name"} <= set(areas.columns):
            once = areas[areas[f"{level}_name"].fillna("") != ""].drop_duplicates(level)
            names |= dict(zip(once[level].astype(str), once[f"{level}_name"].astype(str), strict=True))
    return names


def around(keys: Sequence[str], areas: pd.DataFrame) -> list[str]:
    """Return the municipalities of the districts of some, so that a map shows these with their surroundings."""
    if "district" not in areas:
        return list(keys)
    districts = areas.loc[areas.index.isin(list(keys)), "district"]
    return [str(key) for key in areas.index[areas["district"].isin(districts)]]


def place_label(key: str, areas: pd.DataFrame) -> str:
    """Return name, designation, district and key of a municipality or a district."""
    if key not in areas.index:
        named = _above(areas).get(key)
        return f"{named} ({key})" if named else key
    row = areas.loc[key]
    beside = ", ".join(
        str(row[c]) for c in ("designation", "district_name") if c in row and row[c] and pd.notna(row[c])
    )
    return f"{row['name']} – {beside} ({key})" if beside else f"{row['name']} ({key})"


def members_of(key: str, areas: pd.DataFrame) -> list[str]:
    """Return the keys of the municipalities that a key stands for: itself, or those above which it stands."""
    if key in areas.index:
        return [key]
    held = [areas[level] == key for level in ("district", "association") if level in areas]
    return [str(k) for k in areas.index[np.logical_or.reduce(held)]] if held else []


def candidate_style(analysis: Analysis, keys: Sequence[str], words: Words) -> MapStyle:
    """Return the colours of a small map: candidates stand out from all others."""
    table = analysis.municipalities
    entries = (
        LegendEntry(label=words("other municipalities"), paint=Paint(colour=PALETTE["land"])),
        LegendEntry(label=words("in question"), paint=Paint.of(state("candidate"))),
    )
    return MapStyle(
        title=words("Candidates"),
        codes=tuple(table.index.isin(list(keys)).astype(int).tolist()),
        palette=tuple(entry.paint for entry in entries),
        legend=entries,
        order_hash=order_hash(table.index, analysis.unincorporated.index),
    )


def decided(decisions: pd.DataFrame, name: str, key: str, *, context: str = "", today: date) -> pd.DataFrame:
    """Return decisions with one more; one on the same name and context is replaced."""
    row = {"name": name, "context": context, "key": key, "decided": today.isoformat(), "note": ""}
    return by_hand.joined(decisions, pd.DataFrame([row], dtype="str"))


def no_decisions() -> pd.DataFrame:
    """Return a table of decisions without rows."""
    return pd.DataFrame(columns=list(by_hand.COLUMNS), dtype="str")


def change_table(changes: pd.DataFrame, areas: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return what an import changes against the records that are shown, in words."""
    names = place_names(areas)

    def said(keys: tuple[str, ...]) -> str:
        shown = ", ".join(str(names.get(key, key)) for key in keys[:8])
        return shown + (words(" and {count} more", count=len(keys) - 8) if len(keys) > 8 else "")

    return pd.DataFrame(
        {
            words("Change"): changes["state"].map(lambda code: words(CHANGE_LABELS[code])),
            words("Cooperation"): changes["name"],
            words("Members added"): changes["joined"].map(said),
            words("Members that the list does not name"): changes["left"].map(said),
        }
    )


def counted(imported: Imported, words: Words) -> str:
    """Return in a sentence what became of the rows, and what was made of them."""
    taken, told = imported.rows_taken(), imported.rows_reported()
    return words(
        "{rows} rows: {taken} taken, {told} reported. Cooperations: {cooperations}; members: {members}; "
        "further participants: {actors}.",
        rows=words.number(len(taken | told)),
        taken=words.number(len(taken)),
        told=words.number(len(told)),
        cooperations=words.number(len(imported.cooperations)),
        members=words.number(len(imported.members)),
        actors=words.number(len(imported.actors)),
    )


def member_table(members: pd.DataFrame, cooperations: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Return members with the name of their cooperation and municipality beside them, to be corrected."""
    titles = cooperations.drop_duplicates("cooperation_id").set_index("cooperation_id")["name"]
    return members.assign(
        cooperation=members["cooperation_id"].map(titles).fillna(""),
        municipality=members["key"].map(place_names(areas)).fillna(""),
    )


def unknown_topics(cooperations: pd.DataFrame) -> list[str]:
    """Return the topics of cooperations that are neither codes nor names of the codelist."""
    topics = codelists.load("topics")
    known = {text.casefold() for text in (*topics.codes, *topics.labels("de").values(), *topics.labels("en").values())}
    given = cooperations["topics"].str.split(r"[;,]", regex=True).explode().str.strip()
    return sorted({text for text in given.dropna() if text and text.casefold() not in known})


def cleaned(table: pd.DataFrame, columns: Sequence[str], shown: Sequence[str]) -> pd.DataFrame:
    """Return a corrected table as text, without rows that hold nothing in the columns that were shown."""
    text = table.reindex(columns=list(columns)).astype("object").fillna("").astype("str")
    text = text.apply(lambda column: column.str.strip())
    return text[(text[list(shown)] != "").any(axis=1)].reset_index(drop=True)


def put_back(every: pd.DataFrame, part: pd.DataFrame, edited: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which some rows were corrected; what was added to them stands at the end.

    Parameters
    ----------
    every : pandas.DataFrame
        All rows; any unique index.
    part : pandas.DataFrame
        Those of them that were shown.
    edited : pandas.DataFrame
        The same rows, corrected; columns that only explain are left out, those that were not shown stay.
    """
    shown = [name for name in every if name in edited]
    hidden = [name for name in every if name not in edited]
    done = cleaned(edited.join(part[hidden]), list(every.columns), shown)
    if len(part) == len(every):
        return done
    return pd.concat([every.drop(part.index), done], ignore_index=True)


def as_zip(content: Mapping[str, pd.DataFrame]) -> bytes:
    """Return record tables as CSV files in a ZIP archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in content.items():
            rows = tables.harmless(table)
            archive.writestr(f"{name}.csv", "\ufeff" + rows.to_csv(index=False, sep=";", lineterminator="\n"))
    return stream.getvalue()


def as_book(content: Mapping[str, pd.DataFrame]) -> bytes:
    """Return tables as the sheets of a workbook."""
    with TemporaryDirectory() as folder:
        return tables.write_book(content, Path(folder) / "book.xlsx").read_bytes()


def finding_book(imported: Imported, words: Words) -> bytes:
    """Return a workbook with the list as it stood, the findings beside its rows, and all findings."""
    beside = review.annotated(imported, words.language).rename(
        columns={
            "severity": words("Severity"),
            "message": words("What was noticed"),
            "done": words("What was done"),
            "remedy": words("What to do"),
            "row": words("Row"),
        }
    )
    first = words("Row")
    ordered = beside[[first, *(name for name in beside if name != first)]]
    told = findings.render(imported.findings, words.language)
    return as_book({words("List"): ordered, words("Findings"): told})


def actor_kinds(words: Words) -> dict[str, str]:
    """Return the kinds of participants that are no municipality."""
    return codelists.load("actors").labels(words.language)


def chosen_rows(table: pd.DataFrame, severities: Sequence[str]) -> pd.DataFrame:
    """Return the findings of some severities; all where none is named."""
    return table[np.isin(table["severity"], list(severities))] if severities else table


def all_places(areas: pd.DataFrame) -> dict[str, str]:
    """Return all municipalities, districts and associations to choose from, by name."""
    beside = areas["district_name"].fillna("").astype("str") if "district_name" in areas else pd.Series("", areas.index)
    text = areas["name"].astype("str") + (" (" + beside + ")").where(beside != "", "") + " · " + areas.index
    labels = dict(zip(text.index, text, strict=True))
    labels |= {key: f"{name} · {key}" for key, name in _above(areas).items()}
    return dict(sorted(labels.items(), key=lambda pair: sort_key(pair[1])))
