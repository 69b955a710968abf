"""An instance for people with a role alone."""

import pytest

from geo_koop.app.guard import access, identity
from geo_koop.login_settings import LoginSettings
from geo_koop.register import people, store
from geo_koop.register.rights import Actor
from tests.app.guard.test_identity import CLAIMS, LOGIN, NOW
from tests.register.conftest import START


@pytest.fixture
def register(tmp_path):
    made = store.create(tmp_path / "register.sqlite")
    people.give_role(made, "r", "reader", actor=Actor(name="Ada"), now=START)
    return str(tmp_path / "register.sqlite")


@pytest.mark.parametrize(
    ("required", "subject", "away"),
    [(True, "", True), (True, "unknown", True), (True, "r", False), (False, "", False), (False, "r", False)],
)
def test_who_has_no_role_sees_nothing_where_one_is_required(monkeypatch, register, required, subject, away):
    login = LoginSettings(**{**vars(LOGIN), "required": required})
    found = identity.of_claims({**CLAIMS, "sub": subject}, login, NOW)
    monkeypatch.setattr(identity, "settings", lambda: login)
    monkeypatch.setattr(identity, "person", lambda: found)
    monkeypatch.setattr(access, "is_owner", lambda: False)
    assert identity.turned_away(register) is away
    assert identity.turned_away(None) is required
    assert identity.sees_internal(register) is (subject == "r")
    people.give_role(store.open_(register), "r", "none", actor=Actor(name="Ada"), now=START)
    assert identity.turned_away(register) is required
    assert not identity.sees_internal(register)


def test_a_claim_fills_a_role_once(monkeypatch, register):
    found = identity.of_claims({**CLAIMS, "geo_koop": "editor"}, LOGIN, NOW)
    monkeypatch.setattr(identity, "settings", lambda: LOGIN)
    monkeypatch.setattr(identity, "person", lambda: found)
    monkeypatch.setattr(access, "is_owner", lambda: False)
    asked = identity.actor(register, owner="")
    assert (asked.name, asked.subject, asked.role) == ("Ida Roth", CLAIMS["sub"], "editor")
    people.remove(store.open_(register), CLAIMS["sub"], actor=Actor(name="Ada"), now=START)
    assert identity.actor(register, owner="").role == "none"
    assert identity.actor("nowhere.sqlite", owner="").role == "none"
