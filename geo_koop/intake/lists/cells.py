"""Reads member lists in cells: parted first (:mod:`geo_koop.intake.lists.atoms`), then each part is read.

The decisions are those of the table in ``docs/import.md``. Each part of a cell comes out: as a name that is
looked up, or as a phrase that stays open with its own text.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from geo_koop.intake.lists import atoms, cell_words, groups, heads, mentioned, plated, remarks
from geo_koop.intake.lists.atoms import STRONG, Atom
from geo_koop.intake.lists.cell_words import CellWords, plain
from geo_koop.intake.lists.parts import Part, undecided
from geo_koop.intake.lists.remarks import NOTHING, Said
from geo_koop.intake.names.places import Places

# A bracket with a figure says of when or of how many: Mitglieder (Stand 2023), Städte (3).
_TITLE = re.compile(r"^([^:()]{1,80}?)(?:\s*\([^:()]*\d[^:()]*\))?:\s*(.*)$", re.DOTALL)
_LAST_BRACKET = re.compile(r"^([^()]+?)\s*\(([^()]+)\)$")
_PURE_END = re.compile(r"[-–]$")


def read(cells: Iterable[str], separators: Sequence[str], places: Places) -> dict[str, tuple[Part, ...]]:
    """Read cells with several members.

    Parameters
    ----------
    cells : iterable of str
    separators : sequence of str
    places : Places

    Returns
    -------
    dict of str to tuple of Part
        Each distinct cell and its parts, in their order; never empty.
    """
    return {cell: _read(cell, separators, places) for cell in dict.fromkeys(cells)}


def read_one(cells: Iterable[str], places: Places) -> dict[str, tuple[Part, ...]]:
    """Read cells with one member: only the words about it are taken off its name; several are told as such."""
    several = {cell: _is_several(cell, places) for cell in dict.fromkeys(cells)}
    return {cell: _read(cell, (), places) if several[cell] else (_one(cell, places),) for cell in several}


def _is_several(cell: str, places: Places) -> bool:
    """Tell whether a cell for one member stands for several: alle Gemeinden …, Landkreis … (ohne …)."""
    before, behind, _ends = groups.split_off(cell)
    whole = bool(behind) and places.read(before).body in ("district", "association")
    if not (whole or groups.is_group(before) or cell_words.load().tails.fullmatch(cell)):
        return False
    return not remarks.understood(cell.strip("()[] ")) and not places.municipalities(cell)


def _one(cell: str, places: Places) -> Part:
    name, said = remarks.take(cell, places)
    return Part(cell, name, said=said) if said != NOTHING and name else Part(cell, cell)


def _read(cell: str, separators: Sequence[str], places: Places) -> tuple[Part, ...]:
    if places.is_official(cell):
        return (Part(cell, cell),)
    cut, with_plates = plated.joined(atoms.cut(cell, separators), places)
    pieces = [
        atom._replace(text=name, whole=atom.whole or len(names) > 1, sep=atom.sep if at == 0 else "-")
        for atom in atoms.protected(cut, places)
        for names in ([atom.text] if atom.whole else atoms.at_hyphens(atom.text, places),)
        for at, name in enumerate(names)
    ]
    pieces = heads.joined(pieces)
    parts = _Reader(places).read(pieces)
    for text, written in with_plates.items():
        parts = [part._replace(text=part.text.replace(text, written)) for part in parts]
    parts = plated.undecided(parts, places)
    return tuple(undecided(parts, pieces, places)) or (Part(cell, cell),)


class _Reader:
    """Reads the parts of one cell from left to right: what was said before may count for what follows."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.words: CellWords = cell_words.load()
        self.parts: list[Part] = []
        self._forget()
        self.excluding: int | None = None
        self.titled = NOTHING
        self.district = ""
        self.lines = False

    def _forget(self) -> None:
        self.head, self.single, self.closed, self.over, self.pure = "", "", False, False, False

    def read(self, pieces: Sequence[Atom]) -> list[Part]:
        """Return the parts of a cell."""
        at = 0
        while at < len(pieces):
            at += self._step(pieces, at)
        return [self._proposed(at, part) for at, part in enumerate(self.parts)]

    def _step(self, pieces: Sequence[Atom], at: int) -> int:
        """Read the atom at a place, and return how many were read with it."""
        atom = pieces[at]
        if atom.sep in STRONG:
            self._at_strong(atom)
        if atom.whole:
            self._close(atom)
            self._whole(atom)
            return 1
        text = self._titled(atom.text)
        if not text:
            return 1
        again = self.words.again.match(text)
        if again and (self.excluding is not None or self.parts):
            self.excluding, text = None, text[again.end() :].strip()
        if self.excluding is not None:
            self._excluded(text)
            return 1
        text = self._tail(text)
        if not text:
            return 1
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        if self._attached(text) or self._group(text):
            return 1
        text = self._head(text, following)
        if text:
            return self._rest(text, atom, pieces, at)
        return 1

    def _whole(self, atom: Atom) -> None:
        """Add a name that the register protects; in doubt, leave its two parts open."""
        if not atom.doubtful:
            self._name(atom.text)
            if atom.addition:
                self.parts.append(Part(atom.addition, atom.addition, "addition"))
            return
        first = atom.text.removesuffix(atom.addition).rstrip("/ ")
        self.parts.append(Part(first, first, "either", candidates=self.places.municipalities(atom.text)))
        towns = self.places.municipalities(atom.addition)
        self.parts.append(Part(atom.addition, atom.addition, "either", candidates=towns))

    def _rest(self, text: str, atom: Atom, pieces: Sequence[Atom], at: int) -> int:
        joined = self._shared(text, pieces, at) or self._ellipsis(text, pieces, at)
        if joined:
            return joined
        self._close(atom)
        self._name(text)
        return 1

    def _at_strong(self, atom: Atom) -> None:
        self.excluding = None
        if not (atom.sep == "\n" and self.pure):
            self._forget()
        if not (atom.sep == "\n" and self.lines):
            self.titled, self.district, self.lines = NOTHING, "", False

    def _close(self, atom: Atom) -> None:
        """Remember that an enumeration ended with "und": a head does not count for what follows a further comma."""
        if self.closed and atom.sep != "und":
            self.over = True
        elif atom.sep == "und" and (self.head or self.single):
            self.closed = True

    def _titled(self, text: str) -> str:
        """Read a title in front of a colon."""
        hit = _TITLE.match(text)
        if not hit or remarks.understood(hit[2]) or remarks.is_number(hit[2]) or self.places.is_official(text):
            return text
        title, rest = hit[1].strip(), hit[2].strip()
        said, word = remarks.understood(title), plain(title)
        self.lines = not rest
        if groups.split_off(title)[0] != title:
            return text
        if groups.is_group(title) and rest:
            self.parts.append(Part(title, title, "heading"))
            return rest
        if said:
            self.titled = said
        elif word in self.words.titles:
            self._forget()
            if word in self.words.heads:
                self.head = self.words.heads[word]
        else:
            found = (
                self.places.districts(title)
                if self._is_district(title) or not self.places.municipalities(title)
                else ()
            )
            self.district = title if len(found) == 1 else ""
            self.titled = NOTHING
            self.parts.append(Part(title, title, "heading", candidates=found))
        return rest

    def _tail(self, text: str) -> str:
        """Take "u. a." and the like off a part; it stands for members that are not named."""
        hit = self.words.tails.search(text)
        if not hit or self.places.municipalities(text) or "(" in text:
            return text
        rest = f"{text[: hit.start()]} {text[hit.end() :]}".strip(" ,;:")
        said = hit[0].strip(" ,;")
        self.parts.append(Part(said, said, "group"))
        return rest

    def _is_district(self, text: str) -> bool:
        return self.places.read(text).body == "district"

    def _excluded(self, text: str) -> None:
        """Add a part that is no member."""
        name = self.words.articles.sub("", text)
        self.parts.append(Part(name, name, "excluded"))

    def _attached(self, text: str) -> bool:
        """Attach words that stand as a part of their own to the name in front of them."""
        if not self.parts or self.parts[-1].kind or self.places.municipalities(text):
            return False
        said = remarks.understood(text.strip("()[] "))
        if said is None:
            return False
        last = self.parts[-1]
        self.parts[-1] = last._replace(said=last.said.with_(said))
        return True

    def _group(self, text: str) -> bool:
        """Read several that are not named, and what is excluded from them."""
        before, behind, ends = groups.split_off(text)
        if behind or before != text:
            if remarks.understood(text.strip("()[] ")) or self.places.municipalities(text):
                return False
            group = groups.is_group(before) or self.places.read(before).body in ("district", "association")
            if before and not group:
                return False
            if before:
                self.parts.append(Part(text, before, "group"))
            for piece in atoms.protected(
                atoms.cut(behind, (",", ";", "/", " und ", " u. ", " & ", " sowie ")), self.places
            ):
                self._excluded(piece.text)
            self.excluding = None if ends else len(self.parts)
            return True
        if groups.is_group(text) and not self.places.municipalities(text):
            self.parts.append(Part(text, text, "group"))
            return True
        return False

    def _proposed(self, at: int, part: Part) -> Part:
        """Add the municipalities that a group may stand for."""
        if part.kind != "group":
            return part
        names = []
        for other in self.parts[at + 1 :]:
            if other.kind != "excluded":
                break
            names.append(other.text)
        if self._is_district(part.sought) and names and all(map(self._is_outside(part.sought), names)):
            # Nothing of it is excluded: Kreis Kassel (ohne Stadt Kassel).
            return part._replace(kind="")
        return part._replace(candidates=groups.proposal(part.sought, names, self.places))

    def _is_outside(self, district: str) -> Callable[[str], bool]:
        """Return a function that tells of names whether they lie outside of a district for certain."""
        inside = set(self.places.districts(district))

        def outside(name: str) -> bool:
            keys = self.places.municipalities(name)
            return bool(keys) and len(inside) == 1 and not any(self.places.district_of(key) in inside for key in keys)

        return outside

    def _head(self, text: str, following: Atom | None) -> str:
        """Take a head in the plural off a part; it counts for the parts behind it."""
        bare = self.words.articles.sub("", text)
        tokens = bare.split()
        for size in range(min(5, len(tokens)), 0, -1):
            word = plain(" ".join(tokens[:size])).replace(",", "")
            if word not in self.words.heads or self.places.is_official(text):
                continue
            self._forget()
            self.head, self.pure = self.words.heads[word], size == len(tokens)
            if self.pure and following is None:
                self.parts.append(Part(text, text, "group"))
            return " ".join(tokens[size:])
        if len(tokens) > 1 and plain(tokens[0]) in self.words.either_number:
            self._forget()
            self.single = tokens[0]
            return bare
        if len(tokens) > 1 and plain(tokens[0]) in self.words.shared:
            self._forget()
        return bare if bare != text and not self.places.is_official(text) else text

    def _shared(self, text: str, pieces: Sequence[Atom], at: int) -> int:
        """Read heads in the singular that share a name: Stadt und Landkreis Rosenheim."""
        if plain(text) not in self.words.shared or self.places.municipalities(text):
            return 0
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        head = text.rstrip("-")
        if following is not None and following.sep in ("und", "/", "+", "-"):
            tokens = following.text.split()
            if len(tokens) > 1 and plain(tokens[0]) in self.words.shared:
                name = " ".join(tokens[1:])
                self._name(f"{heads.written_out(head)} {name}")
                self._name(following.text)
                return 2
        last = next((part for part in reversed(self.parts) if not part.kind), None)
        if last is not None and self._is_district(f"{head} {last.sought}"):
            base = last.sought.split(",")[0]
            words = base.split()
            name = " ".join(words[1:]) if len(words) > 1 and self.places.is_designation(words[0]) else base
            self.parts.append(
                Part(f"{head} {name}", text, "either", candidates=self.places.districts(f"Landkreis {name}"))
            )
            return 1
        return 0

    def _ellipsis(self, text: str, pieces: Sequence[Atom], at: int) -> int:
        """Read beginnings that share an ending: Ober- und Unterschleißheim."""
        if not _PURE_END.search(text) or at + 1 >= len(pieces):
            return 0
        front = [text]
        end = at + 1
        while end < len(pieces) and _PURE_END.search(pieces[end].text):
            front.append(pieces[end].text)
            end += 1
        if end >= len(pieces):
            return 0
        full = pieces[end].text
        word, rest = full.split()[-1], " ".join(full.split()[1:])
        if full.split()[0].casefold().endswith(self.places.rules.by_names or "\n") and self.places.municipalities(rest):
            # A by-name with its own "und": Sport- und Freizeitgemeinde Grefrath.
            self.parts.append(Part(f"{text}{pieces[at + 1].gap}{full}", rest, said=self.titled))
            return end - at + 1
        found = [heads.completed(one, full, word, self.places) for one in front]
        for one, name in zip(front, found, strict=True):
            self.parts.append(Part(name or one, name or one, said=self.titled, district=self.district))
        return end - at

    def _name(self, text: str) -> None:
        """Add a name, with the head that counts for it and the words beside it."""
        if self._members_in_bracket(text):
            return
        name, said = remarks.take(text, self.places)
        said = said.with_(self.titled)
        if self.head and not self.over:
            headed = f"{self.head} {name}"
            if self.head == "Landkreis" and self._is_district(name) and not self.places.plate(name):
                headed = name
            part = self._headed(headed, name, said)
        elif self.head == "Landkreis" or (self.single and name and not self._is_district(name)):
            part = self._either(name, said)
        else:
            part = Part(text, name or text, said=said, district=self.district)
        self.parts += [part, *mentioned.in_words(said.unread, self.places)]

    def _members_in_bracket(self, text: str) -> bool:
        """Read the municipalities that stand in brackets behind an association, or a district."""
        hit = _LAST_BRACKET.match(text)
        body = self.places.read(hit[1]).body if hit else ""
        if hit is None or body not in ("association", "district"):
            return False
        names = [atom.text for atom in atoms.cut(hit[2], (",", ";", "/", " und ", " u. ", " & ", " sowie "))]
        if len(names) < 2 or not all(map(self.places.municipalities, names)):
            return False
        joined = self.places.associations(hit[1])
        if body == "association" and (not joined or self.places.is_whole(joined, names)):
            self.parts += [Part(hit[1], hit[1]), *(Part(name, name) for name in names)]
            return True
        # The district or association, or those of its municipalities?
        self.parts.append(Part(hit[1], hit[1], "either", candidates=joined or self.places.districts(hit[1])))
        self.parts += [Part(name, name, "either", candidates=self.places.municipalities(name)) for name in names]
        return True

    def _headed(self, headed: str, name: str, said: Said) -> Part:
        if self.head in ("Landkreis",):
            found = self.places.districts(headed) or self.places.plate(headed)
            if len(found) == 1:
                return Part(headed, headed, said=said)
            return Part(name, name, said=said, district=self.district)
        if self.head in ("Stadt", "Markt", "Gemeinde"):
            return Part(name, name if self.places.is_certain(name) else headed, said=said, district=self.district)
        return Part(headed, headed, said=said)

    def _either(self, name: str, said: Said) -> Part:
        """Leave a name open that a head may count for or not."""
        districts, towns = self.places.districts(f"Landkreis {name}"), self.places.municipalities(name)
        if districts and towns:
            return Part(name, name, "either", said, candidates=(*districts, *towns))
        return Part(name, name, said=said, district=self.district)
