"""YAML that users hand in is read as plain entries, or refused with a message."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_koop.errors import GeoKoopError, InputError
from geo_koop.intake.files import yaml_text


def test_dates_stay_texts():
    assert yaml_text.parse("gebietsstand: 2021-01-01\nyear: 2021", file="a.yaml") == {
        "gebietsstand": "2021-01-01",
        "year": 2021,
    }


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2",
        "a: &x 1",
        "a: *x",
        "a: !!timestamp 2021-01-01",
        "a: !!python/object/apply:os.system [ls]",
        "[" * 65 + "]" * 65,
        "[" * 100_000,
        "? [a]\n: b",
        "a: =",
        "a: \x00",
    ],
)
def test_what_is_not_plain_is_refused(text):
    with pytest.raises(InputError, match=r"a\.yaml is not valid YAML"):
        yaml_text.parse(text, file="a.yaml")


def test_a_file_above_one_megabyte_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(InputError, match="larger than 1000 kB"):
        yaml_text.read(tmp_path / "a.yaml")


@given(content=st.one_of(st.binary(max_size=60), st.text("a:-[]{}&*!?=<>|'\"\n 019._~%#", max_size=40).map(str.encode)))
def test_any_bytes_are_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "a.yaml"
    path.write_bytes(content)
    with suppress(GeoKoopError):
        yaml_text.read(path)


def test_numbers_in_sixties_are_texts():
    """PyYAML reckons 12:30 into 750, and takes the square of their length for long ones."""
    read = yaml_text.parse("a: 12:30\nb: 1:30.5\nc: 12\nd: 1.5\n", file="x")
    assert read == {"a": "12:30", "b": "1:30.5", "c": 12, "d": 1.5}
    long = "1" + ":59" * 300_000
    assert yaml_text.parse(f"a: {long}", file="x") == {"a": long}


def test_numbers_that_nobody_writes_are_texts():
    assert yaml_text.parse(f"a: 0x{'f' * 900_000}", file="x") == {"a": "0x" + "f" * 900_000}
    assert yaml_text.parse("a: 0xff", file="x") == {"a": 255}
