"""Sets a folder of sheets with Typst: tagged PDF (PDF/UA-1 and PDF/A-2a), or the first page as a picture."""

import base64
import itertools
import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import typst

from geo_koop.errors import OutputError
from geo_koop.outputs.mapsheet import parts
from geo_koop.outputs.report import glyphs

_TEMPLATE = "report.typ"
_SIZE = re.compile(r'<svg xmlns="[^"]*"(?: width="[^"]*" height="[^"]*")?')
_PICTURE = re.compile(
    r'<image(?P<place> transform="[^"]*")? xlink:href="data:image/svg\+xml;base64,(?P<data>[^"]*)" '
    r'width="(?P<width>[^"]*)" height="(?P<height>[^"]*)"[^>]*/>'
)


def template_text() -> str:
    """Return the built-in template."""
    return (files("geo_koop.outputs.report") / "templates" / _TEMPLATE).read_text(encoding="utf-8")


def set_pdf(folder: Path, template: Path | None = None) -> bytes:
    """Return the PDF of a folder made by :mod:`geo_koop.outputs.report.document`.

    Parameters
    ----------
    folder : Path
    template : Path, optional
        Typst file of the office; the built-in one where it is left out.

    Raises
    ------
    OutputError
        If the template cannot be set, or breaks PDF/UA-1 or PDF/A-2a.
    """
    with glyphs.settled(folder) as ready:
        compiler = _compiler(ready, template)
        return bytes(
            _set(lambda: compiler.compile(format="pdf", pdf_standards=list(glyphs.STANDARDS)), folder, template)
        )


def first_page(folder: Path, template: Path | None = None, *, dots_per_inch: float = 96) -> bytes:
    """Return the first page as PNG."""
    with glyphs.settled(folder) as ready:
        compiler = _compiler(ready, template)
        made = _set(lambda: compiler.compile(format="png", ppi=dots_per_inch), folder, template)
    return bytes(made[0] if isinstance(made, list) else made)


def first_page_svg(folder: Path, template: Path | None = None) -> str:
    """Return the first page as SVG; drawings stand in it as such, not as pictures."""
    with glyphs.settled(folder) as ready:
        compiler = _compiler(ready, template)
        made = _set(lambda: compiler.compile(format="svg"), folder, template)
    text = bytes(made[0] if isinstance(made, list) else made).decode("utf-8")
    numbers = itertools.count()
    return _PICTURE.sub(lambda found: _unfolded(found, f"drawing{next(numbers)}"), text)


def _unfolded(found: re.Match[str], name: str) -> str:
    """Return a drawing that Typst has packed as a picture; words keep their width in other fonts."""
    svg = parts.for_browser(base64.b64decode(found["data"]).decode("utf-8"), name)
    start = f'<svg width="{found["width"]}" height="{found["height"]}" preserveAspectRatio="none"'
    return f"<g{found['place'] or ''}>{_SIZE.sub(start, svg, count=1)}</g>"


def _compiler(folder: Path, template: Path | None) -> typst.Compiler:
    main = folder / _TEMPLATE
    main.write_text(template.read_text(encoding="utf-8") if template else template_text(), encoding="utf-8")
    return typst.Compiler(input=str(main), root=str(folder), font_paths=glyphs.bundled(), ignore_system_fonts=True)


def _set(run, folder: Path, template: Path | None):  # type: ignore[no-untyped-def]
    try:
        return run()
    except (KeyboardInterrupt, SystemExit, MemoryError, RecursionError):
        raise
    except BaseException as error:
        # Typst also gives up with a BaseException of Rust that it does not export.
        if not isinstance(error, typst.TypstError) and type(error).__name__ != "PanicException":
            raise
        hints = [str(hint) for hint in getattr(error, "hints", None) or []]
        raise refused(str(getattr(error, "message", error)), hints, folder, template) from error


def refused(message: str, hints: Sequence[str], folder: Path, template: Path | None) -> OutputError:
    """Return what is said of a folder that Typst refuses to set."""
    return OutputError(
        "The sheet could not be set: {reason}",
        "Correct the template {file}; docs/reports.md describes what it must hold."
        if template
        else "Choose another file for the logo."
        if _on_picture(message) and any(folder.glob("logo.*"))
        else "Report this error.",
        reason=f"{message} {' '.join(hints)}".strip(),
        file=template or "",
    )


def _on_picture(message: str) -> bool:
    return "image" in message or "SVG" in message
