"""Errors speak both languages: every template that is raised has a German text that names the same things."""

import ast
import string
from pathlib import Path

import geo_koop
from geo_koop.errors import InputError, Phrase
from geo_koop.locale import translator

RAISED = {"GeoKoopError", "InputError", "UsageError", "OutputError", "Phrase"}
FOLDER = Path(geo_koop.__file__).parent
SPEAKING = ("cli",)
"""Rooms that know the language of the user and word their errors themselves."""


def calls():
    """Yield place and arguments of every call that makes an error or a part of one."""
    for file in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and name in RAISED:
                yield f"{file.relative_to(FOLDER)}:{node.lineno}", node.args


def literals(node):
    """Return the texts that an argument may be; none where it was translated before (a call)."""
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value else []


def templates():
    return {text: place for place, args in calls() for node in args[:2] for text in literals(node)}


def named(text):
    return {name for _text, name, _form, _kind in string.Formatter().parse(text) if name}


def test_no_error_is_built_before_it_can_be_translated():
    built = [place for place, args in calls() for node in args[:2] if isinstance(node, (ast.JoinedStr, ast.BinOp))]
    built = [place for place in built if not place.startswith(SPEAKING)]
    assert built == []


def test_every_error_is_translated_and_names_the_same():
    german = translator("de", "errors")
    commands = {t for t in templates() if t.startswith("--")}
    found = {text: german(text) for text in templates() if text not in commands}
    assert [
        f"{templates()[text]}: {text}"
        for text, said in found.items()
        if said == text and any(w.isalpha() for w in text.split())
    ] == []
    assert [text for text, said in found.items() if named(text) != named(said)] == []


def test_parts_are_translated_too():
    error = InputError(
        "{file}: {faults}.", "Mend the file.", file="a.yaml", faults=[Phrase("approximate is true or false")]
    )
    assert error.problem == "a.yaml: approximate is true or false."
    assert error.words(translator("de", "errors"))[0] == "a.yaml: approximate ist true oder false."


def test_a_value_of_a_file_is_cut_in_every_message():
    """The beginning and the end tell which one it is; numbers and short texts stay as they are."""
    value = "anfang" + "x" * 60_000 + "ende"
    parts = [Phrase("{name} must be a number, not {value}", name="a", value=value)]
    error = InputError(
        "{file}, {row}: {faults}.", "Its sheets are: {names}.", file=value, row=7, faults=parts, names=value
    )
    assert len(str(error)) < 5_000
    assert error.problem.startswith("anfangx")
    assert "ende, 7: " in error.problem
    assert error.remedy.endswith("ende.")
    short = InputError("{file}: {member}", file=Path("a.zip"), member="y" * 1_000)
    assert short.problem == "a.zip: " + "y" * 1_000
