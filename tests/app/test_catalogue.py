"""Every text of the app has its German."""

import ast
from collections import Counter
from importlib.resources import files
from pathlib import Path
from string import Formatter

from babel.messages.pofile import read_po

import geo_koop.app

APP = Path(geo_koop.app.__file__).parent
CALLS = {"_", "words", "language"}
OF_OTHERS = APP / "components" / "map.py"


def texts():
    """Return the messages in the code of the app with the file in which they stand."""
    found = {}
    for path in sorted(APP.rglob("*.py")):
        if path == OF_OTHERS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            if name in CALLS and isinstance(node.args[0].value, str):
                found[node.args[0].value] = path.name
    return found


def catalogue():
    with (files("geo_koop.locale") / "de" / "LC_MESSAGES" / "app.po").open("rb") as stream:
        return {m.id: m.string for m in read_po(stream) if m.id}


def fields(text):
    return Counter(name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None)


def test_every_text_is_translated():
    german = catalogue()
    assert {text: where for text, where in texts().items() if not german.get(text)} == {}


def test_no_translation_is_left_over():
    assert set(catalogue()) - set(texts()) == set()


def test_translations_take_the_same_values():
    assert {text for text, german in catalogue().items() if fields(text) != fields(german)} == set()


def test_no_umlaut_is_written_out():
    suspicious = ("fuer", "ueber", "koennen", "waehl", "groess", "gemaess", "schluessel", "zurueck", "moeglich")
    assert [g for g in catalogue().values() if any(word in g.lower() for word in suspicious)] == []
