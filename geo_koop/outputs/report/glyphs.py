"""Letters that the fonts of a PDF lack: a box stands for them, and the foot of the page says so.

PDF/A allows no letter without a shape: one name in Chinese would keep a whole atlas from being set.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Literal

import pandas as pd
import typst

from geo_koop import findings
from geo_koop.outputs.mapsheet import fonts
from geo_koop.outputs.wording import Wording
from geo_koop.result.analysis import Analysis

BOX = "□"
BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "•", "\uf0fc": "✓", "\uf0e0": "→"}
"""Signs of Word's fonts of symbols, where it puts no letters of Unicode: what they look like."""
_FIELDS = {
    "cooperations": ("name", "note_de", "note_en"),
    "members": ("area_name", "name", "via", "note"),
    "actors": ("name",),
    "sources": ("url", "note"),
    "municipalities": ("name", "district_name"),
}
"""Tables and their columns that sheets print as they stand."""
_STYLE = frozenset("\ufe0e\ufe0f")
"""Marks that ask for a letter in colour or in black, and are none."""
STANDARDS: tuple[Literal["ua-1", "a-2a"], ...] = ("ua-1", "a-2a")
"""PDF/UA-1 (accessible) and PDF/A-2a (archive, accessible). Typst refuses what breaks them."""

_PROBE = """#set document(title: "x")
#set text(font: "Source Sans 3", lang: "de")
#json("probe.json") #image("probe.svg", alt: "x")"""
_DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="30">'
    '<text y="20" font-family="{font}">a&#{code};b</text></svg>'
)


@lru_cache(maxsize=1)
def bundled() -> typst.Fonts:
    """Return the bundled fonts and nothing of the system, so that each machine sets the same pages."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(fonts.folder())])


@contextmanager
def settled(folder: Path) -> Iterator[Path]:
    """Give a folder of sheets of which each letter can be set: the same, or a copy with boxes.

    Parameters
    ----------
    folder : Path
        See :mod:`geo_koop.outputs.report.document`.
    """
    lacking = _lacking(folder)
    if not lacking:
        yield folder
        return
    with tempfile.TemporaryDirectory() as path:
        copy = Path(shutil.copytree(folder, Path(path) / "sheets"))
        boxes = str.maketrans({letter: _sign(letter) for letter in lacking})
        for file in _worded_files(copy):
            file.write_text(file.read_text(encoding="utf-8").translate(boxes), encoding="utf-8")
        if any(_sign(letter) == BOX for letter in lacking):
            _say_so(copy / "document.json")
        yield copy


def _sign(letter: str) -> str:
    """Return what stands for a letter that cannot be set."""
    return "" if letter in _STYLE else BULLETS.get(letter, BOX)


def notice(analysis: Analysis) -> pd.DataFrame:
    """Report the texts of an analysis with letters that a PDF cannot hold, by record and column.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    pandas.DataFrame
        Findings.
    """
    files = {file.role: file.name for file in analysis.provenance.files} | {"municipalities": ""}
    found = [
        _reported(getattr(analysis, table), column, files.get(table, ""))
        for table, columns in _FIELDS.items()
        for column in columns
    ]
    return findings.collect(found)


def _reported(table: pd.DataFrame, column: str, file: str) -> pd.DataFrame:
    if column not in table:
        return findings.empty()
    texts = table[column].dropna().astype("str")
    doubtful = set(_doubtful().findall("".join(texts.unique()))) - _STYLE
    lacking = "".join(sorted(letter for letter in doubtful if not _has_shape(letter)))
    if not lacking:
        return findings.empty()
    texts = texts[texts.str.contains(f"[{re.escape(lacking)}]")]
    rows = table.loc[texts.index]
    record = rows["cooperation_id"] if "cooperation_id" in rows else rows.index.to_series()
    letters = [dict.fromkeys(letter for letter in text if letter in lacking) for text in texts]
    return findings.report(
        "letter_not_set",
        file=file,
        row=rows.get("row"),
        column=column,
        value=["".join(found) for found in letters],
        record=record,
        sign=[", ".join(dict.fromkeys(_sign(letter) for letter in found)) for found in letters],
    )


def _say_so(document: Path) -> None:
    book = json.loads(document.read_text(encoding="utf-8"))
    said = Wording(book["language"])("{box} stands for a letter that the fonts of this document lack.", box=BOX)
    book["sources"].append(said)
    document.write_text(json.dumps(book, ensure_ascii=False), encoding="utf-8")


def _worded_files(folder: Path) -> list[Path]:
    """Return the files with texts; the logo is the office's own."""
    return [file for file in sorted(folder.iterdir()) if file.suffix in (".json", ".svg") and file.stem != "logo"]


def _lacking(folder: Path) -> set[str]:
    doubtful = {
        letter for file in _worded_files(folder) for letter in _doubtful().findall(file.read_text(encoding="utf-8"))
    }
    return {letter for letter in doubtful if letter in _STYLE or not _has_shape(letter)}


@lru_cache(maxsize=1)
def _doubtful() -> re.Pattern[str]:
    """Return what finds the letters that the font of the reports does not have; some other font may."""
    known = "".join(re.escape(chr(code)) for code in sorted(fonts.codes()) if not 0xE000 <= code <= 0xF8FF)
    return re.compile(f"[^{known}\t\n\r]")


@lru_cache(maxsize=4096)
def _has_shape(letter: str) -> bool:
    """Tell whether Typst can set a letter, in a text and in a drawing: it knows its fonts best."""
    with tempfile.TemporaryDirectory() as path:
        folder = Path(path)
        (folder / "probe.json").write_text(json.dumps(f"a{letter}b"), encoding="utf-8")
        (folder / "probe.svg").write_text(_DRAWN.format(font=fonts.CSS, code=ord(letter)), encoding="utf-8")
        (folder / "probe.typ").write_text(_PROBE, encoding="utf-8")
        compiler = typst.Compiler(
            input=str(folder / "probe.typ"), root=path, font_paths=bundled(), ignore_system_fonts=True
        )
        try:
            compiler.compile(format="pdf", pdf_standards=list(STANDARDS))
        except typst.TypstError:
            return False
    return True
