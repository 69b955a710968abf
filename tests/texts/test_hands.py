"""Texts that people type or choose: options, names of files, layers, sheets and columns, in messages and in the log."""

import json
import logging
import os
import re
import shutil
import sys

import openpyxl
import pytest
from typer.testing import CliRunner

from geo_koop import errors
from geo_koop.app.log import JsonLines, TextLines
from geo_koop.app.views.report_offer import Choice, file_name
from geo_koop.app.words import plain
from geo_koop.cli import app
from geo_koop.intake.records import project
from geo_koop.locale import translator
from geo_koop.outputs.report import ReportOptions, open_press, places
from geo_koop.outputs.report.link import address
from tests.conftest import small_country
from tests.texts import outputs, planted

TYPED = "Zq98x [red]{value} %s {0}\x1b[2J\x9b\u202e<b> =1"
FORGED = f"{TYPED}\nFehler: alles gelöscht"
COMMAND = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def said(*arguments):
    """Run a command that fails or warns; return what it says."""
    result = CliRunner().invoke(app, [str(part) for part in arguments], env={"COLUMNS": "5000"})
    told = result.stdout + result.stderr
    assert not COMMAND.search(told), told
    assert "Unerwarteter Fehler" not in told, told
    return told


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", f"--{TYPED}"),
        (TYPED,),
        ("validate", "--as-of", TYPED),
        ("validate", "--project", TYPED),
        ("validate", "--boundaries", f"{TYPED}.gpkg"),
        ("validate", "--settings", TYPED),
        ("analyse", "--topic", TYPED),
        ("analyse", "--region", TYPED),
        ("export", f"{TYPED}.gpkg.exe"),
        ("export", "a.gpkg", "--crs", TYPED),
        ("export", "a.gpkg", "--export-layer", TYPED),
        ("map", f"{TYPED}.doc"),
        ("report", "municipality", TYPED, "--out", "a.pdf"),
        ("report", "cooperation", TYPED, "--out", "a.pdf"),
        ("report", "municipality", "Haar", "--out", "a.pdf", "--base-url", TYPED),
        ("report", "municipality", "Haar", "--out", "a.pdf", "--logo", TYPED),
    ],
    ids=lambda arguments: " ".join(arguments).replace(TYPED, "…"),
)
def test_an_option_comes_back_as_text(tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    told = said(*arguments)
    assert "Zq98x" not in told or outputs.squeezed(TYPED)[:20] in outputs.squeezed(told)
    assert list(tmp_path.iterdir()) == []


def test_a_name_of_several_lines_passes_for_no_message(tmp_path):
    told = said("report", "cooperation", FORGED, "--out", tmp_path / "a.pdf")
    assert "alles gelöscht" in told
    assert not re.search(r"^Fehler: alles", told, re.MULTILINE)


def test_a_folder_is_named_as_it_is(tmp_path):
    folder = tmp_path / "[red]Zq98x[link=y]"
    assert f"Angelegt: {folder}" in said("init", folder)


@pytest.mark.skipif(sys.platform != "linux", reason="only there names of files may be no UTF-8")
def test_a_file_name_that_is_no_utf_8_is_told(tmp_path):
    options = small_country(tmp_path)
    odd = tmp_path / os.fsdecode(b"Zq98x\xff.csv")
    (tmp_path / "cooperations.csv").rename(odd)
    options[options.index(str(tmp_path / "cooperations.csv"))] = str(odd)
    assert "Zq98x" in said("validate", *options)
    out = tmp_path / "o.xlsx"
    said("export", out, *options)
    assert out.exists()


def test_layers_columns_and_sheets_are_named_as_they_are(tmp_path, made):
    boundaries = next((made.project / "boundaries").glob("*.gpkg"))
    told = said("validate", "--boundaries", boundaries, "--layer", TYPED)
    assert outputs.squeezed(planted.LAYER) in outputs.squeezed(told)
    book = openpyxl.Workbook()
    book.active.title = "=1 {value} <b>"
    book.active.append([TYPED.replace("\x1b", ""), "b"])
    book.active.append(["x", "y"])
    book.save(tmp_path / "c.xlsx")
    told = said("validate", "--cooperations", tmp_path / "c.xlsx", "--members", tmp_path / "c.xlsx")
    assert "Zq98x [red]{value} %s {0}[2J" in told


@pytest.mark.parametrize(
    "settings",
    [
        "layer: {text}",
        "{text}: 1",
        "thresholds: {{{text}: 1}}",
        "thresholds: {{base: {text}}}",
        "records_as_of: {text}",
    ],
)
def test_a_setting_comes_back_as_text(tmp_path, settings):
    project.init(tmp_path / "p")
    text = json.dumps(TYPED.replace("\x9b", ""))
    (tmp_path / "p" / "settings.yaml").write_text(settings.format(text=text), encoding="utf-8")
    assert "Traceback" not in said("validate", "--project", tmp_path / "p")


@pytest.mark.parametrize("language", ["de", "en"])
def test_parameters_of_errors_are_not_filled_in_again(language):
    error = errors.InputError(
        "{file}: {faults}.", "{file}", file="{faults} %s {0}", faults=errors.Phrase("{x}", x="{file}")
    )
    assert error.words(translator(language, "errors")) == ("{faults} %s {0}: {file}.", "{faults} %s {0}")


@pytest.mark.parametrize("form", [JsonLines, TextLines])
def test_the_log_holds_one_line_and_no_text_of_the_data(form):
    try:
        raise ValueError(FORGED)
    except ValueError:
        record = logging.LogRecord("geo_koop.app", logging.ERROR, __file__, 1, "unforeseen error", (), sys.exc_info())
    record.facts = {"number": "ab12\n=1\x1b\u2028"}
    line = form().format(record)
    assert line.isprintable()
    assert line.isascii()
    assert "Zq98x" not in line
    assert "ValueError" in line


def test_a_download_has_a_name_of_letters_and_digits():
    odd = f'../{FORGED}\r\nSet-Cookie: a=b"; filename="x.exe'
    assert re.fullmatch(r"[\w-]{1,60}", file_name(Choice(kind="municipality", key="1"), odd))
    assert file_name(Choice(kind="municipality", key="1"), "\r\n\u202e") == "municipality"


@pytest.mark.parametrize(
    "text",
    [
        ":material/home:",
        ":streamlit:",
        "A -> B",
        "A <- B",
        "A <-> B",
        "A -- B",
        "A >= B",
        "A <= B",
        "A ~= B",
        "&amp; &#60;",
    ],
)
def test_streamlit_makes_nothing_of_letters(text):
    shown = plain(text)
    assert re.sub(r"\\(.)", r"\1", shown).replace("\u2060", "") == text
    assert "\u2060" in shown or "\\&" in shown


def test_an_address_that_no_qr_code_holds_is_left_out(embedded):
    given = {"language": "de", "municipality": "x" * 3_000}
    assert address("https://x.test", "municipality", embedded, **given) == ""


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://[x", "https://x.test/\x1b", "https://x.test/a b", "//x"]
)
def test_a_base_url_is_a_web_address(embedded, url):
    with pytest.raises(errors.UsageError):
        open_press(embedded, ReportOptions(base_url=url))


def test_a_region_is_found_by_its_hostile_code(made):
    code = planted.text("region code")
    assert places.region(made.analysis, code).code == code


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is missing")
def test_a_report_ends_a_text_that_has_no_end(tmp_path):
    options = small_country(tmp_path, first="Ö" * 100_000)
    out = tmp_path / "a.pdf"
    said("report", "municipality", "09101000", "--out", out, *options)
    assert "[…]" in outputs.paper(out)


@pytest.mark.parametrize(
    ("template", "told"),
    [
        (b'#import "@preview/cetz:0.3.1": *', "Paket aus dem Internet"),
        (b"\xff\xfe", "als Text in UTF-8"),
        (b'#read("/etc/hostname")', "file not found"),
        (b'#read("../../etc/hostname")', "escape the project root"),
        (b'#image("http://127.0.0.1/x.png")', "file not found"),
    ],
)
def test_a_template_reads_nothing_else(tmp_path, template, told):
    (tmp_path / "t.typ").write_bytes(template)
    out = tmp_path / "a.pdf"
    given = ["--out", out, "--template", tmp_path / "t.typ", *small_country(tmp_path)]
    assert told in said("report", "municipality", "09101000", *given)
    assert not out.exists()


@pytest.mark.parametrize(
    "logo",
    [
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="/etc/hostname"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="http://127.0.0.1/x.png"/></svg>',
        '<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&a;</text></svg>',
    ],
)
def test_a_logo_reads_nothing_else(tmp_path, logo):
    (tmp_path / "l.svg").write_text(logo, encoding="utf-8")
    out = tmp_path / "a.pdf"
    given = ["--out", out, "--logo", tmp_path / "l.svg", *small_country(tmp_path)]
    assert "Fehler" in said("report", "municipality", "09101000", *given)
    assert not out.exists()
