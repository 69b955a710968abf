"""What lies over the colours of the map: outlines of cooperations, signs of members, lines of shared membership."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.locale import translator
from geo_koop.outputs.webmap.legend import OverlayEntry, Paint
from geo_koop.result.analysis import Analysis

MOST_TIES = 800
"""Lines that a map holds at most: more can neither be read nor sent quickly."""

SIGNS = {
    "circle": (0, 0, 0),
    "ring": (0, 0, 1),
    "square": (4, 45, 0),
    "square_open": (4, 45, 1),
    "diamond": (4, 0, 0),
    "diamond_open": (4, 0, 1),
    "triangle": (3, 0, 0),
    "triangle_open": (3, 0, 1),
    "triangle_down": (3, 180, 0),
    "triangle_down_open": (3, 180, 1),
    "pentagon": (5, 0, 0),
    "pentagon_open": (5, 0, 1),
    "hexagon": (6, 0, 0),
    "hexagon_open": (6, 0, 1),
    "triangle_right_open": (3, 90, 1),
}
"""Signs of the roles: number of corners (0: a circle), turn in degrees, whether open."""

CORE_SIGN, LARGEST_SIGN = (10, 0, 0), (0, 0, 2)
"""Signs of a core city, a star, and of a most populous member that is none, a ring with a dot."""

THROUGH_DISTRICT = "through_district"
THROUGH_ASSOCIATION = "through_association"
_THROUGH = {"association": THROUGH_ASSOCIATION, "district": THROUGH_DISTRICT}
"""In place of a role: the municipality takes part only through its district."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """A cooperation that the map sets off.

    Attributes
    ----------
    areas : tuple of int
        Positions of its municipalities in their table.
    colour : str
        Of the outline, ``#rrggbb``.
    dash : tuple of int
        Lengths of dashes and gaps of the outline; empty for a solid line.
    core : int
        Position of the core city, or of the most populous member, or -1.
    city : bool
        Whether that is a core city.
    hatch : int
        Hatch of its area.
    roles : tuple of (int, int, int, int, int)
        Position, the numbers of :data:`SIGNS`, and 1 where the membership does not count.
    """

    areas: tuple[int, ...]
    colour: str
    dash: tuple[int, ...] = ()
    core: int = -1
    city: bool = False
    hatch: int = 1
    roles: tuple[tuple[int, int, int, int, int], ...] = ()

    def content(self) -> dict[str, Any]:
        """Return it as the script takes it."""
        return {
            "areas": list(self.areas),
            "colour": Paint(colour=self.colour).colour,
            "dash": list(self.dash),
            "core": self.core,
            "city": int(self.city),
            "hatch": self.hatch,
            "roles": [list(role) for role in self.roles],
        }


def selections(analysis: Analysis, cooperation_ids: Sequence[str]) -> dict[str, Selection]:
    """Return what the map needs to set cooperations off, by id in the order asked; without those without area.

    Each has colour and dash of its pattern.
    """
    if not cooperation_ids:
        return {}
    keys = analysis.municipalities.index
    patterns = codelists.load("patterns")
    rows = analysis.area[analysis.area["cooperation_id"].isin(list(cooperation_ids))]
    places = {str(c): keys.get_indexer(part.unique()) for c, part in rows.groupby("cooperation_id")["key"]}
    chosen, cities = {}, analysis.core_cities if "core_key" in analysis.patterns else pd.Series(dtype=bool)
    for cooperation_id in cooperation_ids:
        areas = places.get(cooperation_id, np.empty(0, dtype=int))
        if not (areas >= 0).any():
            continue
        entry = patterns.entries.get(str(analysis.cooperations["pattern"].get(cooperation_id))) or {}
        core = analysis.patterns["core_key"].get(cooperation_id) if "core_key" in analysis.patterns else None
        chosen[cooperation_id] = Selection(
            areas=tuple(areas[areas >= 0].tolist()),
            colour=entry.get("colour", patterns.entries["unclassified"]["colour"]),
            dash=_dash(entry),
            core=-1 if core is None or pd.isna(core) else int(keys.get_indexer([core])[0]),
            city=bool(cities.get(cooperation_id, False)),
        )
    return chosen


def outlined(
    analysis: Analysis, cooperation_ids: Sequence[str], *, chosen: str | None = None, roles: bool = False
) -> dict[str, Selection]:
    """Return the outlines of several cooperations, told apart by colour, dash and hatch.

    Parameters
    ----------
    analysis : Analysis
        Not narrowed, so that a cooperation outside the filters can be drawn too.
    cooperation_ids : sequence of str
        In the order of the codelist ``outlines``; those beyond its end are left out.
    chosen : str, optional
        A further one, drawn first. Alone it has the look of its pattern.
    roles : bool
        Whether the signs of the members are wanted.
    """
    looks = list(codelists.load("outlines").entries.values())
    ids = list(dict.fromkeys(cooperation_ids))[: len(looks)]
    look = dict(zip(ids, looks, strict=False))
    order = [*([chosen] if chosen and chosen not in ids else []), *ids]
    made = {}
    for identifier, plain in selections(analysis, order).items():
        entry = look.get(identifier)
        made[identifier] = Selection(
            areas=plain.areas,
            colour=entry["colour"] if entry else plain.colour,
            dash=_dash(entry) if entry else plain.dash,
            core=plain.core,
            city=plain.city,
            hatch=entry["hatch"] if entry else plain.hatch,
            roles=_roles(analysis, identifier) if roles else (),
        )
    return made


def role_codes(analysis: Analysis, cooperation_ids: Sequence[str]) -> list[str]:
    """Return the roles that occur in cooperations, in the order of the codelist."""
    tables = [_placed(analysis, identifier) for identifier in cooperation_ids]
    met = set().union(*(table["role"] for table in tables)) if tables else set()
    return [code for code in (*codelists.load("roles").codes, *_THROUGH.values()) if code in met]


def core_entries(selected: Iterable[Selection], language: str) -> list[OverlayEntry]:
    """Return the lines of the legend for core cities and most populous members, of those that occur."""
    _ = translator(language, "map")
    kinds = {one.city for one in selected if one.core >= 0}
    labels = ((True, _("core city"), CORE_SIGN), (False, _("most populous member"), LARGEST_SIGN))
    return [OverlayEntry(label=label, sign=sign) for city, label, sign in labels if city in kinds]


def sign_of(role: str) -> tuple[int, int, int]:
    """Return the sign of a role."""
    if role in _THROUGH.values():
        return SIGNS["hexagon_open"]
    entry = codelists.load("roles").entries.get(role) or codelists.load("roles").entries["unknown"]
    return SIGNS[entry["sign"]]


def _placed(analysis: Analysis, cooperation_id: str) -> pd.DataFrame:
    """Return ``key, role, counts`` of the municipal members, and of those reached through a higher level."""
    members, area = analysis.members, analysis.area
    own = members[(members["cooperation_id"] == cooperation_id) & (members["level"] == "municipality")]
    through = area[(area["cooperation_id"] == cooperation_id) & area["through"].isin(_THROUGH)]
    table = pd.DataFrame(
        {
            "key": pd.concat([own["unit_key"], through["key"]], ignore_index=True),
            "role": [*own["role"], *through["through"].map(_THROUGH)],
            "counts": [*own["counts"], *[True] * len(through)],
        }
    )
    return table.sort_values("counts", ascending=False, kind="stable").drop_duplicates("key")


def _roles(analysis: Analysis, cooperation_id: str) -> tuple[tuple[int, int, int, int, int], ...]:
    table = _placed(analysis, cooperation_id)
    places = analysis.municipalities.index.get_indexer(table["key"])
    return tuple(
        (int(place), *sign_of(role), 0 if counts else 1)
        for place, role, counts in zip(places, table["role"], table["counts"], strict=True)
        if place >= 0
    )


def _dash(entry: Any) -> tuple[int, ...]:
    return tuple(int(n) for n in str(entry.get("dash") or "").split())


def ties(
    analysis: Analysis, threshold: int, *, municipality: str | None = None, most: int = MOST_TIES
) -> tuple[pd.DataFrame, int]:
    """Return the pairs of municipalities that share cooperations, the strongest first.

    Parameters
    ----------
    analysis : Analysis
    threshold : int
        From how many shared cooperations on.
    municipality : str, optional
        Only the pairs with this one.
    most : int
        Length of the table at most.

    Returns
    -------
    table : pandas.DataFrame
        ``key_a, key_b, cooperations, distance_km``.
    count : int
        Number of pairs before they were cut.
    """
    edges = analysis.comembership
    keep = edges["cooperations"] >= threshold
    if municipality is not None:
        keep &= (edges["key_a"] == municipality) | (edges["key_b"] == municipality)
    found = edges[keep]
    order = np.lexsort((found["distance_km"], -found["cooperations"].to_numpy()))[:most]
    return found.iloc[order], len(found)


def tie_text(table: pd.DataFrame, keys: pd.Index) -> str:
    """Return pairs as text: four digits of base 36 for each place, one for the number (at most 35)."""
    places = (keys.get_indexer(table[column]) for column in ("key_a", "key_b"))
    number = np.minimum(table["cooperations"].to_numpy(), 35)
    rows = zip(*places, number, strict=True)
    return "".join(f"{_digits(a, 4)}{_digits(b, 4)}{_digits(n, 1)}" for a, b, n in rows)


def _digits(number: int, width: int) -> str:
    return np.base_repr(number, 36).lower().zfill(width)
