"""The command network."""

import json

import pytest

from tests.nine import KEYS, request_in
from tests.test_cli import run

pytestmark = pytest.mark.usefixtures("read_once")


@pytest.fixture(scope="module")
def nine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nine")
    request_in(folder)
    files = {"boundaries": "boundaries.gpkg", **{n: f"{n}.csv" for n in ("cooperations", "members", "scopes")}}
    given = [part for option, name in files.items() for part in (f"--{option}", str(folder / name))]
    return [*given, "--as-of", "2020-06-01", "--quiet"]


def test_the_network_in_words(nine):
    done = run("network", *nine)
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    assert "2 Verbindungen mit 2 oder mehr gemeinsamen Kooperationen; 4 Gemeinden mit Partner, 1 Cluster." in said
    assert "Cluster und Landkreise: Weniger als zwei sind erfasst, kein Vergleich (n = 4)." in said


def test_json_holds_all_tables_and_csv_the_edges(nine):
    read = json.loads(run("network", *nine, "--output-format", "json", "--least", "1").stdout)
    assert len(read["edges"]) == 4
    assert read["statutory"] is False
    lines = run("network", *nine, "--output-format", "csv", "--statutory").stdout.splitlines()
    assert lines[0].startswith("key_a,key_b,name_a,name_b,cooperations")
    # With plan, A and B share 5, A and D 3, C two with each of A and B; all others share one.
    assert len(lines) == 1 + 4


def test_one_is_explained_by_name_or_key(nine):
    for named in ("A", KEYS["A"]):
        read = json.loads(run("network", *nine, "--municipality", named, "--output-format", "json").stdout)
        assert read["name"] == "A"
        assert read["congruence"] == pytest.approx(1 / 3, abs=1e-4)
        assert [row["cooperation_id"] for row in read["cooperations"] if row["lowers"]] == ["w", "k"]
    said = run("network", *nine, "--municipality", "E").stdout
    assert "E hat keinen Partner." in said


def test_years(nine):
    read = json.loads(run("network", *nine, "--yearly", "--output-format", "json").stdout)
    assert read["without_start"] == 0
    assert read["years"][-1]["year"] == 2019
    assert "2019" in run("network", *nine, "--yearly").stdout


@pytest.mark.parametrize("ending", ["graphml", "gexf", "json", "csv", "xlsx"])
def test_files(nine, tmp_path, ending):
    out = tmp_path / f"netz.{ending}"
    done = run("network", *nine, "--out", str(out))
    assert done.exit_code == 0, done.output
    assert out.stat().st_size > 100


def test_what_does_not_go_together_is_refused(nine, tmp_path):
    assert run("network", *nine, "--municipality", "A", "--yearly").exit_code == 2
    assert run("network", *nine, "--municipality", "A", "--out", str(tmp_path / "a.gexf")).exit_code == 2
    assert run("network", *nine, "--municipality", "Nirgendwo").exit_code == 2
