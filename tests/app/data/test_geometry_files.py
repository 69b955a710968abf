"""Geometry of maps for the next start: taken only where it is whole."""

import pytest

from geo_koop.app.data import geometry_files
from geo_koop.outputs.webmap.geometry import build_geometry, fingerprint
from tests.browser.synthetic import sample_analysis


@pytest.fixture(scope="module")
def built():
    analysis = sample_analysis()
    tables = (analysis.municipalities, analysis.unincorporated)
    return fingerprint(*tables), build_geometry(*tables)


def test_it_comes_back_as_it_was(tmp_path, built):
    mark, geometry = built
    assert geometry_files.fetch(tmp_path, mark) is None
    geometry_files.keep(tmp_path, mark, geometry)
    assert geometry_files.fetch(tmp_path, mark) == geometry
    assert geometry_files.fetch(tmp_path, f"{mark}0") is None


@pytest.mark.parametrize("harm", [b"", b"\x00", b"{}", b"[]", b'{"bounds": 1}'])
def test_what_is_damaged_counts_as_absent(tmp_path, built, harm):
    mark, geometry = built
    geometry_files.keep(tmp_path, mark, geometry)
    for path in [path for path in tmp_path.rglob("*") if path.is_file()]:
        content = path.read_bytes()
        path.write_bytes(harm)
        assert geometry_files.fetch(tmp_path, mark) is None
        path.write_bytes(content)
    assert geometry_files.fetch(tmp_path, mark) == geometry


def test_of_another_version_it_counts_as_absent(tmp_path, built, monkeypatch):
    mark, geometry = built
    geometry_files.keep(tmp_path, mark, geometry)
    monkeypatch.setattr(geometry_files, "_LAYOUT", geometry_files._LAYOUT + 1)
    assert geometry_files.fetch(tmp_path, mark) is None


def test_a_folder_that_cannot_be_written_is_passed_over(tmp_path, built):
    mark, geometry = built
    geometry_files.keep(tmp_path / "nowhere", mark, geometry)
    assert geometry_files.fetch(tmp_path / "nowhere", mark) is None
