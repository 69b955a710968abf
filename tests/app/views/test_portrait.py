"""The portrait of municipalities of the country of :mod:`tests.lettered`, counted by hand."""

import pandas as pd
import pytest

from geo_koop import analyse
from geo_koop.app.components import portrait as drawn
from geo_koop.app.views import portrait, profile
from geo_koop.app.words import Words
from geo_koop.outputs import figures
from tests.lettered import KEYS, request_in

DE = Words("de")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return analyse(request_in(tmp_path_factory.mktemp("country")))


@pytest.fixture(scope="module")
def counted(whole):
    return figures.counting(whole, statutory=False, own=False)


def test_a_municipality_is_compared_with_its_district_and_with_its_size(counted):
    names = {group.name: len(group.keys) for group in portrait.peers(counted, KEYS["A"], DE)}
    # B was not counted, C is surroundings: of the twelve with 5,000 inhabitants ten are left.
    assert list(names.values()) == [6, 10]
    assert next(iter(names)).startswith("6 Gemeinden, ")
    assert list(names)[1] == "10 erhobene Gemeinden mit 5.000 bis unter 10.000 Einwohnern"


def test_surroundings_have_nobody_to_compare_with(counted):
    assert portrait.peers(counted, KEYS["C"], DE) == ()
    assert all(tile.beside == "" for tile in portrait.tiles(counted, KEYS["C"], None, DE))


def test_figures_stand_beside_the_median_of_the_others(counted):
    district = portrait.peers(counted, KEYS["A"], DE)[0]
    tiles = {tile.label: (tile.value, tile.beside) for tile in portrait.tiles(counted, KEYS["A"], district, DE)}
    # A is in bad, wald and kreis; the others of its district in 1, 1, 1, 0 and 0.
    assert tiles["Eigene Kooperationen"] == ("3", "Median: 1")
    # A shares something with B, E and F; the others with 1, 2, 2, 0 and 0.
    assert tiles["Partnergemeinden"] == ("3", "Median: 1,5")
    assert tiles["Nur über den Landkreis"] == ("0", "Median: 0")
    assert tiles["Verbindlichste Form"] == ("Gesellschaft", "ebenso verbindlich oder mehr: 1 von 6")
    topics = next(value for label, value in tiles.items() if label.startswith("Themen mit Kooperation, von "))
    # Culture, nature, mobility, and what the planning association does; the others have 2, 2, 2, 1 and 1.
    assert topics == ("4", "Median: 2")


def states(whole, name):
    groups = portrait.strip(whole, KEYS[name], DE)
    return {cell.label: cell for cells in groups.values() for cell in cells}


def test_topics_say_how_a_municipality_takes_part(whole):
    own, through, unseen = (states(whole, name) for name in ("A", "D", "C"))
    assert own["Kultur und Sport"].state == "own"
    assert own["Kultur und Sport"].names == ("Verband bad",)
    assert own["Siedlungsentwicklung"].state == "prescribed"
    assert through["Mobilität"].state == "through"
    assert own["Wasserversorgung"].state == "gap"
    assert own["Wasserversorgung"].said == "keine genannt (Befragung)"
    assert unseen["Wasserversorgung"].state == "unseen"


def test_an_own_statutory_body_does_not_make_a_topic_the_own(embedded):
    # Haar is itself in the planning association alone; recreation reaches it through its district.
    cell = next(
        cell
        for cells in portrait.strip(embedded, "09184123", DE).values()
        for cell in cells
        if cell.label == "Erholung und Tourismus"
    )
    assert cell.state == "through"
    assert cell.names[-1] == "Regionaler Planungsverband München (RPV)"


def test_topics_are_no_groups(embedded):
    groups = portrait.strip(embedded, "09184123", DE)
    assert "Gewerbegebiete" in {cell.label for cell in groups["Siedlung und Fläche"]}
    assert "Siedlung und Fläche" not in {cell.label for cells in groups.values() for cell in cells}
    assert portrait.topic_names("settlement_land;mobility", DE) == "Siedlung und Fläche (kein Thema genannt), Mobilität"


def test_the_strip_is_a_list_that_a_screen_reader_reads(whole):
    html = drawn.strip_html(portrait.strip(whole, KEYS["A"], DE), DE)
    assert 'Wasserversorgung<span class="geo-koop-hidden">: keine genannt (Befragung)</span>' in html
    assert html.count("<svg") == html.count('aria-hidden="true" focusable="false"')


def test_what_data_say_is_text_in_tiles_and_strip():
    tile = portrait.Tile(label="<b>", value="<i>", beside="<u>")
    cell = portrait.Cell(label="<b>", state="own", said="<i>", names=("<script>",))
    html = drawn.tiles_html([tile]) + drawn.strip_html({"<h1>": [cell]}, DE)
    assert not {"<b>", "<i>", "<u>", "<script>", "<h1>"} & set(html.replace(">", "> ").split())
    assert "&lt;script&gt;" in html


def test_cooperations_come_most_binding_first_and_say_what_the_law_prescribes(whole):
    table = portrait.cooperations(whole, KEYS["A"], DE)
    assert table.index.tolist() == ["plan", "kreis", "bad", "wald"]
    assert table["Verbindlichkeit"].tolist() == [
        "öffentlich-rechtliche Körperschaft",
        "Gesellschaft",
        "Vertrag",
        "unbekannt",
    ]
    assert table.loc["plan", "Mitgliedschaft"] == "selbst Mitglied, Pflichtverband"


def test_gaps_name_examples_next_door_and_of_the_same_size(whole):
    table = portrait.gaps(whole, KEYS["I"], DE).set_index("Thema")
    assert table.index[0] == "Natur und Landschaft"
    # E is a neighbour of I and in wald; A, which is in bad, lies 10 km away; in B nobody was counted.
    assert table.loc["Natur und Landschaft", "Bei Nachbarn"] == "Verband wald"
    assert table.loc["Kultur und Sport", "Bei Nachbarn"] == ""
    assert table.loc["Kultur und Sport", "Bei ähnlich großen Gemeinden"] == "Verband bad (A, 10 km)"
    # An idea is no example.
    assert table.loc["Wasserversorgung"].tolist()[1:] == ["", ""]


def test_partners_are_those_that_the_switch_counts(whole):
    table = profile.partners(whole, KEYS["A"], DE)
    free, every = (
        portrait.partner_table(whole, table, KEYS["A"], DE, statutory=statutory) for statutory in (False, True)
    )
    assert free["Gemeinde"].tolist() == ["B", "E", "F"]
    assert free["Welche"].tolist() == ["Verband bad", "Verband wald", "Verband wald"]
    assert len(every) == 11
    assert portrait.alone_sentence(table, DE, statutory=False) == ""
    of_i = profile.partners(whole, KEYS["I"], DE)
    said = portrait.alone_sentence(of_i, DE, statutory=False)
    assert said == "Nachbarn ohne erfasste gemeinsame Kooperation: E und J."


def test_a_first_visitor_is_offered_municipalities_with_their_number(counted):
    said = dict(portrait.first_examples(counted, DE))
    assert said[KEYS["A"]] == "A: 3 eigene Kooperationen"
    assert any(text.endswith(": 0 eigene Kooperationen") for text in said.values())


def test_size_classes_begin_with_their_lower_bound():
    people = pd.Series([0, 4_999, 5_000, 19_999, 100_000, None])
    assert portrait.size_classes(people).tolist() == [0, 0, 1, 2, 5, pd.NA]
    assert portrait.size_label(0, DE) == "unter 5.000 Einwohnern"
    assert portrait.size_label(5, DE) == "100.000 und mehr Einwohnern"
