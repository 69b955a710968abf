"""Reads tables of territorial changes: a plain table, or the yearly lists of the Federal Statistical Office."""

import re
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from geo_koop import codelists, findings
from geo_koop.given import InMemory, Source
from geo_koop.intake.files import dates, headings, keys, number_forms, tables, values
from geo_koop.model import Loaded

COLUMNS: Final = ("old_key", "new_key", "date", "kind", "share", "old_name", "new_name", "confirmed")
"""Columns of a plain table of changes, in the order in which proposals are written."""

_GUESSED = "merger"
_NUMBER = re.compile(r"\d{2}/\d{4}/\d+")
_LEVELS = ("gemeinde", "kreis", "landkreis", "kreisfreie stadt", "stadtkreis", "gemeindefreies gebiet")
# The layout of the lists since 2008: running number, level, then three columns for the old area, three for
# the change, three for the new area, and the two dates. The header above spans several rows.
_OFFICIAL = {"old_key": 3, "old_name": 4, "kind": 5, "area": 6, "inhabitants": 7, "new_key": 9, "new_name": 10}
_LEGAL, _STATISTICAL = 11, 12


def load(path: Source, *, national: str = "de") -> Loaded[pd.DataFrame]:
    """Read a table of territorial changes.

    Parameters
    ----------
    path : Path or InMemory
        CSV or XLSX with ``old_key, new_key`` and, if known, ``date`` (from which the new key holds),
        ``kind`` (codelist ``changes``), ``share`` (of the area of the old municipality, 0 to 1),
        ``old_name, new_name``; or a list of changes of names and boundaries as the Federal Statistical
        Office (Destatis) publishes it each year, on any sheet of its workbook. In a table with the
        column ``confirmed`` only rows that say yes count.
    national : {"de", ""}
        Whether keys are German.

    Returns
    -------
    Loaded of pandas.DataFrame
        ``old_key, new_key`` (text), ``date`` (datetime64, missing where unknown), ``kind`` (code),
        ``share`` (float, missing where unknown), ``old_name, new_name``, and ``row``.

    Raises
    ------
    InputError
        If the file cannot be used at all.
    """
    official = None if isinstance(path, InMemory) else _official(path)
    if official is not None:
        rows, origin, reported = official, {"file": path.name}, []
        read = len(rows)
    else:
        table = tables.read(path)
        rows = tables.rename(table.rows, headings.of("changes"))
        tables.require(rows, ("old_key", "new_key"), file=table.file, what="changes")
        origin, reported = {"file": table.file, "sheet": table.sheet}, [table.findings]
        read = len(rows) + len(table.unread)
        rows, open_rows = _confirmed(rows, origin)
        reported.append(open_rows)
    rows, on_values = _typed(rows, origin, national)
    return Loaded(
        value=_divided(rows),
        findings=findings.collect([*reported, on_values]),
        files=(tables.source_file("changes", path, read),),
    )


def _confirmed(rows: pd.DataFrame, origin: dict[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Leave out proposals that nobody has confirmed yet."""
    if "confirmed" not in rows:
        return rows, findings.empty()
    yes = values.truth(rows["confirmed"])
    waiting = rows[~yes]
    return rows[yes], findings.report(
        "change_unconfirmed", column="confirmed", row=waiting["row"], value=waiting["old_key"], **origin
    )


def _typed(rows: pd.DataFrame, origin: dict[str, str], national: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bring keys, dates, kinds and shares into form; a row without both keys is refused."""
    reported = []
    usable = pd.Series(True, index=rows.index)
    for column in ("old_key", "new_key"):
        normal = keys.normalise(rows[column], national=national)
        seen = normal[usable]
        reported += keys.report(rows[column][usable], seen, row=rows["row"][usable], column=column, **origin)
        rows = rows.assign(**{column: normal["key"]})
        usable &= ~normal["state"].isin(keys.REFUSED)
    rows = rows[usable]
    cells = {name: rows[name] if name in rows else pd.Series("", index=rows.index, dtype="str") for name in COLUMNS}
    day, no_day = dates.parse(cells["date"].str[:10])
    kind, no_kind = _kinds(cells["kind"])
    share = number_forms.single(cells["share"].str.removesuffix("%"))
    share = share.where(~cells["share"].str.endswith("%"), share / 100)
    no_share = (cells["share"] != "") & ~share.between(0, 1)
    wanted = ", ".join(codelists.load("changes").codes)
    reported += [
        findings.report(
            "date_malformed", column="date", row=rows["row"][no_day], value=cells["date"][no_day], **origin
        ),
        *(
            findings.report(
                "attribute_invalid", column=name, row=rows["row"][hit], value=cells[name][hit], wanted=text, **origin
            )
            for name, hit, text in (("kind", no_kind, wanted), ("share", no_share, "0–1"))
        ),
    ]
    same = rows["old_key"] == rows["new_key"]
    kind = kind.mask(same & ~kind.eq("part"), "rename").mask(~same & kind.eq("rename"), "key_change")
    table = pd.DataFrame(
        {
            "old_key": rows["old_key"].astype("str"),
            "new_key": rows["new_key"].astype("str"),
            "date": day,
            "kind": kind.astype("str"),
            "share": share.where(~no_share).astype("float64"),
            "old_name": cells["old_name"],
            "new_name": cells["new_name"],
            "row": rows["row"].astype("int64"),
        }
    )
    if "area" in rows:
        table["area"] = rows["area"]
    return table, findings.collect(reported)


def _kinds(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read kinds of change: code, label or official number; an empty cell is a merger of the whole."""
    known = codelists.load("changes")
    read = {label.casefold(): code for lang in ("de", "en") for code, label in known.labels(lang).items()}
    read |= {code: code for code in known.codes}
    read |= {str(number): code for code, number in known.field("official").items() if number}
    text = cells.str.strip().str.casefold()
    kind = text.map(read)
    return kind.fillna(_GUESSED), (text != "") & kind.isna()


def _divided(table: pd.DataFrame) -> pd.DataFrame:
    """Recognise divisions: an area dissolved into several on one day was split, in proportion to the parts."""
    ended = table["kind"].isin(["merger", "split"])
    day = table["date"].dt.strftime("%Y-%m-%d").fillna("")
    event = [table["old_key"], day]
    successors = table["new_key"].where(ended).groupby(event).transform("nunique")
    dissolved = ended.groupby(event).transform("any")
    # A part that is given away on the day of the dissolution is one of the shares.
    several = dissolved & table["kind"].isin(["merger", "split", "part"])
    targets = table["new_key"].where(several).groupby(event).transform("nunique")
    split = several & ((successors > 1) | (targets > 1))
    share = table["share"]
    if "area" in table:
        part = table["area"].where(split)
        total = part.groupby(event).transform("sum")
        share = share.where(share.notna() | ~split | (total <= 0), part / total.replace(0, np.nan))
    return (
        table.assign(kind=table["kind"].mask(split, "split"), share=share)
        .drop(columns="area", errors="ignore")
        .reset_index(drop=True)
    )


def _official(path: Path) -> pd.DataFrame | None:
    """Return the rows of a list of the Federal Statistical Office, or nothing where the file is no such list."""
    if path.suffix.lower() not in tables.SHEET_FILES:
        return None
    best: pd.DataFrame | None = None
    for sheet in tables.sheets(path):
        found = _official_rows(tables.cells(path, sheet))
        if len(found) and (best is None or len(found) > len(best)):
            best = found
    return best


def _official_rows(lines: list[tuple[int, list[str]]]) -> pd.DataFrame:
    """Find the rows of changes by their own shape: the running number, or the level, begins them."""
    legal, statistical = _LEGAL, _STATISTICAL
    taken: list[dict[str, Any]] = []
    for number, line in lines:
        words = [cell.casefold() for cell in line]
        if any("juristisch" in word for word in words) and any("statistisch" in word for word in words):
            legal = next(i for i, word in enumerate(words) if "juristisch" in word)
            statistical = next(i for i, word in enumerate(words) if "statistisch" in word)
        begins = len(line) > max(_LEGAL, legal) and bool(_NUMBER.match(line[0].strip()))
        if begins and words[1].strip() in _LEVELS:
            dated = line[legal].strip() or (line[statistical].strip() if len(line) > statistical else "")
            taken.append({name: line[i].strip() for name, i in _OFFICIAL.items()} | {"date": dated, "row": number})
    rows = pd.DataFrame(taken, columns=[*_OFFICIAL, "date", "row"])
    texts = rows.drop(columns="row").astype("str")
    return texts.assign(
        row=rows["row"].astype("int64"),
        area=number_forms.single(texts["area"]).fillna(0.0),
        share="",
    )
