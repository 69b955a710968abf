"""The sheets of the workbook that tell the result: by member and year, totals, coalitions, what would be fair."""

from math import factorial

from geo_koop.codelists import cost_sheet as vocabulary
from geo_koop.locale import mark as _
from geo_koop.outputs.classes.palette import PALETTE
from geo_koop.outputs.costs import calculation, inputs
from geo_koop.outputs.costs.desk import Desk, at
from geo_koop.outputs.costs.inputs import FACT_ROWS, MEMBER
from geo_koop.planning import fairness

NAME, YEAR, COST, INCOME, BALANCE, CUMULATED, VALUE, REACHED = range(1, 9)
_NEVER = 9999
_T_COST, _T_INCOME, _T_BALANCE, _T_VALUE, _T_SHARE, _T_VOTES, _T_YEAR, _T_ALONE, _T_SAVING = range(2, 11)


def write(desk: Desk) -> None:
    """Write results, totals, coalitions and fairness."""
    _results(desk)
    _totals(desk)
    if "coalitions" in desk.pages:
        _coalitions(desk)
    if "fair" in desk.pages:
        _fair(desk)


def _row(desk: Desk, m: int, year: int) -> int:
    """Return the row of a member and a year, both from 0, in the results."""
    return 1 + m * len(desk.shares.sheet.years) + year


def _results(desk: Desk) -> None:
    words, shares = desk.words, desk.shares
    sheet = shares.sheet
    titles = [_("Member no."), _("Member"), _("Year"), _("Costs"), _("Income"), _("Balance"), _("Balance, added up")]
    titles += [_("Present value of the balance"), _("Balanced")]
    desk.head("results", [words(title) for title in titles], [8, 28, 8, 16, 16, 16, 18, 18, 10])
    last = len(sheet.positions) * len(sheet.members)
    column = {
        name: desk.block("calculation", 1, last, place)
        for name, place in (
            *(("member", calculation.MEMBER_NUMBER), ("kind", calculation.KIND), ("from", calculation.BEGIN)),
            *(("to", calculation.END), ("cents", calculation.RESULT)),
        )
    }
    facts = {name: desk.on("sheet", FACT_ROWS[name], 1) for name in ("years_from", "base_year", "discount_rate")}
    cumulated = shares.cumulated
    for m, member in enumerate(sheet.members):
        for y, year in enumerate(sheet.years):
            row = _row(desk, m, y)
            cell = {name: at(row, name) for name in range(REACHED + 1)}
            desk.number("results", row, 0, m + 1)
            desk.formula("results", row, NAME, desk.on("members", m + 1, MEMBER["name"]), member.name)
            desk.formula("results", row, YEAR, f"{facts['years_from']}+{y}", year)
            here = f"({column['member']}={cell[0]})*({column['from']}<={cell[YEAR]})*({column['to']}>={cell[YEAR]})"
            for place, kind, cents in ((COST, 0, shares.cost), (INCOME, 1, shares.income)):
                formula = f"SUMPRODUCT({here}*({column['kind']}={kind})*{column['cents']})/100"
                desk.formula("results", row, place, formula, int(cents[y, m]) / 100, "money")
            balance = f"{cell[INCOME]}-{cell[COST]}"
            desk.formula("results", row, BALANCE, f"ROUND({balance},2)", int(shares.balance[y, m]) / 100, "money")
            before = f"ROUND({at(row - 1, CUMULATED)}+{cell[BALANCE]},2)" if y else cell[BALANCE]
            desk.formula("results", row, CUMULATED, before, int(cumulated[y, m]) / 100, "money")
            value = f"{cell[BALANCE]}/(1+{facts['discount_rate']})^({cell[YEAR]}-{facts['base_year']})"
            growth = float(1 + sheet.discount_rate) ** (year - sheet.base_year)
            desk.formula("results", row, VALUE, value, int(shares.balance[y, m]) / 100 / growth, "money")
            reached = year if cumulated[y, m] >= 0 else _NEVER
            desk.formula("results", row, REACHED, f"IF({cell[CUMULATED]}>=0,{cell[YEAR]},{_NEVER})", reached)


def _totals(desk: Desk) -> None:
    words, shares, page = desk.words, desk.shares, "totals"
    sheet = shares.sheet
    count, years = len(sheet.members), len(sheet.years)
    titles = [_("Key"), _("Member"), _("Costs"), _("Income"), _("Balance"), _("Present value of the balance")]
    titles += [_("Share of costs"), _("Share of votes"), _("Balanced from"), _("Costs alone"), _("Saved against alone")]
    desk.head(page, [words(title) for title in titles], [14, 28, *[18] * 9])
    values = shares.present_values(shares.balance)
    levy, votes, from_year = shares.levy_shares, shares.vote_shares, shares.break_even(shares.balance)
    never = words(_("not in these years"))
    for m, member in enumerate(sheet.members):
        row = m + 1
        for column, name in enumerate(("key", "name")):
            desk.formula(page, row, column, desk.on("members", row, MEMBER[name]), getattr(member, name))
        first, last = _row(desk, m, 0), _row(desk, m, years - 1)
        sums = {_T_COST: (COST, shares.cost), _T_INCOME: (INCOME, shares.income), _T_BALANCE: (BALANCE, shares.balance)}
        for column, (place, cents) in sums.items():
            formula = f"ROUND(SUM({desk.block('results', first, last, place)}),2)"
            desk.formula(page, row, column, formula, int(cents[:, m].sum()) / 100, "money")
        formula = f"ROUND(SUM({desk.block('results', first, last, VALUE)}),2)"
        desk.formula(page, row, _T_VALUE, formula, values[m] / 100, "money")
        costs = f"{at(1, _T_COST, fixed=True)}:{at(count, _T_COST, fixed=True)}"
        share = f'IF(SUM({costs})=0,"–",{at(row, _T_COST)}/SUM({costs}))'
        desk.formula(page, row, _T_SHARE, share, float(levy[m]) if levy else "–", "share")
        polls = desk.block("members", 1, count, MEMBER["votes"])
        own = desk.on("members", row, MEMBER["votes"])
        share = f'IF(OR(COUNT({polls})<{count},SUM({polls})=0),"–",{own}/SUM({polls}))'
        desk.formula(page, row, _T_VOTES, share, float(votes[m]) if votes else "–", "share")
        years_of = f"MIN({desk.block('results', first, last, REACHED)})"
        desk.formula(page, row, _T_YEAR, f'IF({years_of}={_NEVER},"{never}",{years_of})', from_year[m] or never)
        alone = desk.on("members", row, MEMBER["standalone"])
        cost = sheet.alone.get(frozenset([member.key]))
        formula = f'IF({alone}="","–",{alone}*{years})'
        desk.formula(
            page, row, _T_ALONE, formula, "–" if member.standalone is None else member.standalone * years / 100, "money"
        )
        saved = f'IF({alone}="","–",ROUND({at(row, _T_ALONE)}+{at(row, _T_BALANCE)},2))'
        given = (
            (cost * years + int(shares.balance[:, m].sum())) / 100
            if member.standalone is not None and cost is not None
            else "–"
        )
        desk.formula(page, row, _T_SAVING, saved, given, "money")
    _sums(desk, count)
    _chart(desk, count)


def _sums(desk: Desk, count: int) -> None:
    """Write the sums of all members, and what must be 0."""
    words, shares, page = desk.words, desk.shares, "totals"
    row = count + 1
    desk.text(page, row, 1, words(_("All together")), "sum_text")
    for column, cents in ((_T_COST, shares.cost), (_T_INCOME, shares.income), (_T_BALANCE, shares.balance)):
        formula = f"SUM({at(1, column)}:{at(count, column)})"
        desk.formula(page, row, column, formula, int(cents.sum()) / 100, "sum")
    positions = len(shares.sheet.positions)
    amount = desk.block("positions", 1, positions, inputs.POSITION["amount"])
    begin = desk.block("positions", 1, positions, inputs.POSITION["from"])
    end = desk.block("positions", 1, positions, inputs.POSITION["to"])
    due = f"SUMPRODUCT({amount}*({end}-{begin}+1))"
    got = f"{at(row, _T_COST)}+{at(row, _T_INCOME)}"
    desk.text(page, row + 2, 1, words(_("Check: amounts less parts (0 is right)")))
    desk.formula(page, row + 2, _T_COST, f"ROUND({due}-({got}),2)", 0, "money")
    cut = desk.block("calculation", 1, positions * count, calculation.ROUNDED)
    desk.text(page, row + 3, 1, words(_("Check: numbers with more decimals than stated (0 is right)")))
    desk.formula(page, row + 3, _T_COST, f"SUM({cut})", 0, "cents")


def _chart(desk: Desk, count: int) -> None:
    chart = desk.book.add_chart({"type": "bar"})
    title = desk.title("totals")
    for column, colour in ((_T_COST, desk.bar), (_T_INCOME, PALETTE["bar_pale"])):
        chart.add_series(
            {
                "name": [title, 0, column],
                "categories": [title, 1, 1, count, 1],
                "values": [title, 1, column, count, column],
                "fill": {"color": colour},
            }
        )
    chart.set_title({"name": desk.words(_("Costs and income of all years")), "overlay": False})
    chart.set_y_axis({"reverse": True})
    desk.pages["totals"].insert_chart(count + 7, 1, chart, {"x_scale": 1.4})


def _coalitions(desk: Desk) -> None:
    """Write costs alone by coalition beside what its members pay here."""
    words, shares, page = desk.words, desk.shares, "coalitions"
    sheet = shares.sheet
    keys, count, years = list(sheet.names), len(sheet.members), len(sheet.years)
    titles = [*keys, vocabulary.word(vocabulary.COALITION_COST, "cost", words.language)]
    titles += [words(_("They pay here per year")), words(_("More than alone"))]
    desk.head(page, titles, [*[12] * count, 18, 18, 18])
    desk.pages[page].freeze_panes(2, 0)
    due = shares.due
    for m, key in enumerate(keys):
        balance = desk.on("totals", m + 1, _T_BALANCE)
        desk.formula(page, 1, m, f"-{balance}/{years}", due[key] / 100 / years, "money")
    desk.text(page, 1, count + 1, words(_("in row 2 what each pays here per year")), "note")
    order = sorted(sheet.alone, key=lambda one: (len(one), sorted(one)))
    paid = f"{at(1, 0, fixed=True)}:{at(1, count - 1, fixed=True)}"
    for row, coalition in enumerate(order, start=2):
        for m, key in enumerate(keys):
            desk.text(page, row, m, "x" if key in coalition else "", "input")
        cents = sheet.alone[coalition]
        own = next((m for m, one in enumerate(sheet.members) if coalition == {one.key}), None)
        if own is not None and sheet.members[own].standalone is not None:
            desk.formula(page, row, count, desk.on("members", own + 1, MEMBER["standalone"]), cents / 100, "money")
        else:
            desk.number(page, row, count, cents / 100, "input_money")
        pays = sum(due[key] for key in coalition) / 100 / years
        marks = f"{at(row, 0)}:{at(row, count - 1)}"
        desk.formula(page, row, count + 1, f'SUMPRODUCT(({marks}="x")*{paid})', pays, "money")
        excess = f"MAX(0,ROUND({at(row, count + 1)}-{at(row, count)},2))"
        desk.formula(page, row, count + 2, excess, max(0, round(pays - cents / 100, 2)), "money")


def _fair(desk: Desk) -> None:
    """Write the division by separable costs and remaining benefits, and the Shapley value, per year."""
    words, shares, page = desk.words, desk.shares, "fair"
    sheet, game = shares.sheet, shares.game or {}
    count, years, keys = len(sheet.members), len(sheet.years), list(sheet.names)
    titles = [_("Member"), _("Costs alone"), _("Separable costs"), _("Benefit"), _("SCRB: fair compromise")]
    titles += [_("Shapley value"), _("Pays here per year")]
    desk.head(page, [words(title) for title in titles], [28, *[18] * 6])
    order = sorted(sheet.alone, key=lambda one: (len(one), sorted(one)))
    last = 1 + len(order)
    costs = desk.block("coalitions", 2, last, count)
    found = fairness.compromise(game)
    values = fairness.shapley(game)
    everybody = frozenset(keys)
    whole = at(count + 3, 1, fixed=True)
    desk.text(page, count + 3, 0, words(_("Costs of all together")))
    if everybody in sheet.alone:
        formula = desk.on("coalitions", 2 + order.index(everybody), count)
    else:
        formula = f"SUM({at(1, 6)}:{at(count, 6)})"
    desk.formula(page, count + 3, 1, formula, game[everybody] / 100 / years, "money")
    # How many members each coalition has, and what the Shapley value weighs it with: beside the coalitions.
    for row, one in enumerate(order, start=2):
        marks = f"{at(row, 0)}:{at(row, count - 1)}"
        size = at(row, count + 4)
        desk.formula("coalitions", row, count + 4, f'COUNTIF({marks},"x")', len(one))
        inside = f"FACT({size}-1)*FACT({count}-{size})/FACT({count})"
        outside = f"IF({size}={count},0,FACT({size})*FACT(MAX(0,{count}-{size}-1))/FACT({count}))"
        weights = _weights(len(one), count)
        for more, (cell, value) in enumerate(zip((inside, outside), weights, strict=True), start=5):
            desk.formula("coalitions", row, count + more, cell, value)
    for more, title in ((4, _("Size")), (5, _("Weight inside")), (6, _("Weight outside"))):
        desk.text("coalitions", 0, count + more, words(title), "head")
    size, inside, outside = (desk.block("coalitions", 2, last, count + more) for more in (4, 5, 6))
    for m, key in enumerate(keys):
        row, marks = m + 1, desk.block("coalitions", 2, last, m)
        mine, theirs = f'({marks}="x")', f'({marks}<>"x")'
        small = f"({size}<{count})"
        cells = {
            1: (f"SUMPRODUCT({mine}*({size}=1)*{costs})", game[frozenset([key])]),
            2: (f"{whole}-SUMPRODUCT({theirs}*({size}={count - 1})*{costs})", found.separable[key]),
            3: (f"{at(row, 1)}-{at(row, 2)}", found.benefits[key]),
            5: (
                f"SUMPRODUCT({mine}*{small}*{inside}*{costs})-SUMPRODUCT({theirs}*{outside}*{costs})+{whole}/{count}",
                values[key],
            ),
            6: (desk.on("coalitions", 1, m), shares.due[key]),
        }
        benefits, separable = (f"{at(1, c, fixed=True)}:{at(count, c, fixed=True)}" for c in (3, 2))
        rest = f"({whole}-SUM({separable}))"
        part = f"IF(ABS(SUM({benefits}))<0.000001,1/{count},{at(row, 3)}/SUM({benefits}))"
        cells[4] = (f"{at(row, 2)}+{part}*{rest}", found.shares[key])
        desk.formula(page, row, 0, desk.on("members", row, MEMBER["name"]), sheet.names[key])
        for column, (formula, cents) in sorted(cells.items()):
            desk.formula(page, row, column, formula, float(cents) / 100 / years, "money")


def _weights(size: int, count: int) -> tuple[float, float]:
    inside = factorial(size - 1) * factorial(count - size) / factorial(count)
    outside = factorial(size) * factorial(count - size - 1) / factorial(count) if size < count else 0
    return inside, outside
