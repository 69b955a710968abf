"""Finding and asking in a real browser: what a newcomer clicks, the search box, several places, the copied link."""

import re
from random import Random

import pytest

from geo_koop.app.views import find
from geo_koop.app.words import Words
from tests.browser.test_app import APP, WAIT, click_at, map_of, opened, served_by_us

pytestmark = pytest.mark.browser


def test_the_questions_of_the_start_are_answered(page, streamlit_server):
    url = streamlit_server(APP)
    opened(page, url)
    page.get_by_role("button", name="Wer arbeitet mit Garching zusammen?").click()
    page.get_by_text(re.compile(r"selbst in \d+ Kooperationen mit \d+ anderen Gemeinden")).wait_for(timeout=WAIT)
    opened(page, url)
    page.get_by_role("button", name="Wo arbeiten Gemeinden bei Abfall und Kreislaufwirtschaft zusammen?").click()
    page.wait_for_url(re.compile("show=topic&theme=waste_circular_economy"), timeout=WAIT)
    page.get_by_text("ist eine Kooperation zum Thema erfasst").wait_for(timeout=WAIT)
    map_of(page).wait_for_function("window.geoKoop.current._style.codes", timeout=WAIT)
    opened(page, url)
    page.get_by_role("button", name="Welche Kooperationen sind Stadt-Umland?").click()
    page.get_by_role("heading", name="Was zu den Filtern passt").wait_for(timeout=WAIT)
    page.get_by_text(re.compile(r"^\d+ Kooperationen:$")).wait_for(timeout=WAIT)
    page.wait_for_url(re.compile("pattern=city_hinterland"), timeout=WAIT)
    page.geo_requests.check()


def box(page):
    return page.get_by_role("combobox", name="Suche")


def sources(page, url):
    """Open a page without a map."""
    page.goto(f"{url}/daten")
    page.get_by_role("heading", level=1, name="Quellen & Hinweise").wait_for(timeout=WAIT)


def hits(page):
    """Return the proposals, when they are there."""
    page.get_by_role("option").first.wait_for(timeout=WAIT)
    return [each.split("\n")[0] for each in page.get_by_role("option").all_inner_texts()]


def said(page, text):
    """Wait until those who do not see the list are told."""
    page.locator(".geo-koop-find [role=status]").filter(has_text=text).wait_for(state="attached", timeout=WAIT)


def test_the_search_proposes_while_one_types_and_forgives_typing_errors(page, streamlit_server):
    frame = opened(page, streamlit_server(APP))
    box(page).click()
    page.keyboard.type("Garchng")
    assert hits(page)[0] == "Garching b.München"
    page.keyboard.press("ArrowDown")
    assert box(page).get_attribute("aria-activedescendant") == page.get_by_role("option", selected=True).get_attribute(
        "id"
    )
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Garching b.München").wait_for(timeout=WAIT)
    frame.wait_for_function("map.getZoom() > 8", timeout=WAIT)
    assert box(page).input_value() == ""
    said(page, "Garching b.München ist geöffnet.")
    page.geo_requests.check()


def test_enter_opens_what_is_typed_in_full_however_quickly(page, streamlit_server):
    opened(page, streamlit_server(APP))
    page.route("**/names-*.json", lambda route: (page.wait_for_timeout(700), route.continue_()))
    box(page).focus()
    page.keyboard.type("Haar", delay=0)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Haar", exact=True).wait_for(timeout=WAIT)
    page.wait_for_url(re.compile("municipality=09184123"), timeout=WAIT)


def test_the_keys_of_a_list_of_proposals(page, streamlit_server):
    sources(page, streamlit_server(APP))
    box(page).fill("neust")
    names = hits(page)
    assert len(names) > 1
    said(page, f"{len(names)} Treffer")
    assert box(page).get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowUp")
    assert page.get_by_role("option", selected=True).inner_text().startswith(names[-1])
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("option", selected=True).inner_text().startswith(names[0])
    page.keyboard.press("Escape")
    assert box(page).get_attribute("aria-expanded") == "false"
    assert box(page).get_attribute("aria-activedescendant") is None
    assert box(page).input_value() == "neust"
    page.keyboard.press("Escape")
    assert box(page).input_value() == ""
    box(page).fill("neust")
    hits(page)
    page.keyboard.press("Enter")
    assert page.get_by_role("option", selected=True).inner_text().startswith(names[0])
    box(page).fill("xyzq")
    page.get_by_text("Nichts passt zu „xyzq“").first.wait_for(timeout=WAIT)
    said(page, "Nichts passt zu")
    served_by_us(page)


def test_a_topic_and_a_region_open_on_the_map_from_any_page(page, streamlit_server):
    url = streamlit_server(APP)
    for text, address in (("Abwasser", "theme=waste_water"), ("nordhessen", "region=nordhessen")):
        sources(page, url)
        box(page).fill(text)
        hits(page)
        page.get_by_role("option").first.click()
        page.get_by_role("heading", level=1, name="Karte der Kooperationen").wait_for(timeout=WAIT)
        page.wait_for_url(re.compile(address), timeout=WAIT)
    served_by_us(page)


def test_in_english_the_search_speaks_english(page, streamlit_server):
    page.goto(f"{streamlit_server(APP)}/daten?lang=en")
    page.get_by_role("combobox", name="Search").fill("xyzq")
    page.get_by_text("Nothing fits").first.wait_for(timeout=WAIT)
    page.get_by_role("combobox", name="Search").fill("waste water")
    assert page.get_by_role("option").first.inner_text(timeout=WAIT).split("\n")[1] == "Topic"
    served_by_us(page)


TYPED = [
    *(
        "Garching",
        "garching bei münchen",
        "Garchng",
        "9184119",
        "09184",
        "091",
        "munchen",
        "Hann. Münden",
        "LK Ebersberg",
    ),
    *("NordAlianz", "zv raum kassel", "flächenmanagment", "st. wolfgang", "Neustadt a. d.", "a", "ß", "ss", "strasse"),
    *(
        "Zweckverband Wasserversorgung Landkreis Ebersbreg",
        "bad",
        "kassel stadt",
        "$.^(",
        "Grosskarolinenfeld",
        "hohenlinden b",
    ),
]


def test_the_browser_finds_what_the_server_would(page, streamlit_server, embedded):
    index = find.build(embedded, Words("de"))
    sources(page, streamlit_server(APP))
    box(page).focus()
    page.wait_for_function("window.geoKoopNames && window.geoKoopNames.size", timeout=WAIT)
    mine = """async (typed) => {
        const names = await [...window.geoKoopNames.values()][0];
        return typed.map((text) => window.geoKoopFind.search(names, text).places.map((i) => names.code[i]));
    }"""
    random = Random(7)
    slips = [shuffled(str(name), random) for name in random.sample(list(index.table["label"]), 150)]
    typed = [*TYPED, *slips]
    found = dict(zip(typed, page.evaluate(mine, typed), strict=True))
    assert found == {text: [hit.code for hit in find.search(index, text)] for text in typed}


def shuffled(name, random):
    """Return a part of a name with a slip of the keys."""
    part = name[: random.randint(3, 40)]
    at = random.randrange(len(part))
    return part[:at] + random.choice("aeinrstäß ") + part[at + random.randint(0, 1) :]


def test_clicks_add_municipalities_where_several_are_looked_at(page, streamlit_server):
    frame = opened(page, f"{streamlit_server(APP)}/?beside=several&place=09184130&region=muenchen_14")
    frame.wait_for_function("map.getZoom() > 8", timeout=WAIT)
    click_at(page, frame, 48.25, 11.65)
    page.get_by_text(re.compile("^Umfasst alle: ")).wait_for(timeout=WAIT)
    page.wait_for_url(re.compile("place=09184130&place=09184119"), timeout=WAIT)
    click_at(page, frame, 48.121, 11.962)
    page.get_by_text("gemeindefreies Gebiet").wait_for(timeout=WAIT)
    page.geo_requests.check()


def test_the_copied_link_is_the_address(page, streamlit_server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, f"{streamlit_server(APP)}/?topic=water&show=pattern")
    page.get_by_role("button", name="Link kopieren").press("Enter")
    page.get_by_text(re.compile("Link.*kopiert")).wait_for(timeout=WAIT)
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.geo_requests.check()
