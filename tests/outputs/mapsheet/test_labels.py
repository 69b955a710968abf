"""Names on a map never overlap, are never cut off, and are never set smaller than 6 points."""

from hypothesis import given
from hypothesis import strategies as st

from geo_koop.outputs.mapsheet import fonts, labels
from geo_koop.outputs.mapsheet.labels import Wish, arrange

wishes = st.builds(
    Wish,
    text=st.sampled_from(["Au", "Höhenkirchen-Siegertsbrunn", "Neustadt an der Waldnaab", "X" * 120, "Bad Ems"]),
    x=st.floats(-5, 105),
    y=st.floats(-5, 65),
    room=st.floats(0.2, 20),
    points=st.sampled_from([6.0, 7.0, 9.0]),
    important=st.booleans(),
    lift=st.sampled_from([0.0, 1.9]),
)


@given(st.lists(wishes, max_size=40))
def test_no_name_lies_over_another_or_over_the_edge(asked):
    boxes = [label.box for label in arrange(asked, 100, 60)]
    for i, (west, north, east, south) in enumerate(boxes):
        assert west >= 0
        assert north >= 0
        assert east <= 100
        assert south <= 60
        for other in boxes[:i]:
            assert other[2] <= west or other[0] >= east or other[3] <= north or other[1] >= south


def test_the_more_important_name_wins():
    first, second = (Wish(text=text, x=50, y=30, room=1, important=False) for text in ("Au", "Ulm"))
    placed = arrange([first, second], 100, 60)
    assert placed[0].wish is first
    assert (placed[0].x, placed[0].y) == (50, 30)


def test_a_mark_stays_free():
    label = arrange(
        [Wish(text="Kassel", x=50, y=30, room=5, important=True, lift=1.9)], 100, 60, blocked=[(48.5, 28.5, 51.5, 31.5)]
    )[0]
    assert label.box[3] <= 28.5


def test_very_long_names_are_shortened_and_html_stays_text():
    long = arrange([Wish(text="Z" * 120, x=50, y=30, room=30, important=True)], 100, 60)
    assert long[0].lines[0].endswith("…")
    said = labels.svg(arrange([Wish(text="<b>&", x=50, y=30, room=30, important=True)], 100, 60))
    assert "&#60;b&#62;&#38;" in said


def test_width_is_that_of_the_font():
    assert fonts.width("", 10) == 0
    assert fonts.width("ii", 10) < fonts.width("mm", 10)
