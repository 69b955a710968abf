"""Heads that count for several parts, and beginnings that share an ending."""

from collections.abc import Sequence

from geo_koop.intake.lists import cell_words
from geo_koop.intake.lists.atoms import Atom
from geo_koop.intake.lists.cell_words import plain
from geo_koop.intake.names.places import Places


def joined(pieces: Sequence[Atom]) -> list[Atom]:
    """Put heads together that count for the same parts: alle Städte und Gemeinden des Landkreises."""
    words = cell_words.load()
    plurals = {head for head, one in words.heads.items() if one in ("Stadt", "Markt", "Gemeinde")}
    found: list[Atom] = []
    for atom in pieces:
        last = found[-1] if found else None
        if last and not last.whole and atom.sep in ("und", ",", "/"):
            before, behind = plain(last.text).split(" ")[-1:], plain(atom.text).split(" ")[:1]
            if before[0] in plurals and behind[0] in plurals:
                found[-1] = last._replace(text=f"{last.text}{atom.gap}{atom.text}")
                continue
        found.append(atom)
    return found


def written_out(head: str) -> str:
    """Return a head that ends in a hyphen as a word: Stadt- und Landkreis."""
    return {"land": "Landkreis", "stadt": "Stadt"}.get(head.casefold().rstrip("- "), head)


def completed(front: str, full: str, word: str, places: Places) -> str:
    """Return the one name that a beginning gives with an ending of another name, or ``""``."""
    front = front.rstrip("-– ")
    names = {
        name
        for at in range(1, len(word) - 1)
        for name in (
            f"{front}{word[at:]}",
            f"{front}-{word[at:].lstrip('-').capitalize()}" if "-" in word[: at + 1] else "",
        )
        if name and places.is_certain(name)
    }
    longer = {f"{front} {' '.join(full.split()[1:])}"} if len(full.split()) > 1 else set()
    names |= {name for name in longer if places.is_certain(name)}
    return names.pop() if len(names) == 1 else ""
