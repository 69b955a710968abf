"""Saving by the one person at this machine: with the address that ``serve --local`` shows, and nobody else."""

import re
import time
import urllib.error
import urllib.request

import pytest

from tests.app.data.test_session_data import make_project
from tests.browser.test_app import WAIT
from tests.served import serving as served

pytestmark = pytest.mark.browser
SAVE, SESSION = "Im Projekt Projekt speichern", "Für diese Sitzung ergänzen"


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    """Return a local server with a project, and the address that it shows."""
    folder = tmp_path_factory.mktemp("local")
    project = make_project(folder / "Projekt")
    arguments = ["--health-port", "0", "--local", "--project", project]
    with served(folder, arguments=arguments, path="ikz") as serving:
        ready(f"{serving.url}/ikz")
        shown = address_of(serving.log)
        yield serving, shown, project


def ready(url):
    for _try in range(300):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not start")


def address_of(log):
    """Wait for the address that the server shows once it is ready."""
    for _try in range(300):
        if found := re.search(r"http://\S+/open\?key=[\w-]+", log.read_text()):
            return found[0]
        time.sleep(0.2)
    pytest.fail("no address was shown")


def form(page, url):
    page.goto(f"{url}/erhebung")
    page.get_by_role("heading", level=1, name="Erfassungsstand").wait_for(timeout=WAIT)
    page.get_by_text("Wer wo nachgesehen hat").wait_for(timeout=WAIT)


def test_the_address_that_is_shown_lets_save_and_loses_its_key_at_once(page, local):
    serving, shown, project = local
    key = shown.partition("key=")[2]
    page.goto(shown)
    page.get_by_role("button", name="Erkunden", exact=True).wait_for(timeout=WAIT)
    assert key not in page.url
    base = f"{serving.url}/ikz"
    form(page, base)
    page.get_by_role("button", name=SAVE).wait_for(timeout=WAIT)
    page.reload()
    page.get_by_role("button", name=SAVE).wait_for(timeout=WAIT)
    tab = page.context.new_page()
    form(tab, base)
    tab.get_by_role("button", name=SAVE).wait_for(timeout=WAIT)
    assert key not in tab.content()
    tab.locator("[data-testid=stSelectbox]").filter(has_text="Gründlichkeit").locator("input").click()
    tab.get_by_role("option").first.click()
    tab.get_by_role("textbox", name="Wer wo nachgesehen hat").fill("Amt am Ort")
    tab.get_by_test_id("stMain").get_by_test_id("stDateInput").get_by_role("spinbutton").first.click()
    tab.keyboard.type("01052024")
    tab.keyboard.press("Tab")
    tab.get_by_role("button", name=SAVE).click()
    tab.get_by_text("Die Erhebung ist im Projekt gespeichert").wait_for(timeout=WAIT)
    assert "Amt am Ort" in (project / "cooperations" / "scopes.csv").read_text(encoding="utf-8-sig")
    assert key not in serving.log.read_text().replace(shown, "")
    cookie = next(c for c in page.context.cookies() if c["value"] == key)
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/ikz/")
    assert page.evaluate("document.cookie").find(key) == -1


@pytest.mark.parametrize("address", ["", "/open?key=falsch", "/open"])
def test_without_the_key_nothing_is_saved_and_the_page_says_why(page, local, address):
    serving, _shown, _project = local
    page.goto(f"{serving.url}/ikz{address}")
    page.get_by_role("button", name="Erkunden", exact=True).wait_for(timeout=WAIT)
    form(page, f"{serving.url}/ikz")
    page.get_by_role("button", name=SESSION).wait_for(timeout=WAIT)
    page.get_by_text("Dieser Browser hat den Schlüssel nicht").wait_for(timeout=WAIT)
    assert page.get_by_role("button", name=SAVE).count() == 0


@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "10.0.0.1"}, {"X-Real-IP": "10.0.0.1"}])
def test_behind_a_proxy_the_key_opens_nothing(browser, local, headers):
    serving, shown, _project = local
    context = browser.new_context(locale="de-DE")
    try:
        page = context.new_page()
        page.goto(shown)
        page.get_by_role("button", name="Erkunden", exact=True).wait_for(timeout=WAIT)
        context.set_extra_http_headers(headers)
        assert page.goto(shown).status == 403
        form(page, f"{serving.url}/ikz")
        page.get_by_text("Die Anfrage kam über einen anderen Server").wait_for(timeout=WAIT)
        assert page.get_by_role("button", name=SAVE).count() == 0
    finally:
        context.close()


def test_by_another_name_the_key_opens_nothing(local):
    _serving, shown, _project = local
    request = urllib.request.Request(shown, headers={"Host": "boese.example:80"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 403


def test_a_public_server_saves_nothing_and_takes_nothing(page, tmp_path):
    project = make_project(tmp_path / "Projekt")
    with served(tmp_path, arguments=["--health-port", "0", "--project", project]) as serving:
        ready(serving.url)
        form(page, serving.url)
        page.get_by_text("Wer sie für sich selbst betreibt, startet sie mit --local").wait_for(timeout=WAIT)
        assert page.get_by_role("button", name=SAVE).count() == 0
        page.goto(f"{serving.url}/eigene-daten")
        page.get_by_text("Hochladen abgeschaltet").wait_for(timeout=WAIT)
        page.goto(f"{serving.url}/open?key=x")
        page.get_by_role("button", name="Erkunden", exact=True).wait_for(timeout=WAIT)
