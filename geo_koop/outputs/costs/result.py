"""The result as JSON, and the sheet as YAML. Amounts are whole cents, so that nothing is rounded on the way."""

import json
from collections.abc import Mapping
from typing import Any

import yaml

from geo_koop.planning import fairness
from geo_koop.planning.cost_sheet import document, plain
from geo_koop.planning.costs import Shares


def as_json(shares: Shares, others: Mapping[str, Shares]) -> str:
    """Return the result as JSON; ``docs/costs.md`` names its fields."""
    return json.dumps(content(shares, others), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def as_yaml(shares: Shares) -> str:
    """Return the sheet as YAML, as it is read again."""
    return yaml.safe_dump(document(shares.sheet), allow_unicode=True, sort_keys=False, width=120)


def content(shares: Shares, others: Mapping[str, Shares]) -> dict[str, Any]:
    """Return the result as plain entries.

    Parameters
    ----------
    shares : Shares
    others : Mapping of str to Shares
        The same sheet by other keys, to stand beside.
    """
    sheet = shares.sheet
    return {
        "cost_sheet": sheet.title,
        "as_of": sheet.as_of or None,
        "source": sheet.source or None,
        "currency": sheet.currency,
        "years": list(sheet.years),
        "base_year": sheet.base_year,
        "discount_rate": plain(sheet.discount_rate),
        "members": _members(shares),
        "by_year": _years(shares),
        "positions": [
            {
                "name": position.name,
                "kind": position.kind,
                "from": position.first,
                "to": position.last,
                "key": position.key,
                "amount_cents": position.cents,
                "parts_cents": dict(parts),
            }
            for position, parts in zip(sheet.positions, shares.parts, strict=True)
        ],
        "stand_alone": {
            "tested": shares.tested,
            "objections": [
                {"members": list(one.members), "pays_cents": round(one.pays), "alone_cents": round(one.alone)}
                for one in shares.objections
            ],
        },
        "fair": _fair(shares),
        "compared": [{"key": key, "members": _members(other)} for key, other in others.items()],
    }


def _members(shares: Shares) -> list[dict[str, Any]]:
    sheet, levy, votes = shares.sheet, shares.levy_shares, shares.vote_shares
    values, even = shares.present_values(shares.balance), shares.break_even(shares.balance)
    saving = shares.saving
    cheaper = shares.break_even(saving) if saving is not None else [None] * len(sheet.members)
    return [
        {
            "key": member.key,
            "name": member.name,
            "cost_cents": int(shares.cost[:, m].sum()),
            "income_cents": int(shares.income[:, m].sum()),
            "balance_cents": int(shares.balance[:, m].sum()),
            "present_value_cents": values[m],
            "break_even_year": even[m],
            "cost_share": round(float(levy[m]), 6) if levy else None,
            "vote_share": round(float(votes[m]), 6) if votes else None,
            "saving_cents": int(saving[:, m].sum()) if saving is not None else None,
            "cheaper_from_year": cheaper[m],
        }
        for m, member in enumerate(sheet.members)
    ]


def _years(shares: Shares) -> list[dict[str, Any]]:
    balance, added = shares.balance, shares.cumulated
    return [
        {
            "key": member.key,
            "year": year,
            "cost_cents": int(shares.cost[y, m]),
            "income_cents": int(shares.income[y, m]),
            "balance_cents": int(balance[y, m]),
            "cumulated_cents": int(added[y, m]),
        }
        for m, member in enumerate(shares.sheet.members)
        for y, year in enumerate(shares.sheet.years)
    ]


def _fair(shares: Shares) -> dict[str, Any] | None:
    """Return the fair divisions of all years together, in cents; None where costs alone are not all given."""
    if not shares.game:
        return None
    found = fairness.compromise(shares.game)
    tables = {"separable_cents": found.separable, "benefit_cents": found.benefits, "scrb_cents": found.shares}
    tables |= {"shapley_cents": fairness.shapley(shares.game)}
    rounded = {name: {key: round(value, 2) for key, value in table.items()} for name, table in tables.items()}
    return {**rounded, "equal": found.equal, "negative": list(found.negative)}
