"""Makes clean record tables of an office's list: names to keys, every cell taken or reported."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geo_koop import codelists, findings
from geo_koop.errors import InputError
from geo_koop.intake.files import tables
from geo_koop.intake.lists import (
    far,
    leftovers,
    list_dates,
    list_keys,
    list_words,
    memberships,
    phrases,
    row_context,
    shapes,
    surplus,
    titled,
)
from geo_koop.intake.lists.import_profile import OF_COOPERATION, ImportProfile
from geo_koop.intake.lists.proposal import Proposal
from geo_koop.intake.names import name_findings
from geo_koop.intake.names.reference import Reference, known_by, look_up
from geo_koop.model import SourceFile

AROUND = ("line_above", "heading_repeated", "header_in_two_lines", "header_repeated", "table_below", "row_of_sums")
"""Findings on lines that are no rows of the list: titles, headings, sums."""
_JOINED = ("topics", "source", "note")
_NOBODY = ("group", "blank", "skip", "district", *phrases.READINGS)
_ACTOR_KINDS: Mapping[str, str] = {"association": "cooperation", "state": "regional_institution"}


@dataclass(frozen=True, kw_only=True)
class Imported:
    """Record tables made of a list.

    Attributes
    ----------
    cooperations, members, actors, sources : pandas.DataFrame
        Text, in the layout of the record tables.
    memberships : pandas.DataFrame
        One row for each membership in the list with its cell (``row, column``), what was written, and
        what it was matched with.
    words : pandas.DataFrame
        What was read as topic, format and stage; see :class:`geo_koop.intake.lists.list_words.Vocabulary`.
    rows : pandas.DataFrame
        The list as it stood.
    findings : pandas.DataFrame
    file : SourceFile
    sheet : str
    """

    cooperations: pd.DataFrame
    members: pd.DataFrame
    actors: pd.DataFrame
    sources: pd.DataFrame
    memberships: pd.DataFrame
    words: pd.DataFrame
    rows: pd.DataFrame
    findings: pd.DataFrame
    file: SourceFile
    sheet: str

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the record tables by name."""
        return {name: getattr(self, name) for name in ("cooperations", "members", "actors", "sources")}

    def rows_taken(self) -> set[int]:
        """Return the lines of the list that became a member or an actor."""
        used = self.memberships[self.memberships["used"]]
        return set(used["row"])

    def rows_reported(self) -> set[int]:
        """Return the lines that gave nothing, and are therefore among the findings."""
        around = self.findings["code"].isin(AROUND)
        return set(self.findings["row"][~around].dropna()) - self.rows_taken()


def proposals(path: Path, reference: Reference, *, sheet: str = "", header_row: int = 0) -> list[Proposal]:
    """Propose how a list is to be read; see :func:`geo_koop.intake.lists.shapes.propose`.

    Where no sheet is named, all are tried; the likeliest way of all comes first.
    """
    known, places = known_by(reference), reference.places()
    if sheet or header_row:
        return shapes.propose(path, known, places, sheet=sheet, header_row=header_row)
    found: list[Proposal] = []
    refused: list[InputError] = []
    for name in tables.sheets(path) or [""]:
        try:
            found += shapes.propose(path, known, places, sheet=name)
        except InputError as error:
            refused.append(error)
    if refused and not found:
        raise refused[0]
    return sorted(found, key=lambda p: -p.score)


def table_of(path: Path, profile: ImportProfile) -> tables.Table:
    """Read the sheet of a list that a profile names, with its line of headings.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    table = tables.read(path, sheet=profile.sheet or None, header_row=profile.header_row or None, office=True)
    return leftovers.without_private(table, profile)


def read(
    path: Path,
    profile: ImportProfile,
    reference: Reference,
    *,
    decisions: pd.DataFrame | None = None,
    table: tables.Table | None = None,
) -> Imported:
    """Read a list by a profile.

    Parameters
    ----------
    path : Path
    profile : ImportProfile
    reference : Reference
    decisions : pandas.DataFrame, optional
        See :mod:`geo_koop.intake.names.decisions`.
    table : Table, optional
        The list, where it was read by the same profile already.

    Raises
    ------
    InputError
        If the file cannot be read, or lacks a column of the profile.
    """
    table = surplus.joined(table or table_of(path, profile), profile, reference.places(profile.rules))
    long, reported = memberships.unpivot(table, profile, reference.places(profile.rules))
    origin = {"file": table.file, "sheet": table.sheet}
    long, on_keys = _matched(long, profile, reference, decisions, origin)
    long = long.assign(id=_ids(long))
    member = long["key"] != ""
    actor = ~member & name_findings.bodies(long) & ~long["level"].isin(_NOBODY)
    twice = member & long[member].duplicated(["id", "key"]).reindex(long.index, fill_value=False)
    long = long.assign(used=(member & ~twice) | actor)
    long["used"] |= twice
    cooperations, varied = _cooperations(long, profile, origin)
    spoken = _coded(cooperations, long, profile, decisions, origin)
    cooperations = spoken.cooperations
    reports = [
        spoken.findings,
        reported,
        *on_keys,
        *_on_names(long, actor, reference, origin),
        *phrases.report(long, reference, origin),
        far.report(long, reference, origin),
        titled.report(long, reported, reference.areas, reference.places(profile.rules), origin),
        varied,
        leftovers.report(table, profile, Path(path)),
    ]
    reports.append(
        name_findings.each("membership_duplicate", long[twice], origin, cooperation=long["cooperation"][twice])
    )
    members = long[member & ~twice]
    return Imported(
        cooperations=cooperations,
        members=pd.DataFrame(
            {
                "cooperation_id": members["id"],
                "key": members["key"],
                "name": members["written"].where(
                    members["reading"] != phrases.TAKEN, members["key"].map(reference.areas["name"].astype("str"))
                ),
                "role": members["role"],
                "from": members["from"],
                "to": members["to"],
                "counts_as_member": members["counts"],
                "share": members["share"],
                "votes": members["votes"],
                "note": members["unread"].map("; ".join).astype("str"),
            }
        ).reset_index(drop=True),
        actors=_actors(long[actor]),
        sources=_sources(cooperations, long),
        memberships=long,
        words=spoken.words,
        rows=table.rows,
        findings=findings.collect(reports),
        file=tables.source_file("import", Path(path), len(table.rows) + len(table.unread)),
        sheet=table.sheet,
    )


def _matched(
    long: pd.DataFrame,
    profile: ImportProfile,
    reference: Reference,
    decisions: pd.DataFrame | None,
    origin: Mapping[str, str],
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Add what each membership's key or name was found to be: ``match, key, level, score, rule, candidates``."""
    long = phrases.taken_whole(long, decisions)
    long = list_keys.with_names(long, reference)
    normal = list_keys.read(long, reference, column=profile.columns.get("key", "key"), origin=origin)
    given = normal.value["key"]
    context = long[["state", "district", "postcode", "cooperation"]].assign(key=given)
    found = look_up(
        long["sought"], context, reference, rules=profile.rules, decisions=decisions, written=long["written"]
    )
    found = row_context.same_municipality(found, long, profile)
    found = phrases.put(found, long).where(given == "", found)
    return long.assign(
        match=found["kind"],
        **{name: found[name] for name in ("key", "level", "score", "rule", "candidates")},
        written=long["written"].where(long["written"] != "", long["key"]),
        by_key=(given != "") & (found["kind"] == "exact"),
    ), [normal.findings]


def _ids(long: pd.DataFrame) -> pd.Series:
    """Return an id for each cooperation: the one given, as it is, or else its name in plain letters."""
    given = long["cooperation_id"]
    # Rows of the same name without an id belong to the one id that the name has elsewhere.
    of_name = pd.DataFrame({"name": long["cooperation"], "id": given})[given != ""].drop_duplicates()
    single = of_name[~of_name["name"].duplicated(keep=False)].set_index("name")["id"]
    given = given.where(given != "", long["cooperation"].map(single).astype("str").fillna(""))
    # The same name under two kinds is two cooperations.
    of_kind = long["cooperation"] + "\n" + long["kind"].where(long["kind"] != long["cooperation"], "")
    slugs: dict[str, str] = {}
    taken = set(given)
    for name in of_kind[given == ""].drop_duplicates():
        plain = slug = _slug(name.split("\n")[0])
        number = 2
        while slug in taken:
            slug, number = f"{plain}-{number}", number + 1
        taken.add(slug)
        slugs[name] = slug
    return given.where(given != "", of_kind.map(slugs).astype("str")).astype("str")


def _slug(text: str) -> str:
    for letter, spelt in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.casefold().replace(letter, spelt)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "kooperation"


def _cooperations(
    long: pd.DataFrame, profile: ImportProfile, origin: Mapping[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row for each cooperation, those whose members are all open too, and where its rows disagree."""
    first = _first_rows(long)
    table = pd.DataFrame({"cooperation_id": first.index, "name": first["cooperation"].to_numpy()}, index=first.index)
    reported = []
    for column in OF_COOPERATION:
        filled = long[(long[column] != "") & long["id"].isin(first.index)].drop_duplicates(["id", column])
        if column in _JOINED:
            value = _joined(filled["id"], filled[column])
        else:
            value = filled.drop_duplicates("id").set_index("id")[column]
            other = filled[filled["id"].duplicated()]
            heading = profile.columns.get(column, column)
            reported.append(
                findings.report(
                    "value_varies",
                    row=other["row"],
                    column=heading,
                    value=other[column],
                    cooperation=other["cooperation"],
                    **origin,
                )
            )
        about = first["kind"].map(
            lambda kind, c=column: {**profile.about.get("*", {}), **profile.about.get(kind, {})}.get(c, "")
        )
        table[column] = value.reindex(first.index).fillna("").astype("str")
        table[column] = table[column].where(table[column] != "", about.astype("str"))
    if profile.shape == "kinds":
        table["topics"] = table["topics"].where(table["topics"] != "", first["kind"])
    table = table.rename(columns={"note": "note_de"}).assign(note_en="").drop(columns="source")
    return table.reset_index(drop=True), findings.collect(reported)


def _first_rows(long: pd.DataFrame) -> pd.DataFrame:
    """Return for each cooperation the first row that gave a member or an actor, or else its first one; by its id."""
    ordered = long.assign(unused=~long["used"]).sort_values("unused", kind="stable")
    first = ordered.drop_duplicates("id").sort_index(kind="stable")
    return first.drop(columns="unused").set_index("id")


def _coded(
    cooperations: pd.DataFrame,
    long: pd.DataFrame,
    profile: ImportProfile,
    decisions: pd.DataFrame | None,
    origin: Mapping[str, str],
) -> list_words.Vocabulary:
    """Read dates and the words for topic, format and stage."""
    first = _first_rows(long)["row"]
    row = cooperations["cooperation_id"].map(first)
    dated, on_dates = list_dates.read(cooperations, row, profile.columns, origin)
    spoken = list_words.read(dated, row, profile.columns, decisions, origin)
    return spoken._replace(findings=findings.collect([spoken.findings, on_dates]))


def _joined(ids: pd.Series, texts: pd.Series) -> pd.Series:
    """Return the texts of each id in one; a plain loop, since pandas calls Python for each group."""
    parts: dict[str, list[str]] = {}
    for key, text in zip(ids, texts, strict=True):
        parts.setdefault(key, []).append(text)
    return pd.Series({key: "; ".join(found) for key, found in parts.items()}, dtype="str")


def _actors(rows: pd.DataFrame) -> pd.DataFrame:
    known = codelists.load("actors").codes
    kind = rows["level"].map(lambda level: _ACTOR_KINDS.get(level, level)).astype("str")
    table = pd.DataFrame(
        {
            "cooperation_id": rows["id"],
            "name": rows["written"],
            "kind": kind.where(kind.isin(known), "unknown"),
            "cooperation_ref": "",
        }
    )
    return table.drop_duplicates().reset_index(drop=True)


def _sources(cooperations: pd.DataFrame, long: pd.DataFrame) -> pd.DataFrame:
    named = long[(long["source"] != "") & long["id"].isin(cooperations["cooperation_id"])]
    table = named[["id", "source"]].drop_duplicates().rename(columns={"id": "cooperation_id", "source": "url"})
    # Where a list says itself that it names only some, its source does not hold all members.
    some = long[long["match"].isin(("open_end", "several")) & long["id"].isin(cooperations["cooperation_id"])]
    some = some.drop_duplicates(["id", "written"])
    said = _joined(some["id"], some["written"])
    bare = said.index.difference(table["cooperation_id"])
    table = pd.concat([table, pd.DataFrame({"cooperation_id": bare, "url": ""}, dtype="str")], ignore_index=True)
    partly = table["cooperation_id"].isin(said.index)
    note = table["cooperation_id"].map(said).astype("str").fillna("")
    return table.assign(
        date="", completeness=pd.Series("unknown", table.index).mask(partly, "partial").astype("str"), note=note
    )


def _on_names(
    long: pd.DataFrame, actor: pd.Series, reference: Reference, origin: Mapping[str, str]
) -> list[pd.DataFrame]:
    """Report what names were read as, and which stay open."""
    names = long[~long["by_key"] & ~phrases.are(long)]
    return name_findings.report(names, actor.reindex(names.index), reference.areas, origin)
