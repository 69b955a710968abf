"""The bundled font of reports, and how wide a text is in it."""

from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

from fontTools.ttLib import TTFont

CSS = "'Source Sans 3', sans-serif"
MM_PER_POINT = 25.4 / 72
_FILES = {"regular": "SourceSans3-Regular.otf", "bold": "SourceSans3-Bold.otf", "italic": "SourceSans3-It.otf"}


def folder() -> Path:
    """Return the folder with the fonts."""
    with as_file(files("geo_koop.outputs") / "fonts") as path:
        return path


@lru_cache(maxsize=len(_FILES))
def _advances(cut: str) -> dict[int, float]:
    """Return the width of each character, for a size of 1."""
    with TTFont(folder() / _FILES[cut], lazy=True) as font:
        per_em = font["head"].unitsPerEm
        widths = font["hmtx"].metrics
        return {code: widths[glyph][0] / per_em for code, glyph in font.getBestCmap().items()}


def codes() -> frozenset[int]:
    """Return the code points of which the font has a letter."""
    return frozenset(_advances("regular"))


def width(text: str, points: float, *, cut: str = "regular") -> float:
    """Return the width of a text in millimetres; letters that the font lacks count as wide.

    Examples
    --------
    >>> width("Garching", 10) < width("Garching", 10, cut="bold") < 16
    True
    """
    known = _advances(cut)
    return sum(known.get(ord(letter), 0.7) for letter in text) * points * MM_PER_POINT
