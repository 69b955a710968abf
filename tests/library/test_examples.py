"""Examples for programs: words in, a table out."""

import gc
import subprocess
import sys

import pytest

import geo_koop as gk
from geo_koop.library import examples as library


def test_words_in_and_a_table_with_reasons_out(embedded):
    found = gk.examples(embedded, "Kläranlage", topics="Abwasser", regions="Hessen")
    assert found["rank"].tolist() == list(range(1, len(found) + 1))
    assert found["reason"].str.startswith("Thema Abwasser").all()
    assert found["states"].str.contains("06").all()
    assert not found.attrs["left_out"]
    assert gk.examples(embedded, "w " * 300).attrs["left_out"]


def test_like_a_cooperation_by_name_limited_by_words(embedded):
    name = embedded.cooperations.loc["nordallianz", "name"]
    every = gk.examples(embedded, like=name)
    assert "nordallianz" not in set(every["cooperation_id"])
    assert every["agreeing"].is_monotonic_decreasing
    parts = [column for column in every if column.startswith("same_")]
    assert (every[parts].fillna(False).sum(axis=1) == every["agreeing"]).all()
    few = gk.examples(embedded, "Mobilität", like="nordallianz", formats="alliance_initiative")
    assert 0 < len(few) < len(every)
    assert few["same_format"].all()


def test_a_size_is_that_of_a_member(embedded):
    found = gk.examples(embedded, inhabitants=1_400_000)["cooperation_id"]
    munich = embedded.area[(embedded.area["key"] == "09162000") & (embedded.area["through"] != "district")]
    assert set(munich["cooperation_id"]) <= set(found)
    with pytest.raises(gk.UsageError, match="-1"):
        gk.examples(embedded, inhabitants=-1)


def test_by_size_takes_a_name(embedded):
    table = gk.by_size(embedded, "Haar")
    assert table.columns.tolist() == ["topic", "municipalities", "covered", "own", "share", "status"]
    assert (table["covered"] <= table["municipalities"]).all()
    assert (table["own"] <= table["covered"]).all()


def test_what_does_not_exist_is_refused(embedded):
    with pytest.raises(gk.UsageError, match="nirgends"):
        gk.examples(embedded, like="nirgends")
    with pytest.raises(gk.UsageError, match="Unknown"):
        gk.examples(embedded, topics="nirgends")
    with pytest.raises(gk.UsageError):
        gk.examples(embedded, language="xx")


def test_the_index_is_made_once_and_goes_with_its_analysis(embedded):
    part = embedded.part(embedded.cooperations["active"])
    gk.examples(part, "Wasser")
    kept = library._indexes[part]
    first = dict(kept)
    gk.examples(part, "Haar")
    assert kept == first
    before = len(library._indexes)
    del part
    gc.collect()
    assert len(library._indexes) == before - 1


def test_an_example_sheet(embedded, tmp_path):
    out = gk.report(embedded, tmp_path / "x.html", example="nordallianz")
    assert "Was man übernehmen kann" in out.read_text(encoding="utf-8")


def test_nothing_that_prints_is_needed():
    """Who installed the library alone has no typesetter."""
    code = (
        "import sys, geo_koop as gk\nfound = gk.examples(gk.analyse(), 'Wasser', like='nordallianz')\n"
        "print([m for m in ('typst', 'segno', 'docx', 'jinja2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"
