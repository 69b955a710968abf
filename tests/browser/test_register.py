"""The page of the register: one person keeps records, two at once change one, and visitors change nothing."""

import asyncio
import re
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from websockets.asyncio.client import connect

from geo_koop.register import beginning, revisions, store
from tests.app.data.test_session_data import make_project
from tests.browser.everywhere import QUIET, settle, troubles
from tests.browser.test_app import WAIT
from tests.browser.test_local import address_of, ready
from tests.served import serving as served
from tests.threads import awaited

pytestmark = pytest.mark.browser
NAME = "Zweckverband Probe"


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    """Return a local server with a project that has a register, and the address that it shows."""
    folder = tmp_path_factory.mktemp("register")
    project = make_project(folder / "Projekt", NAME)
    beginning.make(project, now=datetime.now(UTC), author="A. Huber", reason="Anfang")
    with served(folder, arguments=["--health-port", "0", "--local", "--project", project]) as serving:
        ready(serving.url)
        yield serving, address_of(serving.log), project


@pytest.fixture
def windows(browser):
    """Return a function that opens a browser of its own."""
    opened = []

    def window():
        context = browser.new_context(viewport={"width": 1300, "height": 1000}, locale="de-DE")
        opened.append(context)
        return context.new_page()

    yield window
    for context in opened:
        context.close()


def register(page, local, *, key=True, record=""):
    serving, shown, _project = local
    if key:
        page.goto(shown)
        page.locator(QUIET).wait_for(timeout=WAIT)
    page.goto(f"{serving.url}/register?lang=de" + (f"&cooperation={record}" if record else ""))
    page.get_by_role("heading", level=1, name="Register").wait_for(timeout=WAIT)
    settle(page, 0)
    return page


def click(page, name):
    page.get_by_role("button", name=name, exact=True).first.click(timeout=WAIT)
    settle(page, 0)


def fill(page, label, text):
    page.get_by_label(label, exact=True).filter(visible=True).first.fill(text, timeout=WAIT)
    page.keyboard.press("Tab")
    settle(page, 0)


def cell(project, column, record="zv"):
    with sqlite3.connect(project / "register.sqlite") as connection:
        query = f'SELECT "{column}" FROM cooperations WHERE cooperation_id = ?'
        return connection.execute(query, [record]).fetchone()[0]


def last(project):
    return revisions.listed(store.open_(project / "register.sqlite"))[0]


def sent_by(page):
    """Return what a page will send over its websockets."""
    frames = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: frames.append(frame)))
    return frames


def forge(url, frames):
    """Send messages of somebody else without their key."""

    async def send():
        async with connect(f"{url.replace('http', 'ws', 1)}/_stcore/stream", subprotocols=["streamlit"]) as socket:
            for frame in frames:
                await socket.send(frame)
                with suppress(TimeoutError):
                    while True:
                        await asyncio.wait_for(socket.recv(), 2)

    awaited(send())


def test_two_browsers_change_one_record_and_the_second_sees_and_merges(windows, local):
    project = local[2]
    one = windows()
    frames = sent_by(one)
    one, two = (register(page, local, record="zv") for page in (one, windows()))
    click(one, "Datensatz ändern")
    click(two, "Datensatz ändern")
    for page, start, owner in ((one, "1999", ""), (two, "2001", "Landratsamt")):
        fill(page, "Beginn", start)
        if owner:
            fill(page, "Zuständige Stelle", owner)
        else:
            fill(page, "Ende", "2030")
        fill(page, "Warum wird das geändert?", f"Beginn {start}")
        fill(page, "Womit ist das belegt?", "Satzung")
    click(one, "Speichern und veröffentlichen")
    one.get_by_text("Gespeichert und veröffentlicht als Revision").wait_for(timeout=WAIT)
    click(two, "Speichern und veröffentlichen")
    two.get_by_role("heading", name="Inzwischen hat jemand anderes diesen Datensatz gespeichert").wait_for(timeout=WAIT)
    assert (cell(project, "start"), cell(project, "end"), cell(project, "owner")) == ("1999", "2030", "")
    assert two.get_by_text("Zuständige Stelle: Landratsamt (von Ihnen)").is_visible()
    assert two.get_by_text("Ende: 2030 (von der anderen Seite)").is_visible()
    assert two.get_by_role("button", name="Beides zusammen speichern").is_disabled()
    group = two.get_by_role("radiogroup", name="Beginn")
    assert group.get_by_text("die andere Fassung: 1999").is_visible()
    group.get_by_text("Ihre Fassung: 2001").click()
    settle(two, 0)
    click(two, "Beides zusammen speichern")
    two.get_by_text("Gespeichert und veröffentlicht als Revision").wait_for(timeout=WAIT)
    assert (cell(project, "start"), cell(project, "end"), cell(project, "owner")) == ("2001", "2030", "Landratsamt")
    assert troubles(one) == troubles(two) == []
    before = last(project).number
    assert len(frames) > 5
    forge(local[0].url, [frame for frame in frames if isinstance(frame, bytes)])
    assert last(project).number == before


def test_a_record_is_made_changed_published_and_undone(windows, local):
    project = local[2]
    page = register(windows(), local)
    fill(page, "Ihr Name im Verlauf", "B. Moser")
    click(page, "Neuer Datensatz")
    click(page, "Als Entwurf speichern")
    for wrong in (
        "Der Name fehlt.",
        "Es ist kein Thema gewählt.",
        "Ein Datensatz braucht mindestens eine Quelle: Reiter „Quellen“.",
    ):
        page.get_by_text(wrong).wait_for(timeout=WAIT)
    fill(page, "Name", "Bauhof Öd")
    page.get_by_role("combobox", name="Themen").click()
    page.keyboard.type("Bauhof")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    settle(page, 0)
    fill(page, "Beginn", "Q3/2018")
    page.get_by_text("gelesen als Juli 2018").wait_for(timeout=WAIT)
    page.get_by_role("tab", name="Mitglieder").click()
    page.get_by_role("combobox", name="Gemeinden, Verbände und Kreise, die Mitglied sind").click()
    page.keyboard.type("09101001")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Entfernen: Ort 09101001").wait_for(timeout=WAIT)
    settle(page, 0)
    # Another language in the middle of it: nothing is lost.
    page.get_by_text("EN", exact=True).click()
    page.get_by_role("heading", name="New record").wait_for(timeout=WAIT)
    settle(page, 0)
    assert page.get_by_label("Name", exact=True).first.input_value() == "Bauhof Öd"
    page.get_by_text("DE", exact=True).click()
    page.get_by_role("heading", name="Neuer Datensatz").wait_for(timeout=WAIT)
    settle(page, 0)
    page.get_by_role("tab", name="Quellen").click()
    fill(page, "Adresse oder Aktenzeichen", "Az. 12/2018")
    click(page, "Als Entwurf speichern")
    page.get_by_role("heading", name="Bauhof Öd").wait_for(timeout=WAIT)
    assert (last(project).author, last(project).reason, last(project).source) == (
        "B. Moser",
        "neu erfasst",
        "Az. 12/2018",
    )
    assert cell(project, "start", "bauhof-oed") == "Q3/2018"
    page.get_by_text("Prüfen und veröffentlichen").click()
    settle(page, 0)
    click(page, "Veröffentlichen")
    page.get_by_text("Veröffentlicht: Die Karte und alle Seiten zeigen es jetzt.").wait_for(timeout=WAIT)
    page.get_by_text("Verlauf", exact=True).click()
    page.get_by_text(re.compile("Der Datensatz wurde angelegt")).first.wait_for(timeout=WAIT)
    other = windows()
    other.goto(f"{local[0].url}/kooperationen?lang=de&cooperation=bauhof-oed")
    other.get_by_text("Bauhof Öd").first.wait_for(timeout=WAIT)
    assert troubles(page) == []


def test_a_visitor_gets_no_form_and_no_names(windows, local):
    page = register(windows(), local, key=False, record="zv")
    page.get_by_role("heading", name=NAME).wait_for(timeout=WAIT)
    assert page.get_by_role("button", name="Datensatz ändern").count() == 0
    page.get_by_text("Verlauf", exact=True).click()
    page.get_by_text("Gezeigt werden die Stände, die veröffentlicht waren.").wait_for(timeout=WAIT)
    settle(page, 0)
    assert "Huber" not in page.content()
    assert page.get_by_role("button", name=re.compile("rückgängig")).count() == 0
    assert troubles(page) == []


def test_the_page_keeps_the_rules_of_accessibility(windows, local):
    pytest.importorskip("axe_playwright_python", reason="ACCESSIBILITY TESTS SKIPPED: axe-playwright-python is missing")
    from tests.browser.test_accessibility import structure, too_wide, violations

    def broken(page):
        found = {"axe": violations(page), "structure": structure(page, "de"), "width": too_wide(page)}
        return {rule: wrong for rule, wrong in found.items() if wrong}

    page = register(windows(), local)
    assert broken(page) == {}
    page = register(page, local, key=False, record="zv")
    for part in ("Verlauf", "Zusammenführen oder herausnehmen", "Inhalt"):
        page.get_by_text(part, exact=True).click()
        settle(page, 0)
        assert broken(page) == {}, part
    click(page, "Datensatz ändern")
    for tab in ("Mitglieder", "Quellen", "Ereignisse"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(300)
        assert broken(page) == {}, tab
