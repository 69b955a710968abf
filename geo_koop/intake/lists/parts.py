"""Parts of a cell with several members, and what becomes of two of them that explain each other."""

from collections.abc import Sequence
from typing import NamedTuple

from geo_koop.intake.lists.atoms import Atom
from geo_koop.intake.lists.remarks import NOTHING, Said
from geo_koop.intake.names.places import Places


class Part(NamedTuple):
    """A part of a cell.

    Attributes
    ----------
    text : str
        As written; of a part that a head counts for, with the head.
    sought : str
        What is looked up.
    kind : str
        ``""`` for a name; ``group``, ``excluded``, ``heading``, ``addition`` or ``either`` for a phrase that
        is none, or not certain.
    said : Said
        What words beside it say.
    district : str
        District that a title in front of it names.
    candidates : tuple of str
        Keys that come into question for a phrase.
    """

    text: str
    sought: str
    kind: str = ""
    said: Said = NOTHING
    district: str = ""
    candidates: tuple[str, ...] = ()


def undecided(parts: list[Part], pieces: Sequence[Atom], places: Places) -> list[Part]:
    """Leave two names open of which the first is uncertain and the second may tell which it is: Eching, Freising."""
    if len(parts) != 2 or len(pieces) != 2 or pieces[1].sep not in (",", "/") or any(part.kind for part in parts):
        return parts
    first, second = parts
    if places.is_certain(first.sought) or not places.municipalities(second.sought) or places.read(second.sought).body:
        return parts
    resolved = places.resolves(first.sought, second.sought)
    if not resolved:
        return parts
    towns = places.municipalities(second.sought)
    both = places.districts(f"Landkreis {second.sought}") or places.cities(second.sought)
    candidates = (*resolved, *(key for key in places.municipalities(first.sought) if key not in resolved))
    return [
        first._replace(kind="either", candidates=candidates),
        second._replace(kind="either", candidates=(*towns, *both)),
    ]
