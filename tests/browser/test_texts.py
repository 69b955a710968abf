"""Every text from data stands in the app as the same text; the column "app" of the table in ``docs/texts.md``."""

from urllib.parse import unquote_plus

import pytest

from geo_koop.app.navigation import PAGES
from tests.browser.everywhere import troubles, visit
from tests.browser.test_app import APP, WAIT
from tests.browser.test_hostile import harmless
from tests.texts import outputs, planted, table

pytestmark = pytest.mark.browser

IDENTIFIER = planted.text("cooperation id")
VISITS = [
    *((name, {}) for name in PAGES),
    ("map", {"municipality": "09101000", "cooperation": IDENTIFIER}),
    ("map", {"municipality": "09101001"}),
    ("municipality", {"municipality": "09101000"}),
    ("cooperations", {"cooperation": IDENTIFIER}),
    ("coverage", {"level": "municipality"}),
]
TEXTS = """() => [...document.querySelectorAll('*')].flatMap(e => [
    ...[...e.attributes].filter(a => a.name !== 'class').map(a => a.value),
    ['SCRIPT', 'STYLE'].includes(e.tagName) ? '' : e.textContent,
    e.value || ''])"""
COPIED = """() => [...document.querySelectorAll('[data-testid=stDataFrame]')].every(
    t => t.querySelector('canvas table tbody tr'))"""
"""Tables are drawn; their copy for screen readers comes a moment later."""
CELLS = [(name, shown) for name, output, shown in table.cells() if output == "app"]


@pytest.fixture(scope="module")
def told(browser, streamlit_server, tmp_path_factory):
    """Return all texts of all pages, as a browser holds them, where nothing ran on the way."""
    project = planted.make(tmp_path_factory.mktemp("planted"))
    url = streamlit_server(APP, env={"GEO_KOOP_PROJECT": str(project), "GEO_KOOP_OFFICE": planted.text("office")})
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")
    page, alarms, texts = context.new_page(), [], set()
    page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    for name, parameters in VISITS:
        visit(page, url, name, **parameters)
        assert troubles(page) == [], name
        page.wait_for_function(COPIED, timeout=WAIT)
        harmless(page)
        for frame in page.frames:
            texts.update(frame.evaluate(TEXTS))
        assert alarms == [], name
    context.close()
    marked = [text for text in texts if "Zq" in text]
    # What the map is told stands as JSON in an attribute, without angle brackets.
    plain = [
        t.replace("\\u003c", "<").replace("\\u003e", ">").replace('\\"', '"').replace("\\\\", "\\") for t in marked
    ]
    return [outputs.squeezed(text) for text in (*marked, *map(unquote_plus, marked), *plain)]


@pytest.mark.parametrize(("name", "shown"), CELLS, ids=[name for name, _shown in CELLS])
def test_a_text_stays_a_text_in_the_app(told, name, shown):
    there = [text for text in told if planted.mark(name) in text]
    assert bool(there) == shown, "correct the table in docs/texts.md, if this is as it should be"
    assert not shown or any(outputs.squeezed(planted.text(name)) in text for text in there), there[:1]
