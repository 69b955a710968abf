"""The commands of the work on a register, as somebody types them."""

import json
import tempfile
from pathlib import Path

import openpyxl
import pytest

from geo_koop.cli import app
from geo_koop.register import exchange, reading, store
from tests.register.conftest import START, copied
from tests.register.test_exchange import put

WHY = ("--reason", "Anruf", "--source", "Amtsblatt")


def two_of_a_kind(register):
    with tempfile.TemporaryDirectory(prefix="register-") as place:
        folder = put(
            Path(place),
            cooperations="cooperation_id,name,start\na,Wasserverband Öd,1999\nb,Wasserverband Oed,2001\nc,Bund,\n",
            members="cooperation_id,key,name\na,01,Eins\nb,01,Eins\nb,02,Zwei\nc,01,Eins\n",
        )
        exchange.load(register, reading.folder(folder), now=START, author="Anna")


@pytest.fixture(params=["sqlite"])
def url(request):
    return copied(request, two_of_a_kind)


@pytest.fixture
def run(capsys, monkeypatch, url):
    """Run a command of the register and return its exit code, what it printed and what it complained of."""
    monkeypatch.setenv("GEO_KOOP_REGISTER", url)
    monkeypatch.setenv("GEO_KOOP_AUTHOR", "Anna")
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            app(["register", *(str(part) for part in arguments)])
        shown = capsys.readouterr()
        return ended.value.code, shown.out, shown.err

    return call


def as_json(run, *arguments):
    code, out, _err = run(*arguments, "--output-format", "json")
    assert code == 0
    return json.loads(out)


def test_duplicates_are_found_merged_and_given_back(run):
    (pair,) = as_json(run, "duplicates")
    assert (pair["one"], pair["other"], pair["why"], pair["shared"]) == ("a", "b", "name", 1)
    code, out, said = run("merge", "a", "b", *WHY)
    assert code == 2
    assert "2001" in out
    assert "Beide Seiten haben geändert: name; start." in said
    assert run("merge", "a", "b", *WHY, "--prefer", "register")[2] == "Revision 2: b ist in a aufgegangen.\n"
    told = as_json(run, "compare", "a")
    assert [(row["table"], row["name"], row["new"], row["author"]) for row in told] == [
        ("members", "02 Zwei", "02 Zwei", "Anna")
    ]
    assert run("restore-record", "b", *WHY)[2] == (
        "Fehler: Der Datensatz b ist in a aufgegangen.\n"
        "Machen Sie das Zusammenführen rückgängig: geo-koop register revert 2. "
        "Oder nennen Sie die Revision, deren Stand er wieder haben soll.\n"
    )
    assert run("revert", 2)[0] == 0
    assert len(as_json(run, "duplicates")) == 1
    assert run("merge", "a", "x", *WHY)[2].startswith("Fehler: Es gibt keinen Datensatz x.\n")


def test_a_suggestion_from_the_telephone(run):
    assert run("suggest", "a", "--note", "Es gibt ihn seit 1998.")[2] == "Vorschlag 1 ist aufgenommen.\n"
    assert run("suggest", "a", "--note", "Quatsch")[0] == 0
    assert [row["note"] for row in as_json(run, "work")["suggestions"]] == ["Es gibt ihn seit 1998.", "Quatsch"]
    code, _out, said = run("accept", 1, "--reason", "stimmt")
    assert (code, "Arbeiten Sie ihn von Hand ein" in said) == (2, True)
    assert run("decline", 2, "--reason", "stimmt nicht")[2] == "Vorschlag 2 ist abgelehnt.\n"
    assert [row["number"] for row in as_json(run, "work")["suggestions"]] == [1]
    assert run("accept", 9, "--reason", "x")[0] == 2


def test_a_workbook_goes_out_and_comes_back(run, tmp_path):
    path = tmp_path / "an-gemeinde.xlsx"
    assert run("template", "a", "--out", path)[0] == 0
    assert run("template", "a", "--out", path)[0] == 2
    assert run("template", "a", "--out", tmp_path / "x.csv")[2].startswith("Fehler: x.csv ist keine Arbeitsmappe.")
    assert as_json(run, "changes", path)["counts"] == {"new": 0, "changed": 0, "removed": 0, "unchanged": 1}
    book = openpyxl.load_workbook(path)
    assert book["Kooperationen"]["B1"].value == "Kooperation"
    book["Kooperationen"]["B2"].value = "Wasserverband Ödt"
    book.save(path)
    (cell,) = as_json(run, "changes", path)["cells"]
    assert (cell["column"], cell["old"], cell["new"]) == ("name", "Wasserverband Öd", "Wasserverband Ödt")
    code, out, said = run("changes", path, "--apply", "--reason", "Rücklauf")
    assert (code, said) == (0, "Revision 2 enthält diese Änderungen.\n")
    assert "0 Datensätze neu, 1 geändert, 0 herausgenommen, 0 unverändert." in out
    work = as_json(run, "work")
    assert [(row["record"], row["state"]) for row in work["mine"]] == [("a", "draft")]
    assert run("review", "a", "--note", "passt")[2] == "1 Datensätze geprüft.\n"
    assert [row["record"] for row in as_json(run, "work")["to_publish"]] == ["a"]
    assert "geprüft" in run("work")[1]
    assert run("set", "four_eyes", "yes")[2] == "four_eyes ist jetzt yes.\n"
    assert {row["name"]: row["value"] for row in as_json(run, "set")}["four_eyes"] == "yes"
    assert run("publish")[2].startswith(
        "Fehler: Was Sie zuletzt geändert haben, muss jemand anderes veröffentlichen: a."
    )
    assert run("publish", "--author", "Bert")[2] == "1 Datensätze veröffentlicht.\n"


def test_tables_are_looked_at_before_they_are_taken(run, tmp_path):
    put(tmp_path / "in", cooperations="cooperation_id,name\nc,Bundt\nd,Dorf\n")
    assert as_json(run, "changes", tmp_path / "in")["counts"] == {
        **{"new": 1, "changed": 1, "removed": 0, "unchanged": 0},
    }
    assert (
        run("changes", tmp_path / "in", "--apply", "--reason", "Liste")[2] == "Revision 2 enthält diese Änderungen.\n"
    )
    assert run("changes", tmp_path / "none")[0] == 2
    (tmp_path / "text.txt").write_text("kein Buch", encoding="utf-8")
    assert run("changes", tmp_path / "text.txt")[2].startswith(
        "Fehler: text.txt ist keine Arbeitsmappe, die ein Register"
    )


def test_a_record_goes_and_comes_back(run, url):
    assert run("remove", "c", *WHY, "--publish")[2] == "Revision 2: c ist herausgenommen.\n"
    assert run("remove", "c", *WHY)[2].startswith("Fehler: Es gibt keinen Datensatz c.")
    assert run("restore-record", "c")[2].startswith("Fehler: Der Grund fehlt.")
    assert run("restore-record", "c", *WHY, "--publish")[2] == "Revision 3: c ist wieder da.\n"
    assert run("restore-record", "c", *WHY, "--revision", "r1")[2].startswith("Kein Unterschied")
    assert run("compare", "c", "--old", "zwei")[2].startswith("Fehler: zwei ist keine Revision.")
    assert run("compare", "c", "--old", "r1", "--new", "2")[0] == 0
    assert exchange.texts(store.open_(url))[0]["cooperations.csv"].count("\n") == 4
