"""Who may save: the operator's word, or the key in the browser of the person at this machine."""

import pytest

from geo_koop.app.guard.access import KEY, refusal

HERE = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}
OWN = {"geo_koop_8501": "geheim"}


def test_a_public_server_saves_nothing():
    assert "saves nothing" in refusal({}, HERE, OWN)


def test_the_operator_may_let_everybody_save():
    assert refusal({"GEO_KOOP_SAVE": "yes"}, {}, {}) == ""


def test_the_key_lets_save():
    assert refusal({KEY: "geheim"}, HERE, OWN) == ""


@pytest.mark.parametrize("cookies", [{}, {"geo_koop_8501": ""}, {"geo_koop_8501": "falsch"}, {"geo_koop_9": "geheim"}])
def test_another_browser_has_no_key(cookies):
    assert "does not have the key" in refusal({KEY: "geheim"}, HERE, cookies)


@pytest.mark.parametrize(
    "sent",
    [
        {"X-Forwarded-For": "10.0.0.1"},
        {"x-forwarded-proto": "https"},
        {"Forwarded": "for=10.0.0.1"},
        {"X-Real-IP": "10.0.0.1"},
        {"Via": "1.1 proxy"},
        {"Host": "boese.example:8501", "Origin": "http://boese.example:8501"},
        {"Origin": "http://boese.example"},
        {"Host": ""},
    ],
)
def test_nothing_may_stand_between_the_browser_and_this_machine(sent):
    assert "another server" in refusal({KEY: "geheim"}, {**HERE, **sent}, OWN)
