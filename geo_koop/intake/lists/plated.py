"""Number plates of districts among the parts of a cell: they tell where a name lies, or are members themselves."""

from collections.abc import Sequence

from geo_koop.intake.lists.atoms import Atom
from geo_koop.intake.lists.parts import Part
from geo_koop.intake.names.places import Places


def joined(atoms: Sequence[Atom], places: Places) -> tuple[list[Atom], dict[str, str]]:
    """Put number plates behind a slash into brackets behind their names: Haar/M, Städte Landsberg/LL und Olching/FFB.

    Only where each slash of the cell stands before a number plate of the district of the name in front of it.

    Returns
    -------
    tuple
        The parts, and each text with a bracket with what is written there.
    """
    pairs = {
        at
        for at in range(1, len(atoms))
        if atoms[at].gap == "/" and _lies_in(atoms[at - 1].text, atoms[at].text, places)
    }
    if not pairs or any(atom.sep == "/" and at not in pairs for at, atom in enumerate(atoms)):
        return list(atoms), {}
    found: list[Atom] = []
    written: dict[str, str] = {}
    for at, atom in enumerate(atoms):
        if at not in pairs:
            found.append(atom)
            continue
        name = found[-1].text
        # A head in front may be taken off the name: of the name its last word comes back for certain.
        last = name.split()[-1]
        written[f"{last} ({atom.text})"] = f"{last}/{atom.text}"
        found[-1] = found[-1]._replace(text=f"{name} ({atom.text})")
    return found, written


def _lies_in(name: str, code: str, places: Places) -> bool:
    words = name.split()
    return any(places.in_plate(" ".join(words[at:]), code) for at in range(len(words)))


def undecided(parts: Sequence[Part], places: Places) -> list[Part]:
    """Leave a bare number plate open that stands behind a name of its district: Zorneding, EBE.

    It may say where the name lies, or be a member.
    """
    found = list(parts)
    for at in range(1, len(found)):
        before, part = found[at - 1], found[at]
        if not part.kind and not before.kind and places.in_plate(before.sought, part.sought):
            found[at] = part._replace(kind="either", candidates=places.plate(part.sought))
    return found
