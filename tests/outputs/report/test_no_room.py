"""A full drive: one message, the old file stays, and nothing else is left."""

import errno
import os
from pathlib import Path

import pytest

from geo_koop.errors import OutputError
from geo_koop.outputs.report import ReportOptions, atlas, document, open_press, places, write
from geo_koop.outputs.report.cooperation import cooperation_sheet

SAID = "could not be written: no space left on the drive"


@pytest.fixture
def full(monkeypatch):
    """Let the drive be full once a sheet is to be written down."""

    def no_room(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(document.json, "dumps", no_room)


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("ending", [".pdf", ".html"])
def test_a_sheet(embedded, tmp_path, ending):
    out = tmp_path / f"o{ending}"
    out.write_bytes(b"old")
    press = open_press(embedded, ReportOptions())
    with pytest.raises(OutputError) as raised:
        write(press, [cooperation_sheet(press, "zv-raum-kassel")], out, overwrite=True)
    assert SAID in str(raised.value)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {out.name: b"old"}


@pytest.mark.usefixtures("full")
def test_an_atlas_leaves_no_parts(embedded, tmp_path, monkeypatch):
    out = tmp_path / "atlas.pdf"
    out.write_bytes(b"old")
    press = open_press(embedded, ReportOptions())
    monkeypatch.setattr(atlas, "_prepare", lambda folder, _press: Path(folder).mkdir())
    with pytest.raises(OutputError) as raised:
        atlas.write_atlas(press, [places.region(embedded, "06636")], out, kinds=("region",), overwrite=True)
    assert SAID in str(raised.value)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"atlas.pdf": b"old"}
