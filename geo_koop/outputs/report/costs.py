"""The sheet of a division of costs: who pays what, how it is divided, and whether that is fair."""

from collections.abc import Mapping
from decimal import Decimal

from geo_koop.outputs.classes.palette import PALETTE
from geo_koop.outputs.costs import sentences
from geo_koop.outputs.mapsheet import symbols
from geo_koop.outputs.mapsheet.symbols import Fill
from geo_koop.outputs.report.charts import Series, lying_bars
from geo_koop.outputs.report.imprint import Imprint
from geo_koop.outputs.report.options import ReportOptions, check
from geo_koop.outputs.report.sheet import Figure, Picture, Section, Sheet, Table, rows
from geo_koop.outputs.wording import Wording
from geo_koop.planning import fairness
from geo_koop.planning.costs import Shares

_THOUSAND = 100_000
"""Cents of a thousand euros."""
_MEMBERS = 4
"""So many members have a column of their own in the table of positions."""


def imprint(shares: Shares, options: ReportOptions | None = None) -> Imprint:
    """Return what the document is set with: source and date of the figures.

    Raises
    ------
    UsageError
        See :func:`geo_koop.outputs.report.options.check`.
    """
    how = check(options or ReportOptions())
    words, sheet = Wording(how.language), shares.sheet
    source = sheet.source or words("not stated")
    return Imprint(options=how, lines=(words("Figures: {source}", source=source),), day=_dated(shares, words))


def cost_sheet(press: Imprint, shares: Shares, others: Mapping[str, Shares] | None = None) -> Sheet:
    """Return the sheet of a division of costs.

    Parameters
    ----------
    press : Imprint
    shares : Shares
    others : Mapping of str to Shares, optional
        The same sheet by other keys, to stand beside.
    """
    words, sheet = press.words, shares.sheet
    images: dict[str, str] = {}
    sections = [
        _members(press, shares, images),
        _positions(words, shares),
        *([_compared(words, shares, others)] if others else []),
        _votes(words, shares),
        _alone(words, shares),
        _years(words, shares),
        Section(heading=words("How it is rounded"), paragraphs=sentences.rounding(words), general=True),
    ]
    return Sheet(
        kind="costs",
        kicker=words("Division of costs"),
        title=sheet.title or words("Division of costs"),
        subtitle=" · ".join(
            part
            for part in (_span(shares, words), press.day, words("source: {source}", source=sheet.source or "–"))
            if part
        ),
        figures=_figures(words, shares),
        sentences=(*sentences.alone(shares, words), *sentences.break_even(shares, words)),
        lead=1,
        cautions=(words("This is a calculation by the figures that were given, no legal advice."),),
        sections=tuple(sections),
        images=images,
    )


def _span(shares: Shares, words: Wording) -> str:
    sheet = shares.sheet
    if sheet.first_year == sheet.last_year:
        return str(sheet.first_year)
    return words("{first} to {last}", first=sheet.first_year, last=sheet.last_year)


def _dated(shares: Shares, words: Wording) -> str:
    day = shares.sheet.as_of
    return words("as of {date}", date=words.day(day)) if day else words("date of the figures not stated")


def _money(words: Wording, shares: Shares, cents: float) -> str:
    return sentences.money(words, cents, shares.sheet.currency)


def _figures(words: Wording, shares: Shares) -> tuple[Figure, ...]:
    span = _span(shares, words)
    figures = [
        Figure(label=words("Members"), value=words.number(len(shares.sheet.members))),
        Figure(label=words("Costs"), value=_money(words, shares, int(shares.cost.sum())), beside=span),
    ]
    if shares.income.any():
        figures.append(
            Figure(label=words("Income"), value=_money(words, shares, int(shares.income.sum())), beside=span)
        )
    return tuple(figures)


def _members(press: Imprint, shares: Shares, images: dict[str, str]) -> Section:
    words, sheet = press.words, shares.sheet
    values = shares.present_values(shares.balance)
    saving = shares.saving
    lines = []
    for m, member in enumerate(sheet.members):
        amounts = [int(part[:, m].sum()) for part in (shares.cost, shares.income, shares.balance)]
        saved = [int(saving[:, m].sum())] if saving is not None else []
        lines.append((member.name, *(_money(words, shares, cents) for cents in (*amounts, values[m], *saved))))
    totals = [int(part.sum()) for part in (shares.cost, shares.income, shares.balance)]
    every = [*totals, sum(values), *([int(saving.sum())] if saving is not None else [])]
    lines.append((words("All together"), *(_money(words, shares, cents) for cents in every)))
    head = [words("Member"), words("Costs"), words("Income"), words("Balance"), words("Present value of the balance")]
    head += [words("Saved against alone")] if saving is not None else []
    series = _series(words, shares)
    unit = "€" if sheet.currency == "EUR" else sheet.currency
    width = press.options.size[0] - 32

    def thousands(value: float) -> str:
        return words.number(value)

    images["costs.svg"] = lying_bars([m.name for m in sheet.members], series, width=width, say=thousands)
    names = "legend-{}.svg"
    for one in series:
        images[names.format(one.fill.name)] = symbols.swatch(one.fill)
    said = "; ".join(f"{line[0]} {line[1]}" for line in lines[:-1])
    rate = words.share(float(sheet.discount_rate), 2)
    return Section(
        heading=words("What each member pays"),
        picture=Picture(
            file="costs.svg",
            width=width,
            alt=words("Bars: costs of each member over all years. {numbers}.", numbers=said),
            legend=tuple((names.format(one.fill.name), one.label) for one in series),
        ),
        table=Table(
            head=tuple(head),
            widths=(1.5, *(1.0 for _column in head[1:])),
            groups=(("", rows(lines)),),
            caption=words("Costs, income and balance of each member"),
        ),
        notes=(
            words("Bars in thousand {unit}, all years together.", unit=unit),
            words("Present value at the end of {year}, interest {rate}.", year=sheet.base_year, rate=rate),
        ),
    )


def _series(words: Wording, shares: Shares) -> list[Series]:
    """Return what the bars show: what the members pay, position by position kind."""
    fill = Fill(colour=PALETTE["bar"])
    return [Series(label=words("Costs"), fill=fill, values=tuple((shares.cost.sum(axis=0) / _THOUSAND).tolist()))]


def _positions(words: Wording, shares: Shares) -> Section:
    sheet = shares.sheet
    shown = sheet.members if len(sheet.members) <= _MEMBERS else ()
    kinds = {"cost": words("Costs"), "income": words("Income")}
    groups = []
    for kind, heading in kinds.items():
        lines = [
            (
                position.name,
                f"{position.first}–{position.last}" if position.first != position.last else str(position.first),
                sentences.key_of(words, sheet, position),
                _money(words, shares, position.cents),
                *(_money(words, shares, parts[m.key]) if m.key in parts else "–" for m in shown),
            )
            for position, parts in zip(sheet.positions, shares.parts, strict=True)
            if position.kind == kind
        ]
        if lines:
            groups.append((heading, rows(lines)))
    levy = sheet.levy_capacity_date
    used = any(position.measured == "levy_capacity" for position in sheet.positions)
    notes = [words("Levy capacity as of {date}.", date=words.day(levy) or words("date unknown"))] if used else []
    return Section(
        heading=words("Positions and keys"),
        table=Table(
            head=(words("Position"), words("Years"), words("Divided"), words("Per year"), *(m.name for m in shown)),
            widths=(1.6, 0.9, 1.6, 1.1, *(1.0 for _member in shown)),
            groups=tuple(groups),
            caption=words("Positions, how they are divided, and the part of each member per year"),
        ),
        notes=(*notes, *([words("– has no part.")] if shown and any(p.excluded for p in sheet.positions) else [])),
    )


def _compared(words: Wording, shares: Shares, others: Mapping[str, Shares]) -> Section:
    titles = [words("as in the sheet"), *(sentences.key(words, key) for key in others)]
    return Section(
        heading=words("Keys side by side"),
        table=Table(
            head=(words("Member"), *titles),
            widths=(1.5, *(1.0 for _title in titles)),
            groups=(("", rows(sentences.compared(shares, others, words))),),
            caption=words("Costs of each member by different keys"),
        ),
        notes=(words("All positions by one key; amounts at most and at least, and who has no part, stay."),),
    )


def _votes(words: Wording, shares: Shares) -> Section:
    levy, votes = shares.levy_shares, shares.vote_shares
    lines: list[tuple[str, ...]] = [
        (
            member.name,
            words.share(float(levy[m]), 1) if levy else "–",
            words.share(float(votes[m]), 1) if votes else "–",
            words.number(member.votes) if member.votes is not None else "–",
        )
        for m, member in enumerate(shares.sheet.members)
    ]
    every = sum((member.votes or Decimal(0) for member in shares.sheet.members), Decimal(0)) if votes else None
    whole = [words.share(1) if part else "–" for part in (levy, votes)]
    lines.append((words("All together"), *whole, words.number(every)))
    return Section(
        heading=words("Share of costs beside share of votes"),
        paragraphs=tuple(sentences.votes(shares, words)),
        table=Table(
            head=(words("Member"), words("Share of costs"), words("Share of votes"), words("Votes")),
            widths=(1.5, 1.0, 1.0, 1.0),
            groups=(("", rows(lines)),),
            caption=words("Share of costs and of votes by member"),
        ),
        notes=(
            words("Shares are rounded."),
            words("A Saxon court asks that levy and votes correspond: SächsOVG 4 A 508/16."),
        ),
    )


def _alone(words: Wording, shares: Shares) -> Section:
    sheet, game = shares.sheet, shares.game
    table = None
    if game:
        years = len(sheet.years)
        found, values = fairness.compromise(game), fairness.shapley(game)
        lines = [
            (
                member.name,
                *(
                    _money(words, shares, part / years)
                    for part in (
                        *(game[frozenset([member.key])], found.separable[member.key], found.benefits[member.key]),
                        *(found.shares[member.key], values[member.key], shares.due[member.key]),
                    )
                ),
            )
            for member in sheet.members
        ]
        head = [words("Member"), words("Alone"), words("Separable costs"), words("Benefit"), words("SCRB")]
        table = Table(
            head=(*head, words("Shapley value"), words("In this sheet")),
            widths=(1.4, *(1.0 for _column in range(6))),
            groups=(("", rows(lines)),),
            caption=words("Fair divisions beside that of the sheet, per year"),
        )
    return Section(
        heading=words("Does anybody pay more than alone?"),
        paragraphs=(*sentences.alone(shares, words), *sentences.fair(shares, words)),
        table=table,
        notes=(words("Amounts per year, the mean of all years; each is rounded by itself."),) if table else (),
    )


def _years(words: Wording, shares: Shares) -> Section:
    sheet, balance, added = shares.sheet, shares.balance, shares.cumulated
    groups = [
        (
            member.name,
            rows(
                [
                    (
                        str(year),
                        *(
                            _money(words, shares, int(part[y, m]))
                            for part in (shares.cost, shares.income, balance, added)
                        ),
                    )
                    for y, year in enumerate(sheet.years)
                ]
            ),
        )
        for m, member in enumerate(sheet.members)
    ]
    return Section(
        heading=words("By member and year"),
        table=Table(
            head=(words("Year"), words("Costs"), words("Income"), words("Balance"), words("Balance, added up")),
            widths=(0.6, 1.0, 1.0, 1.0, 1.0),
            groups=tuple(groups),
            caption=words("Costs, income and balance by member and year"),
        ),
    )
