"""Standard input and output in place of a file: ``-``."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from geo_koop.errors import UsageError

DASH = Path("-")
_BEGINS = ((b"SQLite format 3\x00", "gpkg"), (b"PAR1", "parquet"), (b"fgb", "fgb"), (b"\xd0\xcf\x11\xe0", "xls"))
_WORKBOOK, _ODS = b"xl/", b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_HEAD = 65_536


@contextmanager
def inputs(values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Put what comes in on the standard input into a file for as long as a command runs.

    Parameters
    ----------
    values : Mapping[str, Any]
        Options and arguments that name files to read, among others.

    Yields
    ------
    dict
        The same, with that file in place of ``-``.

    Raises
    ------
    UsageError
        If two of them are ``-``, or nothing comes in.
    """
    asked = [name for name, value in values.items() if value == DASH]
    if not asked:
        yield dict(values)
        return
    if len(asked) > 1:
        raise UsageError(
            "{names}: only one of them can be the standard input (-).",
            "Name files for the others.",
            names=", ".join(asked),
        )
    with TemporaryDirectory(prefix="geo-koop-") as folder:
        content = sys.stdin.buffer.read()
        if not content:
            raise UsageError("Nothing comes in on the standard input.", "Pipe a file into the command, or name one.")
        path = Path(folder) / f"stdin.{_ending(content)}"
        path.write_bytes(content)
        yield {**values, asked[0]: path}


def _ending(content: bytes) -> str:
    """Return the ending that fits a content; readers look at the content again."""
    head = content[:_HEAD]
    for begin, ending in _BEGINS:
        if head.startswith(begin):
            return ending
    if head.startswith(b"PK"):
        return "ods" if _ODS in head else "xlsx" if _WORKBOOK in content else "zip"
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return "geojson" if first == b"{" else "csv"


@contextmanager
def result(out: Path, ending: str) -> Iterator[Path]:
    """Give a file to write, and put its content out on the standard output where ``out`` is ``-``.

    Parameters
    ----------
    out : Path
    ending : str
        Of the file, with its dot.

    Raises
    ------
    UsageError
        If the output is a terminal.
    """
    if out != DASH:
        yield out
        return
    if sys.stdout.isatty():
        raise UsageError("A file is not shown on the terminal.", "Pipe it into a program or a file: … > FILE")
    with TemporaryDirectory(prefix="geo-koop-") as folder:
        path = Path(folder) / f"geo_koop{ending}"
        yield path
        sys.stdout.flush()
        sys.stdout.buffer.write(path.read_bytes())
        sys.stdout.buffer.flush()
