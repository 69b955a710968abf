"""A project that another program edits while it is shown: what is taken without anybody asking for it."""

import os
import time

import pytest

from tests.app.data.test_session_data import make_project
from tests.app.data.test_watch import members, rows
from tests.browser.test_app import APP

pytestmark = pytest.mark.browser

LONG = 120_000


def write(folder, name, text, *, ago):
    path = folder / "cooperations" / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    os.utime(path, (time.time() - ago, time.time() - ago))


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = make_project(tmp_path_factory.mktemp("edits") / "Projekt")
    write(folder, "cooperations", rows(20, "Alter Name"), ago=600)
    write(folder, "members", members(20), ago=600)
    return folder


def test_a_half_written_table_is_told_and_its_end_is_taken_by_itself(page, project, streamlit_server):
    url = streamlit_server(APP, env={"GEO_KOOP_PROJECT": str(project)})
    page.goto(f"{url}/kooperationen?cooperation=k1")
    page.get_by_role("heading", name="Alter Name").wait_for(timeout=LONG)
    write(project, "cooperations", "cooperation_id,na", ago=600)
    page.goto(f"{url}/kooperationen?cooperation=k1")
    page.get_by_text("passen nicht zusammen").wait_for(timeout=LONG)
    page.get_by_role("heading", name="Alter Name").wait_for(timeout=LONG)
    write(project, "cooperations", rows(20, "Neuer Name"), ago=0)
    page.get_by_role("heading", name="Neuer Name").wait_for(timeout=LONG)
    assert page.get_by_text("passen nicht zusammen").count() == 0
    assert page.get_by_text("ändert gerade Dateien").count() == 0
