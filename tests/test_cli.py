"""The command line as people use it: results, exit codes, messages, and its documentation."""

import json
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pyogrio
import pytest
import typer
from typer.testing import CliRunner

from geo_koop import codelists
from geo_koop.cli import app

COMMANDS = typer.main.get_command(app).commands

OF_THE_PROGRAM = {"--help", "--version", "--lang", "--install-completion", "--show-completion"}
"""Options of the program itself."""


def every(commands=COMMANDS, before=""):
    """Return name to command, for commands in groups too: "boundaries import"."""
    found = {}
    for name, command in commands.items():
        inner = getattr(command, "commands", None)
        found |= every(inner, f"{before}{name} ") if inner else {before + name: command}
    return found


READERS = ["validate", "analyse", "export", "map", *(name for name in every() if name.startswith("report "))]
ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
pytestmark = pytest.mark.usefixtures("read_once")
DOCS = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")


def run(*arguments):
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, [str(a) for a in arguments])


def fill(folder):
    """Make a project and put the embedded data into it."""
    assert run("init", folder, "--quiet").exit_code == 0
    for name in ("demo.gpkg", "demo.yaml"):
        shutil.copy(DATA / "boundaries" / name, folder / "boundaries")
    for path in (DATA / "cooperations").glob("*.csv"):
        shutil.copy(path, folder / "cooperations")


@pytest.fixture
def records(tmp_path):
    """Return the options for two small record tables, the second with two bad rows and a lost zero."""
    cooperations, members = tmp_path / "c.csv", tmp_path / "m.csv"
    cooperations.write_text(
        "cooperation_id,name,topics,format,stage,start,end\n"
        "bad,Hallenbad,culture_sport,special_purpose_association,operating,2015,\n",
        encoding="utf-8",
    )
    members.write_text(
        "cooperation_id,key,name,role\nbad,09184119,,member\nbad,9184120,,member\nnone,09184120,,member\nbad,,X,member\n",
        encoding="utf-8",
    )
    return ["--cooperations", cooperations, "--members", members]


# ------------------------------------------------------------ results


def test_analyse_gives_one_object_for_each_cooperation():
    result = run("analyse", "--output-format", "json")
    assert result.exit_code == 0, result.stderr
    rows = json.loads(result.stdout)
    assert len(rows) == 225
    for row in rows:
        assert list(row) == [
            "cooperation_id",
            "name",
            "pattern",
            "provisional",
            "reason_de",
            "reason_en",
            "indicators",
        ]
        assert row["pattern"] in codelists.load("patterns").codes
        assert isinstance(row["provisional"], bool)
        assert row["reason_de"]
        assert row["reason_en"]
    kassel = {row["cooperation_id"]: row for row in rows}["zv-raum-kassel"]
    assert kassel["pattern"] == "city_hinterland"
    assert kassel["indicators"]["core_key"] == "06611000"
    assert kassel["indicators"]["core_population"] == 202137
    assert "202.137" in kassel["reason_de"]


def test_table_json_csv_and_xlsx_say_the_same(tmp_path):
    asked = ["--pattern", "network", "--quiet"]
    rows = json.loads(run("analyse", *asked, "--output-format", "json").stdout)
    table = run("analyse", *asked).stdout
    run("analyse", *asked, "--out", tmp_path / "a.csv")
    run("analyse", *asked, "--out", tmp_path / "a.xlsx")
    run("analyse", *asked, "--out", tmp_path / "a.json")
    csv = pd.read_csv(tmp_path / "a.csv", dtype="str")
    book = pd.read_excel(tmp_path / "a.xlsx", dtype="str")
    assert rows
    ids = [row["cooperation_id"] for row in rows]
    assert all(key in table for key in ids)
    assert list(csv["cooperation_id"]) == list(book["cooperation_id"]) == ids
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == rows


@pytest.mark.parametrize("given", ["city_hinterland", "Stadt-Umland", "STADT-UMLAND", "city-hinterland"])
def test_codes_and_labels_are_understood(given):
    rows = json.loads(run("analyse", "--pattern", given, "--output-format", "json").stdout)
    assert {row["pattern"] for row in rows} == {"city_hinterland"}


@pytest.mark.parametrize(
    ("options", "least"),
    [
        (["--region", "nordhessen"], 50),
        (["--region", "06633", "--region", "06636"], 10),
        (["--topic", "water"], 5),
        (["--cooperation-format", "special_purpose_association"], 20),
        (["--stage", "ended"], 1),
        (["--bindingness", "5", "--bindingness", "4"], 20),
    ],
)
def test_filters_narrow(options, least):
    rows = json.loads(run("analyse", *options, "--output-format", "json").stdout)
    assert least <= len(rows) < 225


@pytest.mark.parametrize("day", ["2010-12-31", "31.12.2010", "2010"])
def test_forms_of_a_date(tmp_path, day):
    out = tmp_path / "o.gpkg"
    assert run("export", out, "--as-of", day, "--bindingness", "4").exit_code == 0
    metadata = pyogrio.read_dataframe(out, layer="provenance").set_index("key")["value"]
    assert metadata["as_of"] == "2010-12-31"
    assert metadata["filters.bindingness"] == "4"


def test_validate_counts_every_row(records):
    result = run("validate", *records)
    assert result.exit_code == 1
    counts = re.search(r"Mitglieder\W+m\.csv\W+(\d+)\W+(\d+)\W+(\d+)", result.stdout)
    assert counts
    read, used, unused = map(int, counts.groups())
    assert read == used + unused == 4
    for expected in ("cooperation_unknown", "key_missing", "key_zero_restored", "m.csv:4", "Fehler", "Abhilfe"):
        assert expected in result.stdout
    assert "2 Fehler" in result.stderr


def test_validate_of_the_embedded_data_has_no_error():
    result = run("validate", "--output-format", "json", "--lang", "en")
    assert result.exit_code == 0
    rows = json.loads(result.stdout)
    assert rows
    assert {row["severity"] for row in rows} <= {"warning", "info"}
    assert all(row["message"] and row["remedy"] for row in rows)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_findings_go_to_a_file(records, tmp_path, ending):
    out = tmp_path / f"findings.{ending}"
    assert run("analyse", *records, "--quiet", "--findings", out).exit_code == 1
    read = {"csv": pd.read_csv, "xlsx": pd.read_excel, "json": pd.read_json}[ending]
    table = read(out)
    assert {"key_missing", "cooperation_unknown", "key_zero_restored"} <= set(table["code"])
    assert "nicht verwendet" in " ".join(table["done"])


def test_text_never_becomes_a_formula(tmp_path, records):
    cooperations = Path(records[1])
    cooperations.write_text(
        "cooperation_id,name,topics,format,stage\nbad,=1+1,water,association,operating\n", encoding="utf-8"
    )
    run("analyse", *records, "--out", tmp_path / "a.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx").active["B2"]
    assert (cell.data_type, cell.value) == ("s", "=1+1")


def test_map_is_one_file_without_network(tmp_path):
    out = tmp_path / "karte.html"
    result = run("map", out, "--region", "muenchen_14")
    assert result.exit_code == 0, result.stderr
    assert "Geschrieben" in result.stderr
    assert "geo-koop" in out.read_text(encoding="utf-8")


def test_init_makes_a_project_that_can_be_checked(tmp_path):
    folder = tmp_path / "projekt"
    result = run("init", folder)
    assert result.exit_code == 0, result.stderr
    assert (folder / "cooperations" / "cooperations.csv").is_file()
    assert "cooperations.csv" in result.stdout
    again = run("init", folder)
    assert again.exit_code == 2
    assert run("validate", "--project", folder).exit_code == 2  # no boundaries yet
    assert run("init", folder, "--overwrite", "--quiet").stdout == ""


def test_a_project_with_the_embedded_data_gives_the_same(tmp_path):
    fill(tmp_path)
    asked = ["analyse", "--output-format", "json", "--quiet"]
    assert json.loads(run(*asked, "--project", tmp_path).stdout) == json.loads(run(*asked).stdout)


def test_quiet_leaves_nothing_but_the_result():
    result = run("analyse", "--quiet", "--output-format", "json", "--region", "06633")
    assert result.stderr == ""
    assert json.loads(result.stdout)


def test_serve_starts_the_app_with_the_project(tmp_path, monkeypatch):
    started = {}

    def keep(command, environment, watch, tell, prepare):
        started.update(command=command, env=environment)
        watch.note(True)
        return True

    fill(tmp_path)
    monkeypatch.setattr("geo_koop.cli.server.supervisor.keep", keep)
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    result = run("serve", tmp_path, "--port", port, "--base-url-path", "/koop/", "--settings", "fr")
    assert result.exit_code == 0, result.stderr
    assert f"http://localhost:{port}/koop" in result.stdout
    script = Path(started["command"][4])
    assert script.parts[-3:] == ("geo_koop", "app", "server.py")
    assert script.is_file()
    assert {
        "--server.headless=true",
        f"--server.port={port}",
        "--server.address=localhost",
        "--server.baseUrlPath=koop",
        "--browser.gatherUsageStats=false",
    } <= set(started["command"])
    assert started["env"]["GEO_KOOP_PROJECT"] == str(tmp_path.resolve())
    assert started["env"]["GEO_KOOP_SETTINGS"] == "fr"
    assert "GEO_KOOP_MEMBERS" not in started["env"]


def test_serve_refuses_a_port_that_is_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run("serve", "--address", "127.0.0.1", "--port", port)
    assert result.exit_code == 2
    assert f"--port {port + 1}" in result.stderr


# ------------------------------------------------------------ wrong use


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["analys"], "Den Befehl analys gibt es nicht"),
        (["analyse", "--formt", "json"], "--output-format"),
        (["analyse", "--as-of", "gestern"], "--as-of"),
        (["analyse", "--as-of"], "--as-of braucht einen Wert"),
        (["analyse", "--as-of", "31.02.2020"], "--as-of"),
        (["analyse", "--bindingness", "8"], "0-5"),
        (["analyse", "--output-format", "yaml"], "table|json|csv"),
        (["analyse", "--pattern", "regionl"], "regional"),
        (["analyse", "--topic", "wassser"], "water"),
        (["analyse", "--region", "99"], "99"),
        (["analyse", "--out", "x.json", "--output-format", "table"], "Bildschirm"),
        (["analyse", "--out", "x.doc"], ".xlsx"),
        (["analyse", "--out", "nirgends/x.json"], "nirgends"),
        (["analyse", "--findings", "x.doc"], ".xlsx"),
        (["analyse", "--boundaries", "nirgends.gpkg"], "nirgends.gpkg"),
        (["analyse", "--cooperations", "nirgends.csv"], "nirgends.csv"),
        (["analyse", "--settings", "es"], "es"),
        (["analyse", "--project", "nirgends"], "nirgends"),
        (["export"], "OUT"),
        (["export", "x.dxf"], ".gpkg"),
        (["export", "x.geojson", "--crs", "25832"], "GeoJSON"),
        (["export", "x.fgb", "--export-layer", "gemeinden"], "municipalities"),
        (["export", "x.gpkg", "--crs", "99"], "EPSG"),
        (["map", "x.gpkg"], ".html"),
        (["report", "x.doc"], ".pdf"),
        (["report", "municipality", "Garchingg", "--out", "x.pdf"], "Garching b.München (Landkreis München, 09184119)"),
        (["report", "region", "Nordhesen", "--out", "x.pdf"], "Nordhessen"),
        (["report", "topic", "water"], "--out"),
        (["report", "topic", "water", "--out", "x.pdf", "--logo", __file__], "Logo"),
        (["report", "atlas", "--out", "x.pdf", "--sheets", "poster"], "poster"),
        (["report", "atlas", "--out", "x.docx"], ".pdf, .html, .htm"),
        (["report", "resolution", "--out", "x.docx"], "--municipality"),
        (["report", "resolution", "--municipality", "a", "--cooperation", "b", "--out", "x.odt"], "eine"),
        (["report", "resolution", "--topic", "water", "--topic", "waste", "--out", "x.odt"], "--topic"),
        (["report", "resolution", "--topic", "water", "--out", "x.pptx"], ".docx, .odt"),
        (["report", "municipality", "09184119", "--since", "2999", "--out", "x.pdf"], "--since"),
        (["report", "municipality", "09184119", "--since", "gestern", "--out", "x.pdf"], "DATE"),
        (["serve", "nirgends"], "nirgends"),
        (["serve", "a", "--project", "b"], "zweimal"),
        (["serve", "--port", "acht"], "PORT"),
    ],
)
def test_wrong_use_ends_with_one_clear_message(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("Fehler: ")
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [["analyse", "--out"], ["export"], ["map"], ["report"]])
def test_a_file_is_replaced_only_when_asked(command, tmp_path):
    out = tmp_path / {"export": "o.gpkg", "map": "o.html", "report": "o.pdf"}.get(command[0], "o.json")
    out.write_text("mine", encoding="utf-8")
    result = run(*command, out)
    assert result.exit_code == 2
    assert "--overwrite" in result.stderr
    assert out.read_text(encoding="utf-8") == "mine"


def test_messages_in_english():
    result = run("analyse", "--lang", "en", "--topic", "wather")
    assert result.stderr.startswith("Error: --topic: wather is not known.")
    assert "Did you mean water" in result.stderr
    assert run("--lang", "en", "analys").stderr.startswith("Error: There is no command")


def test_unexpected_errors_are_one_line(monkeypatch):
    def fail(*_arguments, **_options):
        raise ZeroDivisionError("surprise")

    monkeypatch.setattr("geo_koop.workspace.load", fail)
    monkeypatch.delenv("GEO_KOOP_DEBUG", raising=False)
    result = run("analyse")
    assert result.exit_code == 2
    assert "surprise" in result.stderr
    assert "GEO_KOOP_DEBUG=1" in result.stderr
    assert "Traceback" not in result.stderr
    monkeypatch.setenv("GEO_KOOP_DEBUG", "1")
    assert isinstance(run("analyse").exception, ZeroDivisionError)


def test_findings_of_the_level_error_end_with_one(records):
    result = run("analyse", *records, "--output-format", "json")
    assert result.exit_code == 1
    assert len(json.loads(result.stdout)) == 1
    assert "m.csv:5" in result.stderr


# ------------------------------------------------------------ help and documentation


def test_help_is_german_and_english():
    german, english = run("--help"), run("--help", "--lang", "en")
    for name in COMMANDS:
        assert name in german.stdout
    assert "Zeigt, wie Gemeinden zusammenarbeiten" in german.stdout
    assert "Show how municipalities cooperate" in english.stdout
    assert "Projektordner" in run("analyse", "--help").stdout


def test_every_help_text_has_its_german():
    from geo_koop.locale import translator

    text = translator("de", "cli")
    for command in every().values():
        for parameter in command.params:
            assert text(parameter.help) != parameter.help, parameter.name


@pytest.mark.parametrize("name", sorted(every()))
def test_every_command_and_option_is_documented(name):
    assert f"### `geo-koop {name}" in DOCS
    for parameter in every()[name].params:
        if parameter.param_type_name == "option":
            assert f"`{parameter.opts[0]}" in DOCS, parameter.opts


def test_nothing_else_is_documented():
    known = {option for command in every().values() for p in command.params for option in p.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]*", DOCS)) <= known | OF_THE_PROGRAM
    assert set(re.findall(r"### `geo-koop ([a-z]+(?: [a-z][a-z-]*){0,2})", DOCS)) == set(every())


def test_commands_that_read_data_share_their_options():
    shared = {option for p in COMMANDS["serve"].params for option in p.opts} - {
        "--port",
        "--address",
        "--base-url-path",
        "--health-port",
        "--local",
        "--save",
    }
    for name in READERS:
        options = {option for p in every()[name].params for option in p.opts}
        assert {o for o in shared if o.startswith("--")} <= options
        assert {"--as-of", "--findings", "--overwrite", "--lang", "--quiet"} <= options


def test_help_loads_no_heavy_library():
    code = (
        "import sys\nfrom geo_koop.cli import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('pandas', 'geopandas', 'streamlit', 'matplotlib', 'folium', 'typst') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.strip().endswith("[]")
