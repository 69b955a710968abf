"""Every text from data or hands stands in every output as the same text, and does nothing there."""

import shutil

import pytest

from tests.texts import outputs, planted, table

NEEDS = {
    "report, PDF": "pdftotext",
    "map page, PDF": "pdftotext",
}
"""Programs that read an output."""
CELLS = [cell for cell in table.cells() if cell[1] in outputs.OUTPUTS]


@pytest.fixture(scope="session")
def texts(made):
    """Return what reads an output, and keeps what it found."""
    known = {}

    def read(name):
        if name not in known:
            known[name] = _read(name, made)
        if isinstance(known[name], BaseException):
            raise known[name]
        return known[name]

    return read


def _read(name, made):
    """Read an output once, also where that fails or a program is missing."""
    try:
        if name in NEEDS and not shutil.which(NEEDS[name]):
            pytest.skip(f"{NEEDS[name]} is missing")
        if name.startswith("OGC"):
            pytest.importorskip("pygeoapi", reason="the live service needs pygeoapi: pip install 'geo-koop[ogc]'")
        if name == "terminal":
            pytest.importorskip("pty", reason="there are no pseudo-terminals here")
        return outputs.OUTPUTS[name].texts(made)
    except BaseException as error:
        return error


def test_the_document_names_every_input_and_output():
    assert list(table.rows()) == list(planted.INPUTS)
    assert table.columns() == [*outputs.OUTPUTS, "app"]


@pytest.mark.parametrize("output", outputs.OUTPUTS)
def test_an_output_can_be_read_and_holds_nothing_that_acts(texts, output):
    assert texts(output)


@pytest.mark.parametrize(("name", "output", "shown"), CELLS, ids=[f"{name} in {output}" for name, output, _s in CELLS])
def test_a_text_stays_a_text(texts, name, output, shown):
    reader = outputs.OUTPUTS[output]
    there = reader.among(texts(output), name)
    assert bool(there) == shown, "correct the table in docs/texts.md, if this is as it should be"
    assert not shown or any(text in found for text in reader.expected(name) for found in there), there[:1]
