"""The sheets that reckon: weights, rounds in which bounds are held, ranks of remainders, cents.

Each row is a position and a member, in the same row on every sheet. A spreadsheet reckons with 53 binary digits: parts
are divided in two steps of long division with whole numbers, so that no quotient is ever rounded.
"""

from dataclasses import dataclass, field

from geo_koop.codelists import cost_sheet as vocabulary
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.outputs.costs import inputs
from geo_koop.outputs.costs.desk import Desk, at
from geo_koop.outputs.costs.inputs import MEMBER, POSITION, SHARE
from geo_koop.planning import sharing
from geo_koop.planning.cost_keys import numbers, weights
from geo_koop.planning.cost_sheet import BASE, COLUMN_KEYS, CostSheet, Position
from geo_koop.planning.sharing import Quotas

STEP = 100_000
"""Parts are divided in two steps: hundred thousands of cents, then the rest."""
NO_CAP = 10**15
_MOST = 2**53
_MOST_CELLS = 200_000

NUMBER, MEMBER_NUMBER, TAKES_PART, AMOUNT, VALUE, WEIGHT, CAP, FLOOR = range(8)
HELD, HELD_CENTS, ACTIVE, REST, SUM, FIRST, SECOND, WHOLE, LEFT, RESULT, KIND, BEGIN, END, ROUNDED = range(8, 22)
_ROUND = 13


@dataclass
class _Block:
    """A position: its rows, and what its cells hold."""

    position: Position
    place: int
    first: int
    last: int
    takes_part: list[int]
    weights: list[int]
    caps: list[int]
    floors: list[int]
    held: list[int] = field(default_factory=list)
    held_cents: list[int] = field(default_factory=list)
    members: list[int] = field(default_factory=list)


def check(sheet: CostSheet) -> None:
    """Make sure that a spreadsheet can reckon with the numbers of a sheet exactly.

    Raises
    ------
    UsageError
        If numbers are too long, or cells too many.
    """
    count = len(sheet.members)
    if len(sheet.positions) * count * max(1, count - 1) * _ROUND > _MOST_CELLS:
        raise UsageError(
            "{positions} positions and {members} members are too many for a workbook with live formulas.",
            "Take members or positions together, or write PDF or JSON.",
            positions=len(sheet.positions),
            members=count,
        )
    for position in sheet.positions:
        whole = weights(sheet, position)
        if sum(whole) * 2 * STEP >= _MOST or position.cents // STEP * max(whole) >= _MOST:
            raise UsageError(
                "“{position}”: amount and numbers of the key are too long for a spreadsheet to reckon with exactly.",
                "Give the numbers in thousands or with fewer decimals, or write PDF or JSON.",
                position=position.name,
            )


def write(desk: Desk) -> None:
    """Write calculation, rounds and remainders."""
    _heads(desk)
    rows = inputs.lines(desk.shares.sheet)
    count = len(desk.shares.sheet.members)
    for first in range(0, len(rows), count):
        part = rows[first : first + count]
        block = _block(desk.shares.sheet, part, first + 1)
        for row, (_p, _position, m, _member) in enumerate(part, start=first + 1):
            _weigh(desk, block, row, m)
        _rounds(desk, block)
        _divide(desk, block)


def _block(sheet: CostSheet, part: list, first: int) -> _Block:  # type: ignore[type-arg]
    place, position = part[0][0], part[0][1]
    members = [member.key for _p, _position, _m, member in part]
    known = dict(zip((m.key for m in sheet.sharing(position)), weights(sheet, position), strict=True))
    return _Block(
        members=[m + 1 for _p, _position, m, _member in part],
        position=position,
        place=place,
        first=first,
        last=first + len(part) - 1,
        takes_part=[int(key in known) for key in members],
        weights=[known.get(key, 0) for key in members],
        caps=[position.caps.get(key, NO_CAP) if key in known else NO_CAP for key in members],
        floors=[position.floors.get(key, 0) if key in known else 0 for key in members],
    )


def _heads(desk: Desk) -> None:
    words = desk.words
    texts = {
        "calculation": [
            *(_("No."), _("Member no."), _("takes part"), _("Amount (cents)"), _("Number"), _("Weight")),
            *(_("at most (cents)"), _("at least (cents)"), _("at a bound"), _("Cents at the bound"), _("Free weight")),
            *(_("Rest (cents)"), _("Sum of weights"), _("Step 1"), _("Step 2"), _("Whole cents"), _("Remainder")),
            *(_("Part (cents)"), _("Income"), _("from"), _("to"), _("Number cut")),
        ],
        "remainders": [_("No."), _("Member no."), _("Remainder"), _("Rank"), _("Cents left"), _("One cent more")],
    }
    for name, titles in texts.items():
        desk.head(name, [words(title) for title in titles])
    again = [
        *(_("Free weight"), _("Rest (cents)"), _("Sum of weights"), _("Step 1"), _("Step 2"), _("Whole cents")),
        *(_("Remainder"), _("breaks a bound"), _("Excess"), _("Its remainder"), _("Balance of bounds")),
        *(_("at a bound"), _("Cents at the bound")),
    ]
    rounds = range(1, max(2, len(desk.shares.sheet.members)))
    titles = [f"{words(title)} {number}" for number in rounds for title in again]
    desk.head("rounds", [words(_("No.")), words(_("Member no.")), *titles])


def _weigh(desk: Desk, block: _Block, row: int, m: int) -> None:
    """Write what a row takes from the sheets that are filled in: who, how much, by which weight and bounds."""
    page, p, position = "calculation", block.place + 1, block.position
    here = row - block.first
    key = desk.on("positions", p, POSITION["key"])
    measured = desk.on("positions", p, inputs.MEASURED)
    share = {name: desk.on("shares", row, column) for name, column in SHARE.items()}
    takes = at(row, TAKES_PART)
    _name(desk, block, page, row)
    out = share["exclude"]
    said = ",".join(f'{out}="{word}"' for word in dict.fromkeys(("ja", "yes", "x", inputs.yes(desk))))
    desk.formula(page, row, TAKES_PART, f"IF(OR({said}),0,1)", block.takes_part[here])
    amount = desk.on("positions", p, POSITION["amount"])
    desk.formula(page, row, AMOUNT, f"ROUND({amount}*100,0)", position.cents, "cents")
    words = {name: vocabulary.word(vocabulary.KEYS, name, desk.words.language) for name in vocabulary.KEYS}
    value = _given(share["quantity"])
    for name in COLUMN_KEYS:
        value = f'IF({measured}="{words[name]}",{_given(desk.on("members", m + 1, MEMBER[name]))},{value})'
    value = f'IF({measured}="{words["equal"]}",1,{value})'
    scale = f"10^{desk.on('positions', p, inputs.PLACES)}"
    sheet = desk.shares.sheet
    number = _number(sheet, block, here)
    desk.formula(page, row, VALUE, f"IF({takes}=0,0,ROUND(({value})*{scale},0))", number, "cents")
    desk.formula(page, row, ROUNDED, f"IF({takes}=0,0,IF(ABS(({value})*{scale}-{at(row, VALUE)})>0.000001,1,0))", 0)
    base = desk.on("positions", p, POSITION["base"])
    whole = f"10^{desk.on('positions', p, inputs.BASE_PLACES)}"
    total, count = (f"SUM({_column(block, column)})" for column in (VALUE, TAKES_PART))
    mixed = f"ROUND({base}*{whole},0)*{total}+({whole}-ROUND({base}*{whole},0))*{count}*{at(row, VALUE)}"
    weight = f'IF({takes}=0,0,IF({key}="{words[BASE]}",{mixed},{at(row, VALUE)}))'
    desk.formula(page, row, WEIGHT, weight, block.weights[here], "cents")
    cap, floor = share["caps"], share["floors"]
    limit = f'IF(OR({takes}=0,{cap}=""),{NO_CAP},ROUND({cap}*100,0))'
    desk.formula(page, row, CAP, limit, block.caps[here], "cents")
    least = f'IF(OR({takes}=0,{floor}=""),0,ROUND({floor}*100,0))'
    desk.formula(page, row, FLOOR, least, block.floors[here], "cents")
    income = vocabulary.word(vocabulary.KINDS, "income", desk.words.language)
    kind = desk.on("positions", p, POSITION["kind"])
    desk.formula(page, row, KIND, f'IF({kind}="{income}",1,0)', int(position.kind == "income"))
    desk.formula(page, row, BEGIN, desk.on("positions", p, POSITION["from"]), position.first)
    desk.formula(page, row, END, desk.on("positions", p, POSITION["to"]), position.last)


def _given(cell: str) -> str:
    """Return the formula of a number that must be there: an empty cell is no 0."""
    return f'IF({cell}="",NA(),{cell})'


def _name(desk: Desk, block: _Block, page: str, row: int) -> None:
    """Write the numbers of position and member of a row."""
    desk.number(page, row, NUMBER, block.place + 1)
    desk.number(page, row, MEMBER_NUMBER, block.members[row - block.first])


def _number(sheet: CostSheet, block: _Block, here: int) -> int:
    if not block.takes_part[here]:
        return 0
    whole, _places = sharing.integers(numbers(sheet, block.position))
    return whole[sum(block.takes_part[:here])]


def _column(block: _Block, column: int) -> str:
    return f"{at(block.first, column, fixed=True)}:{at(block.last, column, fixed=True)}"


def _quotas(rest: int, active: list[int]) -> tuple[int, list[int], list[int], Quotas]:
    """Return the sum of weights, what both steps of the division give, and the parts."""
    total = sum(active)
    high = rest // STEP
    first = [high * weight // total if total else 0 for weight in active]
    second = [(high * w - q * total) * STEP + (rest - high * STEP) * w for w, q in zip(active, first, strict=True)]
    whole = [q * STEP + (y // total if total else 0) for q, y in zip(first, second, strict=True)]
    left = [y % total if total else 0 for y in second]
    return total, first, second, Quotas(whole, left, total)


def _steps(active: str, rest: str, total: str, first: str, second: str) -> tuple[str, str, str, str]:
    """Return the formulas of the division: both steps, whole cents, remainder."""
    high = f"INT({rest}/{STEP})"
    one = f"IF({total}=0,0,INT({high}*{active}/{total}))"
    two = f"({high}*{active}-{first}*{total})*{STEP}+({rest}-{high}*{STEP})*{active}"
    whole = f"IF({total}=0,0,{first}*{STEP}+INT({second}/{total}))"
    left = f"IF({total}=0,0,{second}-INT({second}/{total})*{total})"
    return one, two, whole, left


def _rounds(desk: Desk, block: _Block) -> None:
    """Write the rounds in which bounds are held: one fewer than members are enough, each holds at least one."""
    count = len(block.weights)
    block.held, block.held_cents = [0] * count, [0] * count
    for row in range(block.first, block.last + 1):
        _name(desk, block, "rounds", row)
    for number in range(count - 1):
        _round(desk, block, 2 + number * _ROUND, first=number == 0)


def _round(desk: Desk, block: _Block, start: int, *, first: bool) -> None:
    active, rest, total, one, two, whole, left, breaks, excess, its, balance, held, cents = range(start, start + _ROUND)
    free = [0 if h else w for h, w in zip(block.held, block.weights, strict=True)]
    remaining = block.position.cents - sum(block.held_cents)
    every, steps, ends, found = _quotas(remaining, free)
    broken = [_broken(block, found, place) for place in range(len(free))]
    over = [
        (w - (block.caps[i] if b > 0 else block.floors[i])) if b else 0
        for i, (w, b) in enumerate(zip(found.whole, broken, strict=True))
    ]
    rests = [r if b else 0 for r, b in zip(found.remainders, broken, strict=True)]
    sign = sum(over) * every + sum(rests)
    for place, row in enumerate(range(block.first, block.last + 1)):
        was = "0" if first else at(row, start - 2)
        was_cents = "0" if first else at(row, start - 1)
        weight, amount, cap, floor = (desk.on("calculation", row, c) for c in (WEIGHT, AMOUNT, CAP, FLOOR))
        fixed = "0" if first else f"SUM({_column(block, start - 1)})"
        cells = {name: at(row, name) for name in range(start, start + _ROUND)}
        steps_of = _steps(cells[active], cells[rest], cells[total], cells[one], cells[two])
        above = f"OR({cells[whole]}>{cap},AND({cells[whole]}={cap},{cells[left]}>0))"
        put = {
            active: (f"IF({was}=1,0,{weight})", free[place]),
            rest: (f"{amount}-{fixed}", remaining),
            total: (f"SUM({_column(block, active)})", every),
            one: (steps_of[0], steps[place]),
            two: (steps_of[1], ends[place]),
            whole: (steps_of[2], found.whole[place]),
            left: (steps_of[3], found.remainders[place]),
            breaks: (f"IF({was}=1,0,IF({above},1,IF({cells[whole]}<{floor},-1,0)))", broken[place]),
            excess: (
                f"IF({cells[breaks]}=1,{cells[whole]}-{cap},IF({cells[breaks]}=-1,{cells[whole]}-{floor},0))",
                over[place],
            ),
            its: (f"IF({cells[breaks]}=0,0,{cells[left]})", rests[place]),
            balance: (f"SUM({_column(block, excess)})*{cells[total]}+SUM({_column(block, its)})", sign),
        }
        now = block.held[place] or int((broken[place] > 0 and sign >= 0) or (broken[place] < 0 and sign <= 0))
        bound = block.caps[place] if broken[place] > 0 else block.floors[place]
        value = block.held_cents[place] if block.held[place] else bound if now else 0
        holds = f"OR(AND({cells[breaks]}=1,{cells[balance]}>=0),AND({cells[breaks]}=-1,{cells[balance]}<=0))"
        put[held] = (f"IF({was}=1,1,IF({holds},1,0))", now)
        at_bound = f"IF({cells[held]}=0,0,IF({cells[breaks]}=1,{cap},{floor}))"
        put[cents] = (f"IF({was}=1,{was_cents},{at_bound})", value)
        for column, (formula, given) in put.items():
            desk.formula("rounds", row, column, formula, given)
        block.held[place], block.held_cents[place] = now, value


def _broken(block: _Block, found: Quotas, place: int) -> int:
    """Return 1 where a cap is broken, -1 where a floor is, 0 where none is."""
    whole, left = found.whole[place], found.remainders[place]
    if block.held[place]:
        return 0
    if whole > block.caps[place] or (whole == block.caps[place] and left):
        return 1
    return -1 if whole < block.floors[place] else 0


def _divide(desk: Desk, block: _Block) -> None:
    """Write the parts of those that are free, the ranks of their remainders, and the cents of all."""
    count = len(block.weights)
    free = [0 if h else w for h, w in zip(block.held, block.weights, strict=True)]
    rest = block.position.cents - sum(block.held_cents)
    total, steps, ends, found = _quotas(rest, free)
    spare = rest - sum(found.whole) if total else 0
    last = 2 + (count - 1) * _ROUND
    for place, row in enumerate(range(block.first, block.last + 1)):
        cells = [at(row, column) for column in range(ROUNDED + 1)]
        steps_of = _steps(cells[ACTIVE], cells[REST], cells[SUM], cells[FIRST], cells[SECOND])
        rounds = ("0", "0") if count == 1 else tuple(desk.on("rounds", row, last - back) for back in (2, 1))
        left = found.remainders[place]
        rank = 1 + sum(other > left for other in found.remainders) + found.remainders[:place].count(left)
        more = int(not block.held[place] and rank <= spare)
        ours = block.held_cents[place] if block.held[place] else found.whole[place] + more
        extra = desk.on("remainders", row, 5)
        put = {
            HELD: (rounds[0], block.held[place]),
            HELD_CENTS: (rounds[1], block.held_cents[place]),
            ACTIVE: (f"IF({cells[HELD]}=1,0,{cells[WEIGHT]})", free[place]),
            REST: (f"{cells[AMOUNT]}-SUM({_column(block, HELD_CENTS)})", rest),
            SUM: (f"SUM({_column(block, ACTIVE)})", total),
            FIRST: (steps_of[0], steps[place]),
            SECOND: (steps_of[1], ends[place]),
            WHOLE: (steps_of[2], found.whole[place]),
            LEFT: (steps_of[3], left),
            RESULT: (f"IF({cells[HELD]}=1,{cells[HELD_CENTS]},{cells[WHOLE]}+{extra})", ours),
        }
        for column, (formula, given) in put.items():
            desk.formula("calculation", row, column, formula, given, "cents")
        _rank(desk, block, row, (left, rank, spare, more))


def _rank(desk: Desk, block: _Block, row: int, values: tuple[int, int, int, int]) -> None:
    """Write a row of the remainders: the largest is first, between equal ones the smaller key, which is above."""
    page, here = "remainders", at(row, 2)
    _name(desk, block, page, row)
    above = f"SUMPRODUCT(({at(block.first, 2, fixed=True)}:{at(row, 2)}={here})*1)"
    whole = desk.block("calculation", block.first, block.last, WHOLE)
    total, rest = desk.on("calculation", row, SUM), desk.on("calculation", row, REST)
    formulas = (
        desk.on("calculation", row, LEFT),
        f"SUMPRODUCT(({_column(block, 2)}>{here})*1)+{above}",
        f"IF({total}=0,0,{rest}-SUM({whole}))",
        f"IF(AND({desk.on('calculation', row, HELD)}=0,{at(row, 3)}<={at(row, 4)}),1,0)",
    )
    for column, (formula, value) in enumerate(zip(formulas, values, strict=True), start=2):
        desk.formula(page, row, column, formula, value, "cents")
