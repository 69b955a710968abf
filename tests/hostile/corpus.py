"""The form of a hostile case, and all cases together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal

from tests.hostile.canary import Canary

FAMILIES = (
    "gdal",
    "markup",
    "databases",
    "archives",
    "workbooks",
    "opendocument",
    "compounds",
    "texts",
    "shapes",
    "parquet",
    "yamls",
    "reports",
    "projects",
)
"""The modules that build them."""

Build = Callable[[Path, Canary], Path]
Expect = Literal["message", "either", "read"]


@dataclass(frozen=True)
class Case:
    """A file that means harm, or a mistake that does harm as well as an attack.

    Attributes
    ----------
    name
        Unique among all cases.
    kind
        What the file is given as; :mod:`tests.hostile.reading` holds the command of each kind.
    build
        Writes the file into an empty folder and returns its path. Takes no more than 3 s and 60 MB.
    expect
        ``message``: refused with one message. ``either``: read or refused, but within the limits.
        ``read``: an honest neighbour of hostile files, which must stay readable.
    """

    name: str
    kind: str
    build: Build
    expect: Expect = "either"


def written(name: str, content: bytes | str | Callable[[Canary], bytes | str]) -> Build:
    """Return a builder that writes one file; a function gets the canary to name it in the content."""

    def build(folder: Path, canary: Canary) -> Path:
        text = content(canary) if callable(content) else content
        path = folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        return path

    return build


def cases() -> Iterator[Case]:
    """Yield all cases, family by family."""
    for family in FAMILIES:
        yield from import_module(f"tests.hostile.{family}").CASES
