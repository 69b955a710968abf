"""The page *Export*: from the choice to the downloaded file, and the command line that makes the same one."""

import shlex
from contextlib import chdir

import pyogrio
import pytest
from typer.testing import CliRunner

from geo_koop.cli import app
from tests.browser.everywhere import settle
from tests.browser.test_app import APP, WAIT, served_by_us
from tests.conftest import small_country

pytestmark = pytest.mark.browser


@pytest.fixture
def server(streamlit_server, tmp_path_factory):
    """Return the address of an app over a country of the operator's own."""
    folder = tmp_path_factory.getbasetemp() / "Land ä"
    folder.mkdir(exist_ok=True)
    given = small_country(folder)
    pairs = zip(given[::2], given[1::2], strict=True)
    return streamlit_server(APP, env={f"GEO_KOOP_{name[2:].replace('-', '_').upper()}": text for name, text in pairs})


def choose(page, box, option, *, exact=True):
    page.get_by_role("combobox", name=box).click()
    page.get_by_role("option", name=option, exact=exact).click()


def made(page, folder):
    """Make the file that was chosen, once the page stands still, and download it."""
    settle(page, 0)
    page.get_by_role("button", name="Datei erstellen").click(timeout=WAIT)
    with page.expect_download(timeout=WAIT) as started:
        page.get_by_role("button", name="herunterladen").click(timeout=WAIT)
    out = folder / started.value.suggested_filename
    started.value.save_as(out)
    return out


def run_shown_line(page, folder):
    """Run the command line that the page shows, in a folder of its own."""
    folder.mkdir()
    program, *words = shlex.split(page.locator("[data-testid=stCode] code").inner_text())
    assert program == "geo-koop"
    with chdir(folder):
        done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    return folder / words[1]


def test_layers_format_and_system_are_chosen_and_downloaded(page, server, tmp_path):
    page.goto(f"{server}/export?topic=water&as_of=2020-01-01")
    page.get_by_role("heading", level=1, name="Export").wait_for(timeout=WAIT)
    choose(page, "Format der Datei", "FlatGeobuf")
    choose(page, "Ebenen und Tabellen", "Gemeinden")
    page.keyboard.press("Escape")
    choose(page, "Koordinatensystem", "EPSG:25833", exact=False)
    page.get_by_text("--crs EPSG:25833").wait_for(timeout=WAIT)
    out = made(page, tmp_path)
    assert out.name == "geo_koop_municipalities.fgb"
    table = pyogrio.read_dataframe(out).sort_values("key", ignore_index=True)
    assert table.crs.to_epsg() == 25833
    assert list(table["key"][:2]) == ["09101000", "09101001"]
    assert table["name"][0] == "Öd"
    assert list(table["cooperations"]) == [1, 1, 1, *[0] * 6]
    again = pyogrio.read_dataframe(run_shown_line(page, tmp_path / "again")).sort_values("key", ignore_index=True)
    assert table.equals(again)
    served_by_us(page)


def test_the_selection_as_a_geopackage(page, server, tmp_path):
    page.goto(f"{server}/export?cooperation=zv")
    page.get_by_text("die Auswahl (Zweckverband Öd)").click(timeout=WAIT)
    page.get_by_text("--select zv").wait_for(timeout=WAIT)
    out = made(page, tmp_path)
    assert pyogrio.read_info(out, layer="municipalities")["features"] == 3
    again = run_shown_line(page, tmp_path / "again")
    for layer in ("municipalities", "cooperations", "members", "topic_coverage"):
        first, second = (pyogrio.read_dataframe(file, layer=layer) for file in (out, again))
        assert first.equals(second), layer


def test_a_system_that_does_not_exist_is_told(page, server):
    page.goto(f"{server}/export")
    box = page.get_by_role("combobox", name="Koordinatensystem")
    box.click(timeout=WAIT)
    box.fill("EPSG:99")
    box.press("Enter")
    page.get_by_text("--crs EPSG:99").wait_for(timeout=WAIT)
    settle(page, 0)
    page.get_by_role("button", name="Datei erstellen").click(timeout=WAIT)
    page.get_by_text("EPSG:99 ist kein Koordinatensystem").wait_for(timeout=WAIT)
    assert not page.get_by_role("button", name="herunterladen").count()
