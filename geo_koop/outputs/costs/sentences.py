"""What a divided cost sheet says in sentences: for the sheet, the console and the page alike."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from geo_koop.outputs.wording import Wording
from geo_koop.planning import fairness
from geo_koop.planning.cost_sheet import CostSheet, Position
from geo_koop.planning.costs import Shares

_MOST = 8
_APART = Fraction(5, 100)
"""From so much difference between share of costs and share of votes on it is told."""


def money(words: Wording, cents: float, currency: str = "EUR") -> str:
    r"""Return an amount as people write it.

    Examples
    --------
    >>> money(Wording("de"), 123456).replace("\u00a0", " ")
    '1.234,56 €'
    """
    return f"{words.number(cents / 100, 2)}\u00a0{'€' if currency == 'EUR' else currency}"


def key(words: Wording, code: str) -> str:
    """Return a key in words."""
    named = {
        "inhabitants": words("by inhabitants"),
        "area": words("by area"),
        "use": words("by use"),
        "equal": words("in equal parts"),
        "levy_capacity": words("by levy capacity"),
        "weights": words("by agreed weights"),
    }
    return named[code]


def key_of(words: Wording, sheet: CostSheet, position: Position) -> str:
    """Return how a position is divided, with its base and bounds."""
    said = key(words, position.measured)
    if position.base is not None:
        said = words("{share} in equal parts, the rest {key}", share=words.share(position.base), key=said)
    for template, bounds in (
        (words("at most {amounts}"), position.caps),
        (words("at least {amounts}"), position.floors),
    ):
        listed = [f"{sheet.names[member]} {money(words, cents, sheet.currency)}" for member, cents in bounds.items()]
        if listed:
            said += "; " + template.format(amounts=words.listing(listed, most=3))
    return said


def names(sheet: CostSheet, members: Iterable[str], words: Wording) -> str:
    """Return members as a list in a sentence."""
    return words.listing([sheet.names[member] for member in members])


def alone(shares: Shares, words: Wording) -> list[str]:
    """Say who pays more than alone."""
    sheet = shares.sheet
    if not shares.tested:
        return [words("What members would pay alone is not given: whether somebody pays more is not tested.")]
    tested = words.plural(
        shares.tested, "One coalition was tested, with costs alone", "{count} coalitions were tested, with costs alone"
    )
    span = words.plural(len(sheet.years), "in one year", "in {count} years")
    if not shares.objections:
        return [words("Nobody pays more than alone. {tested} {span}.", tested=tested, span=span)]
    said = [
        words.plural(
            len(one.members),
            "{members} pays {pays}, alone it would be {alone}: {more} more.",
            "{members} pay {pays} together, without the others it would be {alone}: {more} more.",
            members=names(sheet, one.members, words),
            pays=money(words, one.pays, sheet.currency),
            alone=money(words, one.alone, sheet.currency),
            more=money(words, one.pays - one.alone, sheet.currency),
        )
        for one in shares.objections[:_MOST]
    ]
    if len(shares.objections) > _MOST:
        said.append(words("{count} further coalitions pay more than alone.", count=len(shares.objections) - _MOST))
    return [*said, f"{tested} {span}."]


def votes(shares: Shares, words: Wording) -> list[str]:
    """Say where the share of the costs is far from that of the votes."""
    sheet, levy, polls = shares.sheet, shares.levy_shares, shares.vote_shares
    if polls is None or levy is None:
        return [words("Votes are not given for all members: they are not compared with the costs.")]
    apart = [(m.name, c, v) for m, c, v in zip(sheet.members, levy, polls, strict=True) if abs(c - v) >= _APART]
    if not apart:
        return [words("Shares of costs and of votes differ by less than five percentage points for every member.")]
    return [
        words(
            "{name} bears {cost} of the costs and has {votes} of the votes.",
            name=name,
            cost=words.share(float(cost), 1),
            votes=words.share(float(vote), 1),
        )
        for name, cost, vote in apart
    ]


def break_even(shares: Shares, words: Wording) -> list[str]:
    """Say from which year on benefits have made up for burdens, or costs alone would have been higher."""
    sheet = shares.sheet
    said = []
    if shares.income.any():
        said.append(_reached(sheet, shares.break_even(shares.balance), words, saving=False))
    if shares.saving is not None:
        said.append(_reached(sheet, shares.break_even(shares.saving), words, saving=True))
    return said


def _reached(sheet: CostSheet, years: list[int | None], words: Wording, *, saving: bool) -> str:
    if not any(years):
        return (
            words("Added up, it is not cheaper than alone for any member in these years.")
            if saving
            else words("Added up, income makes up for costs for no member in these years.")
        )
    never = words("not in these years")
    listed = "; ".join(f"{m.name}: {year or never}" for m, year in zip(sheet.members, years, strict=True))
    if saving:
        return words("Cheaper than alone, added up, from the year: {years}.", years=listed)
    return words("Income has made up for costs, added up, from the year: {years}.", years=listed)


def fair(shares: Shares, words: Wording) -> list[str]:
    """Say what is to be known of the fair divisions, or why there is none."""
    sheet = shares.sheet
    if not sheet.alone:
        return []
    if len(sheet.members) > fairness.MOST_MEMBERS:
        return [words("SCRB and Shapley value are reckoned with at most {most} members.", most=fairness.MOST_MEMBERS)]
    if shares.missing:
        listed = [" + ".join(sheet.names[key] for key in sorted(one)) for one in shares.missing]
        return [
            words(
                "For SCRB and Shapley value costs alone are missing of: {coalitions}.",
                coalitions=words.listing(listed, most=_MOST),
            )
        ]
    found = fairness.compromise(shares.game or {})
    said = [
        words(
            "SCRB: each pays what it adds to the costs of the others; the rest by what each saves against being alone. "
            "Shapley value: what each adds on average over all orders of joining."
        )
    ]
    if found.equal:
        said.append(words("The benefits add up to 0: the rest is divided in equal parts."))
    if found.negative:
        said.append(
            words("Alone these would pay less than they add: {members}.", members=names(sheet, found.negative, words))
        )
    return said


def rounding(words: Wording) -> tuple[str, ...]:
    """Say how cents are rounded and bounds are held."""
    return (
        words(
            "Each position is divided in whole cents for each year by itself. Cents that are left go to the largest "
            "remainders, one each; between equal ones the smaller key decides. So the parts add up to the amount, and "
            "members with the same numbers differ by a cent at most."
        ),
        words(
            "Who would pay more than at most, or less than at least, pays just that; the others divide the rest by the "
            "same numbers."
        ),
        words(
            "Present values are those at the end of the base year, of payments at the end of each year. Balance is "
            "income less costs."
        ),
    )


def compared(shares: Shares, others: Mapping[str, Shares], words: Wording) -> list[tuple[str, ...]]:
    """Return the costs of each member, as the sheet divides them and by each other key: rows of a table."""
    columns = [shares, *others.values()]
    currency = shares.sheet.currency
    return [
        (member.name, *(money(words, int(one.cost[:, m].sum()), currency) for one in columns))
        for m, member in enumerate(shares.sheet.members)
    ]
