import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_koop.intake.files import number_forms, values


def column(*cells):
    return pd.Series(cells, dtype="str")


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["188.000", "8.234"], [188_000, 8_234]),
        (["188,000", "8,234"], [188_000, 8_234]),
        (["1 234", "12"], [1_234, 12]),
        (["1.234.000", "5"], [1_234_000, 5]),
        (["8234.0", "188000.0"], [8_234, 188_000]),
        (["8234.00", "8.234"], [8_234, 8_234]),
        (["1’348’938"], [1_348_938]),
        (["-9999", "7"], [None, 7]),
    ],
)
def test_inhabitants_are_whole_numbers(cells, numbers):
    read = values.inhabitants(column(*cells))
    assert [None if number is pd.NA else number for number in read.numbers] == numbers
    assert not read.bad.any()
    assert not read.open.any()


def test_numbers_with_and_without_stops_keep_their_rows_where_rows_repeat():
    cells = pd.Series(["12", "1.234", "x", "7"], index=[0, 0, 1, 1], dtype="str")
    read = number_forms.whole(cells)
    assert read.numbers.fillna(-1).tolist() == [12, 1234, -1, 7]
    assert read.bad.tolist() == [False, False, True, False]
    assert read.bad.index.tolist() == [0, 0, 1, 1]


def test_inhabitants_with_three_decimals_beside_thousands_are_open():
    read = values.inhabitants(column("188000.000", "8.234"))
    assert read.open.tolist() == [False, True]
    assert read.numbers.isna().tolist() == [False, True]


def test_the_rarer_way_of_writing_is_told():
    assert values.inhabitants(column("1.234", "5.678", "9,012")).odd.tolist() == [False, False, True]


@pytest.mark.parametrize("cell", ["1,5", "-5", "viele", "1 2", "8.2.3", "12.34.567"])
def test_what_is_no_count_is_said(cell):
    read = values.inhabitants(column(cell))
    assert read.bad.tolist() == [True]
    assert read.numbers.isna().all()


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1.348.938", "12.500"], [1_348_938, 12_500]),
        (["1.234,5", "2.000"], [1_234.5, 2_000]),
        (["1,234.5", "2,000"], [1_234.5, 2_000]),
        (["12,5", "0,125", "1,234"], [12.5, 0.125, 1.234]),
        (["12.345", "0.5"], [12.345, 0.5]),
        (["1 234,567", "1,5"], [1_234.567, 1.5]),
    ],
)
def test_the_column_tells_what_its_signs_mean(cells, numbers):
    read = number_forms.free(column(*cells))
    assert read.numbers.tolist() == numbers
    assert not read.open.any()


@pytest.mark.parametrize("cells", [["188.000", "8.234"], ["188,000"], ["1.234", "2000"], ["1.234.567", "2.345", "7.1"]])
def test_what_the_column_does_not_tell_is_open(cells):
    read = number_forms.free(column(*cells))
    assert read.open.any()
    assert read.numbers[read.open].isna().all()


@given(st.lists(st.text(alphabet="0123456789.,- '\u00a0eEx+", max_size=12), max_size=6))
def test_each_cell_is_read_or_said(cells):
    given_ = pd.Series(cells, dtype="str")
    for read in (number_forms.free(given_), values.inhabitants(given_)):
        silent = read.numbers.isna() & ~read.bad & ~read.open
        assert set(given_[silent].str.strip(" \u00a0'")) <= {""}
