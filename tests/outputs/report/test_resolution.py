"""The draft for a council: what is recorded, said as on other sheets, between fields that the office fills in."""

import re

import pytest

from geo_koop import Filters
from geo_koop.outputs.report import ReportOptions, open_press, places, write
from geo_koop.outputs.report.cooperation import cooperation_sheet
from geo_koop.outputs.report.municipality import municipality_sheet
from geo_koop.outputs.report.resolution import FIELD, Resolution, resolution_sheet
from geo_koop.result import narrowing

GARCHING = "09184119"
ORDER = [
    *("Angaben zur Vorlage", "Beschlussvorschlag", "Anlass und Begründung", "Sachstand", "Rechtsgrundlage"),
    *("Alternativen", "Kosten", "Nächste Schritte", "Anlagen", "Ort, Datum, Unterschrift"),
]
NEAR = "Wer hier und nebenan zum Thema zusammenarbeitet"


def part(sheet, heading):
    return next(section for section in sheet.sections if section.heading == heading)


@pytest.mark.parametrize(
    "about",
    [
        Resolution(municipality=GARCHING),
        Resolution(municipality=GARCHING, topic="water"),
        Resolution(cooperation="zv-raum-kassel"),
    ],
    ids=["municipality", "topic", "cooperation"],
)
def test_the_parts_stand_in_their_order_and_what_the_office_writes_is_empty(press, about):
    sheet = resolution_sheet(press, about)
    headings = [section.heading for section in sheet.sections]
    paper = [heading for heading in headings if not heading.startswith("Anlage ") and heading != NEAR]
    assert paper == ORDER
    # What is to be decided stands on the first page, behind the head; annexes stand behind the signature.
    assert headings[len(headings) - sum(h.startswith("Anlage ") for h in headings) - 1] == ORDER[-1]
    for heading in ("Anlass und Begründung", "Rechtsgrundlage", "Alternativen", "Ort, Datum, Unterschrift"):
        assert part(sheet, heading).paragraphs == (FIELD,)
    for heading in ("Kosten", "Nächste Schritte"):
        for _group, lines in part(sheet, heading).table.groups:
            assert all(line[-1] == FIELD for line in lines)
    assert dict(part(sheet, "Angaben zur Vorlage").table.groups[0][1]) == {
        "Vorlagennummer": FIELD,
        "Federführendes Amt": "Regionalverband",
        "Verfasser/in, Telefon, E-Mail": FIELD,
        "Beratungsfolge (Gremium, Sitzungstermin)": FIELD,
        "Öffentlich oder nichtöffentlich": FIELD,
    }
    assert "Deckung (Haushaltsstelle)" in dict(part(sheet, "Kosten").table.groups[0][1])
    first, noted, asked = part(sheet, "Beschlussvorschlag").paragraphs
    assert first.startswith("Der Gemeinderat/Stadtrat ")
    assert first.endswith("beschließt:")
    assert noted.endswith(FIELD)
    assert asked == f"2. Die Verwaltung wird beauftragt, {FIELD}"
    assert sheet.kicker == "Beschlussvorlage"


def test_annexes_are_numbered_and_listed(press):
    sheet = resolution_sheet(press, Resolution(municipality=GARCHING))
    annexes = [section.heading for section in sheet.sections if section.heading.startswith("Anlage ")]
    assert annexes[0] == "Anlage 1: Karte"
    assert [heading.split(":")[0] for heading in annexes] == [f"Anlage {n}" for n in range(1, len(annexes) + 1)]
    assert part(sheet, "Anlagen").paragraphs == (*annexes, f"Weitere Anlagen: {FIELD}")
    assert annexes[-1].endswith(": Methode")


def test_the_map_marks_the_municipality_and_its_neighbours(press):
    """Haar touches Vaterstetten in the next district, which a cooperation on water covers."""
    haar, vaterstetten = (places.municipality(press.analysis, name) for name in ("Haar", "Vaterstetten"))
    assert vaterstetten in press.neighbours(haar)
    cells = press.coverage[press.coverage["topic"] == "water"]["status"]
    assert cells[vaterstetten] == "covered"
    drawn = part(resolution_sheet(press, Resolution(municipality=haar, topic="water")), "Anlage 1: Karte")
    labels = [label for _sample, label in drawn.picture.legend]
    assert "Haar" in labels
    assert "Umgebung, erhoben, hier nicht dargestellt" in labels
    inside = press.analysis.municipalities.index[press.analysis.municipalities["district"] == "09184"]
    shown = inside.union(press.neighbours(haar))
    blank = int((cells.reindex(shown) == "none_recorded").sum())
    assert f"keine gefunden, Recherche unvollständig: {blank} Gemeinden" in drawn.picture.alt


def test_without_an_office_its_name_is_a_field_too(embedded):
    sheet = resolution_sheet(open_press(embedded, ReportOptions()), Resolution(municipality=GARCHING))
    assert dict(part(sheet, "Angaben zur Vorlage").table.groups[0][1])["Federführendes Amt"] == FIELD


def test_what_is_recorded_is_said_as_on_the_other_sheets(press):
    for about, base in (
        (Resolution(municipality=GARCHING), municipality_sheet(press, GARCHING)),
        (Resolution(cooperation="zv-raum-kassel"), cooperation_sheet(press, "zv-raum-kassel")),
    ):
        sheet = resolution_sheet(press, about)
        assert part(sheet, "Sachstand").paragraphs == (*base.sentences, *base.cautions)
        tables = [section.table for section in sheet.sections if section.heading.startswith("Anlage ")]
        assert [table for table in tables if table] == [section.table for section in base.sections if section.table]
        drawn = part(sheet, "Anlage 1: Karte")
        assert base.map.alt in drawn.picture.alt
        assert drawn.picture.legend == base.map.legend
        assert base.map.scale in drawn.notes[0]


def test_a_topic_of_a_municipality_counts_its_neighbours(press):
    said = part(resolution_sheet(press, Resolution(municipality=GARCHING, topic="water")), "Sachstand").paragraphs
    cells = press.coverage[press.coverage["topic"] == "water"]["status"]
    edges = press.analysis.neighbours
    around = {*edges.loc[edges["key_a"] == GARCHING, "key_b"], *edges.loc[edges["key_b"] == GARCHING, "key_a"]}
    covered = sum(cells[key] == "covered" for key in around)
    unknown = sum(cells[key] == "not_surveyed" for key in around)
    assert said[0] == (
        "Zum Thema Wasserversorgung steht für Garching b.München keine Kooperation in den erfassten Daten (keine "
        "gefunden, Recherche unvollständig)."
    )
    assert (covered, unknown) == (0, 0)
    assert said[1] == (
        f"Von {len(around)} Nachbargemeinden (nach den genäherten Grenzen) ist keine zu diesem Thema durch eine "
        "erfasste Kooperation abgedeckt."
    )
    assert said[2] == "Für das ganze Gebiet Landkreis München gilt:"
    assert said[3].startswith("Zum Thema Wasserversorgung decken erfasste Kooperationen ")
    sheet = resolution_sheet(press, Resolution(municipality=GARCHING, topic="water"))
    assert part(sheet, "Anlage 2: Kooperationen zum Thema (Landkreis München)").table


def test_blanks_outside_the_survey_and_behind_a_filter_are_told_apart(embedded, press):
    table = press.analysis.municipalities
    outside = str(table.index[table["context"]][0])
    said = part(resolution_sheet(press, Resolution(municipality=outside, topic="water")), "Sachstand").paragraphs
    assert said[0].endswith(" (nicht erhoben).")
    chosen = open_press(narrowing.narrow(embedded, Filters(topics=("broadband",))), ReportOptions())
    said = part(resolution_sheet(chosen, Resolution(municipality=GARCHING, topic="water")), "Sachstand").paragraphs
    assert said[0] == "Zum Thema Wasserversorgung ist hier keine Kooperation im Filter."


def test_a_covered_topic_names_its_cooperations(press):
    sheet = resolution_sheet(press, Resolution(municipality=GARCHING, topic="housing"))
    said = part(sheet, "Sachstand").paragraphs[0]
    assert "decken 2 erfasste Kooperationen Garching b.München ab" in said
    near = part(sheet, NEAR)
    names = {line[0] for _group, lines in near.table.groups for line in lines}
    assert {"Baugesellschaft München-Land GmbH", "NordAllianz – Metropolregion München Nord"} <= names


def test_neighbours_that_are_covered_or_were_not_surveyed_are_counted_apart(press):
    """Kassel is a district of its own: there is nothing to say of others in it."""
    kassel = places.municipality(press.analysis, "Kassel")
    sheet = resolution_sheet(press, Resolution(municipality=kassel, topic="waste_circular_economy"))
    cells = press.coverage[press.coverage["topic"] == "waste_circular_economy"]["status"]
    around = [cells[key] for key in press.neighbours(kassel)]
    count, unknown = around.count("covered"), around.count("not_surveyed")
    assert (len(around), unknown) == (10, 1)
    said = part(sheet, "Sachstand").paragraphs
    assert said[1:3] == (
        f"Von 9 erhobenen Nachbargemeinden (nach den genäherten Grenzen) sind {count} zu diesem Thema durch erfasste "
        "Kooperationen abgedeckt.",
        "Eine weitere Nachbargemeinde ist nicht erhoben: Ihr leeres Feld sagt nichts.",
    )
    assert said[3].startswith("Die Grenzen sind genähert")
    headings = [section.heading for section in sheet.sections]
    assert NEAR in headings
    assert [heading for heading in headings if heading.startswith("Anlage ")] == ["Anlage 1: Karte"]


def test_on_wide_paper_the_overview_stands_beside_the_map(embedded, press):
    wide = open_press(embedded, ReportOptions(landscape=True))
    for made, high in ((press, False), (wide, True)):
        sheet = resolution_sheet(made, Resolution(municipality=GARCHING))
        whole = part(sheet, "Anlage 1: Karte").picture
        map_width = municipality_sheet(made, GARCHING).map.width
        assert (whole.width > map_width + 30) == high
        room = made.options.size[0] - 32
        assert whole.width <= room


def test_a_topic_of_a_region_and_what_cannot_be(press):
    hesse = places.region(press.analysis, "nordhessen")
    sheet = resolution_sheet(press, Resolution(topic="water", region=hesse))
    assert sheet.title == "Wasserversorgung: Nordhessen"
    for strange in (
        Resolution(),
        Resolution(topic="water"),
        Resolution(municipality=GARCHING, cooperation="zv-raum-kassel"),
    ):
        with pytest.raises(ValueError, match="resolution"):
            resolution_sheet(press, strange)


def test_the_map_stands_whole_in_pdf_and_html(press, tmp_path):
    sheet = resolution_sheet(press, Resolution(municipality=GARCHING))
    assert write(press, [sheet], tmp_path / "o.pdf").read_bytes().startswith(b"%PDF")
    page = write(press, [sheet], tmp_path / "o.html").read_text(encoding="utf-8")
    names = re.findall(r' id="([^"]+)"', page)
    assert {name for name in names if names.count(name) > 1 and "legend-" not in name} == set()
