"""Sets a long document in parts and joins them, so that memory does not grow with the number of sheets.

Each part is set in a process of its own. The pages of all parts are counted first, without their drawings, so that each
page knows its number and that of all; where a part then has other pages than counted, all are set again.
"""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from geo_koop.errors import OutputError
from geo_koop.outputs.mapsheet import fonts
from geo_koop.outputs.report import glyphs, joining, pdf, typesetter

SHEETS_IN_A_PART = 16
"""Two parts of so many are set side by side; a sheet takes up to 6 MB while it is set."""
_TRIES = 3
_NAME = "part-{:05}.json"
_KNOWS_PARTS = "sys.inputs"
"""A template that asks for its document has been made to set a part of one."""


@dataclass(frozen=True, kw_only=True)
class _Part:
    """A part: its document, its sheets, the part of the contents with which it goes on (empty: none), its pages."""

    name: str
    sheets: tuple[dict[str, str], ...]
    lead: str
    pages: int = 0

    def target(self, folder: Path) -> Path:
        return (folder / self.name).with_suffix(".pdf")


def can_be_parted(folder: Path, template: Path | None) -> bool:
    """Tell whether the document of a folder is long enough for parts, and its template knows them."""
    known = template is None or _KNOWS_PARTS in template.read_text(encoding="utf-8")
    sheets = json.loads((folder / "document.json").read_text(encoding="utf-8"))["sheets"]
    return known and len(sheets) > SHEETS_IN_A_PART


def set_in_parts(folder: Path, out: Path, template: Path | None = None, *, processes: int = 1) -> int:
    """Write the PDF of a folder made by :mod:`geo_koop.outputs.report.document`.

    Parameters
    ----------
    folder : Path
        Its document has a cover.
    out : Path
        File to write.
    template : Path, optional
        Typst file of the office; the built-in one where it is left out.
    processes : int
        How many parts are set side by side.

    Returns
    -------
    int
        Number of pages.

    Raises
    ------
    OutputError
        If the template cannot be set, or breaks PDF/UA-1 or PDF/A-2a, or has other headings than sheets.
    """
    with glyphs.settled(folder) as ready:
        press = _Setter(folder=ready, template=template, processes=processes)
        return press.write(out)


class _Setter:
    """Sets the parts of one folder."""

    def __init__(self, *, folder: Path, template: Path | None, processes: int) -> None:
        self.folder, self.template, self.processes = folder, template, processes
        self.text = template.read_text(encoding="utf-8") if template else pdf.template_text()
        self.book: dict[str, Any] = json.loads((folder / "document.json").read_text(encoding="utf-8"))
        self.front = folder / "front.pdf"

    def write(self, out: Path) -> int:
        parts = self._counted(list(_parted(self.book["sheets"])))
        guess = [{"level": level, "title": title, "page": 1000} for level, title in self._headings(parts)]
        front = self._set_front(guess, 1000)
        for _try in range(_TRIES):
            made = self._set_parts(parts, front)
            entries = self._entries(made, front)
            real = self._set_front(entries, front + sum(part.pages for part in made))
            if (real, made) == (front, parts):
                with out.open("wb") as file:
                    first = joining.Part(path=self.front, stubs=len(entries))
                    rest = [joining.Part(path=part.target(self.folder), inside=bool(part.lead)) for part in made]
                    return joining.join([first, *rest], file)
            front, parts = real, made
        raise OutputError("The pages of the atlas could not be numbered.", "Report this error.")

    def _counted(self, parts: Sequence[_Part]) -> list[_Part]:
        def count(part: _Part) -> _Part:
            found = self._run(part.name, {"first": 1, "all": 1000, "lead": part.lead}, part.sheets)["pages"]
            return replace(part, pages=int(found) - bool(part.lead))

        return self._each(count, parts)

    def _set_parts(self, parts: Sequence[_Part], front: int) -> list[_Part]:
        firsts = list(accumulate((part.pages for part in parts), initial=front + 1))
        firsts, every = firsts[:-1], firsts[-1] - 1

        def set_one(numbered: tuple[_Part, int]) -> _Part:
            part, first = numbered
            target = part.target(self.folder)
            self._run(part.name, {"first": first, "all": every, "lead": part.lead}, part.sheets, target)
            return replace(part, pages=joining.count_pages(target) - bool(part.lead))

        return self._each(set_one, list(zip(parts, firsts, strict=True)))

    def _set_front(self, entries: Sequence[dict[str, Any]], every: int) -> int:
        """Set cover and contents; return the number of their pages, without those of the stubs of headings."""
        self._run("front.json", {"first": 1, "all": every, "entries": entries}, (), self.front)
        marks = joining.bookmarks(self.front)
        if len(marks) < len(entries):
            raise self._strange()
        return marks[-len(entries)][1]

    def _headings(self, parts: Sequence[_Part]) -> Iterator[tuple[int, str]]:
        for part in parts:
            for sheet in part.sheets:
                if sheet["part"]:
                    yield 1, sheet["part"]
                yield 2, json.loads((self.folder / sheet["file"]).read_text(encoding="utf-8"))["title"]

    def _entries(self, parts: Sequence[_Part], front: int) -> list[dict[str, Any]]:
        """Return the lines of the contents: level, title and page."""
        starts, made = front, []
        for part in parts:
            led = bool(part.lead)
            marks = joining.bookmarks(part.target(self.folder))[led:]
            found = [(level, page - led + starts + 1) for level, page in marks if level <= 2]
            wanted = list(self._headings([part]))
            if [level for level, _page in found] != [level for level, _title in wanted]:
                raise self._strange()
            made += [
                {"level": level, "title": title, "page": page}
                for (level, title), (_level, page) in zip(wanted, found, strict=True)
            ]
            starts += part.pages
        return made

    def _strange(self) -> OutputError:
        return OutputError(
            "The template {file} cannot set an atlas in parts: its headings are not those of the sheets.",
            "Set parts as headings of level 1 and sheets of level 2; docs/reports.md describes it.",
            file=self.template or "",
        )

    def _run(
        self, name: str, run: dict[str, Any], sheets: Sequence[dict[str, str]], target: Path | None = None
    ) -> dict[str, Any]:
        """Set one part in a process of its own."""
        cover = self.book["cover"] if "entries" in run else None
        content = {**self.book, "cover": cover, "sheets": list(sheets), "run": {"entries": None, "lead": "", **run}}
        (self.folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        task = {
            "folder": str(self.folder),
            "template": self.text,
            "fonts": str(fonts.folder()),
            "document": name,
            "standards": list(glyphs.STANDARDS),
            "target": str(target) if target else None,
        }
        done = subprocess.run(
            [sys.executable, "-P", str(typesetter.__file__)],
            input=json.dumps(task).encode(),
            capture_output=True,
            check=False,
        )
        if done.returncode:
            _no_room(done.stderr)
            reason = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise OutputError("The sheet could not be set: {reason}", "Report this error.", reason=reason, file="")
        answer: dict[str, Any] = json.loads(done.stdout)
        if "message" in answer:
            _no_room(answer["message"].encode())
            raise pdf.refused(answer["message"], answer["hints"], self.folder, self.template)
        return answer

    def _each(self, do: Callable[[Any], _Part], what: Sequence[Any]) -> list[_Part]:
        with ThreadPoolExecutor(max_workers=self.processes) as pool:
            return list(pool.map(do, what))


def _no_room(said: bytes) -> None:
    """Say that the disk is full as the system does, where a process ended for that."""
    if b"[Errno %d]" % errno.ENOSPC in said or b"os error %d)" % errno.ENOSPC in said:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _parted(sheets: Sequence[dict[str, str]]) -> Iterator[_Part]:
    lead = ""
    for number, start in enumerate(range(0, len(sheets), SHEETS_IN_A_PART)):
        cut = sheets[start : start + SHEETS_IN_A_PART]
        yield _Part(name=_NAME.format(number), sheets=tuple(cut), lead="" if cut[0]["part"] else lead)
        lead = next((sheet["part"] for sheet in reversed(cut) if sheet["part"]), lead)
