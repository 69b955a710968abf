"""The names of the municipal associations of the boundaries, ready for look-up: "VG Glonn", "Amt Hüttener Berge"."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import pandas as pd
import yaml

from geo_koop.codelists import LOADER
from geo_koop.intake.names import spelling
from geo_koop.intake.names.name_rules import NameRules

_MOST_WORDS = 2
_WORD_ENDS = re.compile(r"(?<=\w)[\s/-]")
_STOPS = re.compile(r"[.\s]+")


class AssociationNames:
    """Look-up of associations by kind and name.

    Parameters
    ----------
    areas : pandas.DataFrame
        ``association, association_name`` are used where present.
    rules : NameRules
    wide : bool
        The areas are those of a country: a name without its addition may be found there (Samtgemeinde Hattorf).
    """

    def __init__(self, areas: pd.DataFrame, rules: NameRules, *, wide: bool = False) -> None:
        self.rules = rules
        self.wide = wide
        self.titles: dict[str, str] = {}
        self._whole: dict[str, list[str]] = defaultdict(list)
        self._named: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._short: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._begun: dict[str, list[tuple[str, str]]] = defaultdict(list)
        if not {"association", "association_name"} <= set(areas.columns):
            return
        pairs = areas[["association", "association_name"]].drop_duplicates("association")
        for key, title in pairs.itertuples(index=False):
            if key and title:
                self._add(str(key), str(title))

    def _add(self, key: str, title: str) -> None:
        self.titles[key] = title
        self._whole[self._form(title)].append(key)
        kinds, name = parted(title)
        for kind in kinds:
            self._named[self._form(name)].append((kind, key))
            reading = spelling.read(name, self.rules, official=True)
            if reading.additions:
                self._short[reading.base].append((kind, key))
            for hit in _WORD_ENDS.finditer(name):
                self._begun[self._form(name[: hit.start()])].append((kind, key))

    def _form(self, text: str) -> str:
        return spelling.fold("".join(spelling._words(text, self.rules)), self.rules)

    def find(self, text: str) -> tuple[str, ...]:
        """Return the keys of the associations that a text names; only texts that say the kind name any.

        A name without its addition is that of the one that has it, and of all others that begin so, where none
        has just this name.
        """
        if not self.titles:
            return ()
        whole = self._whole.get(self._form(text))
        if whole:
            return tuple(whole)
        kinds, name = parted(text)
        if not kinds:
            return ()
        form = self._form(name)
        found = [key for kind, key in self._named.get(form, ()) if kind in kinds]
        if not found and self.wide and any(kind in kinds for kind, _key in self._short.get(form, ())):
            found = [key for kind, key in (*self._short[form], *self._begun.get(form, ())) if kind in kinds]
        return tuple(dict.fromkeys(found))


def parted(text: str) -> tuple[tuple[str, ...], str]:
    """Return the designations that the first words of a text may mean, and its name without them.

    Examples
    --------
    >>> parted("VG Glonn")
    (('Verbandsgemeinde', 'Verwaltungsgemeinschaft'), 'Glonn')
    >>> parted("Glonn")
    ((), 'Glonn')
    """
    words = text.split()
    for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        kinds = _words().get(_STOPS.sub(" ", " ".join(words[:count]).casefold()).strip())
        if kinds:
            return tuple(kinds), " ".join(words[count:])
    return (), text


@lru_cache(maxsize=1)
def _words() -> Mapping[str, list[str]]:
    text = (files(__package__) / "association_words.yaml").read_text(encoding="utf-8")
    return {str(word): list(kinds) for word, kinds in yaml.load(text, Loader=LOADER).items()}
