"""Every page in a run of the app without a browser: content, filters from the address, bad input."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo_koop.app.components import listing, timebar
from geo_koop.app.data import session
from geo_koop.app.views import sentences, years
from geo_koop.app.words import plain
from geo_koop.errors import GeoKoopError

ROOT = Path(__file__).parents[2]
PAGES = {
    "map": "Karte der Kooperationen",
    "cooperations": "Kooperationen",
    "municipality": "Gemeinde",
    "coverage": "Themenabdeckung",
    "compare": "Vergleich",
    "network": "Netz",
    "tables": "Tabelle",
    "examples": "Beispiele",
    "costs": "Kosten",
    "process": "Werdegang",
    "undertaking": "Vorhaben",
    "scenario": "Was wäre wenn",
    "potential": "Potenziale",
    "law": "Recht und Förderung",
    "report": "Bericht",
    "data": "Quellen & Hinweise",
    "own_data": "Eigene Daten",
    "list_import": "Liste einlesen",
    "survey_scope": "Erfassungsstand",
    "register": "Register",
}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_KOOP_CACHE", str(tmp_path / "cache"))


def opened(page="map", **parameters):
    """Run the app on a page with parameters in its address."""
    test = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
    for name, value in parameters.items():
        test.query_params[name] = value
    test.run()
    if page != "map":
        test.switch_page(f"geo_koop/app/pages/{page}.py").run()
    return test


def texts(test):
    parts = (*test.title, *test.header, *test.subheader, *test.markdown, *test.caption, *test.info, *test.warning)
    said = "\n".join(re.sub(r"\\(.)", r"\1", str(part.value)) for part in parts)
    return said + "\n".join(re.findall(r"<p role=.status.[^>]*>(.*?)</p>", html(test)))


def html(test):
    return "\n".join(str(part.proto.body) for part in test.get("html"))


def calm(test):
    """Fail where an error reached the screen."""
    assert not test.exception, test.exception
    assert not test.error, [error.value for error in test.error]
    return test


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens(page):
    test = calm(opened(page))
    assert [title.value for title in test.title] == [PAGES[page]]


@pytest.mark.parametrize("page", PAGES)
def test_each_page_speaks_english(page):
    test = calm(opened(page, lang="en"))
    german = re.compile(r"\b(Kooperationen|Gemeinden|Karte|Themen|Mitglieder|nicht|und|der|die)\b")
    own = [t.value for t in (*test.title, *test.header, *test.subheader)]
    own += [w.label for w in (*test.multiselect, *test.selectbox, *test.text_input, *test.button)]
    assert [text for text in own if german.search(text) and "München" not in text] == []


def test_the_map_lists_what_covers_a_municipality():
    test = calm(opened(municipality="09184119"))
    shown = texts(test)
    assert "Garching b.München" in shown
    assert "15 Kooperationen" in shown
    assert shown.index("Öffentlich-rechtliche Körperschaft") < shown.index("Informell")
    test.button(key="pick_nordallianz").click().run()
    calm(test)
    assert test.query_params["cooperation"] == "nordallianz"
    assert "Räumliches Muster: nachbarschaftlich" in texts(test)
    assert "nordallianz.de/ueber-die-region/jubliaeum" in texts(test)


def test_members_of_every_status_are_shown():
    test = calm(opened("cooperations", cooperation="regionalmanagement-muenchen-suedwest"))
    members = next(frame.value for frame in test.dataframe if "Rolle" in frame.value)
    assert {"Mitglied", "ehemalig"} <= set(members["Status"])


def test_filters_come_from_the_address_and_go_back_to_it():
    test = calm(opened(topic=["water", "mobility"], region="muenchen_14", as_of="2020-06-30"))
    assert test.multiselect(key="filter_topic").value == ["water", "mobility"]
    assert "von 186 Gemeinden" in texts(test)
    assert "30.06.2020" in texts(test)
    test.multiselect(key="filter_topic").set_value(["water"]).run()
    calm(test)
    assert test.query_params["topic"] == "water"
    assert test.query_params["region"] == "muenchen_14"


def test_filters_stay_when_the_page_changes():
    test = calm(opened("cooperations", topic="water"))
    assert test.multiselect(key="filter_topic").value == ["water"]
    table = next(frame.value for frame in test.dataframe if "Themen" in frame.value)
    assert table["Themen"].str.contains("Wasserversorgung").all()
    assert test.query_params["topic"] == "water"


def test_filters_can_be_cleared():
    test = calm(opened(topic="water", bindingness=["5", "3"], stage="operating"))
    clear = next(button for button in test.button if button.label == "Filter zurücksetzen")
    clear.click().run()
    assert "topic" not in test.query_params
    assert "323 von 323 Gemeinden" in texts(calm(test))


def test_a_request_with_an_address_just_replaced_takes_nothing_back():
    test = opened()
    test.multiselect(key="filter_topic").set_value(["water"]).run()
    test.query_params.clear()
    test.run()
    assert test.query_params["topic"] == "water"
    assert test.multiselect(key="filter_topic").value == ["water"]


def test_an_address_of_another_view_is_heeded(monkeypatch):
    monkeypatch.setattr(session, "_STALE", 0.0)
    test = opened(region="muenchen_14")
    test.multiselect(key="filter_topic").set_value(["water"]).run()
    del test.query_params["topic"]
    test.run()
    assert test.multiselect(key="filter_topic").value == []
    assert test.multiselect(key="filter_region").value == ["muenchen_14"]


def test_the_back_button_is_heeded_at_once(monkeypatch):
    test = opened()
    test.multiselect(key="filter_topic").set_value(["water"]).run()
    test.session_state["_geo_koop_dirty"] = True  # as after a click on the map, which runs a fragment only
    test.query_params.clear()
    monkeypatch.setattr(session, "_returned", lambda: True)
    calm(test.run())
    assert test.multiselect(key="filter_topic").value == []
    assert dict(test.query_params) == {}


def test_the_back_button_changes_the_language_all_over(monkeypatch):
    test = opened(lang="en")
    assert test.title[0].value == "Map of cooperation"
    test.query_params.clear()
    monkeypatch.setattr(session, "_returned", lambda: True)
    assert calm(test.run()).title[0].value == PAGES["map"]


def test_bad_parameters_are_ignored_and_told_until_something_changes():
    test = calm(opened(topic="<script>", municipality="99", as_of="31.12.2020", hack="1"))
    (notice,) = test.warning
    assert "unbekannt" in notice.value
    assert "hack" in notice.value
    assert "323 von 323 Gemeinden" in texts(test)
    test.run()
    assert test.warning
    test.multiselect(key="filter_topic").set_value(["water"]).run()
    assert not test.warning


def test_the_search_narrows_the_table():
    test = calm(opened("cooperations"))
    test.text_input(key="search").set_value("Zweckverband Raum Kassel").run()
    table = next(frame.value for frame in test.dataframe if "Themen" in frame.value)
    assert "Zweckverband Raum Kassel (ZRK)" in list(table["Name"])
    test.text_input(key="search").set_value("gibt es nicht (").run()
    assert any("Keine Kooperation passt" in info.value for info in calm(test).info)


def test_the_profile_of_a_municipality():
    test = calm(opened("municipality", municipality="09184119"))
    shown = texts(test)
    assert "Stand 31.12.2019" in shown
    assert "In allen Zeilen gleich: Status: keine gefunden, Recherche unvollständig" in shown
    levels = [part.value for part in test.subheader]
    assert levels[0] == r"öffentlich\-rechtliche Körperschaft (4)"
    assert levels[-1] == "informell (2)"
    assert "Gewerbegebiete" in html(test)


def test_the_portrait_of_no_municipality_offers_some():
    test = calm(opened("municipality"))
    example = next(button for button in test.button if button.key == "pick_example_06611000")
    assert example.label == plain("Kassel: 14 eigene Kooperationen")
    example.click().run()
    assert calm(test).title[0].value == "Kassel"
    assert test.query_params["municipality"] == "06611000"


def test_surroundings_are_no_gaps():
    test = calm(opened("municipality", municipality="09161000"))
    assert "gehört zur Umgebung" in texts(test)
    assert "In allen Zeilen gleich: Status: nicht erhoben" in texts(test)


def test_coverage_of_one_topic():
    test = calm(opened("coverage", theme="waste_water", level="municipality"))
    assert test.selectbox(key="coverage_theme").value == "waste_water"
    assert any(metric.value.endswith("von 323") for metric in test.metric)
    assert "Ohne erfasste Kooperation: Abwasser" in texts(test)
    assert "Über die Jahre abgedeckt: Abwasser" in texts(test)
    assert len(test.get("vega_lite_chart")) == 2


def test_a_filter_by_kind_is_no_gap_in_the_topic():
    assert "noch keine Lücke" in texts(calm(opened("coverage", bindingness="5")))


def test_findings_can_be_filtered():
    test = calm(opened("data"))
    frames = [frame.value for frame in test.dataframe if "Was auffiel" in frame.value]
    assert len(frames) == 1
    assert "ODbL" in texts(test)
    assert "CC BY 4.0" in texts(test)


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("GEO_KOOP_BOUNDARIES", "/nowhere/grenzen.gpkg", "grenzen.gpkg"),
        ("GEO_KOOP_PROJECT", "/nowhere/projekt", "projekt"),
        ("GEO_KOOP_SETTINGS", "jp", "jp"),
        ("GEO_KOOP_BOUNDARY_PROFILE", "vg9999", "vg9999"),
    ],
)
def test_unusable_data_give_one_clear_message(monkeypatch, variable, value, said):
    monkeypatch.setenv(variable, value)
    test = opened()
    assert not test.exception
    assert len(test.error) == 1
    assert said in test.error[0].value.replace("\\", "")
    assert "gibt es nicht" in test.error[0].value
    assert "Traceback" not in test.error[0].value


def test_a_project_with_bad_rows_opens_and_says_so(tmp_path, monkeypatch):
    table = (
        "cooperation_id,name,topics,format,stage,start,end\n"
        'a,"<b>Bund</b> *A* [x](javascript:alert(1)) $1$",water,company,operating,2001,\n'
        "a,Doppelt,water,company,operating,,\n"
    )
    members = "cooperation_id,key,name\na,09184119,Garching\na,9184130,Ismaning\nb,09184119,x\na,quatsch,y\n"
    (tmp_path / "cooperations.csv").write_text(table, encoding="utf-8")
    (tmp_path / "members.csv").write_text(members, encoding="utf-8")
    monkeypatch.setenv("GEO_KOOP_COOPERATIONS", str(tmp_path / "cooperations.csv"))
    monkeypatch.setenv("GEO_KOOP_MEMBERS", str(tmp_path / "members.csv"))
    test = calm(opened(municipality="09184119", cooperation="a"))
    links = test.get("page_link")
    assert any("Befunde der Art Fehler: 3" in link.proto.label for link in links)
    assert any(r"\<b\>Bund" in heading.value for heading in test.subheader)
    test.switch_page("geo_koop/app/pages/data.py").run()
    found = next(frame.value for frame in calm(test).dataframe if "Was auffiel" in frame.value)
    assert (found["Art"] == "Fehler").sum() == 3
    assert "CC BY" not in texts(test), "the licence of the embedded records says nothing about others"
    for page in ("cooperations", "municipality", "coverage"):
        calm(test.switch_page(f"geo_koop/app/pages/{page}.py").run())


@pytest.mark.parametrize(("module", "name"), [(sentences, "summary"), (listing, "stack")])
def test_what_was_not_foreseen_shows_a_number_and_no_traceback(monkeypatch, module, name, caplog):
    def fail(*_args):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(module, name, fail)
    test = opened(municipality="09184119")
    assert not test.exception
    (error,) = test.error
    number = re.search(r"[0-9a-f]{8}", error.value)
    assert number
    assert "secret" not in error.value
    assert any(getattr(record, "facts", {}).get("number") == number[0] and record.exc_info for record in caplog.records)


def test_both_entries_have_the_same_configuration():
    lines = [
        (folder / ".streamlit" / "config.toml").read_text(encoding="utf-8").splitlines()[1:]
        for folder in (ROOT, ROOT / "geo_koop" / "app")
    ]
    assert lines[0] == lines[1]
    assert 'showErrorDetails = "none"' in lines[0]


def test_the_slider_chooses_the_date():
    test = calm(opened(as_of="2010-12-31"))
    assert test.slider(key="timebar_year").value == 2010
    assert "Beginn unbekannt und daher an diesem Tag nicht mitgezählt: " in html(test)
    assert "dass keine bekannt ist" in html(test)
    test.slider(key="timebar_year").set_value(2015).run()
    assert calm(test).query_params["as_of"] == "2015-12-31"
    assert "31.12.2015" in texts(test)
    test.slider(key="timebar_year").set_value(date.today().year).run()
    assert "as_of" not in calm(test).query_params


def test_playing_moves_on_holds_the_address_and_can_be_stopped(monkeypatch):
    monkeypatch.setattr(timebar, "PACE", 0.0)
    monkeypatch.setattr(years, "WHOLE", 1e-6)
    test = calm(opened(as_of=f"{date.today().year - 4}-12-31"))
    test.button(key="timebar_button").click().run()
    assert calm(test).slider(key="timebar_year").value == date.today().year
    assert test.button(key="timebar_button").label == "Jahre abspielen"
    assert "as_of" not in test.query_params


def test_playing_ends_with_the_button(monkeypatch):
    test = calm(opened(as_of="2010-12-31"))
    test.button(key="timebar_button").click().run()
    assert test.button(key="timebar_button").label == "Anhalten"
    assert test.query_params["as_of"] == "2010-12-31"
    test.button(key="timebar_button").click().run()
    assert calm(test).button(key="timebar_button").label == "Jahre abspielen"


@pytest.mark.parametrize("chart", ["topics", "patterns", "years", "overlap"])
def test_each_chart_stands_beside_the_map(chart):
    test = calm(opened(beside="charts", chart=chart, topic="water"))
    assert len(test.get("vega_lite_chart")) == 1
    assert "Das Diagramm als Tabelle" in [part.label for part in test.expander]


def test_filters_are_chips_that_can_be_taken_away():
    test = calm(opened(topic=["water", "mobility"], region="09184", overlap="2-5"))
    labels = [button.label for button in test.button if str(button.key).startswith("chip_")]
    assert labels == ["Landkreis München", "Wasserversorgung", "Mobilität", "2 bis 5 Kooperationen je Gemeinde"]
    test.button(key="chip_topic_water").click().run()
    assert calm(test).query_params["topic"] == "mobility"
    test.button(key="chip_overlap").click().run()
    assert "overlap" not in calm(test).query_params
    assert "außerhalb" not in html(test)


def test_a_range_limits_the_map():
    assert "außerhalb des gewählten Bereichs" in html(calm(opened(overlap="2-5")))


class TestFirstMinutes:
    """What a newcomer meets, and what leads on."""

    def test_the_welcome_asks_three_questions_and_can_be_closed(self):
        test = calm(opened())
        asked = [
            button.label.replace("\\", "") for button in test.button if str(button.key).startswith("pick_question_")
        ]
        assert asked == [
            "Wer arbeitet mit Garching zusammen?",
            "Wo arbeiten Gemeinden bei Abfall und Kreislaufwirtschaft zusammen?",
            "Welche Kooperationen sind Stadt-Umland?",
        ]
        test.button(key="welcome_close").click().run()
        assert not [button for button in calm(test).button if str(button.key).startswith("pick_question_")]

    def test_who_works_with_garching(self):
        test = opened()
        test.button(key="pick_question_0").click().run()
        said = texts(calm(test))
        assert "Garching b.München: selbst in 5 Kooperationen mit 8 anderen Gemeinden" in said
        assert "Regionaler Planungsverband München (RPV) eingerechnet, arbeitet sie mit 185 anderen Gemeinden" in said
        assert test.query_params["municipality"] == "09184119"

    def test_where_municipalities_work_together_on_waste(self):
        test = opened()
        test.button(key="pick_question_1").click().run()
        assert "von 323 Gemeinden ist eine Kooperation zum Thema erfasst" in texts(calm(test))
        assert test.query_params["show"] == "topic"
        assert test.query_params["theme"] == "waste_circular_economy"

    def test_which_cooperations_are_city_and_hinterland(self):
        test = opened()
        test.button(key="pick_question_2").click().run()
        found = next(frame.value for frame in calm(test).dataframe if "Räumliches Muster" in frame.value)
        assert found["Räumliches Muster"].str.startswith("Stadt-Umland").all()
        assert "Zweckverband Raum Kassel (ZRK)" in list(found["Name"])


def test_several_municipalities_show_what_they_share_and_what_each_has_alone():
    test = calm(opened(beside="several", place=["09184119", "09184130", "09162000"]))
    shown = texts(test)
    assert "Umfasst alle" in shown
    assert "Nur München" in shown
    frames = [frame.value for frame in test.dataframe if "Räumliches Muster" in frame.value]
    assert any("Regionaler Planungsverband München (RPV)" in set(frame["Name"]) for frame in frames)
    some = next(frame for frame in frames if "Gemeinden" in frame)
    assert "NordAllianz – Metropolregion München Nord" in set(some["Name"])
    test.text_input(key="several_text").set_value("unterfohring").run()
    test.button(key="pick_several_0").click().run()
    assert calm(test).query_params["place"][-1] == "09184147"
    test.multiselect(key="several_places").set_value(["09184119"]).run()
    assert "Mindestens zwei" in "\n".join(info.value for info in calm(test).info)


def test_outlines_are_kept_and_removed():
    test = calm(opened(municipality="09184119"))
    test.button(key="outline_nordallianz").click().run()
    assert calm(test).query_params["outline"] == "nordallianz"
    assert test.button(key="outline_nordallianz").label == "Umriss entfernen"
    test.button(key="outline_nordallianz").click().run()
    assert "outline" not in calm(test).query_params


def test_a_set_of_the_matrix_is_chosen_and_stays_chosen():
    test = calm(opened(beside="several", place=["09184119", "09184130"]))
    assert any("Wen genau welche davon abdecken" in text.value for text in test.markdown)
    test.button_group(key="upset_set").set_value(1).run()
    first = calm(test).query_params["set"]
    assert test.button_group(key="upset_set").value == 1
    assert test.query_params["place"] == ["09184119", "09184130"]
    assert "Gruppe der Matrix" in html(test)
    test.button_group(key="upset_set").set_value(2).run()
    assert calm(test).query_params["set"] != first
    assert test.button_group(key="upset_set").value == 2
    test.button_group(key="upset_set").set_value(None).run()
    assert "set" not in calm(test).query_params
    assert "Gruppe der Matrix" not in html(test)


def test_a_cooperation_of_the_matrix_is_chosen_and_let_go():
    test = calm(opened(beside="several", place=["09184119", "09184130"]))
    test.button_group(key="upset_column").set_value("nordallianz").run()
    assert calm(test).query_params["cooperation"] == "nordallianz"
    test.button_group(key="upset_column").set_value(None).run()
    assert "cooperation" not in calm(test).query_params


def test_a_click_beside_all_municipalities_is_told():
    test = opened()
    test.session_state["_geo_koop_missed"] = (48.121, 11.962)
    test.run()
    assert any("gemeindefreies Gebiet" in info.value for info in calm(test).info)
    test.session_state["_geo_koop_missed"] = (0.0, 0.0)
    test.run()
    assert any("keine Gemeinde dieser Grenzen" in info.value for info in calm(test).info)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"left": "2015-12-31", "right": "2020-12-31"}, "31.12.2015: 103 Kooperationen, 31.12.2020: "),
        ({"compare": "topic", "left": "water", "right": "mobility"}, "Wasserversorgung: "),
        ({"compare": "region"}, "Auf beiden Seiten: "),
    ],
)
def test_a_comparison_comes_from_the_address(given, said):
    test = calm(opened("compare", **given))
    assert said in texts(test)
    assert [f.value.columns[0] for f in test.dataframe] == ["Kennzahl"]


def test_a_comparison_of_another_kind_begins_anew():
    test = calm(opened("compare", left="2015-12-31"))
    test.button_group(key="compare").set_value("topic").run()
    assert calm(test).query_params["compare"] == "topic"
    assert "left" not in test.query_params
    test.selectbox(key="compare_right_topic").set_value("waste_water").run()
    assert calm(test).query_params["right"] == "waste_water"


def test_the_map_leads_to_its_table_and_back():
    assert "Als Tabelle" in [link.proto.label for link in calm(opened()).get("page_link")]
    test = calm(opened("tables", municipality="09184119", region="muenchen_14"))
    assert "186 Gemeinden" in texts(test)
    assert "Garching b\\.München auf der Karte zeigen" in [link.proto.label for link in test.get("page_link")]
    test.button_group(key="which_table").set_value("years").run()
    assert "Alle" in calm(test).dataframe[0].value


def test_an_error_in_a_callback_is_told_in_the_language_of_the_page(monkeypatch):
    def broken(**_fields):
        raise GeoKoopError("The table {name} is empty.", "Fill it.", name="x")

    test = calm(opened())
    monkeypatch.setattr(session, "change", broken)
    test.button_group(key="map_mode").set_value("pattern").run()
    assert not test.exception
    assert [error.value for error in test.error] == [plain("The table x is empty.")]
    assert plain("Fill it.") in [info.value for info in test.info]
    assert [title.value for title in test.title] == [PAGES["map"]]


def test_an_unforeseen_error_in_a_callback_gives_a_number_and_leaves_the_page(monkeypatch):
    def broken(**_fields):
        raise KeyError("secret")

    test = calm(opened())
    monkeypatch.setattr(session, "change", broken)
    test.button_group(key="map_mode").set_value("pattern").run()
    assert not test.exception
    assert "nicht vorhergesehen" in test.error[0].value or "Nummer" in test.error[0].value
    assert "secret" not in test.error[0].value
    monkeypatch.undo()
    calm(test.run())


def test_every_callback_is_guarded():
    for path in (ROOT / "geo_koop" / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in ("on_change", "on_click", "on_select"):
                assert isinstance(node.value, ast.Constant) or "session.callback(" in ast.unparse(node.value), path


def test_a_link_to_a_municipality_without_a_view_moves_the_map_to_it():
    linked = opened(municipality="09184119")
    assert linked.session_state[session.ZOOM] == "09184119"
    placed = opened(municipality="09184119", view="48.137,11.575,9.5")
    assert session.ZOOM not in placed.session_state


def test_patterns_that_hang_on_a_threshold_are_listed_when_asked_for():
    test = calm(opened("data"))
    assert not any("Schwellenwert" in frame.value for frame in test.dataframe)
    calm(test.toggle(key="sensitivity").set_value(True).run())
    (table,) = [frame.value for frame in test.dataframe if "Schwellenwert" in frame.value]
    assert set(table["Muster"]) <= {"nachbarschaftlich", "Stadt-Umland", "regional", "thematisches Netzwerk"}
    assert "neighbourhood_span" in set(table["Schwellenwert"])
    assert f"Mindestens einmal anderes Muster: {table['Kooperation'].nunique()} von 225" in texts(test)


def test_the_switches_change_numbers_and_address():
    test = calm(opened())
    assert "statutory" not in test.query_params
    assert test.toggle(key="switch_statutory").value
    assert "193 aktive Kooperationen erfasst. Ohne Pflichtverbände gezählt; mit ihnen 195 Kooperationen" in texts(test)
    test.toggle(key="switch_statutory").set_value(False).run()
    assert test.query_params["statutory"] == "yes"
    assert "195 aktive Kooperationen erfasst. Darunter Pflichtverbände: 2" in texts(calm(test))
    test.toggle(key="switch_own").set_value(True).run()
    assert test.query_params["own"] == "yes"
    assert "Nur eigene Mitgliedschaften gezählt" in texts(calm(test))


def test_older_links_count_all_and_a_filter_by_obligation_decides():
    assert "195 aktive" in texts(calm(opened(show="pattern")))
    test = calm(opened(obligation="statutory", statutory="no"))
    assert test.toggle(key="switch_statutory").disabled
    assert "2 aktive Kooperationen" in texts(test)


def test_a_link_that_names_a_language_alone_still_welcomes():
    test = calm(opened(lang="de"))
    assert any(button.label.startswith("Wer arbeitet mit Garching") for button in test.button)


@pytest.mark.parametrize(
    ("window", "shown"), [("nordhessen", "nordhessen"), ("all", "all"), ("09184", "09184"), ("09186", "muenchen_14")]
)
def test_the_section_of_the_map_is_a_region_a_surveyed_district_or_all(window, shown):
    test = calm(opened(window=window))
    assert test.selectbox(key="map_window").value == shown


def test_a_district_is_a_section_of_the_map_with_its_municipalities_beside_it():
    test = calm(opened(window="09184", statutory="no"))
    assert test.selectbox(key="map_window").value == "09184"
    (table,) = [frame.value for frame in test.dataframe if list(frame.value.columns) == ["Gemeinde", "Kooperationen"]]
    assert len(table) == 29  # Landkreis München
    assert "Garching b.München" in set(table["Gemeinde"])
    test.button(key="drill_back").click().run()
    assert calm(test).query_params["window"] == "muenchen_14"
    (table,) = [frame.value for frame in test.dataframe if "Kreis" in frame.value.columns]
    assert "München" in "".join(table["Kreis"])


@pytest.mark.parametrize(
    "script", [ROOT / "geo_koop/app/main.py", *(ROOT / "geo_koop/app/pages").glob("*.py")], ids=lambda path: path.stem
)
def test_no_text_stands_alone_in_a_script_that_streamlit_runs(script):
    """Streamlit would show it, unless it is the first."""
    _first, *rest = ast.parse(script.read_text(encoding="utf-8")).body
    alone = [node for node in rest if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)]
    assert [node.lineno for node in alone] == []
