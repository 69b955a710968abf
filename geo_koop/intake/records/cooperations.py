"""Reads cooperation records: cooperations, members, actors, sources and survey scopes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from geo_koop import codelists, findings
from geo_koop.codelists import words as words_of
from geo_koop.errors import InputError, UsageError
from geo_koop.given import InMemory, Kept, Source
from geo_koop.intake.files import dates, headings, keys, number_forms, schema, tables, values, yaml_text
from geo_koop.intake.names import matching, name_findings
from geo_koop.intake.names.reference import Reference
from geo_koop.model import Loaded, Records

ALIASES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    name: headings.of(name) for name in ("cooperations", "members", "actors", "sources", "scopes")
}
"""Table to its columns, each with the headings that are read as it."""

NEEDED = {
    "cooperations": ("cooperation_id", "name"),
    "members": ("cooperation_id", "key"),
    "actors": ("cooperation_id", "name"),
    "sources": ("cooperation_id", "url"),
    "scopes": ("area", "grade"),
}
KEPT = {"cooperations": ("owner", "contact", "review_after", "visibility")}
"""Columns that a register keeps for the work on the records; an analysis does not use them."""
SHEETS = {
    "cooperations": ("cooperations", "Kooperationen"),
    "members": ("members", "Mitglieder"),
    "actors": ("actors", "Akteure"),
    "sources": ("sources", "Quellen"),
    "scopes": ("scopes", "Erhebungen"),
}
_DUTY = MappingProxyType({"ja": "statutory", "pflicht": "statutory", "gesetzlich": "statutory", "nein": "voluntary"})
_COVERS = MappingProxyType({"ganz": "whole", "alle": "whole", "selbst": "self"})
_REPAIRS = tuple(state for state in keys.CODES if state not in keys.REFUSED)
_CERTAINTY = ("yes", "former", "unclear")
_COMPLETENESS = ("full", "partial", "mentioned", "unknown")


@dataclass(frozen=True)
class _Part:
    """One table on its way in: what is left of its rows, and what was reported."""

    rows: pd.DataFrame
    file: str
    sheet: str
    reports: tuple[pd.DataFrame, ...]

    def with_(self, rows: pd.DataFrame, *reported: pd.DataFrame) -> "_Part":
        return _Part(rows, self.file, self.sheet, (*self.reports, *reported))

    def report(self, code: str, hit: pd.Series, column: str, **params: Any) -> pd.DataFrame:
        rows = self.rows[hit]
        chosen = {k: (v[hit] if isinstance(v, pd.Series) else v) for k, v in params.items()}
        return findings.report(
            code, file=self.file, sheet=self.sheet, row=rows["row"], column=column, value=rows[column], **chosen
        )

    def refuse(self, code: str, hit: pd.Series, column: str, **params: Any) -> "_Part":
        return self.with_(self.rows[~hit], self.report(code, hit, column, **params))


def load(
    *,
    cooperations: Source,
    members: Source | None = None,
    actors: Source | None = None,
    sources: Source | None = None,
    scopes: Source | None = None,
    profile: str | None = None,
    national: str = "de",
    known: pd.Index | None = None,
    reference: Callable[[], Reference] | None = None,
) -> Loaded[Records]:
    """Read cooperation records.

    Parameters
    ----------
    cooperations : Path or InMemory
        CSV or XLSX; a workbook may hold all tables, on sheets named as in :data:`SHEETS`.
    members, actors, sources, scopes : Path or InMemory, optional
        Further tables.
    profile : str, optional
        YAML file with a column map for each table: ``{members: {key: "Gde-Nr"}}``.
    national : str
        Key system of the boundaries.
    known : pandas.Index, optional
        Keys of the boundaries; see :func:`geo_koop.intake.files.keys.normalise`.
    reference : callable, optional
        Gives what names of members without a key are looked up in; without it they are refused.

    Raises
    ------
    InputError
        If a file cannot be used at all, lacks a needed column, or holds no row.
    UsageError
        If the column map is malformed.
    """
    given = column_maps(profile)
    named = {"cooperations": cooperations, "members": members, "actors": actors, "sources": sources, "scopes": scopes}
    parts = {name: _open(name, path, cooperations, given.get(name)) for name, path in named.items()}
    if parts["members"].rows.empty and not parts["members"].file:
        raise InputError(
            "There is no table of members beside {file}.",
            "Name it with --members, or add a sheet “members” to the workbook.",
            file=cooperations.name,
        )
    table = _cooperations(parts["cooperations"])
    ids = pd.Index(table.rows["cooperation_id"])
    member = _members(_by_name(_known(parts["members"], ids), reference), national, known)
    actor = _codes(_known(parts["actors"], ids), "kind", "actors")
    source = _codes(_known(parts["sources"], ids), "completeness", "completeness")
    scope = _scopes(parts["scopes"], national, known)
    topics, on_topics = _topics(table)
    frame = table.rows.set_index("cooperation_id")
    frame["completeness"] = _best(source.rows, frame.index)
    frame["topics"] = topics.groupby("cooperation_id")["topic"].agg(";".join).reindex(frame.index).fillna("unknown")
    every = (table, member, actor, source, scope)
    paths = {name: path for name, path in named.items() if path}
    records = Records(
        cooperations=frame,
        topics=topics,
        members=member.rows.reset_index(drop=True),
        actors=actor.rows.reset_index(drop=True),
        sources=source.rows.reset_index(drop=True),
        scopes=scope.rows.reset_index(drop=True),
    )
    for name in ("topics", *named):
        schema.check(name, getattr(records, name))
    return Loaded(
        value=records,
        findings=findings.collect([*(f for part in every for f in part.reports), on_topics]),
        files=tuple(
            tables.source_file(name, path, len(parts[name].rows) + _refused(parts[name]))
            for name, path in paths.items()
        ),
    )


def _best(sources: pd.DataFrame, index: pd.Index) -> pd.Series:
    """Return how complete the best source of each cooperation is."""
    order = pd.CategoricalDtype(_COMPLETENESS, ordered=True)
    code = sources["completeness"].astype(order).cat.codes.groupby(sources["cooperation_id"]).min()
    last = len(_COMPLETENESS) - 1
    best = code.reindex(index, fill_value=last).to_numpy(dtype=int)
    return pd.Series([_COMPLETENESS[i] for i in best], index=index, dtype="str")


def _refused(part: _Part) -> int:
    return sum(int((f["severity"] == "error").sum()) for f in part.reports)


def column_maps(text: str | None) -> dict[str, dict[str, str]]:
    """Return the column map of each table from a record profile.

    Raises
    ------
    UsageError
        If it is missing or malformed.
    """
    if not text:
        return {}
    path = Path(text)
    if not yaml_text.is_file(path):
        raise UsageError(
            "There is no record profile “{text}”.",
            "Name a YAML file with a column map for each table.",
            text=text,
        )
    content = yaml_text.read(path)
    if not isinstance(content, dict) or not all(isinstance(v, dict) for v in content.values()):
        raise UsageError(
            "The profile {file} is no column map.",
            "Write: members: {{key: name of the column}}",
            file=path.name,
        )
    strange = [f"{t}.{c}" for t, m in content.items() for c in m if c not in ALIASES.get(t, {})]
    if strange:
        raise UsageError(
            "The profile {file} names unknown columns: {strange}.",
            "Mend the file.",
            file=path.name,
            strange=", ".join(strange),
        )
    return content


def location(name: str, path: Source | None, workbook: Source) -> tuple[Source | None, str | None]:
    """Return the file, or the table, and the sheet that hold a table; no file where it is absent.

    Parameters
    ----------
    name : str
        One of :data:`ALIASES`.
    path : Path or InMemory, optional
        The file of its own.
    workbook : Path or InMemory
        The file of the cooperations, which may hold all tables.
    """
    book = path or (workbook if _has_sheets(workbook) else None)
    if book is None or isinstance(book, InMemory) or not _has_sheets(book):
        return book, None
    wanted = {title.casefold() for title in SHEETS[name]}
    sheet = next((s for s in tables.sheets(book) if s.casefold() in wanted), None)
    return (None, None) if path is None and sheet is None else (book, sheet)


def _has_sheets(path: Source) -> bool:
    return isinstance(path, Path) and path.suffix.lower() in tables.SHEET_FILES


def _open(name: str, path: Source | None, workbook: Source, given: Mapping[str, str] | None) -> _Part:
    """Read one table; an absent one has no rows."""
    book, sheet = location(name, path, workbook)
    columns = list(ALIASES[name])
    if book is None:
        empty = pd.DataFrame({c: pd.Series(dtype="str") for c in columns} | {"row": pd.Series(dtype="int64")})
        return _Part(empty, "", "", ())
    table = tables.read(book, sheet=sheet)
    lacking = [column for column in (given or {}).values() if column not in table.rows.columns]
    if lacking:
        there = ", ".join(table.headings)
        raise InputError(
            "{file} lacks the column {lacking} of the column map. It has: {there}.",
            "Correct the column map, or the heading.",
            file=table.file,
            lacking=", ".join(lacking),
            there=there,
        )
    rows = tables.rename(table.rows, ALIASES[name], given)
    # A name stands in for a key where there is none.
    needed = [c for c in NEEDED[name] if not (name == "members" and c == "key" and "name" in rows)]
    tables.require(rows, needed, file=table.file, what=name)
    if name == "cooperations" and rows.empty and not isinstance(path, Kept):  # a register may be empty
        broken = len(table.unread)
        if broken:
            raise InputError(
                "{file}: no row of the table of cooperations can be read: {broken} have more cells than the header.",
                "Check the separators.",
                file=table.file,
                broken=broken,
            )
        raise InputError(
            "{file}: the table of cooperations holds no rows.", "Fill in at least one cooperation.", file=table.file
        )
    unknown = [c for c in rows.columns if c not in (*columns, *KEPT.get(name, ()), "row") and (rows[c] != "").any()]
    unused = findings.report(
        "columns_unused", file=table.file, sheet=table.sheet, value=[", ".join(unknown)] if unknown else []
    )
    for column in columns:
        if column not in rows:
            rows[column] = "yes" if column == "counts_as_member" else ""
    return _Part(rows[[*columns, "row"]], table.file, table.sheet, (table.findings, unused))


def _cooperations(part: _Part) -> _Part:
    for column in ("cooperation_id", "name"):
        part = part.refuse("value_missing", part.rows[column] == "", column)
    part = part.refuse("cooperation_duplicate", part.rows["cooperation_id"].duplicated(), "cooperation_id")
    part = _codes(_codes(part, "format", "formats"), "stage", "stages")
    part = _codes(part, "obligation", "obligation", words=_DUTY)
    part = _period(part, "start", "end")
    level = part.rows["format"].map(codelists.load("formats").field("bindingness"))
    return part.with_(part.rows.assign(bindingness=level.astype("Int64")))


def _known(part: _Part, ids: pd.Index) -> _Part:
    """Refuse rows without, or of an unknown, cooperation."""
    part = part.refuse("value_missing", part.rows["cooperation_id"] == "", "cooperation_id")
    return part.refuse("cooperation_unknown", ~part.rows["cooperation_id"].isin(ids), "cooperation_id")


def _by_name(part: _Part, reference: Callable[[], Reference] | None) -> _Part:
    """Find the keys of members that are known by name alone; names that stay open are refused."""
    rows = part.rows
    wanted = (rows["key"] == "") & (rows["name"] != "")
    if reference is None or not wanted.any():
        return part
    known = reference()
    found = matching.match_names(
        rows["name"].where(wanted, rows["key"]),
        known.areas,
        context=pd.DataFrame({"cooperation": rows["cooperation_id"]}),
        neighbours=known.neighbours,
        rules=known.rules(),
        former=known.former,
    )
    wanted &= found["level"] != "blank"
    named = found[wanted].rename(columns={"kind": "match"})
    named = named.assign(written=rows["name"][wanted], row=rows["row"][wanted], column="name")
    nobody = pd.Series(False, index=named.index)
    reported = name_findings.report(named, nobody, known.areas, {"file": part.file, "sheet": part.sheet})
    key = rows["key"].mask(wanted, found["key"])
    return part.with_(rows.assign(key=key)[~wanted | (key != "")], *reported)


def _members(part: _Part, national: str, known: pd.Index | None) -> _Part:
    normal = keys.normalise(part.rows["key"], national=national, known=known)
    reported = keys.report(part.rows["key"], normal, row=part.rows["row"], file=part.file, sheet=part.sheet)
    rows = part.rows.assign(key=normal["key"], recorded_key=normal["key"])[~normal["state"].isin(keys.REFUSED)]
    part = part.with_(rows, *reported)
    part = _codes(part, "role", "roles", blank="member")
    part = _codes(
        part,
        "counts_as_member",
        "membership",
        blank="yes",
        unknown="unclear",
        finding="membership_unknown",
        words=dict.fromkeys(values.YES, "yes"),
    )
    part = _codes(part, "covers", "covers", blank="", unknown="", finding="covers_unknown", words=_COVERS)
    part = _numbers(_period(part, "from", "to"), "share", "votes")
    rank = part.rows["counts_as_member"].map({code: i for i, code in enumerate(_CERTAINTY)})
    best = part.rows.iloc[rank.argsort(kind="stable")].duplicated(["cooperation_id", "key"]).sort_index()
    return part.refuse("membership_duplicate", best, "key", cooperation=part.rows["cooperation_id"])


def _codes(
    part: _Part,
    column: str,
    name: str,
    *,
    blank: str = "unknown",
    unknown: str = "unknown",
    finding: str = "code_unknown",
    words: Mapping[str, str] = MappingProxyType({}),
) -> _Part:
    """Read codes or labels of a codelist; what is neither becomes unknown, and is reported."""
    text = part.rows[column].str.strip()
    code = text.str.casefold().map(words).astype("str").fillna(_read_words(text, name))
    strange = (text != "") & code.isna()
    reported = part.report(finding, strange, column, codelist=name)
    code = code.where(~strange, unknown).where(text != "", blank).astype("str")
    return part.with_(part.rows.assign(**{column: code}), reported)


def _read_words(texts: pd.Series, name: str) -> pd.Series:
    """Return the code of each text: the code itself, its label, or another word for it; missing where unknown."""
    known = words_of.load(name)
    found = {text: known.get(words_of.plain(text)) for text in texts.unique()}
    return texts.map({text: meaning.code for text, meaning in found.items() if meaning}).astype("str")


def _period(part: _Part, start: str, end: str) -> _Part:
    """Read two dates; an end before the start is treated as unknown."""
    begins, ends = dates.read(part.rows[start]), dates.read(part.rows[end], end=True)
    # A beginning and an end may stand in one cell.
    whole = (begins["state"] == "range") & (part.rows[end].str.strip() == "")
    begin, finish = begins["first"], ends["last"].mask(whole, begins["last"])
    turned = (finish < begin).fillna(False)
    reported = [
        *(part.report(code, hit, start, read=read) for code, hit, read in dates.findings_of(begins, "first_text")),
        *(part.report(code, hit, end, read=read) for code, hit, read in dates.findings_of(ends, "last_text")),
        part.report("end_before_start", turned, end, start=part.rows[start]),
    ]
    rows = part.rows.assign(**{f"{start}_date": begin, f"{end}_date": finish.mask(turned)})
    return part.with_(rows, *reported)


def _numbers(part: _Part, *columns: str) -> _Part:
    """Read numbers of 0 or more; what is none is left empty, and reported."""
    for column in columns:
        text = part.rows[column].str.strip()
        number = number_forms.single(text.str.removesuffix("%")).astype("float64")
        wrong = (text != "") & ~number.between(0, float("inf"), inclusive="left")
        reported = part.report("number_malformed", wrong, column)
        part = part.with_(part.rows.assign(**{column: number.mask(wrong)}), reported)
    return part


def _listed(part: _Part, column: str) -> pd.DataFrame:
    """Return one row for each entry of a column of lists: ``entry, row``, indexed as the table."""
    entry = part.rows[column].str.split(r"[;,]", regex=True).explode().str.strip()
    return pd.DataFrame({"entry": entry, "row": part.rows["row"].reindex(entry.index)})


def _topic_codes(part: _Part) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the entries of the column ``topics`` with their ``code``, and a report of those without."""
    long = _listed(part, "topics")
    long["code"] = _read_words(long["entry"], "topics").mask(long["entry"] == "*", "*")
    strange = long[(long["entry"] != "") & long["code"].isna()]
    origin = {"file": part.file, "sheet": part.sheet, "column": "topics"}
    return long, findings.report("topic_unknown", row=strange["row"], value=strange["entry"], **origin)


def _topics(part: _Part) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row for each topic of a cooperation, and what was not understood."""
    long, reported = _topic_codes(part)
    named = long["code"].where(long["code"] != "*")
    table = pd.DataFrame({"cooperation_id": part.rows["cooperation_id"].reindex(long.index), "topic": named})
    # An empty entry ("water;;") says nothing beside others; alone, it says that the topic is unknown.
    blank = (long["entry"] == "") & table["cooperation_id"].duplicated(keep=False)
    alone = blank & ~table["cooperation_id"].isin(table.loc[~blank, "cooperation_id"])
    remaining = table[~blank | alone].assign(topic=lambda t: t["topic"].fillna("unknown"))
    return remaining.drop_duplicates().reset_index(drop=True), reported


def _scopes(part: _Part, national: str, known: pd.Index | None) -> _Part:
    """Check survey scopes; a scope without a known grade says nothing and is refused."""
    code = _read_words(part.rows["grade"], "grades")
    part = part.with_(part.rows.assign(grade=code.fillna(part.rows["grade"]).astype("str")))
    part = part.refuse("grade_unknown", code.isna(), "grade")
    filled = {c: part.rows[c].where(part.rows[c] != "", "*") for c in ("area", "topics")}
    part = part.with_(part.rows.assign(**filled))
    long, on_topics = _topic_codes(part)
    area = _listed(part, "area")
    area["entry"] = keys.without_name(area["entry"])
    # Numbers are keys; anything else is the code of a region.
    number = area["entry"].str.fullmatch(r"[0-9. ]+").astype(bool)
    normal = keys.normalise(area["entry"].where(number, "00"), national=national, known=known)
    usable = number & ~normal["state"].isin(keys.REFUSED)
    on_keys = keys.report(
        area["entry"], normal, row=area["row"], file=part.file, sheet=part.sheet, column="area", codes=_REPAIRS
    )
    area["entry"] = normal["key"].where(usable, area["entry"])
    lists = {"topics": long["code"].fillna("unknown"), "area": area["entry"]}
    joined = {name: entry.groupby(level=0).agg(";".join) for name, entry in lists.items()}
    return part.with_(part.rows.assign(**joined), on_topics, *on_keys)
