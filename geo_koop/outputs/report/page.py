"""The same sheets as one HTML page: drawings stand in it, nothing is fetched."""

import base64
import json
import re
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from geo_koop.outputs.classes.assets import root_block
from geo_koop.outputs.mapsheet import parts

_LONG_WORD = 30
"""Letters of a word from which on it may break anywhere."""
_MIME = {".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif", ".svg": "image/svg+xml"}


def html(folder: Path) -> str:
    """Return the page of a folder made by :mod:`geo_koop.outputs.report.document`."""
    book = json.loads((folder / "document.json").read_text(encoding="utf-8"))
    sheets = [json.loads((folder / entry["file"]).read_text(encoding="utf-8")) for entry in book["sheets"]]

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    environment.globals["drawing"] = lambda name, alt="", share=0.0: Markup(_drawing(folder / name, alt, share))
    environment.tests["endless"] = lambda text: any(len(word) > _LONG_WORD for word in text.split())
    logo = folder / book["logo"] if book["logo"] else None
    encoded = base64.b64encode(logo.read_bytes()).decode() if logo else ""
    source = (files("geo_koop.outputs.report") / "templates" / "report.html.j2").read_text(encoding="utf-8")
    given: dict[str, Any] = {"book": book, "sheets": sheets, "root": root_block()}
    given["logo"] = f"data:{_MIME[logo.suffix]};base64,{encoded}" if logo else ""
    return environment.from_string(source).render(given)


def _drawing(path: Path, alt: str, share: float = 0.0) -> str:
    """Return an SVG to stand in the page; with a text it is a picture, without one it is ornament.

    Names inside get the name of the file in front: several drawings share one page. With a share it is always so
    wide a part of what holds it: a scale bar shrinks with its map.
    """
    svg = parts.for_browser(path.read_text(encoding="utf-8"), path.stem)
    width = re.search(r'width="([\d.]+)mm"', svg)
    shown = f' style="width:{share:.3%};height:auto;display:block"' if share else ""
    shown = shown or (f' style="max-width:100%;height:auto;width:{width[1]}mm"' if width else ' class="qr"')
    role = f' role="img" aria-label="{escape(alt)}"' if alt else ' aria-hidden="true"'
    return svg.replace("<svg ", f"<svg{role}{shown} ", 1)
