"""Names full of code, and addresses that were made to harm: shown as text or ignored, never executed."""

import geopandas as gpd
import pandas as pd
import pytest
import yaml

from geo_koop.app.navigation import PAGES
from geo_koop.intake.records import project
from tests.browser.everywhere import MAPS, address, settle, troubles, visit
from tests.browser.test_app import APP, WAIT, served_by_us
from tests.conftest import NIGHTLY, grid

pytestmark = pytest.mark.browser

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "${alert(3)} `${alert(4)}`",
    "{{alert(5)}} {% for x in y %} {alert(6)}",
    "'\"><svg onload=alert(7)>",
    "[Link](javascript:alert(8)) **fett** :red[rot] $x^2$ :material/home: # x",
    "'; alert(9); //\\",
    "<!--<b>x</b>--> &lt;script&gt;alert(10)&lt;/script&gt;",
    "N" * 5_000,
)
ADDRESSES = {
    "map": {"municipality": "09101000", "cooperation": "k0"},
    "cooperations": {"cooperation": "k1"},
    "municipality": {"municipality": "09101001"},
    "coverage": {"level": "municipality"},
    "network": {"municipality": "09101000", "ties": "1"},
}
MALICIOUS = {
    "topic": "<script>alert(1)</script>",
    "municipality": "09101000' OR 1=1",
    "cooperation": "${alert(1)}",
    "as_of": "2020-13-45",
    "show": "__proto__",
    "lang": "../../etc",
    "project": "../../../etc",
    "region": "{{constructor}}",
    "x" * 300: "y" * 3_000,
}


@pytest.fixture(scope="module")
def hostile_project(tmp_path_factory):
    """Return a project whose every text is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    project.init(folder)
    table = grid().reset_index()
    table["name"] = [HOSTILE[i % len(HOSTILE)] for i in range(len(table))]
    for column, text in (("district_name", HOSTILE[0]), ("state_name", HOSTILE[1]), ("designation", HOSTILE[2])):
        table[column] = text
    gpd.GeoDataFrame(table).to_file(folder / "boundaries" / "b.gpkg", layer="a", engine="pyogrio")
    spoken = {"de": HOSTILE[3] + HOSTILE[1], "en": HOSTILE[4]}
    # Copies: the same object twice would become an anchor, which is not read.
    about = {"title": {**spoken}, "attribution": {**spoken}, "licence": HOSTILE[0], "regions": {"r<b>": {**spoken}}}
    (folder / "boundaries" / "b.yaml").write_text(yaml.safe_dump(about), encoding="utf-8")
    ids = [f"k{i}" for i in range(len(HOSTILE))]
    texts = pd.Series(HOSTILE)
    tables = {
        "cooperations": {"name": texts, "topics": "water; waste_water", "format": "zweckverband", "note_de": texts},
        "members": {"key": "09101000", "name": texts, "via": texts, "note": texts},
        "actors": {"name": texts, "kind": "other"},
        "sources": {"url": "javascript:alert(11)//" + texts, "date": texts, "note": texts},
    }
    for name, columns in tables.items():
        rows = pd.DataFrame({"cooperation_id": ids, **columns})
        if name == "members":
            rows = pd.concat([rows, rows.assign(key="09101001"), rows.assign(key=HOSTILE[0])])
        rows.to_csv(folder / "cooperations" / f"{name}.csv", index=False)
    scopes = pd.DataFrame({"scope_id": ["s"], "area": ["*"], "topics": ["*"], "grade": ["survey"]})
    scopes.assign(source=HOSTILE[0], date="2026").to_csv(folder / "cooperations" / "scopes.csv", index=False)
    return folder


@pytest.fixture
def alarms(page):
    """Return the dialogs that a page opened: there should be none."""
    opened = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    return opened


def harmless(page):
    """Fail where text of the data became an element, a handler or a link that runs."""
    script = """() => [...document.querySelectorAll('*')].filter(e =>
        [...e.attributes].some(a => a.name.startsWith('on') || /^\\s*javascript:/i.test(a.value))
        || (e.tagName === 'IMG' && e.getAttribute('src') === 'x')
        || (e.tagName === 'SCRIPT' && /alert/.test(e.textContent))).map(e => e.outerHTML.slice(0, 200))"""
    for frame in page.frames:
        assert frame.evaluate(script) == []


def test_hostile_names_are_text_on_every_page(page, streamlit_server, hostile_project, alarms):
    project, all_projects = str(hostile_project), str(hostile_project.parent)
    url = streamlit_server(APP, env={"GEO_KOOP_PROJECT": project, "GEO_KOOP_PROJECTS": all_projects})
    for name in PAGES if NIGHTLY else (*ADDRESSES, "tables"):
        visit(page, url, name, **ADDRESSES.get(name, {"project": hostile_project.name}))
        assert troubles(page) == [], name
        harmless(page)
        for frame in page.frames[1:]:
            frame.locator("body").hover()
            page.wait_for_timeout(200)
        harmless(page)
        assert alarms == [], name
    served_by_us(page)


def test_hostile_names_are_shown_as_they_are(page, streamlit_server, hostile_project, alarms):
    url = streamlit_server(APP, env={"GEO_KOOP_PROJECT": str(hostile_project)})
    visit(page, url, "municipality", municipality="09101001")
    page.get_by_text("</script><script>alert(2)</script>").first.wait_for(timeout=WAIT)
    page.get_by_text("${alert(3)} `${alert(4)}`").first.wait_for(timeout=WAIT)
    visit(page, url, "map", municipality="09101000", cooperation="k5")
    page.get_by_text("[Link](javascript:alert(8)) **fett** :red[rot]").first.wait_for(timeout=WAIT)
    assert alarms == []


def test_malicious_addresses_are_ignored_with_a_notice(page, streamlit_server, alarms):
    url = streamlit_server(APP)
    for name in ("map", "tables", *(("coverage", "compare", "own_data") if NIGHTLY else ())):
        page.goto(address(url, name, **MALICIOUS))
        page.get_by_text("unbekannt und wurden nicht beachtet").wait_for(timeout=WAIT)
        settle(page, MAPS.get(name, 0))
        harmless(page)
        assert troubles(page) == [], name
        assert alarms == [], name
    served_by_us(page)
