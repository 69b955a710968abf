"""How names of municipalities are written in a language or register. Each YAML file here is one set of rules."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from geo_koop.errors import UsageError
from geo_koop.intake.files import yaml_text

KNOWN = ("de", "ch", "fr", "nl", "da", "neutral")


@dataclass(frozen=True, kw_only=True)
class NameRules:
    """Rules for reading names; all words are in lower case.

    Attributes
    ----------
    name : str
    title : Mapping[str, str]
        Language to title.
    slash : {"addition", "names"}
        Whether what follows a slash is an addition (Berga/Elster) or a second name (Biel/Bienne).
    letters, bare : Mapping[str, str]
        Letter to its transcription (ä → ae), and transcription to the letter of a list that lost it (ae → a).
    abbreviations, whole_words : Mapping[str, str]
        Word to what it stands for: with a full stop only, or in any case.
    slashed : Mapping[str, str]
        Abbreviation with a slash to what it stands for: ``s/`` in "Villars s/Glâne".
    joints : tuple of str
        Words behind which an addition follows: ``a d`` for "a. d.".
    designations, after_comma : Mapping[str, tuple of str]
        Kind of municipality to the designations that may stand around a name, or behind a comma only.
    by_names : tuple of str
        Endings of what stands behind a comma and is only a by-name of the place.
    proper : tuple of str
        Designations that are part of some official names, so that leaving them out may change the place.
    turned : tuple of str
        Words that stand behind a comma and belong in front ("Tölz, Bad").
    distinguishing : tuple of str
        Beginnings and endings that tell places apart and are therefore never mended.
    articles : tuple of str
        Articles in front of official names that a list may leave out.
    genitives : tuple of str
        Endings that a name takes in front of a designation: Københavns Kommune.
    other_names : Mapping[str, tuple of str]
        Official name to what it is called in other languages of the country.
    districts : Mapping[str, tuple of str]
        ``prefixes``, ``suffixes`` and ``endings`` of names of districts.
    states : Mapping
        ``prefixes``, ``names`` (name to key and abbreviations), ``after_name`` (Wald ZH).
    home : tuple of str
        Names of the country: beside a name, they tell nothing.
    regions : Mapping[str, tuple of str]
        Name of a region to what the keys of its municipalities begin with.
    bodies : Mapping[str, tuple of str]
        Kind of body to the words that give it away; ``*`` stands for any letters.
    groups, blanks, remarks, parts, and_words : tuple of str
        Words for several at once, for nothing, remarks, parts of a municipality, and "and".
    """

    name: str
    title: Mapping[str, str] = field(default_factory=dict)
    slash: str = "names"
    letters: Mapping[str, str] = field(default_factory=dict)
    bare: Mapping[str, str] = field(default_factory=dict)
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    whole_words: Mapping[str, str] = field(default_factory=dict)
    slashed: Mapping[str, str] = field(default_factory=dict)
    joints: tuple[str, ...] = ()
    designations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    after_comma: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_names: tuple[str, ...] = ()
    proper: tuple[str, ...] = ()
    turned: tuple[str, ...] = ()
    distinguishing: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    genitives: tuple[str, ...] = ()
    other_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    districts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    states: Mapping[str, Any] = field(default_factory=dict)
    home: tuple[str, ...] = ()
    regions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bodies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    and_words: tuple[str, ...] = ("&", "+")

    @cached_property
    def body_patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """Kind of body and the pattern of a word, or words, that gives it away."""
        return tuple(
            (kind, re.compile("|".join(re.escape(word).replace(r"\*", r"[^\s]*") for word in words)))
            for kind, words in self.bodies.items()
        )

    @cached_property
    def designation_kinds(self) -> Mapping[str, str]:
        """Designation to kind of municipality."""
        return {word.replace("-", " "): kind for kind, words in self.designations.items() for word in words}

    @cached_property
    def comma_kinds(self) -> Mapping[str, str]:
        """Designation behind a comma to kind of municipality."""
        return {word: kind for kind, words in self.after_comma.items() for word in words} | dict(self.designation_kinds)

    @cached_property
    def state_names(self) -> Mapping[str, str]:
        """Name, key or abbreviation of a state, in lower case, to its key."""
        names = self.states.get("names") or {}
        return {word.casefold(): keys[0] for name, keys in names.items() for word in (name, *keys)}


def load(text: str) -> NameRules:
    """Return the rules of a known name, or those of a YAML file.

    Raises
    ------
    UsageError
        If there is none of that name, or it is malformed.

    Examples
    --------
    >>> load("de").letters["ä"]
    'ae'
    """
    if text in KNOWN:
        return _known(text)
    path = Path(text)
    if not path.is_file():
        raise UsageError(
            "There are no name rules {name}.",
            "Use one of {known}, or a YAML file.",
            name=text,
            known=", ".join(KNOWN),
        )
    try:
        return parse(path.stem, path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError("The name rules {name} are not UTF-8 text.", "Save the file as UTF-8.", name=text) from error


@lru_cache(maxsize=len(KNOWN))
def _known(name: str) -> NameRules:
    return parse(name, (files(__package__) / f"{name}.yaml").read_text(encoding="utf-8"))


def parse(name: str, text: str) -> NameRules:
    """Read rules from YAML.

    Raises
    ------
    UsageError
        If it is no YAML mapping, or has an entry that does not exist or is of a wrong kind.
    """
    content = yaml_text.parse(text, file=name)
    known = {entry: kind for entry, kind in NameRules.__annotations__.items() if entry != "name"}
    if not isinstance(content, dict):
        raise UsageError(
            "The name rules {name} are no list of entries.", "Entries are: {known}.", name=name, known=", ".join(known)
        )
    wrong = [str(e) for e, value in content.items() if e not in known or not _fits(value, known[e])]
    if wrong or content.get("slash", "names") not in ("addition", "names"):
        raise UsageError(
            "The name rules {name} have entries that cannot be used: {entries}.",
            "Entries are: {known}.",
            name=name,
            entries=", ".join(wrong) or "slash",
            known=", ".join(known),
        )
    return NameRules(name=name, **{entry: _frozen(value) for entry, value in content.items()})


def _fits(value: object, kind: Any) -> bool:
    wanted = str(kind)
    if wanted.startswith("tuple"):
        return isinstance(value, list)
    return isinstance(value, dict) if "Mapping" in wanted else isinstance(value, str)


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(str(entry) for entry in value)
    if isinstance(value, dict):
        return {str(key): _frozen(entry) for key, entry in value.items()}
    return value
