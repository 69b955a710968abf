"""Sets one part of a document; run as a file, it loads Typst and nothing else of this package.

A process of its own gives all its memory back. The task comes as JSON on the standard input: ``template``, ``folder``,
``fonts``, ``document`` (name of the JSON file that the template reads), ``standards``, and ``target``; without a target
the pages are counted. The answer is JSON: ``pages``, or ``message`` and ``hints`` of what Typst refuses.
"""

import json
import sys
from pathlib import Path
from typing import Any

import typst

_QUICK = """#let image(source, ..given) = {
  let size = if type(source) == str and source.ends-with(".svg") {
    read(source).match(regex("<svg[^>]* width=\\"([0-9.]+)mm\\" height=\\"([0-9.]+)mm\\""))
  }
  let width = given.named().at("width", default: auto)
  if size == none or type(width) != length or "height" in given.named() { std.image(source, ..given) } else {
    block(width: width, height: width * float(size.captures.at(1)) / float(size.captures.at(0)))
  }
}
"""
"""Counting needs the size of a drawing alone: reading them takes most of the time."""
_LAST = "\n#context [#metadata(here().page()) <geo-koop-last-page>]\n"


def run(task: dict[str, Any]) -> dict[str, Any]:
    """Set a part, or count its pages."""
    folder, text = Path(task["folder"]), task["template"]
    main = folder / f"{task['document']}.typ"
    main.write_text(text if task["target"] else f"{_QUICK}{text}{_LAST}", encoding="utf-8")
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[task["fonts"]])
    compiler = typst.Compiler(
        input=str(main),
        root=str(folder),
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"document": task["document"]},
    )
    try:
        if task["target"]:
            compiler.compile(output=task["target"], format="pdf", pdf_standards=task["standards"])
            return {}
        return {"pages": json.loads(compiler.query("<geo-koop-last-page>", field="value"))[0]}
    except (KeyboardInterrupt, SystemExit, MemoryError, RecursionError):
        raise
    except BaseException as error:
        # Typst also gives up with a BaseException of Rust that it does not export.
        if not isinstance(error, typst.TypstError) and type(error).__name__ != "PanicException":
            raise
        return {
            "message": str(getattr(error, "message", error)),
            "hints": [str(hint) for hint in getattr(error, "hints", None) or []],
        }
    finally:
        main.unlink()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(json.loads(sys.stdin.buffer.read()))))
