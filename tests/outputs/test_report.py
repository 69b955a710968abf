"""The sheet: its sentences can be checked by counting, its PDF can be opened."""

import re
import shutil
import subprocess
from dataclasses import replace

import pytest

from geo_koop import Filters, workspace
from geo_koop.errors import OutputError, UsageError
from geo_koop.outputs import report


@pytest.fixture(scope="module")
def pdf(embedded, tmp_path_factory):
    return report.sheet(embedded, tmp_path_factory.mktemp("report") / "blatt.pdf")


def test_numbers_of_the_sentences(embedded):
    said = " ".join(report.sentences(embedded))
    shown = embedded.cooperations[embedded.cooperations["shown"]]
    assert f"Gezählt sind {len(shown)} Kooperationen" in said
    assert "der 323 Gemeinden" in said
    for label, code in (("nachbarschaftlich", "neighbourhood"), ("Stadt-Umland", "city_hinterland")):
        assert f"{label} {(shown['pattern'] == code).sum()}" in said
    assert f"{shown['provisional'].sum()} dieser Einordnungen sind vorläufig" in said


def test_topics_that_reach_least_come_with_the_grade(embedded):
    least = report.sentences(embedded)[-1]
    assert "keine gefunden, Recherche unvollständig" in least
    table = embedded.coverage(level="all").set_index("topic")
    care = table.loc["care", "share_municipalities"]
    assert f"Betreuung und Pflege ({care:.0%})".replace("%", "\N{NO-BREAK SPACE}%") in least


def test_a_selection_says_so_and_speaks_of_no_gap(embedded):
    water = workspace.narrow(embedded, Filters(topics=("water",)))
    said = report.sentences(water)
    assert said[0] == "Dies ist eine Auswahl der Kooperationen: Wasserversorgung."
    assert not any("Recherche" in sentence for sentence in said)


def test_sentences_in_english(embedded):
    said = report.sentences(embedded, language="en")
    assert re.search(r"they cover \d+ of the 323 municipalities", said[0])
    assert "none found, research incomplete" in said[-1]


def test_without_a_survey_nothing_is_said_of_gaps(embedded):
    from geo_koop.workspace import LazyMeasures

    tables = (embedded.municipalities, embedded.cooperations, embedded.area, embedded.topics)
    unasked = replace(embedded, measures=LazyMeasures(*tables, embedded.scopes[:0]))
    said = report.sentences(unasked)
    assert "keine Erhebung" in said[-1]
    assert not any("wenigsten" in sentence for sentence in said)


def test_a_region_counts_its_own_municipalities(embedded):
    hesse = workspace.narrow(embedded, Filters(regions=("nordhessen",)))
    assert "der 137 Gemeinden" in report.sentences(hesse)[0]


def test_everything_is_listed(embedded):
    said = report.content(embedded)
    assert len(said["cooperations"]["rows"]) == embedded.cooperations["shown"].sum()
    assert len(said["findings"]["rows"]) == embedded.findings["code"].nunique()
    assert said["warning"]
    assert "OpenStreetMap" in said["source"]
    names = [row[0] for row in said["cooperations"]["rows"]]
    assert names.index("Öko-Modellregion Kulturraum Ampertal") < names.index("Zweckverband Raum Kassel (ZRK)")


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils are not installed")
def test_the_pdf_says_it(pdf):
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True)
    for text in ("Interkommunale Zusammenarbeit", "Zweckverband Raum Kassel", "Gezählt sind", "Hinweise zu den Daten"):
        assert text in done.stdout


def test_the_pdf_is_one(pdf):
    assert pdf.read_bytes().startswith(b"%PDF")


def test_text_of_the_data_is_never_markup(embedded, tmp_path):
    table = embedded.cooperations.copy()
    table.loc["nordallianz", "name"] = '#panic("markup") *x* $y$ <z> @ref \\'
    assert report.sheet(replace(embedded, cooperations=table), tmp_path / "o.pdf", size="a3", language="en").is_file()


def test_nothing_to_show(embedded, tmp_path):
    nothing = workspace.narrow(embedded, Filters(patterns=("network",), topics=("broadband",)))
    assert report.sheet(nothing, tmp_path / "o.pdf").is_file()


def test_what_cannot_be_written(embedded, tmp_path):
    with pytest.raises(UsageError, match="pdf"):
        report.sheet(embedded, tmp_path / "o.docx")
    with pytest.raises(UsageError, match="a4"):
        report.sheet(embedded, tmp_path / "o.pdf", size="letter")
    with pytest.raises(OutputError):
        report.sheet(embedded, tmp_path / "no" / "o.pdf")
