"""What is kept of large boundaries is taken only where it is whole, and takes no more room than it may."""

import json
import os

import pandas as pd
import pytest

from geo_koop.intake.areas import boundaries
from geo_koop.intake.files import cache
from tests.conftest import grid

NAMES = [f"{number:032x}" for number in range(4)]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_KOOP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "WORTHWHILE", 0)


@pytest.fixture
def kept(tmp_path):
    grid().reset_index().to_file(tmp_path / "areas.gpkg")
    loaded = boundaries.load(tmp_path / "areas.gpkg", profile="key=key,name=name")
    edges = pd.DataFrame({"a": ["1"], "b": ["2"]})
    cache.keep(NAMES[0], loaded, edges)
    return loaded, edges, tmp_path / "cache" / NAMES[0]


def test_what_was_kept_comes_back(kept):
    loaded, edges, _entry = kept
    found = cache.fetch(NAMES[0])
    assert found is not None
    pd.testing.assert_frame_equal(pd.DataFrame(found[0].value.areas), pd.DataFrame(loaded.value.areas))
    pd.testing.assert_frame_equal(found[1], edges)
    assert found[0].value.info == loaded.value.info


@pytest.mark.parametrize("part", ["areas.parquet", "edges.parquet", "findings.parquet", "about.json"])
@pytest.mark.parametrize("harm", ["missing", "empty", "half", "other"])
def test_a_damaged_entry_counts_as_absent_and_is_made_anew(kept, part, harm):
    loaded, edges, entry = kept
    content = (entry / part).read_bytes()
    if harm == "missing":
        (entry / part).unlink()
    else:
        (entry / part).write_bytes({"empty": b"", "half": content[: len(content) // 2], "other": b"\x00x" * 50}[harm])
    assert cache.fetch(NAMES[0]) is None
    cache.keep(NAMES[0], loaded, edges)
    assert cache.fetch(NAMES[0]) is not None


def test_an_entry_of_another_layout_counts_as_absent(kept):
    _loaded, _edges, entry = kept
    about = json.loads((entry / "about.json").read_text(encoding="utf-8"))
    (entry / "about.json").write_text(json.dumps(about | {"layout": about["layout"] - 1}), encoding="utf-8")
    assert cache.fetch(NAMES[0]) is None


def test_an_entry_with_a_table_of_another_one_counts_as_absent(kept):
    """A table that is whole, but not the one that was kept."""
    _loaded, edges, entry = kept
    pd.concat([edges, edges]).to_parquet(entry / "edges.parquet")
    assert cache.fetch(NAMES[0]) is None


def test_another_layout_is_another_key(tmp_path, monkeypatch):
    (tmp_path / "a.gpkg").write_bytes(b"x")
    before = cache.key([tmp_path / "a.gpkg"], "layer")
    monkeypatch.setattr(cache, "_LAYOUT", cache._LAYOUT + 1)
    assert cache.key([tmp_path / "a.gpkg"], "layer") != before


def test_the_oldest_entries_go_first_and_the_newest_stays(kept, tmp_path, monkeypatch):
    loaded, edges, entry = kept
    for name in NAMES[1:3]:
        cache.keep(name, loaded, edges)
    for age, name in enumerate(NAMES[:3]):
        (entry.parent / name / "large").write_bytes(bytes(400_000))
        os.utime(entry.parent / name, ns=(age, age))
    (entry.parent / "vg250.zip").write_bytes(bytes(2_000_000))
    monkeypatch.setenv("GEO_KOOP_CACHE_MB", "1")
    cache.keep(NAMES[3], loaded, edges)
    assert sorted(p.name for p in entry.parent.iterdir()) == sorted([*NAMES[1:], "vg250.zip"])
    monkeypatch.setenv("GEO_KOOP_CACHE_MB", "0")
    cache.keep(NAMES[3], loaded, edges)
    assert sorted(p.name for p in entry.parent.iterdir()) == sorted([NAMES[3], "vg250.zip"])


@pytest.mark.parametrize("unusable", ["off", "a file in the way"])
def test_files_to_serve_find_a_folder(tmp_path, monkeypatch, unusable):
    monkeypatch.setenv("GEO_KOOP_CACHE", str(tmp_path / "new"))
    assert cache.served_folder("names") == tmp_path / "new" / "names"
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("GEO_KOOP_CACHE", "off" if unusable == "off" else str(tmp_path / "file"))
    assert cache.served_folder("names").is_dir()
