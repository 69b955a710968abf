"""Finds names that differ by a slip of the pen, and tells slips from other places.

Most names of places differ from another place's name by one letter only (Altenberg, Altenburg). What
sets a slip apart is that no other place is spelt like it: a run of letters around the difference occurs
in no other name. Each limit was chosen on the official names of Germany and Switzerland by leaving each
out and asking whether another would be taken for it (see ``benchmarks/matching.py``).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

_CHUNK = 4_000
_REACH = 3
_NEAR = 2
_FEW = 5
_VOWELS = frozenset("aeiouy")


class Slip(NamedTuple):
    """The nearest official form of a name.

    Attributes
    ----------
    form : str
        Official form, or ``""``.
    distance : int
        Letters that differ (a swap of two counts once).
    sure : bool
        Whether it may be taken without being asked.
    likely : bool
        Whether it may be taken where the context agrees.
    near : tuple of str
        Official forms that come near, the nearest first.
    """

    form: str = ""
    distance: int = 0
    sure: bool = False
    likely: bool = False
    near: tuple[str, ...] = ()


class Spelling:
    """Which runs of letters occur in the names of a register.

    Parameters
    ----------
    forms : sequence of str
        Distinct official forms.
    """

    def __init__(self, forms: Sequence[str]) -> None:
        self._counts = {n: Counter(run for form in forms for run in set(_runs(form, n))) for n in (3, 4, 5)}

    def unseen(self, name: str, official: str, n: int) -> bool:
        """Tell whether no name has one of the runs of ``n`` letters around the difference of two names."""
        start, end, _end = difference(name, official)
        framed = f"^{name}$"
        first, last = max(0, start + 2 - n), min(len(framed) - n, max(end, start))
        return any(framed[at : at + n] not in self._counts[n] for at in range(first, last + 1))


def _runs(form: str, n: int) -> list[str]:
    framed = f"^{form}$"
    return [framed[at : at + n] for at in range(len(framed) - n + 1)]


def difference(a: str, b: str) -> tuple[int, int, int]:
    """Return where two texts begin to differ, and where the difference ends in each.

    Examples
    --------
    >>> difference("groebenzel", "groebenzell")
    (10, 10, 11)
    """
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    return start, len(a) - end, len(b) - end


def slips(
    names: Sequence[str],
    forms: Sequence[str],
    *,
    bare: Callable[[str], str],
    distinguishing: Sequence[str],
    wide: bool,
) -> list[Slip]:
    """Return the nearest official form of each name.

    Parameters
    ----------
    names : sequence of str
        Folded names that are no official form.
    forms : sequence of str
        Distinct official forms.
    bare : callable
        Gives a form as a list without umlauts would have it: a wrong letter in place of an umlaut is
        one slip, not two.
    distinguishing : sequence of str
        Beginnings and endings that tell places apart.
    wide : bool
        Whether the register covers a country, so that its spelling tells much about other places.

    Returns
    -------
    list of Slip
        One for each name.
    """
    if not names or not forms:
        return [Slip() for _name in names]
    bare_forms, bare_names = [bare(form) for form in forms], [bare(name) for name in names]
    judge = _Judge(Spelling(sorted({*forms, *bare_forms})), distinguishing, wide)
    found = []
    for start in range(0, len(names), _CHUNK):
        part = slice(start, start + _CHUNK)
        distances = np.minimum(_distances(names[part], forms), _distances(bare_names[part], bare_forms))
        rows, columns = np.nonzero(distances <= _REACH)
        ends = np.searchsorted(rows, np.arange(len(distances) + 1))
        for at, (name, plain) in enumerate(zip(names[part], bare_names[part], strict=True)):
            those = columns[ends[at] : ends[at + 1]]
            near = distances[at, those]
            close = [(int(near[i]), int(those[i])) for i in np.lexsort((those, near))]
            if not close:
                found.append(Slip())
                continue
            distance, best = close[0]
            spelt = OSA.distance(name, forms[best]) == distance
            pair = (name, forms[best]) if spelt else (plain, bare_forms[best])
            found.append(judge(pair, forms[best], [(d, forms[i]) for d, i in close]))
    return found


def _distances(names: Sequence[str], forms: Sequence[str]) -> np.ndarray:
    return process.cdist(names, forms, scorer=OSA.distance, score_cutoff=_REACH, dtype=np.uint8, workers=-1)


class _Judge:
    """Tells slips from other places, by the spelling of a register."""

    def __init__(self, spelling: Spelling, distinguishing: Sequence[str], wide: bool) -> None:
        self._spelling, self._words, self._wide = spelling, distinguishing, wide

    def __call__(self, pair: tuple[str, str], form: str, close: list[tuple[int, str]]) -> Slip:
        name, official = pair
        limit = 1 if len(name) < 8 else _NEAR if len(name) < 12 else _REACH
        listed = tuple(other for distance, other in close if distance <= limit)[:_FEW]
        if not listed:
            return Slip()
        distance = close[0][0]
        others = [d for d, _other in close[1:]]
        sound = (
            (not others or others[0] > distance)
            and name[:1] == official[:1]
            and _digits(name) == _digits(official)
            and not _other_word(name, official, self._words)
        )
        size = min(len(name), len(official))
        sure = sound and self._sure(name, official, distance, not others or others[0] > distance + 1, size)
        likely = sound and distance == 1 and size >= 7 and self._spelling.unseen(name, official, 5)
        return Slip(form, distance, sure, likely, listed)

    def _sure(self, name: str, official: str, distance: int, alone: bool, size: int) -> bool:
        def unseen(n: int) -> bool:
            return self._spelling.unseen(name, official, n)

        if distance == 1 and not self._wide:
            # A small register knows few spellings: what it has not seen may still be a place.
            return (
                (size >= (9 if len(name) == len(official) else 12) and unseen(3))
                or (size >= 8 and (_swapped(name, official) or (alone and _doubled(name, official))))
                or (size >= 14 and unseen(4))
            )
        if distance == 1:
            return (
                (size >= 5 and unseen(3))
                or (size >= 5 and _swapped(name, official))
                or (size >= (7 if alone else 9) and _doubled(name, official))
                or (size >= 8 and alone and unseen(4))
                or (size >= 12 and unseen(4))
                or (size >= 11 and alone and len(name) != len(official) and unseen(5))
                or size >= 14
            )
        return distance == _NEAR and size >= 12 and alone and unseen(4)


def _swapped(name: str, official: str) -> bool:
    """Tell whether two letters changed places; ei and ie are two sounds, not one slip."""
    start, end, _end = difference(name, official)
    part = name[start:end]
    return len(name) == len(official) and len(part) == 2 and not set(part) <= _VOWELS


def _doubled(name: str, form: str) -> bool:
    """Tell whether a double letter stands single in one of the two."""
    return len(name) != len(form) and _single(name) == _single(form)


def _single(text: str) -> str:
    return "".join(ch for ch, _run in groupby(text))


def _digits(name: str) -> str:
    return "".join(ch for ch in name if ch.isdigit())


def _other_word(name: str, form: str, words: Sequence[str]) -> bool:
    """Tell whether a name begins or ends with a word that tells places apart and that the other lacks there."""
    return any(
        (name.startswith(word) and not form.startswith(word)) or (name.endswith(word) and not form.endswith(word))
        for word in words
    )
