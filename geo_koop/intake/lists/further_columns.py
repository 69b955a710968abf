"""Finds further columns of members: numbered ones, those that differ in brackets, and who leads a cooperation."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from geo_koop.intake.lists.proposal import Proposal

_SHARE = 0.5
_SHARE_OF_NAMED = 0.25
"""Of a column whose heading says that it holds members, fewer known names are enough."""
_WORD = r"[^\W\d]{2}"
_FURTHER = re.compile(r"(?:weitere|sonstige|übrige|andere)\s", re.IGNORECASE)
_LEAD = re.compile(r"feder\W*führ|^lead|haupt\W*verantwort|^geschäftsführende|^antragsteller", re.IGNORECASE)
_NUMBERED = re.compile(r"^(.*?)[\s_.(-]*(\d{1,3}|[A-H])?\)?$")


def added(proposal: Proposal | None, single: Mapping[str, float], rows: pd.DataFrame) -> Proposal | None:
    """Return a proposal with its further columns of members; ``single`` is the share of names in each column."""
    if proposal is None or "member" not in proposal.profile.columns:
        return proposal
    return _led(_alike(_numbered(proposal, single), rows), single)


def _numbered(proposal: Proposal, single: Mapping[str, float]) -> Proposal:
    """Add the further columns of members of a proposal: Mitglied 1, Mitglied 2, Mitglied 3."""
    columns = proposal.profile.columns
    member = columns["member"]
    free = [name for name in single if name == member or name not in columns.values()]
    families: dict[str, list[str]] = {}
    for name in free:
        families.setdefault(_stem(name), []).append(name)
    present = [names for stem, names in families.items() if stem and max(single[name] for name in names) >= _SHARE]
    family = max(present, key=len, default=[])
    if len(family) < 2:
        return proposal
    beside = [name for name in free if name not in family and (name == member or _FURTHER.match(name))]
    further = (*family[1:], *beside)
    profile = replace(proposal.profile, shape="cell", columns={**columns, "member": family[0]}, more_members=further)
    return replace(proposal, profile=profile, score=proposal.score + 0.3)


def _alike(proposal: Proposal, rows: pd.DataFrame) -> Proposal:
    """Add columns of words whose headings differ from that of the members in brackets: Gemeinden (DE), (AT)."""
    columns, more = proposal.profile.columns, proposal.profile.more_members
    stem = _without_bracket(columns["member"])
    further = tuple(
        name
        for name in rows
        if name not in (*columns.values(), *more)
        and _without_bracket(name) == stem
        and rows[name].str.contains(_WORD, regex=True).mean() >= _SHARE
    )
    if not stem or not further:
        return proposal
    return replace(proposal, profile=replace(proposal.profile, shape="cell", more_members=(*more, *further)))


def _without_bracket(heading: str) -> str:
    bare = re.sub(r"\(.*?\)|\[.*?\]", "", heading).strip().casefold()
    return bare if bare != heading.strip().casefold() else ""


def _led(proposal: Proposal, single: Mapping[str, float]) -> Proposal:
    """Add the column that names who leads a cooperation: a member as the others, and the first of them."""
    if proposal.profile.shape != "cell":
        return proposal
    columns, more = proposal.profile.columns, proposal.profile.more_members
    used = {*columns.values(), *more}
    lead = next((h for h in single if h not in used and _LEAD.search(h) and single[h] >= _SHARE_OF_NAMED), "")
    if not lead:
        return proposal
    columns = {name: heading for name, heading in columns.items() if name != "key"}
    profile = replace(
        proposal.profile, columns={**columns, "member": lead}, more_members=(proposal.profile.columns["member"], *more)
    )
    return replace(proposal, profile=profile)


def _stem(heading: str) -> str:
    found = _NUMBERED.match(heading.strip())
    return found[1].strip().casefold() if found else ""
