"""Every shape of a list with every kind of fault ends in a correct analysis or in one message, and loses no row."""

from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import shapely

from geo_koop import AnalysisRequest, workspace
from geo_koop.errors import GeoKoopError
from geo_koop.intake.files import tables
from geo_koop.intake.lists import importing
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.records import cooperations
from tests import conftest
from tests.sheets import write_ods

KEYS = {
    "Haar": "09184123",
    "Grasbrunn": "09184121",
    "Poing": "09175135",
    "Böbing": "09190117",
    "Berga/Elster": "01076004",
}
TRUE = {
    ("wasser", "Haar"),
    ("wasser", "Grasbrunn"),
    ("wasser", "Berga/Elster"),
    ("schule", "Haar"),
    ("schule", "Böbing"),
}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """Return what a run has read: five municipalities in a row, and records that are replaced in each test."""
    folder = tmp_path_factory.mktemp("faults")
    squares = shapely.box([i * 5_000 for i in range(5)], 0, [(i + 1) * 5_000 for i in range(5)], 5_000)
    areas = conftest.areas(list(KEYS.values()), squares).assign(name=list(KEYS)).reset_index()
    areas.to_file(folder / "areas.gpkg")
    (folder / "c.csv").write_text("cooperation_id;name\na;A\n")
    (folder / "m.csv").write_text("cooperation_id;key\na;09184123\n")
    request = AnalysisRequest(
        boundaries=folder / "areas.gpkg",
        boundary_profile="key=key,name=name",
        cooperations=folder / "c.csv",
        members=folder / "m.csv",
    )
    loaded = workspace.load(request, keep=False)
    return loaded, replace(workspace.reference_of(loaded, request), national="de")


@dataclass(frozen=True)
class Shape:
    """A list, how it is read, and where its names and keys stand."""

    lines: tuple[tuple[str, ...], ...]
    profile: ImportProfile | None
    member: int | None
    key: int | None = None


def _shape(lines, profile, member, key=None):
    return Shape(tuple(map(tuple, lines)), profile, member, key)


SHAPES = {
    "long": _shape(
        [
            ("Verbund", "Gemeinde", "AGS"),
            *((name.capitalize(), place, KEYS[place]) for name, place in sorted(TRUE, reverse=True)),
        ],
        ImportProfile(columns={"cooperation": "Verbund", "member": "Gemeinde", "key": "AGS"}),
        1,
        2,
    ),
    "names alone": _shape(
        [("Verbund", "Gemeinde"), *((name.capitalize(), place) for name, place in sorted(TRUE, reverse=True))],
        ImportProfile(columns={"cooperation": "Verbund", "member": "Gemeinde"}),
        1,
    ),
    "several in a cell": _shape(
        [("Verbund", "Mitglieder"), ("Wasser", "Haar, Grasbrunn und Berga/Elster"), ("Schule", "Haar / Böbing")],
        ImportProfile(shape="cell", columns={"cooperation": "Verbund", "member": "Mitglieder"}),
        1,
    ),
    "a column each": _shape(
        [
            ("Gemeinde", "AGS", "Wasser", "Schule"),
            ("Haar", KEYS["Haar"], "x", "ja"),
            ("Grasbrunn", KEYS["Grasbrunn"], "x", ""),
            ("Berga/Elster", KEYS["Berga/Elster"], "X", "nein"),
            ("Böbing", KEYS["Böbing"], "", "x"),
        ],
        ImportProfile(shape="wide", columns={"member": "Gemeinde", "key": "AGS"}, cooperations=("Wasser", "Schule")),
        0,
        1,
    ),
    "a column for each kind": _shape(
        [
            ("Gemeinde", "AGS", "Versorgung", "Bildung"),
            ("Haar", KEYS["Haar"], "Wasser", "Schule"),
            ("Grasbrunn", KEYS["Grasbrunn"], "Wasser", ""),
            ("Berga/Elster", KEYS["Berga/Elster"], "Wasser", "-"),
            ("Böbing", KEYS["Böbing"], "", "Schule"),
        ],
        ImportProfile(
            shape="kinds", columns={"member": "Gemeinde", "key": "AGS"}, cooperations=("Versorgung", "Bildung")
        ),
        0,
        1,
    ),
    "members below": _shape(
        [("Wasser", "Schule"), ("Haar", "Haar"), ("Grasbrunn", "Böbing"), ("Berga/Elster", "")],
        ImportProfile(shape="wide", cooperations=("Wasser", "Schule")),
        0,
    ),
    "own schema": _shape(
        [("cooperation_id", "name", "key"), *((name, place, KEYS[place]) for name, place in sorted(TRUE))],
        None,
        1,
        2,
    ),
}


@dataclass(frozen=True)
class Outcome:
    """Members that were found, rows of the list, those taken and those reported, and codes of findings."""

    pairs: set[tuple[str, str]]
    rows: set[int]
    taken: set[int]
    told: set[int]
    codes: set[str]


@pytest.fixture
def result(inputs, tmp_path):
    """Return a function that reads a list."""
    _base, reference = inputs
    folder = tmp_path / "Büro Süd"
    folder.mkdir()

    def read(shape, path):
        if shape.profile is None:
            return _own(path, reference)
        made = importing.read(path, shape.profile, reference)
        of_rows = made.findings[~made.findings["code"].isin(importing.AROUND)]
        rows = set(made.rows["row"]) | set(of_rows["row"].dropna())
        return Outcome(pairs(made.members), rows, made.rows_taken(), made.rows_reported(), set(made.findings["code"]))

    read.folder = folder
    return read


def pairs(members):
    """Return the cooperation and the name of each member that the boundaries know."""
    known = members[members["key"].isin(KEYS.values())]
    return set(zip(known["cooperation_id"], known["key"].map({key: name for name, key in KEYS.items()}), strict=True))


def _own(path, reference):
    """Read a table of members that is in the layout of the project already."""
    main = path.with_name("cooperations.csv")
    main.write_text("cooperation_id;name\nwasser;Wasser\nschule;Schule\n")
    records = cooperations.load(cooperations=main, members=path, reference=lambda: reference)
    reports = set(records.findings.loc[records.findings["severity"] == "error", "row"].dropna())
    taken = set(records.value.members["row"])
    rows = set(tables.read(path).rows["row"]) | reports
    return Outcome(pairs(records.value.members), rows, taken, reports, set(records.findings["code"]))


def _csv(folder, lines, encoding="utf-8", name="Liste.csv"):
    path = Path(folder) / name
    text = "".join(";".join(f'"{c}"' if set(c) & set('\n;"') else c for c in line) + "\n" for line in lines)
    path.write_bytes(text.encode(encoding))
    return path


def _xlsx(folder, lines):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(list(line))
    path = Path(folder) / "Liste.xlsx"
    book.save(path)
    return path


def _changed(lines, column, change):
    """Return the lines with one column below the header changed."""
    head, *rest = lines
    return [head, *([*line[:column], change(line[column]), *line[column + 1 :]] for line in rest)]


def _first(lines, column, text):
    """Return the lines with one cell changed."""
    head, first, *rest = (list(line) for line in lines)
    first[column] = text
    return [head, first, *rest]


each_shape = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)


def check(found, lost=frozenset()):
    """Assert that no row is lost, and no member but those."""
    assert not found.taken & found.told
    assert found.taken | found.told == found.rows
    assert found.pairs == TRUE - set(lost)


@each_shape
@pytest.mark.parametrize("how", ["windows", "xlsx", "ods"])
def test_any_kind_of_file(result, shape, how):
    write = {
        "windows": lambda f, lines: _csv(f, lines, "cp1252"),
        "xlsx": _xlsx,
        "ods": lambda f, lines: write_ods(Path(f) / "Liste.ods", [list(line) for line in lines]),
    }[how]
    check(result(shape, write(result.folder, shape.lines)))


def test_the_tables_of_every_shape_become_an_analysis(inputs, tmp_path):
    base, reference = inputs
    made = {}
    for title, shape in SHAPES.items():
        if shape.profile:
            made[title] = importing.read(_csv(tmp_path, [*shape.lines, ("Titel",)]), shape.profile, reference).tables()
    for name in ("cooperations", "members", "actors"):
        parts = [
            made_[name].assign(cooperation_id=title + " " + made_[name]["cooperation_id"])
            for title, made_ in made.items()
        ]
        pd.concat(parts).to_csv(tmp_path / f"{name}.csv", index=False)
    records = cooperations.load(**{name: tmp_path / f"{name}.csv" for name in ("cooperations", "members", "actors")})
    assert not (records.findings["severity"] == "error").any()
    found = workspace.evaluate(replace(base, records=records.value)).members
    assert found["counts"].all()
    assert set(zip(found["cooperation_id"], found["area_name"], strict=True)) == {
        (f"{title} {cooperation}", place) for title in made for cooperation, place in TRUE
    }


REFUSED = {
    "empty": lambda folder, _lines: _csv(folder, []),
    "blank lines": lambda folder, _lines: _csv(folder, [("", ""), ("", "")]),
    "damaged": lambda folder, lines: _cut(_xlsx(folder, lines)),
    "no workbook": lambda folder, _lines: _bytes(folder / "Liste.xlsx", b"PK\x03\x04 nichts"),
    "no text": lambda folder, _lines: _bytes(folder / "Liste.csv", b"\x00\x01\x02\x81" * 40),
    "no encoding": lambda folder, lines: _bytes(folder / "Liste.csv", b"\x81\x8d\n" + str(lines).encode()),
    "column missing": lambda folder, lines: _csv(folder, [("A", "B", "C", "D")[: len(lines[0])], *lines[1:]]),
}


def _cut(path):
    return _bytes(path, path.read_bytes()[:900])


def _bytes(path, content):
    path.write_bytes(content)
    return path


@each_shape
@pytest.mark.parametrize("fault", REFUSED)
def test_a_file_that_cannot_be_used_is_one_message(result, shape, fault):
    with pytest.raises(GeoKoopError) as caught:
        result(shape, REFUSED[fault](result.folder, shape.lines))
    assert "Liste" in str(caught.value)
    assert caught.value.remedy


@each_shape
def test_a_heading_that_stands_twice_gets_a_number(result, shape):
    lines = [(*shape.lines[0], shape.lines[0][0]), *shape.lines[1:]]
    if shape.profile is None:
        with pytest.raises(GeoKoopError, match="more than once"):
            result(shape, _csv(result.folder, lines))
    else:
        found = result(shape, _csv(result.folder, lines))
        assert found.pairs == TRUE
        assert "heading_repeated" in found.codes


@each_shape
def test_a_header_alone_has_no_members(result, shape):
    found = result(shape, _csv(result.folder, shape.lines[:1]))
    assert not found.pairs
    assert not found.rows


@each_shape
def test_blank_rows_and_columns_change_nothing(result, shape):
    gap = [""] * (len(shape.lines[0]) + 1)
    lines = [gap, *(line for pair in ((row, gap) for row in shape.lines) for line in pair)]
    check(result(shape, _xlsx(result.folder, lines)))


@pytest.mark.parametrize("name", ["long", "names alone"])
def test_merged_cells_stand_for_each_of_their_rows(result, name):
    shape = SHAPES[name]
    path = _xlsx(result.folder, [("Unsere Liste",), *shape.lines])
    book = openpyxl.load_workbook(path)
    for block in ("A1:C1", "A3:A5", "A6:A7"):
        book.active.merge_cells(block)
    book.save(path)
    assert book.active["A4"].value is None
    found = result(replace(shape, profile=replace(shape.profile, header_row=2)), path)
    check(found)
    assert "cells_merged" in found.codes


@pytest.mark.parametrize("write", [_csv, lambda f, lines: write_ods(Path(f) / "Liste.ods", lines)])
@pytest.mark.parametrize("name", ["long", "names alone"])
def test_blocks_below_the_name_of_a_cooperation(result, inputs, write, name):
    shape = SHAPES[name]
    head, *rest = (list(line) for line in shape.lines)
    lines = [
        head,
        *([line[0] if i == 0 or rest[i - 1][0] != line[0] else "", *line[1:]] for i, line in enumerate(rest)),
    ]
    path = write(result.folder, lines)
    strict = result(shape, path)
    assert "cooperation_missing" in strict.codes
    assert strict.pairs < TRUE
    proposed = importing.proposals(path, inputs[1])[0].profile
    assert proposed.fill_down
    found = result(replace(shape, profile=proposed), path)
    check(found)
    assert "value_filled_down" in found.codes


@each_shape
def test_rows_given_twice_count_once(result, shape):
    lines = [*shape.lines, *shape.lines[1:]]
    found = result(shape, _csv(result.folder, lines))
    assert found.pairs == TRUE
    assert found.codes & {"membership_duplicate", "membership_repeated"}


@each_shape
def test_unknown_keys_and_names_are_reported(result, shape):
    lines = _first(shape.lines, shape.member, "Atlantis")
    lines = _first(lines, shape.key, "99999999") if shape.key is not None else lines
    found = result(shape, _csv(result.folder, lines))
    assert not found.taken & found.told
    assert found.taken | found.told == found.rows
    assert found.pairs < TRUE
    assert found.codes & {"name_unknown", "name_open"} or shape.key is not None


@each_shape
def test_lost_leading_zeros_are_put_back(result, shape):
    if shape.key is None:
        pytest.skip("This shape has no keys.")
    lines = _changed(shape.lines, shape.key, lambda key: key.removeprefix("0"))
    check(result(shape, _csv(result.folder, lines)))
    head, *rest = lines
    numbers = [[*line[: shape.key], int(line[shape.key]), *line[shape.key + 1 :]] for line in rest]
    check(result(shape, _xlsx(result.folder, [head, *numbers])))


@each_shape
def test_letters_that_were_broken_on_the_way(result, shape):
    broken = [[cell.replace("ö", "Ã¶") for cell in line] for line in shape.lines]
    check(result(shape, _csv(result.folder, broken)))


@each_shape
def test_a_title_and_two_lines_of_headings(result, shape):
    width = len(shape.lines[0])
    lines = [["Unsere Liste", *[""] * (width - 1)], ["A", "", "B", ""][:width], *shape.lines]
    facts = replace(shape, profile=shape.profile and replace(shape.profile, header_row=3))
    if shape.profile is None:
        with pytest.raises(GeoKoopError):
            result(shape, _csv(result.folder, lines))
    else:
        check(result(facts, _csv(result.folder, lines)))


@each_shape
def test_strange_names_stay_text(result, shape):
    strange = ("Ä" * 5_000, "<img src=x onerror=alert(1)> & <b>Haar</b>", "=1+1", "\u202eraaH", "#BEZUG!", "Haar; DROP")
    lines = [*shape.lines, *([*shape.lines[1]] for _text in strange)]
    for line, text in zip(lines[-len(strange) :], strange, strict=True):
        line[shape.member] = text
        if shape.key is not None:
            line[shape.key] = ""
    found = result(shape, _csv(result.folder, lines))
    assert found.taken | found.told == found.rows
    assert found.pairs == TRUE


@each_shape
def test_an_open_quotation_mark_and_a_row_too_long(result, shape):
    path = _csv(result.folder, shape.lines)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, '"' + lines[1], lines[2] + ";zu;viel;hier"]), encoding="utf-8")
    found = result(shape, path)
    check(found)
    assert {"row_unreadable", "row_too_long"} <= set(found.codes)
