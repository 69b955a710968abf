"""A few first pages look as they did: compared coarsely, so that a date or another renderer does not matter.

After a wanted change: ``GEO_KOOP_BASELINES=1 python -m pytest tests/outputs/report/test_pictures.py``, and look.
"""

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from geo_koop.outputs.report import places, preview
from geo_koop.outputs.report.cooperation import cooperation_sheet
from geo_koop.outputs.report.municipality import municipality_sheet
from geo_koop.outputs.report.topic import topic_sheet

FOLDER = Path(__file__).parent / "baselines"
MAKE = {
    "municipality": lambda press: municipality_sheet(press, "09184119"),
    "cooperation": lambda press: cooperation_sheet(press, "zv-raum-kassel"),
    "topic": lambda press: topic_sheet(press, "water", places.region(press.analysis, "muenchen_14")),
}


@pytest.mark.parametrize("name", MAKE)
def test_first_pages_look_as_before(press, name):
    made = preview(press, MAKE[name](press), dots_per_inch=36)
    path = FOLDER / f"{name}.png"
    if os.environ.get("GEO_KOOP_BASELINES"):
        path.write_bytes(made)
    now, then = (np.asarray(Image.open(io.BytesIO(data)).convert("RGB")) / 255 for data in (made, path.read_bytes()))
    assert now.shape == then.shape
    assert np.abs(now - then).mean() < 0.02
