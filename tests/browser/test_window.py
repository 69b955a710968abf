"""Tests share the window of a browser, but nothing that an earlier page kept in it."""

import pytest

from tests.browser.test_app import APP

pytestmark = pytest.mark.browser
KEPT = "[localStorage.length, sessionStorage.length, document.cookie.includes('kept=1'), location.origin]"


@pytest.fixture(scope="module")
def seen():
    return []


@pytest.mark.parametrize("number", [1, 2])
def test_a_page_finds_nothing_of_the_one_before(page, streamlit_server, seen, number):
    page.goto(f"{streamlit_server(APP)}/_stcore/health")
    kept = page.evaluate(KEPT)
    assert kept[:3] == [0, 0, False]
    seen.append(kept[3])
    assert len(set(seen)) == 1
    page.evaluate("localStorage.setItem('a', '1'); sessionStorage.setItem('a', '1'); document.cookie = 'kept=1'")
    page.context.grant_permissions(["clipboard-read"])
    assert page.evaluate(KEPT)[:3] == [1, 1, True]
