"""The workbook: another program that reckons its formulas gets the same cents as Python."""

import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import formulas
import openpyxl
import pytest

from geo_koop.errors import UsageError
from geo_koop.outputs.costs import book, calculation, inputs
from geo_koop.planning import cost_checks, cost_templates, costs, fairness
from geo_koop.planning.cost_sheet import CostSheet, Member, Position


class Reckoned:
    """A workbook, reckoned anew; some cells may be changed before."""

    def __init__(self, folder, shares, changed=None):
        path = folder / "b.xlsx"
        path.write_bytes(book.content(shares))
        model = formulas.ExcelModel().loads(str(path)).finish()
        given = {f"'[b.xlsx]{sheet.upper()}'!{cell}": value for (sheet, cell), value in (changed or {}).items()}
        self.found = model.calculate(inputs=given)

    def __call__(self, sheet, cell):
        return self.found[f"'[b.xlsx]{sheet.upper()}'!{cell}"].value[0, 0]

    def parts(self, sheet):
        """Return the parts of each position by member, as the workbook reckons them."""
        made = [{} for _position in sheet.positions]
        for row, (p, position, _m, member) in enumerate(inputs.lines(sheet), start=2):
            if member.key not in position.excluded:
                made[p][member.key] = int(self("Rechnung", f"R{row}"))
        return made


def equal(reckoned, shares):
    sheet = shares.sheet
    assert reckoned.parts(sheet) == [dict(parts) for parts in shares.parts]
    years = len(sheet.years)
    for m in range(len(sheet.members)):
        for y in range(years):
            cells = [round(float(reckoned("Ergebnis", f"{column}{2 + m * years + y}")) * 100) for column in "DEFG"]
            tables = (shares.cost, shares.income, shares.balance, shares.cumulated)
            assert cells == [int(table[y, m]) for table in tables]
    values = [round(float(reckoned("Summen", f"F{m + 2}")) * 100) for m in range(len(sheet.members))]
    assert values == shares.present_values(shares.balance)
    check = len(sheet.members) + 4
    assert float(reckoned("Summen", f"C{check}")) == 0
    assert float(reckoned("Summen", f"C{check + 1}")) == 0


@pytest.fixture(scope="module", params=cost_templates.NAMES)
def template(request, tmp_path_factory):
    """Return a template, divided, its workbook as it was reckoned, and the folder of the file."""
    folder = tmp_path_factory.mktemp(request.param)
    shares = costs.share(cost_templates.load(request.param))
    return shares, Reckoned(folder, shares), folder


def test_every_template_is_reckoned_to_the_same_cents(template):
    shares, reckoned, _folder = template
    equal(reckoned, shares)
    if shares.game:
        years = len(shares.sheet.years) * 100
        divided = {"E": fairness.scrb(shares.game), "F": fairness.shapley(shares.game)}
        for column, parts in divided.items():
            for row, part in enumerate(parts.values(), start=2):
                assert float(reckoned("Fairness", f"{column}{row}")) == pytest.approx(part / years, abs=0.001)


def test_values_beside_the_formulas_are_those_that_they_give(template):
    """Programs that do not reckon when they open a file show these."""
    _shares, reckoned, folder = template
    shown = openpyxl.load_workbook(folder / "b.xlsx", data_only=True)
    for page in shown.worksheets:
        for cell in (cell for row in page.iter_rows() for cell in row if isinstance(cell.value, (int, float))):
            if f"'[b.xlsx]{page.title.upper()}'!{cell.coordinate}" in reckoned.found:
                value = float(reckoned(page.title, cell.coordinate))
                assert value == pytest.approx(cell.value, abs=0.006), (page.title, cell.coordinate)


def sheet(positions, members=4):
    people = [
        Member(key=f"k{i}", name=f"K{i}", inhabitants=Decimal(n))
        for i, n in enumerate((10**6 + 3, 70_001, 333, 7, 1)[:members])
    ]
    return CostSheet(
        title="P", first_year=2027, last_year=2027, base_year=2027, members=tuple(people), positions=tuple(positions)
    )


def position(**fields):
    return Position(**{"name": "P", "kind": "cost", "first": 2027, "last": 2027, "key": "inhabitants"} | fields)


def test_bounds_of_both_kinds_ties_and_long_numbers_are_reckoned_to_the_same_cents(tmp_path):
    made = sheet(
        [
            position(name="cap", cents=999_999_999, caps={"k0": 400_000_000, "k1": 300_000_001}),
            position(name="floor", cents=1_000_001, floors={"k3": 1_000, "k2": 500}),
            position(name="both", cents=1_000_001, caps={"k0": 500_000}, floors={"k3": 300_000, "k2": 100}),
            position(name="ties", cents=1_000_003, key="equal"),
            position(name="long", cents=12_345_678_901),
            position(name="nothing", cents=0),
        ]
    )
    equal(Reckoned(tmp_path, costs.share(made)), costs.share(made))


def test_five_members_break_their_bounds_one_after_the_other(tmp_path):
    caps = {"k0": 100, "k1": 200, "k2": 300, "k3": 400}
    made = sheet([position(cents=10_000, caps=caps)], members=5)
    shares = costs.share(made)
    assert shares.parts[0] == {**caps, "k4": 9_000}
    equal(Reckoned(tmp_path, shares), shares)


def test_formulas_follow_when_a_cell_is_changed(tmp_path):
    before = cost_templates.load("civil_registry")
    first = before.positions[0]
    after = replace(before, positions=(replace(first, cents=17_654_321), *before.positions[1:]))
    reckoned = Reckoned(tmp_path, costs.share(before), {("Positionen", "D2"): 176_543.21})
    assert reckoned.parts(after) == [dict(parts) for parts in costs.share(after).parts]


@pytest.mark.parametrize("name", cost_templates.NAMES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_workbook_is_read_again_as_the_same_sheet(tmp_path, name, language):
    made = cost_templates.load(name)
    path = tmp_path / "a.xlsx"
    book.write(costs.share(made), path, language=language)
    again = cost_checks.read(path)
    assert costs.share(again).parts == costs.share(made).parts
    assert again.members == made.members
    assert again.alone == made.alone
    assert (again.years, again.base_year, again.discount_rate) == (made.years, made.base_year, made.discount_rate)


def test_texts_of_data_are_no_formulas_and_no_links(tmp_path):
    evil = "=cmd|' /C calc'!A0"
    made = replace(
        sheet([position(name=evil, cents=100)], members=2),
        title="@SUM(1)",
        source="https://example.org",
        members=(
            Member(key="+1", name=evil, inhabitants=Decimal(1), standalone=100),
            Member(key="b", name="\x00-2\x1b", inhabitants=Decimal(2), standalone=100),
        ),
    )
    content = book.content(costs.share(made))
    wide = openpyxl.load_workbook(io.BytesIO(content))
    told = [cell.value for page in wide.worksheets for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert told
    assert not [formula for formula in told if "cmd" in formula]
    assert not [name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if "externalLink" in name]
    assert wide["Positionen"]["B2"].value == evil
    assert wide["Positionen"]["B2"].data_type == "s"


def test_the_same_sheet_gives_the_same_file():
    shares = costs.share(cost_templates.load("building_yard"))
    assert book.content(shares) == book.content(shares)


def test_numbers_that_a_spreadsheet_cannot_reckon_exactly_are_refused():
    long = replace(
        sheet([position(cents=100)], members=2),
        members=tuple(Member(key=key, name=key, inhabitants=Decimal(10**11)) for key in "ab"),
    )
    with pytest.raises(UsageError, match="too long for a spreadsheet"):
        book.content(costs.share(long))
    many = replace(
        sheet([position(cents=1)]),
        members=tuple(Member(key=f"{i:03}", name=f"{i}", inhabitants=Decimal(1)) for i in range(400)),
    )
    with pytest.raises(UsageError, match="too many for a workbook"):
        calculation.check(many)
