"""The command line that the page *Export* shows is one that the program understands."""

import shlex
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
import typer

from geo_koop.app.views.export_offer import command
from geo_koop.cli import app
from geo_koop.model import AnalysisRequest, Filters
from geo_koop.outputs.export import FORMATS, Request

OPTIONS = {option for p in typer.main.get_command(app).commands["export"].params for option in p.opts}


@pytest.mark.parametrize("form", FORMATS)
def test_every_option_is_known_to_the_program(form):
    others = {
        "boundary_profile": "key=a b",
        "record_profile": "x",
        "layer": "l",
        "attributes_layer": "z",
        "records_as_of": date(2020, 1, 1),
        "country": "de",
        "boundaries_crs": "EPSG:25832",
        "register": "postgresql+psycopg://ikz@localhost/ikz",
        "recorded_on": "r12",
        "view": "published",
    }
    every = {field.name: Path(f"/data/{field.name} ä.csv") for field in fields(AnalysisRequest)} | others
    data = AnalysisRequest(**{k: v for k, v in every.items() if k not in ("settings", "as_of", "filters")})
    codes = {"topics": ("water",), "formats": ("other",), "patterns": ("network",), "stages": ("idea",)}
    filters = Filters(**codes, bindingness=(3,), regions=("09",), obligation=("unknown",))
    request = Request(form=form, layers=("members", "sources"), select=("zv",), crs="EPSG:4326", language="en")
    line = command(request, as_of=date(2020, 1, 1), filters=filters, data=data, thresholds="fr")
    words = shlex.split(line)
    used = [word for word in words if word.startswith("--")]
    assert set(used) <= OPTIONS
    assert {f"--{name.replace('_', '-')}" for name in every} - {"--filters", "--view"} <= set(used)
    assert "/data/members ä.csv" in words


def test_uploads_are_named_without_the_folder_of_the_server():
    data = AnalysisRequest(members=Path("/tmp/secret/members.csv"))
    line = command(Request(form="gpkg"), as_of=None, filters=Filters(), data=data, private=True)
    assert line == "geo-koop export geo_koop.gpkg --members members.csv"
