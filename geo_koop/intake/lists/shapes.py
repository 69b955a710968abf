"""Recognises the shape of an office's table. What it finds is a proposal with its evidence: a person confirms it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from geo_koop.intake.files import tables
from geo_koop.intake.files.values import NO
from geo_koop.intake.lists import cells, column_roles, further_columns, legend, member_kinds, memberships
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.lists.proposal import Proposal
from geo_koop.intake.names.places import Places

_SAMPLE = 200
_ASKED = 20_000
"""Texts that are looked up, of all columns together: a wide table gives fewer of each."""
_FEWEST = 10
_LONGEST_NAME = 200
_LONGEST_CELL = 2_000
_CELLS = 2_000_000
"""Cells that are looked at; of a larger table only the first rows are."""
_SHARE = 0.5
_SHARE_OF_NAMED = 0.25
"""Of a column whose heading says that it holds members, fewer known names are enough."""
_TITLE_LINES = 30
_HEARD = 0.3
_LISTED = 0.2
_WORD = r"[^\W\d]{2}"
_NOT = ("-", "–", "")

NO_HEADER = -1
"""The line of the headings of a table that has none."""
_BLOCKS = 0.3
_RARE = 0.2
_RUN = 3
"""Rows without a name of their own below one with it: a block, however many others have one."""


def propose(
    path: Path, known: Callable[[pd.Series], pd.Series], places: Places, *, sheet: str = "", header_row: int = 0
) -> list[Proposal]:
    """Propose how a table is to be read, the likeliest way first.

    Parameters
    ----------
    path : Path
    known : callable
        Tells of each text of a series whether it is the name or key of a municipality.
    places : Places
        What the boundaries know.
    sheet : str
        Sheet of a workbook; the first where it is left out.
    header_row : int
        Line of the header, -1 for none; found where it is left out. Tables below are proposed as well.

    Returns
    -------
    list of Proposal
        Empty where no column holds municipalities.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    line = header_row or _header_row(path, sheet)
    found, table, data = _at(path, known, places, sheet, line)
    for below in table.findings["row"][table.findings["code"] == "table_below"]:
        found += propose(path, known, places, sheet=sheet, header_row=int(below))
    if not header_row and (data or not found):
        # What looked like headings is the first row: nothing stands above the table.
        bare = _at(path, known, places, sheet, NO_HEADER)[0]
        found = bare or found
    return sorted(found, key=lambda p: -p.score)


def _at(
    path: Path, known: Callable[[pd.Series], pd.Series], places: Places, sheet: str, header_row: int
) -> tuple[list[Proposal], tables.Table, bool]:
    """Propose how the table is to be read that begins with a line; and tell whether that looks like data."""
    table = tables.read(path, sheet=sheet or None, header_row=header_row, office=True)
    width = max(len(table.headings), 1)
    rows = table.rows.drop(columns="row").head(max(_SAMPLE, _CELLS // width))
    base = ImportProfile(sheet=table.sheet, header_row=header_row)
    single = _shares({name: rows[name] for name in rows}, known)
    several = _shares({name: _pieces(rows[name], width, base.separators, places) for name in rows}, known)
    marks = (*base.marks, *map(str.casefold, legend.of(table)))
    marked = {name: _share_of_marks(rows[name], marks) for name in rows}
    present = {name: max(single[name], several[name], marked[name]) for name in rows}
    columns = column_roles.by_heading(rows.columns)
    if "member_kind" in columns and not member_kinds.are(rows[columns["member_kind"]], places):
        del columns["member_kind"]
    columns = column_roles.by_content(columns, rows, present, first=header_row == NO_HEADER)
    others = rows[[name for name in rows if present[name] < _SHARE]]
    columns = column_roles.spoken(column_roles.dated(columns, others), others)
    found = [
        further_columns.added(_in_blocks(one, rows), single, rows)
        for one in (_one_in_a_row(base, columns, single, rows), _several_in_a_cell(base, columns, several))
    ]
    found += [
        _a_column_each(base, columns, single, marked, rows),
        _a_column_for_each_kind(base, columns, single, marked, rows),
        _lists_below_headings(base, columns, single),
        _a_column_for_each_member(base, columns, marked, rows, known),
    ]
    found = [p for p in found if p] or [_by_headings(base, columns, single, several, rows)]
    headings = pd.Series([name for name in single if single[name] >= _SHARE], dtype="str")
    return [p for p in found if p], table, bool(len(headings) and known(headings).any())


def _header_row(path: Path, sheet: str) -> int:
    """Return the line of the header: titles above a table fill fewer cells than the table."""
    lines, _name = tables.lines(path, sheet=sheet or None, most=_TITLE_LINES)
    filled = [(line.number, sum(cell != "" for cell in line.cells)) for line in lines]
    counts = sorted(count for _number, count in filled if count)
    usual = counts[len(counts) // 2] if counts else 1
    return next((number for number, count in filled if count >= max(usual * 0.6, 1)), 1)


def _shares(columns: Mapping[str, pd.Series], known: Callable[[pd.Series], pd.Series]) -> dict[str, float]:
    """Return the share of municipalities among the texts of each column; asked once for all columns."""
    most = min(_SAMPLE, max(_FEWEST, _ASKED // max(len(columns), 1)))
    samples = {name: texts[texts != ""].unique()[:most] for name, texts in columns.items()}
    short = (text for sample in samples.values() for text in sample if len(text) <= _LONGEST_NAME)
    asked = pd.Series(list(dict.fromkeys(short)), dtype="str")
    hits = set(asked[known(asked).astype("bool")]) if len(asked) else set()
    return {
        name: sum(text in hits for text in sample) / len(sample) if len(sample) else 0.0
        for name, sample in samples.items()
    }


def _pieces(texts: pd.Series, width: int, separators: Sequence[str], places: Places) -> pd.Series:
    """Return the entries of a column of lists; nothing where too few of its cells are lists.

    Actors and groups are entries, too, but say nothing about a column: they are left out.
    """
    filled = texts[texts != ""].head(min(_SAMPLE, max(_FEWEST, _ASKED // width))).str[:_LONGEST_CELL]
    read = cells.read(filled, separators, places)
    lists = [parts for parts in map(read.__getitem__, filled) if len(parts) > 1]
    if len(lists) < max(1, 0.2 * len(filled)):
        return texts.iloc[:0]
    named = [part.sought for parts in lists for part in parts if not part.kind and not _is_body(part.sought, places)]
    return pd.Series(named, dtype="str")


def _is_body(text: str, places: Places) -> bool:
    return places.read(text).body not in ("", "district")


def _share_of_marks(cells: pd.Series, marks: Sequence[str]) -> float:
    """Return how many cells say yes or no, if one says yes."""
    filled = cells[cells != ""].str.casefold()
    said = filled.isin(marks) | filled.str.match(r"(?:\(?x\)?|ja|oui|yes)\b")
    if not said.any() or ((filled[said] == "1").all() and not filled.isin(("0", "1", *_NOT)).all()):
        return 0.0
    return float((said | filled.isin(NO) | filled.str.match(r"(?:nein|non|no)\b")).mean())


def _member(columns: Mapping[str, str], single: Mapping[str, float]) -> tuple[dict[str, str], float]:
    """Return the columns of name and key, by what their cells hold rather than by their headings."""
    beside = {columns.get(name) for name in ("district", "state", "postcode", "cooperation", "source", "note")}
    free = [name for name in single if name not in beside]
    best = max(free, key=lambda name: single[name] + 0.3 * (name == columns.get("member")), default="")
    share = single.get(best, 0.0)
    if share < _SHARE:
        return {}, 0.0
    rest = {name: heading for name, heading in columns.items() if heading != best and name not in ("member", "key")}
    other = columns.get("key")
    named = columns.get("member")
    if best == other:
        own = {"key": best} | ({"member": named} if named and single[named] >= _SHARE else {})
    else:
        own = {"member": best} | ({"key": other} if other and other != best else {})
    return {**rest, **own}, share


def _one_in_a_row(
    base: ImportProfile, columns: Mapping[str, str], single: Mapping[str, float], rows: pd.DataFrame
) -> Proposal | None:
    chosen, share = _member(columns, single)
    if not chosen or not {"cooperation", "cooperation_id"} & set(chosen):
        return None
    profile = replace(base, shape="long", columns=chosen)
    own = chosen.get("cooperation", "")
    profile = replace(profile, several_cooperations=bool(own) and _are_several(rows[own], profile))
    return Proposal(profile=profile, score=share, evidence=dict(single))


def _are_several(texts: pd.Series, profile: ImportProfile) -> bool:
    """Tell whether cells name several cooperations: their parts come back in other rows, the whole texts do not."""
    filled = texts[texts != ""]
    parts = filled.map(lambda text: memberships.cooperations_in(text, profile)).explode().dropna()
    shared = parts.groupby(parts).transform("size") > 1
    several = len(parts) > len(filled) and not filled.duplicated().mean() > _RARE
    return several and float(shared.mean()) > _SHARE


def _several_in_a_cell(
    base: ImportProfile, columns: Mapping[str, str], several: Mapping[str, float]
) -> Proposal | None:
    named = columns.get("member", "")
    own = columns.get("cooperation", "")
    # Names of cooperations list places, too: a column that is headed so holds the members only where no other does.
    free = [name for name in several if name != own and several[name] >= _SHARE_OF_NAMED] or list(several)
    best = max(free, key=lambda name: several[name] + 0.3 * (name == named), default="")
    if several.get(best, 0.0) < (_SHARE_OF_NAMED if best == named else _SHARE):
        return None
    others = ("member", "key", "member_kind")
    chosen = {name: heading for name, heading in columns.items() if heading != best and name not in others}
    chosen["member"] = best
    if not {"cooperation", "cooperation_id"} & set(chosen):
        first = next((heading for heading in several if heading not in chosen.values()), "")
        if not first:
            return None
        chosen["cooperation"] = first
    profile = replace(base, shape="cell", columns=chosen)
    return Proposal(profile=profile, score=several[best] + 0.01, evidence=dict(several))


def _in_blocks(proposal: Proposal | None, rows: pd.DataFrame) -> Proposal | None:
    """Propose that an empty cooperation is that of the row above, where only the first row of a block names it."""
    if proposal is None:
        return None
    columns = proposal.profile.columns
    own = columns.get("cooperation", columns.get("cooperation_id", ""))
    member = columns.get("member", columns.get("key", ""))
    names = rows.loc[rows[member] != "", own]
    empty = names == ""
    titles = rows.index[(rows[own] != "") & (rows[member] == "")]
    if len(names) and empty.iloc[0] and empty.mean() >= _BLOCKS and len(titles) and titles[0] < names.index[0]:
        # Names stand in lines of their own, with the members below.
        return replace(proposal, profile=replace(proposal.profile, fill_down=True))
    if len(names) < 2 or empty.iloc[0] or not empty.any():
        return proposal
    # Merged cells may repeat the name in their rows, but never come back to it further down.
    filled = names[~empty]
    once = not filled[filled != filled.shift()].duplicated().any()
    run = empty.groupby((~empty).cumsum()).sum().max()
    blocks = once and (empty.mean() >= _BLOCKS or run >= _RUN)
    return replace(proposal, profile=replace(proposal.profile, fill_down=True)) if blocks else proposal


def _a_column_each(
    base: ImportProfile,
    columns: Mapping[str, str],
    single: Mapping[str, float],
    marked: Mapping[str, float],
    rows: pd.DataFrame,
) -> Proposal | None:
    chosen, share = _member(columns, single)
    # A column of crosses names no cooperations, whatever its heading: ILE.
    chosen = {name: heading for name, heading in chosen.items() if name not in ("cooperation", "cooperation_id")}
    crossed = tuple(name for name in rows if marked[name] >= _SHARE and name not in chosen.values())
    alone = len(crossed) == 1 and not {"cooperation", "cooperation_id"} & set(columns)
    if not chosen or not (len(crossed) > 1 or alone):
        return None
    profile = replace(base, shape="wide", columns=chosen, cooperations=crossed)
    return Proposal(
        profile=profile, score=min(1.0, share) + (0.02 if len(crossed) > 1 else -0.3), evidence=dict(marked)
    )


def _a_column_for_each_kind(
    base: ImportProfile,
    columns: Mapping[str, str],
    single: Mapping[str, float],
    marked: Mapping[str, float],
    rows: pd.DataFrame,
) -> Proposal | None:
    chosen, share = _member(columns, single)
    context = {chosen.get(name) for name in ("member", "key", "district", "state", "postcode")}
    kinds = tuple(
        name
        for name in rows
        if name not in context and marked[name] < _SHARE and single[name] < _SHARE and column_roles.repeats(rows[name])
    )
    if not chosen or len(kinds) < 2:
        return None
    own = {n: h for n, h in chosen.items() if n in ("member", "key", "district", "state", "postcode")}
    return Proposal(
        profile=replace(base, shape="kinds", columns=own, cooperations=kinds), score=share - 0.1, evidence=dict(single)
    )


def _a_column_for_each_member(
    base: ImportProfile,
    columns: Mapping[str, str],
    marked: Mapping[str, float],
    rows: pd.DataFrame,
    known: Callable[[pd.Series], pd.Series],
) -> Proposal | None:
    """Propose that rows are cooperations, and crosses stand below the names of their members."""
    crossed = [name for name in rows if marked[name] >= _SHARE]
    heard = known(pd.Series(crossed, dtype="str")).sum() if crossed else 0
    if heard < max(2, _HEARD * len(crossed)):
        return None
    # A name among crossed columns is a member too, though few crosses or others stand there.
    every = list(rows.columns)
    between = pd.Series(every[every.index(crossed[0]) : every.index(crossed[-1])], dtype="str")
    quiet = set(between[known(between).astype(bool)])
    members = tuple(name for name in rows if name in crossed or name in quiet)
    rest = [name for name in rows if name not in members and rows[name].str.contains(_WORD, regex=True).any()]
    own = {name: heading for name, heading in columns.items() if heading in rest and name not in ("member", "key")}
    if "cooperation" not in own and not rest:
        return None
    if "cooperation" not in own:
        named = next((name for name in rest if name not in own.values()), rest[0])
        own = {name: heading for name, heading in own.items() if heading != named} | {"cooperation": named}
    profile = replace(base, shape="turned", columns=own, cooperations=members)
    return Proposal(profile=profile, score=1.0, evidence=dict(marked))


def _by_headings(
    base: ImportProfile,
    columns: Mapping[str, str],
    single: Mapping[str, float],
    several: Mapping[str, float],
    rows: pd.DataFrame,
) -> Proposal | None:
    """Propose by the headings alone, where few names are those of the boundaries: open names are told."""
    worded = [name for name in rows if rows[name].str.contains(_WORD, regex=True).any()]
    evidence = {name: max(single[name], several[name]) for name in worded}
    own = columns.get("cooperation", columns.get("cooperation_id", ""))
    free = [name for name in worded if name == columns.get("member") or name not in columns.values()]
    likely = max((name for name in free if evidence[name]), key=evidence.__getitem__, default="")
    member = columns.get("member", "")
    if likely and (not member or evidence[likely] > evidence.get(member, 0.0) + _HEARD):
        own, member = own or member, likely
    named = own or next((name for name in free if name != member), "")
    if not (member in worded and named) or member == named:
        return None
    listed = rows[member].str.contains(r"[,;/|\n•+]", regex=True).mean() >= _LISTED
    chosen = {n: h for n, h in columns.items() if h != member} | {"member": member}
    if not {"cooperation", "cooperation_id"} & set(chosen):
        chosen["cooperation"] = named
    profile = replace(base, shape="cell" if listed else "long", columns=chosen)
    return _in_blocks(Proposal(profile=profile, score=evidence[member] / 2, evidence=evidence), rows)


def _lists_below_headings(
    base: ImportProfile, columns: Mapping[str, str], single: Mapping[str, float]
) -> Proposal | None:
    """Propose that each heading is a cooperation and its members stand below it."""
    below = tuple(name for name, share in single.items() if share >= _SHARE and name not in columns.values())
    if len(below) < 2 and not (len(below) == len(single) == 1):
        return None
    score = sum(single[name] for name in below) / len(below)
    return Proposal(profile=replace(base, shape="wide", cooperations=below), score=score, evidence=dict(single))
