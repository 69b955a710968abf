"""Nothing is said in one language only: messages in code, labels of codelists, texts in scripts and calls."""

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

import geo_koop
from geo_koop import codelists

PACKAGE = Path(geo_koop.__file__).parent
KEYWORDS = dict.fromkeys(("_", "words", "text", "mark", "language", "Phrase"))
DOMAINS = tuple(sorted(p.stem for p in (PACKAGE / "locale" / "de" / "LC_MESSAGES").glob("*.po")))
SHOWING = ("title", "label", "placeholder", "help", "text", "body", "caption", "tooltip")
SAME = re.compile(r"^(|[\W\d_]*|geo_koop|CSV|XLSX|SHA-256|:material/\w+:|[a-z_]+(:[NOQT])?)$")
SCRIPT_WORDS = re.compile(r"""(["'])([A-ZÄÖÜ](?:[A-Za-zÄÖÜäöü]+ ){1,}[A-Za-zÄÖÜäöü.!?]+)\1""")
SAYING_NOTHING = ("Page", "html", "set_page_config", "get_option")
NO_LANGUAGE = {"use strict", "Helvetica Neue", "Segoe UI"}


def catalogue():
    """Return all German messages of all catalogues."""
    found = {}
    for domain in DOMAINS:
        with (files("geo_koop.locale") / "de" / "LC_MESSAGES" / f"{domain}.po").open("rb") as stream:
            found |= {m.id: m.string for m in read_po(stream) if m.id}
    return found


def marked():
    """Return every message that stands in code, with its places."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for line, message, _comments, _context in extract_from_file("python", str(path), KEYWORDS):
            if isinstance(message, str) and any(c.isalpha() for c in message):
                found.setdefault(message, f"{path.relative_to(PACKAGE)}:{line}")
    return found


def test_every_message_in_code_has_its_german():
    german = catalogue()
    codes = {code for name in codelists.NAMES for code in codelists.load(name).codes}
    missing = {message: place for message, place in marked().items() if not german.get(message)}
    assert {m: p for m, p in missing.items() if m not in codes and not SAME.match(m)} == {}


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_message_stands_twice(domain):
    text = (PACKAGE / "locale" / "de" / "LC_MESSAGES" / f"{domain}.po").read_text(encoding="utf-8")
    ids = re.findall(r'(?m)^msgid (".*"(?:\n".*")*)$', text)
    assert [message for message in set(ids) if ids.count(message) > 1] == []


@pytest.mark.parametrize("name", codelists.NAMES)
def test_every_entry_of_a_codelist_is_named_in_both_languages(name):
    for code, entry in codelists.load(name).entries.items():
        assert entry["de"], code
        assert entry["en"], code
        described = [language for language in ("de", "en") if entry.get(f"description_{language}")]
        assert len(described) != 1, code


def test_column_maps_name_their_product_in_both_languages():
    for path in (PACKAGE / "intake" / "profiles").glob("*.yaml"):
        about = yaml.safe_load(path.read_text(encoding="utf-8"))
        for field in ("title", "attribution"):
            assert set(about.get(field, {"de": 1, "en": 1})) >= {"de", "en"}, path.name


def test_the_app_shows_no_text_that_is_not_translated():
    """What a call of Streamlit or Altair shows goes through the words of the session."""
    found = []
    for path in sorted((PACKAGE / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            shown = [k.value for k in node.keywords if k.arg in SHOWING]
            owner = getattr(getattr(node.func, "value", None), "id", "")
            if owner == "st" and getattr(node.func, "attr", "") not in (
                "Page",
                "html",
                "set_page_config",
                "get_option",
            ):
                shown += node.args[:1]
            found += [
                f"{path.name}:{value.lineno} {value.value!r}"
                for value in shown
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and not SAME.match(value.value)
            ]
    assert found == []


def test_scripts_hold_no_sentences_of_their_own():
    found = {
        f"{path.name}: {words}"
        for path in (PACKAGE / "outputs" / "webmap" / "assets").glob("*.js")
        if path.name != "geo_koop_basemap.js"  # names of places, as data
        for _quote, words in SCRIPT_WORDS.findall(re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(), flags=re.S))
        if words not in NO_LANGUAGE
    }
    assert found == set()
