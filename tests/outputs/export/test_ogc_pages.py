"""The pages of the live service: names are escaped, and nothing is loaded from third parties."""

import re

import pytest

pytest.importorskip("pygeoapi", reason="the live service needs pygeoapi: pip install 'geo-koop[ogc]'")

from jinja2 import Environment, FileSystemLoader, select_autoescape

from geo_koop.outputs.ogc import config

HOSTILE = "<script>alert('ß')</script>"


@pytest.mark.parametrize(
    "page", ["collections/collection.html", "collections/items/index.html", "collections/items/item.html"]
)
def test_names_are_escaped(page):
    # As pygeoapi.util.render_j2_template makes it.
    pages = Environment(loader=FileSystemLoader(config.TEMPLATES), autoescape=select_autoescape())
    feature = {"id": HOSTILE, "properties": {HOSTILE: HOSTILE}}
    data = {"title": HOSTILE, "description": HOSTILE, "id": HOSTILE, "features": [feature], "links": []}
    about = {"identification": {"title": HOSTILE}, "provider": {"name": HOSTILE}}
    settings = {"server": {"url": "http://127.0.0.1"}, "metadata": about}
    made = pages.get_template(page).render(data={**data, **feature}, config=settings, locale="de-DE")
    assert "<script" not in made
    assert "&lt;script&gt;" in made


def test_templates_name_no_third_party():
    for page in config.TEMPLATES.rglob("*.html"):
        assert not re.search(r"https?://|src=[\"']//", page.read_text(encoding="utf-8")), page
