"""What has changed between two dates, by hand-made records."""

from datetime import date

import pandas as pd
import pytest

from geo_koop.errors import UsageError
from geo_koop.outputs.report import ReportOptions, changes, open_press, places
from geo_koop.outputs.report.municipality import municipality_sheet
from geo_koop.outputs.report.region import region_sheet

SINCE, UNTIL = date(2020, 6, 30), date(2024, 12, 31)
FIRST = {"": None, "2020": "2020-01-01", "2020-05": "2020-05-01", "2021": "2021-01-01"}
LAST = {"": None, "2023": "2023-12-31"}


def cooperations(*entries):
    """Return cooperations: id, stage, status, start, end, evidence (days, or years as they are recorded)."""
    table = pd.DataFrame(entries, columns=["cooperation_id", "stage", "status", "start", "end", "evidence_date"])
    table["start_date"] = pd.to_datetime(table["start"].map(lambda text: FIRST.get(text, text)))
    table["end_date"] = pd.to_datetime(table["end"].map(lambda text: LAST.get(text, text)))
    table["evidence_date"] = pd.to_datetime(table["evidence_date"])
    return table.set_index("cooperation_id")


def members(*entries):
    """Return members: cooperation, name, membership, whether it counts, from, to."""
    table = pd.DataFrame(entries, columns=["cooperation_id", "area_name", "counts_as_member", "counts", "from", "to"])
    table["from_date"], table["to_date"] = pd.to_datetime(table["from"].replace("", None)), pd.to_datetime(table["to"])
    return table.assign(key="0" + table.index.astype("str"))


def found(cooperations, members=members()):  # noqa: B008
    made = changes.between(cooperations, members, since=SINCE, until=UNTIL)
    return made, list(made.table[["kind", "cooperation_id", "member", "date"]].itertuples(index=False, name=None))


def test_what_began_and_ended_within_the_time():
    table = cooperations(
        ("old", "operating", "active", "1999-01-01", "", None),
        ("new", "operating", "active", "2021", "", None),
        ("same-day", "operating", "active", "2020-06-30", "", None),
        ("day-after", "operating", "active", "2020-07-01", "", None),
        ("last-day", "operating", "active", "2024-12-31", "", None),
        ("later", "operating", "not_started", "2025-01-01", "", None),
        ("gone", "ended", "ended", "1999-01-01", "2023", None),
        ("gone-before", "ended", "ended", "1999-01-01", "2020-06-29", None),
        ("gone-that-day", "ended", "ended", "1999-01-01", "2020-06-30", None),
        ("ends-today", "operating", "active", "1999-01-01", "2024-12-31", None),
        ("plan", "agreed", "not_agreed", "2022-01-01", "", None),
        ("both", "completed", "ended", "2021-02-01", "2022-02-01", None),
    )
    _made, rows = found(table)
    assert rows == [
        ("began", "day-after", "", "2020-07-01"),
        ("began", "new", "", "2021"),
        ("began", "both", "", "2021-02-01"),
        ("began", "last-day", "", "2024-12-31"),
        ("ended", "gone-that-day", "", "2020-06-30"),
        ("ended", "both", "", "2022-02-01"),
        ("ended", "gone", "", "2023"),
    ]


def test_members_that_join_and_leave_but_not_with_their_cooperation():
    table = cooperations(
        ("old", "operating", "active", "1999-01-01", "", None),
        ("new", "operating", "active", "2021-01-01", "", None),
        ("gone", "ended", "ended", "1999-01-01", "2023-12-31", None),
        ("undated", "operating", "active", "", "", "2010-01-01"),
    )
    people = members(
        ("old", "A", "yes", True, "", None),
        ("old", "B", "yes", True, "2022-01-01", None),
        ("old", "C", "former", False, "", "2021-12-31"),
        ("old", "D", "unclear", False, "2022-01-01", None),
        ("old", "E", "former", False, "", None),
        ("new", "F", "yes", True, "2021-01-01", None),
        ("new", "G", "yes", True, "2022-05-01", None),
        ("gone", "H", "former", False, "", "2023-12-31"),
        ("gone", "I", "former", False, "", "2022-06-30"),
        ("undated", "K", "yes", True, "2023-01-01", None),
    )
    made, rows = found(table, people)
    assert [row for row in rows if row[0] in ("joined", "left")] == [
        ("joined", "old", "B", "2022-01-01"),
        ("joined", "new", "G", "2022-05-01"),
        ("joined", "undated", "K", "2023-01-01"),
        ("left", "old", "C", "2021-12-31"),
        ("left", "gone", "I", "2022-06-30"),
    ]
    assert made.unleft == 1
    assert (made.undated, made.members) == (1, 5)


def test_what_nobody_can_place_is_told():
    """A year or a month that holds the first day says too little; what was attested by then existed."""
    table = cooperations(
        ("attested", "operating", "active", "", "", "2019-01-01"),
        ("unattested", "operating", "active", "", "", "2022-01-01"),
        ("blank", "unknown", "active", "", "", None),
        ("year", "operating", "active", "2020", "", None),
        ("month", "operating", "active", "2020-05", "", None),
        ("ended", "ended", "ended", "1999-01-01", "", None),
    )
    made, rows = found(table)
    assert rows == []
    assert list(made.unplaced) == ["unattested", "blank", "year"]
    assert list(made.unended) == ["ended"]


def test_sheets_tell_changes_only_where_they_are_asked_for(embedded, press):
    asked = open_press(embedded, ReportOptions(since=date(2015, 6, 30)))
    heading = "Was hat sich geändert seit 30.06.2015"
    made = {part.heading: part for part in municipality_sheet(asked, "09184119").sections}
    groups = {name: [row[0] for row in rows] for name, rows in made[heading].table.groups}
    assert groups["Begonnene Kooperationen (2)"] == [
        "Energieagentur Ebersberg-München gGmbH",
        "HyBayern – Wasserstoffregion Landshut – Ebersberg – München",
    ]
    # The district stood beside four of its municipalities there, and never covered Garching.
    assert not any("Hofoldinger Forst" in name for names in groups.values() for name in names)
    assert heading in [part.heading for part in region_sheet(asked, places.region(embedded, "nordhessen")).sections]
    assert not any("geändert" in part.heading for part in municipality_sheet(press, "09184119").sections)


def test_nothing_recorded_is_said(embedded):
    until = embedded.provenance.as_of
    asked = open_press(embedded, ReportOptions(since=until))
    [part] = changes.sections(asked, pd.Index(["09184119"]))
    day = asked.words.day(until)
    assert part.paragraphs == (f"Zwischen {day} und {day} ist keine Änderung erfasst.",)
    assert part.table is None


def test_a_date_behind_the_view_is_refused(embedded):
    with pytest.raises(UsageError, match="2999-01-01"):
        open_press(embedded, ReportOptions(since=date(2999, 1, 1)))
