"""Logging in at a real identity provider, and what a role, its loss, time and forged cookies do.

The provider is pytest-iam (Canaille) on this machine; where it is not installed, these tests are skipped.
"""

import json
import re
import time
from urllib.parse import urlsplit

import pytest
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from geo_koop.register import checks, exchange, people, reading, revisions, store
from geo_koop.register.rights import Actor
from tests.browser.everywhere import QUIET
from tests.browser.test_app import WAIT
from tests.browser.test_local import ready
from tests.conftest import small_country
from tests.register.conftest import START
from tests.register.test_exchange import put
from tests.served import free_ports
from tests.served import serving as served

pytestmark = pytest.mark.browser
pytest.importorskip("authlib", reason="LOGIN TESTS SKIPPED: authlib is missing (pip install 'geo-koop[register]')")
pytest.importorskip("pytest_iam", reason="LOGIN TESTS SKIPPED: pytest-iam is missing")

HIDDEN, DRAFT = "Silberdistel", "Zaunwinde"
"""Words that stand in an internal record, and in a draft."""
COOKIE_SECRET, PASSWORD = "c" * 64, "correct horse battery staple"
ADMIN = Actor(name="Ada", role="local")
IDA, EVA = "ida", "eva"


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """A register with a public record, an internal one and a draft."""
    folder = tmp_path_factory.mktemp("register")
    tables = put(
        folder / "tables",
        cooperations="cooperation_id,name,topics,stage,visibility\na,Zweckverband Öd,water,operating,\n"
        f"g,Bund {HIDDEN},water,operating,internal\n",
        members="cooperation_id,key\na,09101000\na,09101001\ng,09101000\ng,09101002\n",
        sources="cooperation_id,url,date\na,https://example.org/a,2026\ng,https://example.org/g,2026\n",
    )
    made = store.create(folder / "register.sqlite")
    exchange.load(made, reading.folder(tables), now=START, author="Anna")
    draft = put(folder / "draft", cooperations=f"cooperation_id,name,note_de\na,Zweckverband Öd,{DRAFT}\n")
    exchange.load(made, reading.folder(draft), now=START, author="Anna", draft=True)
    return made


@pytest.fixture(scope="module")
def office(iam_server, register, tmp_path_factory):
    """A server whose people log in at a provider; its log is at DEBUG of nothing: what an operator sees."""
    folder = tmp_path_factory.mktemp("login")
    [port] = free_ports(1)
    address = f"http://127.0.0.1:{port}/ikz"
    client = iam_server.models.Client(
        client_id="geo-koop",
        client_secret="s" * 40,
        client_name="geo_koop",
        contacts=["it@example.org"],
        redirect_uris=[f"{address}/oauth2callback"],
        post_logout_redirect_uris=[f"{address}/oauth2callback"],
        grant_types=["authorization_code"],
        response_types=["code"],
        scope=["openid", "profile"],
        token_endpoint_auth_method="client_secret_basic",
        id_token_signed_response_alg="RS256",
    )
    iam_server.backend.save(client)
    iam_server.backend.update(client, audience=[client])
    iam_server.backend.save(client)
    settings = folder / "login.toml"
    settings.write_text(
        f'address = "{address}/"\n'
        f'provider = "{iam_server.url}.well-known/openid-configuration"\n'
        f'client_id = "geo-koop"\nclient_secret = "{"s" * 40}"\ncookie_secret = "{COOKIE_SECRET}"\n'
    )
    given = small_country(folder)[:2]
    arguments = [*given, "--boundary-profile", "key=key,name=name", "--register", register.path, "--health-port", "0"]
    env = {"GEO_KOOP_LOGIN": str(settings), "AUTHLIB_INSECURE_TRANSPORT": "1"}
    with served(folder, arguments=arguments, path="ikz", port=port, env=env) as serving:
        ready(address)
        yield iam_server, client, serving, address


def user(office, name):
    """Return somebody at the provider."""
    provider, client, *_rest = office
    found = provider.backend.get(provider.models.User, user_name=name)
    if found is None:
        named = {"formatted_name": f"{name.title()} Roth", "given_name": name.title(), "family_name": "Roth"}
        found = provider.random_user(user_name=name, password=PASSWORD, **named)
        provider.consent(found, client)
    return found


class Received:
    """All bytes that a page receives."""

    def __init__(self, page):
        self.parts = []
        page.on("websocket", lambda socket: socket.on("framereceived", self._add))
        page.on("response", self._answer)

    def _add(self, frame):
        self.parts.append(frame if isinstance(frame, bytes) else str(frame).encode())

    def _answer(self, response):
        try:
            self.parts.append(response.body())
        except Exception:  # a redirect has none
            return

    def has(self, word):
        return any(word.encode() in part for part in self.parts)


def open_register(page, address):
    page.goto(f"{address}/register?lang=de")
    page.get_by_role("heading", level=1, name="Register").wait_for(timeout=WAIT)
    page.get_by_role("heading", name="Datensätze").wait_for(timeout=WAIT)


def log_in(page, office, name):
    """Log in as a person does: at the page, then with name and password at the provider."""
    user(office, name)
    open_register(page, office[-1])
    page.get_by_role("button", name="Anmelden").click()
    for field, text in (("login", name), ("password", PASSWORD)):
        page.locator(f"input[name={field}]").fill(text)
        page.locator(f"input[name={field}]").press("Enter")
    page.get_by_role("button", name=f"{name.title()} Roth").wait_for(timeout=WAIT)


PAGES = ("", "kooperationen", "tabelle", "register", "gemeinde?municipality=09101000")


def walk(page, address):
    """Open pages that show records."""
    for path in PAGES:
        page.goto(f"{address}/{path}{'&' if '?' in path else '?'}lang=de")
        page.get_by_role("heading", level=1).first.wait_for(timeout=WAIT, state="attached")
        page.get_by_text("Link kopieren").wait_for(timeout=WAIT)
        page.locator(QUIET).wait_for(timeout=WAIT)


def shown_name(page, name):
    page.get_by_role("button", name=name).wait_for(timeout=WAIT)


def with_cookie(page, address, *, secret=COOKIE_SECRET, **claims):
    """Give the browser an identity, as whoever knows, or guesses, the secret would write it."""
    now = time.time()
    told = {"sub": EVA, "name": "Eva Roth", "aud": "geo-koop", "iat": now, "exp": now + 3600, **claims}
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
    text = json.dumps({**told, "origin": origin, "is_logged_in": True, "provider": "default"})
    value = create_signed_value(secret, "_streamlit_user", text).decode()
    page.context.add_cookies([{"name": "_streamlit_user", "value": value, "domain": "127.0.0.1", "path": "/ikz"}])


def test_a_login_leads_back_and_only_who_may_receives_what_is_internal(page, office, register):
    _provider, _client, serving, address = office
    people.give_role(register, IDA, "reader", actor=ADMIN, now=START)
    log_in(page, office, IDA)
    assert page.url.startswith(f"{address}/register?")
    received = Received(page)
    walk(page, address)
    assert received.has(HIDDEN)
    assert not received.has(DRAFT)
    page.get_by_role("button", name="Ida Roth").click()
    page.get_by_text("Sie sehen auch interne Datensätze").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_url(re.compile(r"/ikz/(\?.*)?$"), timeout=WAIT)
    page.context.clear_cookies()

    # Whoever comes next, and whatever the server keeps, has none of it.
    received = Received(page)
    walk(page, address)
    page.get_by_role("button", name="Anmelden").wait_for(timeout=WAIT)
    assert received.has("Zweckverband Öd")
    assert not received.has(HIDDEN)
    assert not received.has(DRAFT)
    page.goto(f"{address}/register?lang=de&cooperation=g")
    page.locator(QUIET).wait_for(timeout=WAIT)
    assert not received.has(HIDDEN)
    kept = serving.log.parent / "cache"
    assert not [path for path in kept.rglob("*") if path.is_file() and HIDDEN.encode() in path.read_bytes()]
    told = serving.log.read_text()
    assert not [word for word in (HIDDEN, DRAFT, "Ida", "Roth") if word in told]
    assert not re.search(rf"\b{IDA}\b", told)


def test_a_role_that_is_taken_away_is_gone_at_the_next_write(page, office, register):
    _provider, _client, serving, address = office
    people.give_role(register, EVA, "editor", name="Eva Roth", actor=ADMIN, now=START)
    with_cookie(page, address)
    page.goto(f"{address}/register?lang=de&cooperation=a")
    shown_name(page, "Eva Roth")
    page.get_by_role("button", name="Datensatz ändern").click()
    for label, text in (("Beginn", "1999"), ("Warum wird das geändert?", "Anruf"), ("Womit ist das belegt?", "Brief")):
        page.get_by_label(label, exact=True).filter(visible=True).first.fill(text, timeout=WAIT)
        page.keyboard.press("Tab")
        page.locator(QUIET).wait_for(timeout=WAIT)
    assert page.get_by_role("button", name="Speichern und veröffentlichen").count() == 0
    page.get_by_role("button", name="Als Entwurf speichern").click()
    page.get_by_text("Als Entwurf gespeichert").wait_for(timeout=WAIT)
    saved = revisions.listed(register)[0]
    assert (saved.author, saved.subject, saved.reason) == ("Eva Roth", EVA, "Anruf")

    page.get_by_text("Prüfen und veröffentlichen", exact=True).click()
    page.get_by_label("Neue Anmerkung").fill("Stimmt das?")
    page.keyboard.press("Tab")
    page.locator(QUIET).wait_for(timeout=WAIT)
    people.give_role(register, EVA, "none", actor=ADMIN, now=START)
    before = revisions.listed(register)[0].number
    page.get_by_role("button", name="Anmerkung hinzufügen").click()
    page.get_by_text("Dafür fehlt Ihnen hier das Recht").first.wait_for(timeout=WAIT)
    assert revisions.listed(register)[0].number == before
    refused = [line for line in serving.log.read_text().splitlines() if "write refused" in line]
    assert len(refused) == 1
    assert 'role="none" action="comment"' in refused[0]
    assert not re.search(rf"\b{EVA}\b|Roth", serving.log.read_text())
    page.reload()
    shown_name(page, "Eva Roth")
    assert page.get_by_role("button", name="Datensatz ändern").count() == 0
    assert checks.check(register) == []


def test_identities_that_are_too_old_or_forged_are_those_of_visitors(page, office, register):
    _provider, _client, _serving, address = office
    people.give_role(register, EVA, "admin", actor=ADMIN, now=START)
    people.give_role(register, "zoe", "admin", actor=ADMIN, now=START)
    received = Received(page)
    for claims in (
        {"iat": time.time() - 9 * 3600},  # a login lasts for 8 hours
        {"iat": time.time() + 3600, "exp": time.time() + 7200},
        {"aud": "another-page"},
        {"secret": "d" * 64},
    ):
        page.context.clear_cookies()
        with_cookie(page, address, **claims)
        page.goto(f"{address}/register?lang=de")
        page.get_by_role("button", name="Anmelden").wait_for(timeout=WAIT)
        page.locator(QUIET).wait_for(timeout=WAIT)
        old = "iat" in claims and claims["iat"] < time.time()
        assert page.get_by_text("Ihre Anmeldung ist abgelaufen").count() == (1 if old else 0)
        assert page.get_by_role("button", name="Neuer Datensatz").count() == 0
    assert not received.has(HIDDEN)
    assert not received.has(DRAFT)
    page.context.clear_cookies()
    with_cookie(page, address)
    page.goto(f"{address}/register?lang=de")
    page.get_by_role("button", name="Neuer Datensatz").wait_for(timeout=WAIT)  # what is right is taken
