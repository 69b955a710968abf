"""Frames: a round scale that is true on paper and shows everything."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo_koop.outputs.mapsheet.frame import SCALES, UNITS_PER_MM, Frame, fit, fit_near

metres = st.floats(0, 900_000)


def test_a_kilometre_on_paper_is_four_millimetres_at_1_to_250_000():
    frame = Frame(west=600_000, north=5_400_000, width=178, height=117, denominator=250_000)
    paper = frame.to_paper(np.array([[600_000, 5_400_000], [601_000, 5_399_000]])) / UNITS_PER_MM
    assert paper.tolist() == [[0, 0], [4, 4]]


@given(x=metres, y=metres, wide=st.floats(0, 700_000), high=st.floats(0, 700_000))
def test_everything_is_shown_at_a_known_scale(x, y, wide, high):
    frame = fit((x, y, x + wide, y + high), 178, 117)
    west, south, east, north = frame.bounds
    assert frame.denominator in SCALES
    assert frame.denominator >= 50_000
    assert west <= x + 1e-6
    assert south <= y + 1e-6
    assert x + wide <= east + 1e-6
    assert y + high <= north + 1e-6


def test_the_next_larger_scale_would_not_do():
    frame = fit((0, 0, 40_000, 20_000), 178, 117)
    larger = SCALES[SCALES.index(frame.denominator) - 1]
    assert 40_000 * 1000 / larger > 178 - 10


def test_the_nearest_are_kept_and_the_rest_is_counted():
    core = (0, 0, 10_000, 10_000)
    others = np.array([[12_000, 0, 15_000, 3_000], [300_000, 0, 303_000, 3_000]])
    frame, outside = fit_near(core, others, 178, 117, smallest=300_000)
    assert outside == 1
    assert frame.denominator <= 300_000


def test_a_large_core_may_need_a_smaller_scale():
    frame, outside = fit_near((0, 0, 100_000, 10_000), np.empty((0, 4)), 178, 117, smallest=300_000)
    assert (frame.denominator, outside) == (600_000, 0)
