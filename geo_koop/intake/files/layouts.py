"""Finds the table in a sheet that people made for each other: headings in two lines, sums, further tables below."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

import pandas as pd

from geo_koop import findings
from geo_koop.errors import InputError
from geo_koop.intake.files import delimited, headings, limits
from geo_koop.intake.files.delimited import Record

_KNOWN: Final = 0.6
"""Share of the cells of a line that are known headings where a further table begins."""
_SUM: Final = re.compile(
    r"(?:zwischen|gesamt|teil)?-?summen?\b.*|gesamt(?:zahl|anzahl)?|insgesamt|(?:sub)?total|Σ|∑", re.IGNORECASE
)
_COUNT: Final = re.compile(
    r"(?:(?:gesamt|zwischen|teil)?-?summen?|gesamt(?:zahl|anzahl)?|anzahl|insgesamt|(?:sub)?total|Σ|∑)"
    r"(?:\s+(?:der\s+)?[A-ZÄÖÜ]\w+)?\s*[:=]?\s*\d[\d.,]*(?:\s*(?:€|%|[^\W\d]{2,}))?",
    re.IGNORECASE,
)
"""Words for a sum with its figure in the same cell: Summe: 4 Verträge, Anzahl: 12, insgesamt 7."""
_NAMED: Final = re.compile(r"[^:]{2,120}:\s*\S")
_FIGURE: Final = re.compile(r"[-+\d.,\s%€()/]*")
_PARTED: Final = re.compile(r"(?<=[^\W\d_])[-\u00ad]\n(?!(?:und|oder|bzw|sowie|u)\b)(?=[a-zäöüß])")


class Laid(NamedTuple):
    """A table without what stands around it.

    Attributes
    ----------
    header : list of str
        Names of the columns, each once.
    records : list of Record
        The rows below that hold something.
    findings : pandas.DataFrame
    """

    header: list[str]
    records: list[Record]
    findings: pd.DataFrame


def table(records: Sequence[Record], header_row: int | None, *, file: str, sheet: str) -> Laid:
    """Return the table that begins with a line of headings.

    Parameters
    ----------
    records : sequence of Record
        All lines of the sheet.
    header_row : int, optional
        Line of the headings; the first that is not empty where it is left out, none where it is -1.
    file, sheet : str
        For the findings.

    Raises
    ------
    InputError
        If nothing stands there.
    """
    bare = header_row == -1
    remaining = [Record(r.number, delimited.trimmed(r.cells), r.whole, r.merged) for r in records]
    remaining = [r for r in remaining if r.number >= max(header_row or 1, 1)]
    start = next((at for at, r in enumerate(remaining) if any(r.cells)), None)
    if start is None:
        raise InputError("The file {file} holds no table.", "Check that it was saved completely.", file=file)
    origin = {"file": file, "sheet": sheet}
    if bare:
        notes: list[pd.DataFrame] = []
        body = _at_colons(remaining[start:])
        header = [limits.letters(at) for at in range(1, max(len(r.cells) for r in body) + 1)]
    else:
        groups = next((r for r in records if r.number == remaining[start].number - 1), None)
        if groups is not None and _stands_above(groups.cells, remaining[start].cells):
            remaining.insert(start, groups)
        header, below, notes = _headings(remaining, start, origin)
        body, more = _until_next(remaining[start], remaining[below:], origin)
        notes += [*_above(records, remaining[start].number, origin), *more]
    body, more = _plain(body, header, origin)
    return Laid(header, body, findings.collect([*notes, *more]))


def _above(records: Sequence[Record], first: int, origin: dict[str, str]) -> list[pd.DataFrame]:
    """Report what stands above the headings."""
    lines = [r for r in records if r.number < first and any(r.cells)]
    entries = [" | ".join(filter(None, r.cells))[:200] for r in lines]
    return [findings.report("line_above", row=[r.number for r in lines] or None, value=entries, **origin)]


def _at_colons(records: Sequence[Record]) -> list[Record]:
    """Part lines such as "Association: A, B" where they are all that a table holds."""
    cells = [r.cells[0] for r in records if any(r.cells)]
    if any(len(r.cells) > 1 for r in records) or sum(_NAMED.match(cell) is not None for cell in cells) * 2 < len(cells):
        return list(records)
    return [
        Record(r.number, [part.strip() for part in r.cells[0].split(":", 1)], r.whole) if r.cells else r
        for r in records
    ]


def _begins(record: Record, before: Record | None, header: Sequence[str]) -> bool:
    """Tell whether a line has the headings of another table: known ones, after an empty line or a title."""
    filled = [cell for cell in record.cells if cell]
    if len(filled) < 2 or record.cells == list(header):
        return False
    if before is not None and sum(cell != "" for cell in before.cells) > 1:
        return False
    known = _words()
    return sum(_bare(cell) in known for cell in filled) >= max(2, _KNOWN * len(filled))


def _until_next(
    header: Record, below: Sequence[Record], origin: dict[str, str]
) -> tuple[list[Record], list[pd.DataFrame]]:
    """Return the rows up to the next table, without headings that are repeated."""
    repeated: list[Record] = []
    remaining: list[Record] = []
    before: Record | None = None
    notes = []
    same = [cell.casefold() for cell in header.cells]
    for record in below:
        if any(record.cells) and [cell.casefold() for cell in record.cells] == same:
            repeated.append(record)
            continue
        if _begins(record, before, header.cells):
            if before is not None and remaining and remaining[-1] is before and any(before.cells):
                remaining.pop()  # its title
            notes.append(
                findings.report(
                    "table_below", row=record.number, value=" | ".join(filter(None, record.cells)), **origin
                )
            )
            break
        remaining.append(record)
        before = record
    notes.append(
        findings.report(
            "header_repeated",
            row=[record.number for record in repeated] or None,
            value=[" | ".join(record.cells)[:200] for record in repeated],
            **origin,
        )
    )
    return remaining, notes


def _headings(
    remaining: Sequence[Record], start: int, origin: dict[str, str]
) -> tuple[list[str], int, list[pd.DataFrame]]:
    """Return the names of the columns, where the rows begin, and what was noticed."""
    upper = remaining[start].cells
    lower = remaining[start + 1] if start + 1 < len(remaining) else None
    notes = []
    if lower is not None and (_in_two_lines(upper, lower.cells) or _stands_above(upper, lower.cells)):
        names, facts = _joined(upper, lower.cells)
        notes.append(
            findings.report(
                "header_in_two_lines", row=lower.number, value=facts, first=remaining[start].number, **origin
            )
        )
        start += 1
    else:
        # In a workbook a cell surely has its place; in a text a row that is too long may be broken.
        reach = [len(record.cells) for record in remaining[start + 1 :]] if origin["sheet"] else []
        width = max([len(upper), *reach])
        names = [*upper, *[""] * (width - len(upper))]
    named = [re.sub(r"\s+", " ", _PARTED.sub("", name)) for name in names]
    named = [name or limits.letters(at) for at, name in enumerate(named, start=1)]
    single, twice = _numbered(named)
    notes.append(findings.report("heading_repeated", row=remaining[start].number, value=twice, **origin))
    return single, start + 1, notes


def _in_two_lines(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Tell whether the second line tells columns apart that the first names together."""
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    group = [
        not name or above.count(name) > 1 or (at + 1 < width and not above[at + 1] and bool(below[at + 1]))
        for at, name in enumerate(above)
    ]
    several = [at for at in range(width) if group[at] and below[at]]
    outside = [at for at in range(width) if not group[at]]
    open_ = [at for at in range(width) if not above[at] and not below[at]]
    return (
        len(several) > 1
        and (not all(upper) or len(set(upper)) < len(upper))
        and bool(outside)
        and not open_
        and not any(below[at] for at in outside)
        and all(below[at] for at in range(width) if group[at])
    )


def _stands_above(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Tell whether a line above the headings groups them: some cells, each left of empty ones or above nothing."""
    filled = [at for at, name in enumerate(upper) if name]
    return (
        1 < len(filled) < sum(name != "" for name in lower)
        and len(upper) <= len(lower) + 1
        and any(not name for name in upper[filled[0] :])
        and not upper[0]
        and all(_FIGURE.fullmatch(name) is None for name in lower if name)
        and len(lower) > 2
        and all(at + 1 == len(upper) or not upper[at + 1] or at >= len(lower) or not lower[at] for at in filled[:-1])
    )


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the names of columns with headings in two lines, and the upper ones with what they stand above."""
    width = max(len(upper), len(lower))
    above, below = [*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))]
    groups = list(above)
    for at in range(1, width):
        groups[at] = groups[at] or (groups[at - 1] if below[at] else "")
    inner = [name for name in below if name]
    # Lower headings stand alone where they tell the columns apart by themselves; years never do.
    figures = any(_FIGURE.fullmatch(name) for name in inner)
    names = [
        group
        if not low
        else f"{group} {low}".strip()
        if figures
        else f"{low} ({group})"
        if inner.count(low) > 1
        else low
        for group, low in zip(groups, below, strict=True)
    ]
    facts: dict[str, list[str]] = {}
    for group, low in zip(groups, below, strict=True):
        if group and low:
            facts.setdefault(group, []).append(low)
    return names, [f"{group}: {', '.join(lows)}" for group, lows in facts.items()]


def _numbered(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return each name once: a second one gets a number."""
    found: list[str] = []
    twice: list[str] = []
    for name in names:
        single, number = name, 2
        while single in found:
            single, number = f"{name} ({number})", number + 1
        if single != name and name not in twice:
            twice.append(name)
        found.append(single)
    return found, twice


def _plain(
    records: Sequence[Record], header: Sequence[str], origin: dict[str, str]
) -> tuple[list[Record], list[pd.DataFrame]]:
    """Return the rows without lines of sums, and words that were parted at the end of a line joined again."""
    remaining: list[Record] = []
    sums: list[Record] = []
    parted: list[tuple[int, str, str, str]] = []
    for record in records:
        if not any(record.cells):
            continue
        if _is_sum(record.cells):
            sums.append(record)
            continue
        cells = record.cells
        if record.whole and any("\n" in cell for cell in cells):
            cells = [_PARTED.sub("", cell) for cell in cells]
            parted += [
                (record.number, header[at] if at < len(header) else "", old, new)
                for at, (old, new) in enumerate(zip(record.cells, cells, strict=True))
                if old != new
            ]
            record = Record(record.number, cells, record.whole, record.merged)
        remaining.append(record)
    notes = [
        findings.report(
            "row_of_sums",
            row=[record.number for record in sums] or None,
            value=[" | ".join(filter(None, record.cells))[:200] for record in sums],
            **origin,
        ),
        *(
            findings.report("word_joined", row=number, column=column, value=old, joined=new, **origin)
            for number, column, old, new in parted
        ),
    ]
    return remaining, notes


def _is_sum(cells: Sequence[str]) -> bool:
    """Tell whether a line has the word sum and otherwise only figures, or says only how many there are."""
    filled = [cell for cell in cells if cell]
    words = [cell.strip(" :") for cell in filled if not _FIGURE.fullmatch(cell)]
    if words and all(_COUNT.fullmatch(word) for word in words):
        return True
    return len(words) == 1 and len(filled) > 1 and _SUM.fullmatch(words[0]) is not None


@cache
def _words() -> frozenset[str]:
    return frozenset(_bare(word) for column, words in headings.of("lists").items() for word in (column, *words))


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text.casefold())
