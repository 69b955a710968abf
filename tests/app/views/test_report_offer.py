"""What the page of reports makes, without a browser."""

from datetime import date
from pathlib import Path

import pytest

from geo_koop.app.views import report_offer
from geo_koop.app.views.report_offer import Choice
from geo_koop.app.words import Words
from geo_koop.errors import UsageError


def test_every_kind_has_subjects(embedded):
    words = Words("de")
    counts = {k: len(report_offer.subjects(k, embedded, words, {"water": "Wasser"})) for k in report_offer.SHEETS}
    assert counts["municipality"] == len(embedded.municipalities)
    assert counts["cooperation"] == len(embedded.cooperations)
    assert counts["topic"] == 1
    assert counts["resolution"] == counts["municipality"] + counts["cooperation"]
    assert counts["region"] == counts["atlas"] > 2
    assert counts["similar"] == counts["municipality"]
    assert counts["potential"] == counts["municipality"] + counts["region"]


def test_a_list_begins_with_what_was_surveyed_or_with_what_the_view_shows(embedded):
    table, words = embedded.municipalities, Words("de")
    names = report_offer.subjects("municipality", embedded, words, {})
    assert not table.loc[report_offer.first_choice("municipality", embedded, names, None), "context"]
    assert report_offer.first_choice("municipality", embedded, names, "09184119") == "09184119"
    regions = report_offer.subjects("atlas", embedded, words, {})
    assert report_offer.first_choice("atlas", embedded, regions, None) in ("muenchen_14", "nordhessen")


@pytest.mark.parametrize(
    ("kind", "key", "region"),
    [
        ("municipality", "09184119", ""),
        ("cooperation", "zv-raum-kassel", ""),
        ("topic", "water", "nordhessen"),
        ("potential", "09184119", ""),
        ("potential", "region nordhessen", ""),
        ("similar", "09184119", ""),
    ],
)
def test_sheets_become_files(embedded, kind, key, region):
    choice = Choice(kind=kind, key=key, region=region, language="en")
    press = report_offer.press_of(embedded, choice)
    made = report_offer.sheet(press, choice)
    assert report_offer.file(press, made, ".pdf").startswith(b"%PDF")
    assert b"<html" in report_offer.file(press, made, ".html")


def test_an_atlas_tells_how_far_it_is(embedded):
    told = []
    choice = Choice(kind="atlas", key="06631")
    press = report_offer.press_of(embedded, choice)
    made = report_offer.atlas(press, choice, ["region"], lambda done, every: told.append((done, every)))
    assert made.startswith(b"%PDF")
    assert told == [(0, 1), (1, 1)]


def test_the_operator_names_office_logo_and_address(tmp_path):
    choice = Choice(kind="region", key="nordhessen")
    environment = {"GEO_KOOP_OFFICE": "Kreis", "GEO_KOOP_BASE_URL": "https://ikz.example.org", "GEO_KOOP_LOGO": "l.png"}
    made = report_offer.options(choice, environment)
    assert (made.office, made.base_url, made.logo) == ("Kreis", "https://ikz.example.org", Path("l.png"))


def test_unknown_municipalities_are_refused(embedded):
    choice = Choice(kind="topic", key="water", region="nirgends")
    with pytest.raises(UsageError):
        report_offer.sheet(report_offer.press_of(embedded, choice), choice)


SIGNS = {".pdf": b"%PDF", ".html": b"<!doctype html>", ".docx": b"PK", ".odt": b"PK", ".pptx": b"PK"}


@pytest.mark.parametrize(
    ("choice", "endings"),
    [
        (Choice(kind="cooperation", key="zv-raum-kassel"), {".pdf", ".html", ".docx", ".odt", ".pptx"}),
        (Choice(kind="resolution", key="09184119", topic="water"), {".pdf", ".html", ".docx", ".odt"}),
        (Choice(kind="resolution", key="cooperation zv-raum-kassel"), {".pdf", ".html", ".docx", ".odt"}),
    ],
    ids=["cooperation", "draft", "draft on a cooperation"],
)
def test_sheets_become_files_of_office_programs_too(embedded, choice, endings):
    press = report_offer.press_of(embedded, choice)
    made = report_offer.sheet(press, choice)
    assert set(report_offer.files_of(choice)) == endings
    for ending in endings - {".pdf", ".html"}:
        assert report_offer.file(press, made, ending).startswith(SIGNS[ending])


def test_changes_are_told_since_a_chosen_day(embedded):
    choice = Choice(kind="municipality", key="09184119", since=date(2015, 6, 30))
    made = report_offer.sheet(report_offer.press_of(embedded, choice), choice)
    assert "Was hat sich geändert seit 30.06.2015" in [part.heading for part in made.sections]
