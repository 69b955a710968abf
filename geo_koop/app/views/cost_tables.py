"""The result of a cost sheet as tables and files."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from geo_koop.app.words import Words
from geo_koop.outputs import report
from geo_koop.outputs.costs import book, result, sentences
from geo_koop.outputs.report import costs as sheets
from geo_koop.outputs.wording import Wording
from geo_koop.planning import fairness
from geo_koop.planning.costs import Shares

Others = Mapping[str, Shares]


def said(words: Words) -> Wording:
    """Return the words of sheets: what the page says of a result is what the printed sheet says."""
    return Wording(words.language)


def members(shares: Shares, words: Words) -> pd.DataFrame:
    """Return what each member pays over all years, and all together; amounts as people write them."""
    values, levy, votes = shares.present_values(shares.balance), shares.levy_shares, shares.vote_shares
    saving = shares.saving
    lines = [
        {
            words("Member"): member.name,
            words("Costs"): _money(shares, words, int(shares.cost[:, m].sum())),
            words("Income"): _money(shares, words, int(shares.income[:, m].sum())),
            words("Balance"): _money(shares, words, int(shares.balance[:, m].sum())),
            words("Present value"): _money(shares, words, values[m]),
            words("Share of costs"): words.share(float(levy[m]), 1) if levy else "–",
            words("Share of votes"): words.share(float(votes[m]), 1) if votes else "–",
        }
        | ({words("Saved against alone"): _money(shares, words, int(saving[:, m].sum()))} if saving is not None else {})
        for m, member in enumerate(shares.sheet.members)
    ]
    sums = {
        words("Member"): words("All together"),
        words("Costs"): _money(shares, words, int(shares.cost.sum())),
        words("Income"): _money(shares, words, int(shares.income.sum())),
        words("Balance"): _money(shares, words, int(shares.balance.sum())),
        words("Present value"): _money(shares, words, sum(values)),
        words("Share of costs"): words.share(1.0) if levy else "–",
        words("Share of votes"): words.share(1.0) if votes else "–",
    }
    if saving is not None:
        sums[words("Saved against alone")] = _money(shares, words, int(saving.sum()))
    return pd.DataFrame([*lines, sums])


def years(shares: Shares, words: Words) -> pd.DataFrame:
    """Return costs, income and balance by member and year."""
    balance, added = shares.balance, shares.cumulated
    return pd.DataFrame(
        [
            {
                words("Member"): member.name,
                words("Year"): str(year),
                words("Costs"): _money(shares, words, int(shares.cost[y, m])),
                words("Income"): _money(shares, words, int(shares.income[y, m])),
                words("Balance"): _money(shares, words, int(balance[y, m])),
                words("Balance, added up"): _money(shares, words, int(added[y, m])),
            }
            for m, member in enumerate(shares.sheet.members)
            for y, year in enumerate(shares.sheet.years)
        ]
    )


def fair(shares: Shares, words: Words) -> pd.DataFrame | None:
    """Return fair divisions beside that of the sheet, per year; None where costs alone are not all given."""
    if not shares.game:
        return None
    found, values = fairness.compromise(shares.game), fairness.shapley(shares.game)
    columns = {
        words("Alone"): {m.key: shares.game[frozenset([m.key])] for m in shares.sheet.members},
        words("Separable costs"): found.separable,
        words("Benefit"): found.benefits,
        "SCRB": found.shares,
        words("Shapley value"): values,
        words("In this sheet"): shares.due,
    }
    count, currency = len(shares.sheet.years), shares.sheet.currency
    return pd.DataFrame(
        [
            {words("Member"): member.name}
            | {title: sentences.money(words, part[member.key] / count, currency) for title, part in columns.items()}
            for member in shares.sheet.members
        ]
    )


def bars(shares: Shares, others: Others, words: Words) -> pd.DataFrame:
    """Return the costs of each member by the key of the sheet and by others: ``member, key, euros, text``."""
    titles = {"": words("as in the sheet")} | {key: sentences.key(said(words), key) for key in others}
    return pd.DataFrame(
        [
            {
                "member": member.name,
                "key": title,
                "euros": int(one.cost[:, m].sum()) / 100,
                "text": _money(shares, words, int(one.cost[:, m].sum())),
            }
            for (title, one) in zip(titles.values(), [shares, *others.values()], strict=True)
            for m, member in enumerate(shares.sheet.members)
        ]
    )


def side_by_side(shares: Shares, others: Others, words: Words) -> pd.DataFrame:
    """Return the same as a table with a column for each key."""
    table = bars(shares, others, words)
    wide = table.pivot_table(index="member", columns="key", values="text", aggfunc="first", sort=False)
    return wide.rename_axis(index=words("Member"), columns=None).reset_index()


def statements(shares: Shares, words: Words) -> list[str]:
    """Return what there is to say: who pays more than alone, costs beside votes, when it is balanced, what is fair."""
    wording = said(words)
    return [
        *sentences.alone(shares, wording),
        *sentences.votes(shares, wording),
        *sentences.break_even(shares, wording),
        *sentences.fair(shares, wording),
    ]


def files(shares: Shares, others: Others, words: Words) -> dict[str, Callable[[], bytes]]:
    """Return what makes each file, by its ending: nothing is made before somebody asks for it."""
    language = words.language
    return {
        "xlsx": lambda: book.content(shares, language),
        "pdf": lambda: _pdf(shares, others, language),
        "json": lambda: result.as_json(shares, others).encode(),
        "yaml": lambda: result.as_yaml(shares).encode(),
    }


def _pdf(shares: Shares, others: Others, language: str) -> bytes:
    press = sheets.imprint(shares, report.ReportOptions(language=language))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "costs.pdf"
        return report.write(press, [sheets.cost_sheet(press, shares, others)], out).read_bytes()


def _money(shares: Shares, words: Words, cents: int) -> str:
    return sentences.money(words, cents, shares.sheet.currency)
