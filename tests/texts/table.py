"""The table of ``docs/texts.md``: which text stands in which output."""

import re
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "texts.md"
SHOWN = "●"


def columns() -> list[str]:
    """Return the names of the outputs, in the order of the columns."""
    listed = re.findall(r"^\d+\. ([^:\n]+):", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed, "no list of outputs"
    return listed


def rows() -> dict[str, list[bool]]:
    """Return whether the text of each input stands in each output."""
    lines = re.findall(r"^\| ([a-z][^|]*?) +\|(.*)\|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: [cell.strip() == SHOWN for cell in cells.split("|")] for name, cells in lines if SHOWN in cells}


def cells() -> list[tuple[str, str, bool]]:
    """Return input, output and whether the one stands in the other."""
    return [
        (name, output, shown)
        for name, listed in rows().items()
        for output, shown in zip(columns(), listed, strict=True)
    ]
