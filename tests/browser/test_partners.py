"""The map answers: partners of a municipality, members of a cooperation, exact words at the pointer."""

from pathlib import Path

import pytest

from tests.browser.test_app import WAIT, click_at, map_of, opened

pytestmark = pytest.mark.browser
APP = Path(__file__).parents[2] / "streamlit_app.py"
GARCHING, ISMANING = (48.2489, 11.6511), (48.2286, 11.6778)
SHADES = {"1": "#cdebd5", "2–3": "#2f8a56"}


def colour_at(frame, lat, lon, *, sheet="colours"):
    """Return the colour at a place of the map, beside whatever name stands there."""
    return frame.evaluate(
        """([lat, lon, sheet]) => {
      const map = window.geoKoop.current.map(), at = map.latLngToContainerPoint([lat, lon]);
      const canvas = document.querySelector("canvas.geo-koop-" + sheet), box = canvas.getBoundingClientRect();
      const ratio = canvas.width / box.width, around = map.getContainer().getBoundingClientRect();
      const x = (at.x + around.left - box.left) * ratio, y = (at.y + around.top - box.top) * ratio;
      const data = canvas.getContext("2d").getImageData(x, y, 1, 1).data;
      return "#" + [0, 1, 2].map(i => data[i].toString(16).padStart(2, "0")).join("");
    }""",
        [lat, lon, sheet],
    )


def said_at(page, frame, lat, lon):
    """Return what stands at the pointer, once the names have come."""
    x, y = frame.evaluate(f"(() => {{ const p = map.latLngToContainerPoint([{lat}, {lon}]); return [p.x, p.y]; }})()")
    page.locator("iframe").scroll_into_view_if_needed()
    box = page.locator("iframe").bounding_box()
    tip = frame.locator(".geo-koop-tip")
    for step in range(40):
        page.mouse.move(box["x"] + x + step % 2, box["y"] + y)
        if tip.inner_text().count("\n") > 1:
            break
        page.wait_for_timeout(100)
    return tip.inner_text()


def test_one_click_colours_the_partners_and_names_them(page, streamlit_server):
    frame = opened(page, streamlit_server(APP) + "/?view=48.2,11.65,10.5")
    page.get_by_text("Kooperationen je Gemeinde").first.wait_for(timeout=WAIT)
    click_at(page, frame, *GARCHING)
    page.get_by_text("Gemeinsame Kooperationen mit Garching").first.wait_for(timeout=WAIT)
    frame = map_of(page)
    frame.wait_for_function("window.geoKoop.current.style().palette.length === 6", timeout=WAIT)
    assert colour_at(frame, *ISMANING) == SHADES["2–3"]
    assert page.get_by_text("selbst in 5 Kooperationen mit 8 anderen Gemeinden", exact=False).count() == 1
    assert page.get_by_text("Regionaler Planungsverband München (RPV) eingerechnet", exact=False).count() == 1
    said = said_at(page, frame, *ISMANING).split("\n")
    assert said[:2] == ["Ismaning", "12 gemeinsame Kooperationen, davon 9 über den Landkreis"]
    assert said[-1] == "und 9 weitere"
    page.get_by_role("button", name="Zurück zur Übersicht").click()
    page.get_by_text("Kooperationen je Gemeinde").first.wait_for(timeout=WAIT)
    assert said_at(page, map_of(page), *ISMANING).split("\n")[1].endswith("Kooperationen, davon 9 über den Landkreis")
    page.geo_requests.check()


def test_a_link_shows_partners_and_counts_where_they_are_asked_for(page, streamlit_server):
    url = streamlit_server(APP)
    opened(page, f"{url}/?municipality=09184119&show=count&statutory=no")
    page.get_by_text("Kooperationen je Gemeinde").first.wait_for(timeout=WAIT)
    opened(page, f"{url}/?municipality=09184119&show=partners&statutory=no")
    page.get_by_text("Gemeinsame Kooperationen mit Garching").first.wait_for(timeout=WAIT)


def test_members_of_a_cooperation_stand_out(page, streamlit_server):
    opened(page, streamlit_server(APP) + "/?cooperation=zv-raum-kassel&statutory=no")
    page.get_by_text("selbst Mitglied").first.wait_for(timeout=WAIT)
    assert page.get_by_text("nicht beteiligt").count() >= 1


def lanes_of(frame):
    """Return the plan of the lanes: whether they thin out, and for each cooperation how many pieces have room."""
    return frame.evaluate(
        """() => {
      const layer = window.geoKoop.current, reference = window.geoKoop.geometry.REFERENCE;
      const scale = layer.map().getZoomScale(layer._zoom, reference);
      const plan = window.geoKoop.marks.plan(layer.chosen(), 1 / scale, 3.2);
      return [plan.thin, plan.wide.map(pieces => pieces.filter(Boolean).length)];
    }"""
    )


def test_lanes_are_nested_and_thin_out_on_small_scales(page, streamlit_server):
    chosen = "&outline=nordallianz&outline=heideflaechenverein&beside=charts&show=count&statutory=no"
    url = streamlit_server(APP)
    frame = opened(page, f"{url}/?view=48.25,11.63,11{chosen}")
    frame.wait_for_function("window.geoKoop.current.chosen().length === 2", timeout=WAIT)
    thin, rooms = lanes_of(frame)
    assert not thin
    assert all(rooms)
    frame = opened(page, f"{url}/?view=48.25,11.63,5{chosen}")
    frame.wait_for_function("window.geoKoop.current.chosen().length === 2", timeout=WAIT)
    assert lanes_of(frame)[0]
