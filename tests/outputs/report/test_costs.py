"""The sheet of a division of costs says what the division says."""

from dataclasses import replace
from decimal import Decimal

import pikepdf
import pytest

from geo_koop.outputs import report
from geo_koop.outputs.report import costs as sheets
from geo_koop.planning import cost_keys, cost_templates, costs
from geo_koop.planning.cost_sheet import CostSheet, Member, Position


def made(shares, others=None, language="de"):
    press = sheets.imprint(shares, report.ReportOptions(language=language))
    return press, sheets.cost_sheet(press, shares, others)


def cells(section):
    return {row[0]: row[1:] for _heading, rows in section.table.groups for row in rows}


def titled(sheet, heading):
    return next(section for section in sheet.sections if section.heading == heading)


def plain(text):
    return text.replace("\u00a0", " ")


def test_amounts_are_written_as_din_5008_has_them():
    shares = costs.share(cost_templates.load("building_yard"))
    _press, sheet = made(shares)
    assert plain(cells(titled(sheet, "Was jedes Mitglied zahlt"))["A-Stadt"][0]) == "2.052.470,67 €"
    assert plain(cells(titled(sheet, "Was jedes Mitglied zahlt"))["Alle zusammen"][0]) == "3.646.000,00 €"
    assert [figure.label for figure in sheet.figures] == ["Mitglieder", "Kosten", "Ertrag"]
    assert sheet.subtitle == "2027 bis 2030 · Stand 28.11.2026 · Quelle: Beispielzahlen der Vorlage"
    assert "keine Rechtsberatung" in sheet.cautions[0]


def test_keys_stand_side_by_side_and_costs_beside_votes():
    shares = costs.share(cost_templates.load("building_yard"))
    others = {key: costs.share(cost_keys.with_key(shares.sheet, key)) for key in ("inhabitants", "equal")}
    _press, sheet = made(shares, others)
    row = [plain(text) for text in cells(titled(sheet, "Schlüssel nebeneinander"))["A-Stadt"]]
    # 3,646,000 in three equal parts, but C-Hausen pays 36,000 of 185,000 a year at most.
    assert row == ["2.052.470,67 €", "2.202.162,71 €", "1.266.666,71 €"]
    assert plain(cells(titled(sheet, "Anteil an den Kosten neben dem Anteil an den Stimmen"))["A-Stadt"][0]) == "56,3 %"


def test_each_bar_says_its_value_once_and_rounded_shares_add_up_to_all():
    # Costs alone, at the end of the bars: three members, three numbers.
    shares = costs.share(cost_templates.load("building_yard"))
    _press, sheet = made(shares)
    assert sheet.images["costs.svg"].count(">2.052<") == 1
    section = titled(sheet, "Anteil an den Kosten neben dem Anteil an den Stimmen")
    assert [plain(text) for text in cells(section)["Alle zusammen"][:2]] == ["100 %", "100 %"]
    assert section.notes[0] == "Anteile sind gerundet."


def test_who_pays_more_than_alone_stands_in_a_sentence():
    sheet = cost_templates.load("civil_registry")
    cheap = replace(sheet, members=tuple(replace(m, standalone=3_000_000) for m in sheet.members))
    _press, made_sheet = made(costs.share(cheap))
    said = [plain(text) for text in titled(made_sheet, "Zahlt jemand mehr als allein?").paragraphs]
    # Over three years 193,957.86 against 90,000.00.
    assert "A-Stadt zahlt 193.957,86 €, allein wären es 90.000,00 €: 103.957,86 € mehr." in said
    assert any(
        "fehlen Kosten allein von: A-Stadt + B-Dorf, A-Stadt + C-Hausen und B-Dorf + C-Hausen" in t for t in said
    )


@pytest.mark.parametrize("language", ["de", "en"])
def test_names_are_text_whatever_stands_in_them(tmp_path, language):
    evil = '#set page(width: 1cm) *Öd* <b> $x$ "\\ @a'
    sheet = CostSheet(
        title=evil,
        source=evil,
        first_year=2027,
        last_year=2027,
        base_year=2027,
        members=tuple(Member(key=f"{i}", name=f"{evil} {i}", inhabitants=Decimal(i + 1)) for i in range(6)),
        positions=(Position(name=evil, kind="cost", cents=10_001, first=2027, last=2027, key="inhabitants"),),
    )
    press, one = made(costs.share(sheet), language=language)
    out = report.write(press, [one], tmp_path / "a.pdf")
    with pikepdf.open(out) as document:
        assert [round(float(side) / 72 * 25.4) for side in document.pages[0].mediabox[2:]] == [210, 297]
        assert evil in str(document.docinfo["/Title"])
    assert (
        "<b>" not in report.write(press, [one], tmp_path / "a.html").read_text(encoding="utf-8").partition("<body")[2]
    )
