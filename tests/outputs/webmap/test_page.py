"""The map as one file."""

import re
from html import unescape

import pytest

from geo_koop.errors import OutputError, UsageError
from geo_koop.outputs.webmap.area_map import SCRIPTS
from geo_koop.outputs.webmap.page import standalone_html
from tests.browser.synthetic import sample_analysis


def test_standalone_file_is_complete_and_closed(analysis, tmp_path):
    out = standalone_html(sample_analysis(hostile=True), tmp_path / "karte.html")
    text = out.read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert text.count("<script") == text.count("</script>") == 4 + len(SCRIPTS)  # two of data, map, list
    assert not re.search(r"<(script|link|img|iframe|object)[^>]*\s(src|href|data)=", text)
    assert "default-src 'none'" in unescape(text)
    assert [p.name for p in tmp_path.iterdir()] == ["karte.html"]


def test_standalone_file_says_what_is_wrong(analysis, tmp_path):
    there = tmp_path / "da.html"
    there.write_text("x")
    with pytest.raises(OutputError, match=r"da\.html"):
        standalone_html(analysis, there)
    assert standalone_html(analysis, there, overwrite=True) == there
    with pytest.raises(OutputError, match="fehlt"):
        standalone_html(analysis, tmp_path / "fehlt" / "da.html")
    with pytest.raises(OutputError):
        standalone_html(analysis, tmp_path / "fehlt.html" / "x.html")
    with pytest.raises(UsageError, match="pdf"):
        standalone_html(analysis, tmp_path / "karte.pdf")
