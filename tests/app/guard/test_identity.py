"""Who an identity is of, and how people come back from the provider; facts that need no provider."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from geo_koop.app.guard import identity, login
from geo_koop.errors import UsageError
from geo_koop.login_settings import LoginSettings, read

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
LOGIN = LoginSettings(
    address="https://ikz.example.org/karte",
    provider="https://anmelden.example.org/.well-known/openid-configuration",
    client_id="geo-koop",
    client_secret="geheim",
    cookie_secret="c" * 64,
    role_claim="geo_koop",
)
CLAIMS = {
    "is_logged_in": True,
    "provider": "default",
    "sub": "248289761001",
    "aud": "geo-koop",
    "name": "Ida Roth",
    "iat": (NOW - timedelta(hours=1)).timestamp(),
    "exp": (NOW - timedelta(minutes=55)).timestamp(),
}


def of(**other):
    return identity.of_claims({**CLAIMS, **other}, LOGIN, NOW)


def test_an_identity_lasts_from_its_issue_on():
    found = of()
    assert (found.subject, found.name, found.over) == ("248289761001", "Ida Roth", False)
    assert found.until == NOW + timedelta(hours=7)
    at_the_end = identity.of_claims(CLAIMS, LOGIN, found.until)
    assert at_the_end.over
    assert not identity.of_claims(CLAIMS, LOGIN, found.until - timedelta(seconds=1)).over


@pytest.mark.parametrize(
    "other",
    [
        {"is_logged_in": False},
        {"is_logged_in": "True"},
        {"provider": "google"},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": None},
        {"sub": ""},
        {"sub": "   "},
        {"sub": 7},
        {"sub": "a\0b"},
        {"sub": "x" * 256},
        {"iat": None},
        {"iat": True},
        {"iat": "1777885200"},
        {"iat": float("nan")},
        {"iat": float("-inf")},
        {"iat": (NOW + timedelta(minutes=5)).timestamp(), "exp": (NOW + timedelta(hours=1)).timestamp()},
        {"exp": None},
        {"exp": CLAIMS["iat"]},
    ],
)
def test_what_is_no_identity_of_this_page_is_a_visitor(other):
    assert of(**other) is None


def test_nothing_at_all_is_a_visitor():
    assert identity.of_claims({}, LOGIN, NOW) is None


def test_several_audiences_may_be_named():
    assert of(aud=["another", "geo-koop"]).subject == CLAIMS["sub"]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"name": "  Ida \n Roth "}, "Ida Roth"),
        ({"name": None, "preferred_username": "iroth"}, "iroth"),
        ({"name": ["Ida"]}, "248289761001"),
        ({"name": "x" * 300}, "x" * 200),
    ],
)
def test_a_name_is_one_short_line(given, name):
    assert of(**given).name == name


@pytest.mark.parametrize(
    ("claim", "role"),
    [
        ("editor", "editor"),
        (["reader", "reviewer"], "reviewer"),
        ("admin", ""),
        (["admin"], ""),
        ("local", ""),
        ({"editor": 1}, ""),
        (None, ""),
    ],
)
def test_a_claim_names_a_role_but_no_administrator(claim, role):
    assert of(geo_koop=claim).claimed == role


def test_no_role_is_taken_from_a_claim_that_nobody_configured():
    quiet = LoginSettings(**{**vars(LOGIN), "role_claim": ""})
    assert identity.of_claims({**CLAIMS, "": "editor", "geo_koop": "editor"}, quiet, NOW).claimed == ""


def test_the_log_tells_people_apart_and_names_nobody():
    one, other = of().trace, of(sub="248289761002").trace
    assert one != other
    assert len(one) == 12
    assert "2482" not in one
    other_server = LoginSettings(**{**vars(LOGIN), "cookie_secret": "d" * 64})
    assert identity.of_claims(CLAIMS, other_server, NOW).trace != one


PAGES = ["", "register", "gemeinde"]


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("register?lang=de&cooperation=a", "register?lang=de&cooperation=a"),
        ("?lang=de", "?lang=de"),
        ("//example.org", ""),
        ("https://example.org/register", ""),
        ("register/../../x", ""),
        ("register?a=\\\\example.org", ""),
        ("register?a=1\r\nSet-Cookie: x=y", ""),
        ("register?ä", ""),
        ("register?" + "a" * 5000, "register"),
        ("unbekannt", ""),
    ],
)
def test_people_come_back_to_pages_of_this_app_alone(asked, there):
    assert login.target(asked, PAGES) == there


def answered(path, *, query=b"", cookie=b"", headers=(), settings=LOGIN):
    """Send a request through the middleware and return the headers of the answer."""

    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 302, "headers": list(headers)})

    told = []

    async def send(message):
        told.extend(message["headers"])

    scope = {"type": "http", "path": path, "query_string": query, "headers": [(b"cookie", cookie)] if cookie else []}
    asyncio.run(login.Return(app, "karte", PAGES, settings)(scope, None, send))
    return [(name.decode(), value.decode()) for name, value in told]


def test_where_somebody_was_is_kept_and_given_back_once():
    to_provider = answered("/karte/auth/login", query=b"provider=x&to=register%3Fcooperation%3Da%26lang%3Dde")
    [(name, cookie)] = to_provider
    assert name == "set-cookie"
    assert cookie.endswith("; Path=/karte; Max-Age=900; HttpOnly; SameSite=lax; Secure")
    kept = cookie.partition(";")[0].encode()
    home = [(b"location", b"/karte/"), (b"set-cookie", b"_streamlit_user=x; Path=/karte")]
    back = answered("/karte/oauth2callback", cookie=kept, headers=home)
    assert ("location", "/karte/register?cooperation=a&lang=de") in back
    assert ("set-cookie", "_streamlit_user=x; Path=/karte; Secure") in back
    assert any(name == "set-cookie" and "geo_koop_return=;" in value and "Max-Age=0" in value for name, value in back)


def test_a_forged_cookie_leads_nowhere_else():
    home = [(b"location", b"/karte/")]
    for cookie in (b"geo_koop_return=%2F%2Fexample.org", b"geo_koop_return=register%3Fa%0d%0ab", b"\xff=;;="):
        assert ("location", "/karte/") in answered("/karte/oauth2callback", cookie=cookie, headers=home)
    other = [(b"location", b"https://anmelden.example.org/logout")]
    assert ("location", other[0][1].decode()) in answered(
        "/karte/oauth2callback", cookie=b"geo_koop_return=register", headers=other
    )


def test_without_a_login_nothing_is_touched():
    assert answered("/karte/auth/login", query=b"to=register", headers=[(b"a", b"b")], settings=None) == [("a", "b")]


FILE = """address = "https://ikz.example.org/karte/"
provider = "https://anmelden.example.org/.well-known/openid-configuration"
client_id = "geo-koop"
client_secret = "geheim"
cookie_secret = "%s"
""" % ("c" * 64)


def test_settings_are_read_from_a_file_and_variables_go_before(tmp_path):
    file = tmp_path / "login.toml"
    file.write_text(FILE + "hours = 10\nrequired = true\n", encoding="utf-8")
    found = read({"GEO_KOOP_LOGIN": str(file), "GEO_KOOP_LOGIN_HOURS": "2,5", "GEO_KOOP_LOGIN_ROLE_CLAIM": "rolle"})
    assert (found.redirect, found.seconds, found.required, found.role_claim) == (
        "https://ikz.example.org/karte/oauth2callback",
        9000,
        True,
        "rolle",
    )
    assert "geheim" not in repr(found)
    assert "ccc" not in repr(found)
    assert read({}) is None
    assert read({"GEO_KOOP_LOGIN": ""}) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("geheim", ""), "lacks: client_secret"),
        (("https://ikz", "http://ikz"), "no address that begins with https"),
        (("https://anmelden", "anmelden"), "no address that begins with https"),
        (("https://ikz", "https://a:b@ikz"), "no address that begins with https"),
        (("karte/", "karte/?a=b"), "ends with a question"),
        (("c" * 64, "kurz"), "too short"),
        (("client_id", "clientid"), "no settings clientid"),
        (('"geheim"', "geheim"), "no TOML file"),
    ],
)
def test_what_is_wrong_is_said_without_a_secret(tmp_path, change, said):
    file = tmp_path / "login.toml"
    file.write_text(FILE.replace(*change), encoding="utf-8")
    with pytest.raises(UsageError, match=said) as raised:
        read({"GEO_KOOP_LOGIN": str(file)})
    assert "geheim" not in str(raised.value)
    assert raised.value.__cause__ is None or "geheim" not in str(raised.value.parts())


@pytest.mark.parametrize("hours", ["0", "-1", "nan", "1000", "acht"])
def test_hours_are_a_number(tmp_path, hours):
    file = tmp_path / "login.toml"
    file.write_text(FILE, encoding="utf-8")
    with pytest.raises(UsageError, match="no number of hours"):
        read({"GEO_KOOP_LOGIN": str(file), "GEO_KOOP_LOGIN_HOURS": hours})


def test_this_machine_may_do_without_encryption(tmp_path):
    file = tmp_path / "login.toml"
    file.write_text(FILE.replace("https://ikz.example.org", "http://localhost:8501"), encoding="utf-8")
    assert read({"GEO_KOOP_LOGIN": str(file)}).redirect == "http://localhost:8501/karte/oauth2callback"
    with pytest.raises(UsageError, match="cannot be read"):
        read({"GEO_KOOP_LOGIN": str(tmp_path / "nichts.toml")})
