"""Commands on potentials, in the country of nine (tests/nine.py) and on the embedded data."""

import io
import json

import pandas as pd
import pytest
from typer.testing import CliRunner

import geo_koop as gk
from geo_koop.cli import app
from tests import nine
from tests.nine import KEYS

pytestmark = pytest.mark.usefixtures("read_once")


def run(*arguments):
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Return the data options of the country of nine."""
    request = nine.request_in(tmp_path_factory.mktemp("nine"))
    named = {name: getattr(request, name) for name in ("boundaries", "cooperations", "members", "scopes")}
    return [*(part for name, path in named.items() for part in (f"--{name}", path)), "--as-of", request.as_of]


def rows(*arguments):
    done = run(*arguments, "--output-format", "json", "--quiet")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_the_lists_of_a_municipality(data):
    found = rows("potential", "C", "--topic", "Wasserversorgung", *data)
    assert [row["cooperation_id"] for row in found if row["list"] == "join"] == ["x", "y", "z", "k", "u", "v"]
    first = found[0]
    assert set(first) == {"list", "rank", "rank_nearest", "cooperation_id", "name", "parts"}
    assert (first["rank"], first["rank_nearest"], first["parts"]["nearest"]) == (1, 1, 5.0)
    assert {row["list"] for row in found} == {"join", "invite", "learn", "found"} - {"found"}
    only = rows("potential", KEYS["C"], "--topic", "water", "--list", "join", "--most", 2, *data)
    assert [(row["list"], row["cooperation_id"]) for row in only] == [("join", "x"), ("join", "y")]


def test_a_table_says_what_is_recorded(data):
    done = run("potential", "E", "--topic", "broadband", *data)
    assert done.exit_code == 0, done.stderr
    assert "E: zu Breitband ist keine Kooperation erfasst (keine genannt (Befragung))." in done.stdout
    assert "Beginnen: Gemeinden mit derselben Lücke" in done.stdout
    done = run("potential", "I", "--topic", "broadband", "--lang", "en", *data)
    assert "I was not surveyed on broadband" in done.stdout


def test_a_csv_has_a_column_for_each_part(data, tmp_path):
    done = run("potential", "E", "--topic", "broadband", "--output-format", "csv", "--quiet", *data)
    table = pd.read_csv(io.StringIO(done.stdout), dtype={"key": str})
    assert table["key"].tolist() == [KEYS[name] for name in "BDFACG"]
    assert table["contiguity"].tolist() == [1, 1, 1, 0, 0, 0]
    out = tmp_path / "p.xlsx"
    assert run("potential", "E", "--topic", "broadband", "--out", out, "--quiet", *data).exit_code == 0
    assert len(pd.read_excel(out)) == 6
    run("potential", "E", "--topic", "broadband", "--out", tmp_path / "p.json", "--quiet", *data)
    assert json.loads((tmp_path / "p.json").read_text())[0]["list"] == "found"


def test_a_region_by_topics_and_its_groups(data):
    ranking = rows("potential", "--region", "all", *data)
    broadband = next(row for row in ranking if row["topic"] == "broadband")
    # Of the seven that were asked, only G has fewer than two neighbours with the same gap.
    assert (broadband["surveyed"], broadband["could_begin"], broadband["groups"], broadband["largest"]) == (7, 6, 1, 7)
    assert broadband["label"] == "Breitband"
    assert not {"other", "unknown", "any"} & {row["topic"] for row in ranking}
    (group,) = rows("potential", "--region", "all", "--topic", "broadband", *data)
    assert (group["municipalities"], group["names"]) == (7, list("ABCDEFG"))
    (part,) = rows("potential", "--region", "09101", "--topic", "broadband", *data)
    assert part["names"] == list("ABCDE")
    assert "A, B, C, D, E" in run("potential", "--region", "09101", "--topic", "broadband", *data).stdout
    assert "Breitband" in run("potential", "--region", "09101", *data).stdout


def test_who_is_missing_in_a_cooperation(data):
    found = rows("invite", "Verband w", "--most", 3, *data)
    # D and E touch one of A, B, C and lie in their district; D shares u and v with A. F lies in another district.
    assert [(row["rank"], row["name"]) for row in found] == [(1, "D"), (2, "E"), (3, "F")]
    assert {row["cooperation_id"] for row in found} == {"w"}
    shared = rows("invite", "w", "--weight", "shared=5", "--weight", "district=-1,5", *data)
    assert shared[0]["name"] == "D"
    assert "Einladen: wer fehlt" in run("invite", "w", *data).stdout


def test_who_is_similar():
    found = rows("similar", "Haar", "--most", 3)
    expected = gk.similar(gk.analyse(), "Haar", most=3)
    assert [row["key"] for row in found] == list(expected.index)
    assert [row["list"] for row in found] == ["similar"] * 3
    assert "Ähnliche Gemeinden" in run("similar", "Haar", "--elsewhere", "district").stdout


def test_retrodict_returns_what_the_library_does(data, country):
    found = rows("retrodict", "--task", "join", *data)
    assert found == json.loads(json.dumps(gk.retrodict(country, "join")))
    table = run("retrodict", "--task", "invite", "--output-format", "csv", "--quiet", *data)
    assert list(pd.read_csv(io.StringIO(table.stdout)))[:5] == ["name", "hit_1", "hit_3", "hit_10", "mrr"]
    assert "hit@10" in run("retrodict", "--task", "invite", *data).stdout


def test_records_of_a_later_date_are_read_on_the_same_boundaries(data, tmp_path):
    later = tmp_path / "später"
    later.mkdir()
    nine.request_in(later)
    members = pd.read_csv(later / "members.csv", dtype=str)
    more = pd.DataFrame({"cooperation_id": "w", "key": [KEYS["E"], KEYS["F"]], "role": "member"})
    pd.concat([members, more]).to_csv(later / "members.csv", index=False)
    (later / "boundaries.gpkg").unlink()
    found = rows("retrodict", "--task", "invite", "--later", later, *data)
    assert (found["n"], found["split"]) == (2, "time")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("potential",), "--region"),
        (("potential", "C"), "--topic"),
        (("potential", "C", "--topic", "fishing"), "fishing"),
        (("potential", "Z", "--topic", "water"), "Z"),
        (("invite", "w", "--weight", "shared"), "NAME=WERT"),
        (("invite", "w", "--weight", "nearness=1"), "nearness"),
        (("invite", "nobody"), "nobody"),
        (("retrodict", "--task", "join", "--later", "nowhere"), "nowhere"),
        (("potential", "C", "--topic", "water", "--weight", "shared=11"), "shared"),
    ],
)
def test_what_is_wrong_is_said(data, arguments, said):
    done = run(*arguments, *data)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_filters_are_not_offered(data):
    assert run("potential", "C", "--topic", "water", "--obligation", "voluntary", *data).exit_code == 2


def test_sheets_are_written(data, tmp_path):
    for number, arguments in enumerate((("potential", "E"), ("potential", "09101", "--topic", "broadband"))):
        out = tmp_path / f"{number}.html"
        done = run("report", *arguments, out, *data)
        assert done.exit_code == 0, done.stderr
        assert "kein Urteil über Qualität" in out.read_text(encoding="utf-8")
    out = tmp_path / "ähnlich.html"
    assert run("report", "similar", "Haar", "--out", out).exit_code == 0
    assert "Indikatoren nebeneinander" in out.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    from geo_koop import workspace

    request = nine.request_in(tmp_path_factory.mktemp("country"))
    return workspace.evaluate(workspace.load(request), as_of=request.as_of)
