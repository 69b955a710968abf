"""What scripts and style sheets read of colours and hatches: written here, held against this by a test.

``python -m geo_koop.outputs.classes.assets`` writes the files anew.
"""

import json
import re
from pathlib import Path

from geo_koop.outputs.classes import lanes
from geo_koop.outputs.classes.families import state
from geo_koop.outputs.classes.hatches import HATCHES, Hatch
from geo_koop.outputs.classes.palette import PALETTE

_TILE_PIXELS = 8 / 180
"""Pixels of the screen in a hundredth of a millimetre on paper: an aslant hatch has a tile of 8 pixels."""
_STATES = ("unincorporated", "context")


def root_block() -> str:
    """Return the palette as variables of CSS."""
    return ":root { " + " ".join(f"--{name.replace('_', '-')}: {colour};" for name, colour in PALETTE.items()) + " }"


def script() -> str:
    """Return the palette and the hatches as a script: ``geoKoop.look``."""
    look = {
        "colours": {**PALETTE, **{code: state(code).colour for code in _STATES}},
        "lanes": {"most": lanes.MOST, "gap": lanes.GAP, "stripe": lanes.STRIPE},
        "hatches": [_tile(hatch) for hatch in HATCHES.values()],
    }
    return (
        "/* Written by geo_koop/outputs/classes/assets.py. */\n"
        "window.geoKoop = window.geoKoop || {};\n"
        f"window.geoKoop.look = {json.dumps(look, indent=1)};\n"
    )


def _tile(hatch: Hatch) -> dict[str, object]:
    """Return a tile of whole pixels, so that it can be repeated without seams."""
    size = round(hatch.size * _TILE_PIXELS)
    scale = size / hatch.size if size else 0

    def pixels(length: float) -> float:
        return round(length * scale, 2)

    return {
        "size": size,
        "lines": re.sub(r"-?\d+", lambda found: f" {pixels(float(found[0])):g}", hatch.lines).replace("  ", " "),
        "dots": [[pixels(x), pixels(y)] for x, y in hatch.dots],
    }


def written() -> dict[Path, str]:
    """Return the files and what must stand in them."""
    outputs = Path(__file__).parents[1]
    css = f"/* Written by geo_koop/outputs/classes/assets.py. */\n{root_block()}\n"
    return {
        outputs / "webmap" / "assets" / "geo_koop_look.js": script(),
        outputs / "webmap" / "assets" / "geo_koop_look.css": css,
        outputs / "ogc" / "templates" / "_look.css": css,
    }


if __name__ == "__main__":
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")
