"""Makes clean record tables of an office's list: names to keys, every cell taken or reported."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geo_koop import codelists, findings
from geo_koop.intake.files import keys, tables
from geo_koop.intake.lists import far, memberships, phrases, shapes, titled
from geo_koop.intake.lists.import_profile import OF_COOPERATION, ImportProfile
from geo_koop.intake.names import name_findings
from geo_koop.intake.names.reference import Reference, known_by, look_up
from geo_koop.model import SourceFile

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
        return set(self.findings["row"].dropna()) - self.rows_taken()


def proposals(path: Path, reference: Reference, *, sheet: str = "") -> list[shapes.Proposal]:
    """Propose how a list is to be read; see :func:`geo_koop.intake.lists.shapes.propose`."""
    return shapes.propose(path, known_by(reference), reference.places(), sheet=sheet)


def table_of(path: Path, profile: ImportProfile) -> tables.Table:
    """Read the sheet of a list that a profile names, with its line of headings.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    return tables.read(path, sheet=profile.sheet or None, header_row=profile.header_row or None)


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
    table = table or table_of(path, profile)
    long, noticed = memberships.unpivot(table, profile, reference.places(profile.rules))
    place = {"file": table.file, "sheet": table.sheet}
    long, on_keys = _matched(long, profile, reference, decisions, place)
    long = long.assign(id=_ids(long))
    member = long["key"] != ""
    actor = ~member & (long["match"] == "not_municipality") & ~long["level"].isin(_NOBODY)
    twice = member & long[member].duplicated(["id", "key"]).reindex(long.index, fill_value=False)
    long = long.assign(used=(member & ~twice) | actor)
    long["used"] |= twice
    cooperations, varied = _cooperations(long, profile, place)
    told = [
        noticed,
        *on_keys,
        *_on_names(long, actor, reference, place),
        *phrases.report(long, reference, place),
        far.report(long, reference, place),
        titled.report(long, noticed, reference.areas, reference.places(profile.rules), place),
        varied,
    ]
    told.append(name_findings.each("membership_duplicate", long[twice], place, cooperation=long["cooperation"][twice]))
    members = long[member & ~twice]
    return Imported(
        cooperations=cooperations,
        members=pd.DataFrame(
            {
                "cooperation_id": members["id"],
                "key": members["key"],
                "name": members["written"],
                "role": members["role"],
                "from": members["from"],
                "to": members["to"],
                "counts_as_member": members["counts"],
                "share": members["share"],
                "votes": members["votes"],
                "note": members["kept"].map("; ".join).astype("str"),
            }
        ).reset_index(drop=True),
        actors=_actors(long[actor]),
        sources=_sources(cooperations, long),
        memberships=long,
        rows=table.rows,
        findings=findings.collect(told),
        file=tables.source_file("import", Path(path), len(table.rows) + len(table.unread)),
        sheet=table.sheet,
    )


def _matched(
    long: pd.DataFrame,
    profile: ImportProfile,
    reference: Reference,
    decisions: pd.DataFrame | None,
    place: Mapping[str, str],
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Add what each membership's key or name was found to be: ``match, key, level, score, rule, candidates``."""
    normal = keys.normalise(long["key"], national=reference.national, known=keys.known_of(reference.areas))
    by_key = ~normal["state"].isin(keys.REFUSED)
    reported = long["key"] != ""
    told = keys.report(
        long["key"][reported],
        normal[reported],
        row=long["row"][reported],
        column=profile.columns.get("key", "key"),
        **place,
    )
    context = long[["state", "district", "postcode", "cooperation"]]
    found = look_up(
        long["sought"], context, reference, rules=profile.rules, decisions=decisions, written=long["written"]
    )
    found = phrases.put(found, long)
    district = (normal["key"].str.len() == 5) & (reference.national == "de")
    level = pd.Series("municipality", index=long.index, dtype="str").mask(district, "district")
    return long.assign(
        match=found["kind"].mask(by_key, "exact"),
        key=found["key"].mask(by_key, normal["key"]),
        level=found["level"].mask(by_key, level),
        score=found["score"].mask(by_key, 1.0),
        rule=found["rule"].mask(by_key, "exact"),
        candidates=found["candidates"],
        by_key=by_key,
    ), told


def _ids(long: pd.DataFrame) -> pd.Series:
    """Return an id for each cooperation: the one given, or its name in plain letters."""
    label = long["cooperation_id"].where(long["cooperation_id"] != "", long["cooperation"])
    # The same name under two kinds is two cooperations.
    of_kind = label + "\n" + long["kind"].where(long["kind"] != long["cooperation"], "")
    distinct = of_kind.drop_duplicates()
    slugs: dict[str, str] = {}
    taken: set[str] = set()
    for name in distinct:
        plain = slug = _slug(name.split("\n")[0])
        number = 2
        while slug in taken:
            slug, number = f"{plain}-{number}", number + 1
        taken.add(slug)
        slugs[name] = slug
    return of_kind.map(slugs).astype("str")


def _slug(text: str) -> str:
    for letter, spelt in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.casefold().replace(letter, spelt)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "kooperation"


def _cooperations(
    long: pd.DataFrame, profile: ImportProfile, place: Mapping[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row for each cooperation that has a member or an actor, and where its rows disagree."""
    first = long[long["used"]].drop_duplicates("id").set_index("id")
    table = pd.DataFrame({"cooperation_id": first.index, "name": first["cooperation"].to_numpy()}, index=first.index)
    noticed = []
    for column in OF_COOPERATION:
        filled = long[(long[column] != "") & long["id"].isin(first.index)].drop_duplicates(["id", column])
        if column in _JOINED:
            value = _joined(filled["id"], filled[column])
        else:
            value = filled.drop_duplicates("id").set_index("id")[column]
            other = filled[filled["id"].duplicated()]
            heading = profile.columns.get(column, column)
            noticed.append(
                findings.report(
                    "value_varies",
                    row=other["row"],
                    column=heading,
                    value=other[column],
                    cooperation=other["cooperation"],
                    **place,
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
    return table.reset_index(drop=True), findings.collect(noticed)


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
    return table.assign(date="", completeness="unknown", note="").reset_index(drop=True)


def _on_names(
    long: pd.DataFrame, actor: pd.Series, reference: Reference, place: Mapping[str, str]
) -> list[pd.DataFrame]:
    """Report what names were read as, and which stay open."""
    names = long[~long["by_key"] & ~phrases.are(long)]
    return name_findings.report(names, actor.reindex(names.index), reference.areas, place)
