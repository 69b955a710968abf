"""A random walk over the widgets of a page: bursts of keys and clicks leave what a patient user would have."""

import os
import random
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.everywhere import MAPS, VIEWS, settle, visit
from tests.browser.test_app import APP, WAIT

pytestmark = pytest.mark.browser
NIGHTLY = bool(os.environ.get("GEO_KOOP_NIGHTLY"))
SEEDS = range(8) if NIGHTLY else range(1)
BURSTS = 12 if NIGHTLY else 2
WIDGETS = ", ".join(
    f".stMain {kind}:not([disabled])"
    for kind in (
        'button[data-variant="pills"]',
        'button[data-variant="segmented_control"]',
        '[data-testid="stCheckbox"] label',
        'input[type="range"]',
    )
)
"""What can be chosen from with a key or a click, and shows by itself what is chosen."""
SHOWN = """() => [...document.querySelectorAll('.stMain [class*="st-key-"]')].flatMap(box => {
  const key = [...box.classList].find(name => name.startsWith("st-key-"));
  return [...box.querySelectorAll('button[data-variant], input[type=checkbox], input[type=range]')].map((part, at) => [
    key, at, part.type === "range" ? part.value :
      part.dataset.variant ? part.dataset.selected === "true" : part.checked]);
})"""


SAYS = {
    "map_legend": {"hide"},
    "map_mode": {"show"},
    "map_overlays": {"overlay"},
    "beside": {"beside"},
    "chart": {"chart"},
    "timebar_year": {"as_of"},
    "switch_statutory": {"statutory"},
    "switch_own": {"own"},
    "coverage_level": {"level"},
    "compare": {"compare", "left", "right"},
}
"""Key of a widget to the parameters of the address that it may change."""


def asked(page):
    named = parse_qs(urlsplit(page.url).query)
    return {name: sorted(values) for name, values in named.items() if name != "view"}


def key_of(part):
    """Return the key of the widget that a part belongs to."""
    name = """part => [...part.closest('.stElementContainer[class*="st-key-"]')?.classList || []]
      .find(name => name.startsWith("st-key-"))"""
    return (part.evaluate(name) or "").removeprefix("st-key-")


def burst(page, chance, touched):
    """Touch some widgets, faster than the app answers; add what they may say to what was touched."""
    for _touch in range(chance.randint(3, 6)):
        parts = [part for part in page.locator(WIDGETS).all() if part.is_visible()]
        if not parts:
            return
        part = chance.choice(parts)
        touched |= SAYS.get(key_of(part), set())
        if part.evaluate("part => part.type === 'range'"):
            part.focus(timeout=5_000)
            for _key in range(chance.randint(1, 6)):
                page.keyboard.press("ArrowLeft")
                page.wait_for_timeout(chance.choice([20, 120]))
        else:
            part.evaluate("part => part.click()")
        page.wait_for_timeout(chance.choice([0, 30, 150, 400]))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("name", "parameters"), VIEWS if NIGHTLY else VIEWS[:1], ids=str)
def test_what_is_shown_is_what_the_address_says(page, streamlit_server, name, parameters, seed):
    chance = random.Random(f"{seed} {name}")
    visit(page, streamlit_server(APP), name, **parameters)
    before, touched = asked(page), {"statutory", "lang"}
    for _burst in range(BURSTS):
        burst(page, chance, touched)
        settle(page, 0)
        page.wait_for_timeout(500)
        settle(page, 0)
    shown, address = page.evaluate(SHOWN), asked(page)
    assert {name for name in {*before, *address} if before.get(name) != address.get(name)} <= touched
    page.goto(page.url)
    page.locator("h1").wait_for(timeout=WAIT)
    settle(page, MAPS.get(name, 0))
    assert asked(page) == address
    known = [f"st-key-{key}" for key in SAYS]
    again = page.evaluate(SHOWN)
    assert [entry for entry in again if entry[0] in known] == [entry for entry in shown if entry[0] in known]
