"""The clothes that a hostile content puts on: endings, marks at the beginning, encodings, archives."""

import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.hostile.canary import Canary
from tests.hostile.corpus import Build, Case, Expect, written

Content = Callable[[Canary], str]


def zipped(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP archive of ``members``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def several(files: Callable[[Canary], dict[str, bytes | str]], first: str) -> Build:
    """Return a builder that writes files beside each other and gives the first."""

    def build(folder: Path, canary: Canary) -> Path:
        for name, content in files(canary).items():
            written(name, content)(folder, canary)
        return folder / first

    return build


def under_endings(name: str, endings: Iterable[str], content: Content, *, expect: Expect = "message") -> list[Case]:
    """Return one case for each ending, with the same content."""
    return [Case(f"{name} as {e}", "boundaries", written(f"areas.{e}", content), expect) for e in endings]


def disguised(name: str, ending: str, content: Content, *, expect: Expect = "message") -> list[Case]:
    """Return cases with the same content behind marks, blanks, encodings and archives."""
    shapes: dict[str, Callable[[Canary], bytes]] = {
        "after a BOM": lambda c: b"\xef\xbb\xbf" + content(c).encode(),
        "after blanks": lambda c: b" \n\t\r\n" * 40 + content(c).encode(),
        "in UTF-16": lambda c: content(c).encode("utf-16"),
    }
    cases = [
        Case(f"{name} {how}", "boundaries", written(f"areas.{ending}", made), expect) for how, made in shapes.items()
    ]
    boxes: dict[str, Callable[[Canary], bytes]] = {
        "in a ZIP": lambda c: zipped({f"areas.{ending}": content(c)}),
        "in a ZIP in a ZIP": lambda c: zipped({"inner.zip": zipped({f"areas.{ending}": content(c)})}),
        "in a ZIP under another ending": lambda c: zipped({"folder/areas.GPKG": content(c)}),
    }
    return cases + [
        Case(f"{name} {how}", "boundaries", written("areas.zip", made), expect) for how, made in boxes.items()
    ]
