"""The vocabulary as data: codes with German and English labels, colours and order.

Each ``*.yaml`` beside this file is one list; planners extend it without Python. A project may add entries of its own
(:mod:`geo_koop.intake.records.vocabulary`); :func:`use` makes them known where they are worked with.
"""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from geo_koop.errors import GeoKoopError

NAMES = (
    "actors",
    "bindingness",
    "central_places",
    "changes",
    "completeness",
    "congruence",
    "covers",
    "events",
    "formats",
    "grades",
    "instrument",
    "match_kinds",
    "match_rules",
    "membership",
    "obligation",
    "outlines",
    "patterns",
    "roles",
    "stages",
    "topics",
)
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""What reads YAML: the parser in C takes a tenth of the time, but PyYAML may be built without it."""
CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Codelist:
    """A list of codes in the order in which legends show them.

    Attributes
    ----------
    name : str
        File name without its ending, such as ``"topics"``.
    entries : Mapping[str, Mapping[str, Any]]
        Code to its fields: always ``code``, ``de``, ``en``; further ones as the list needs.
    """

    name: str
    entries: Mapping[str, Mapping[str, Any]]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in order."""
        return tuple(self.entries)

    def labels(self, language: str = "de") -> dict[str, str]:
        """Return code to label in a language."""
        return self.field(language)

    def field(self, name: str) -> dict[str, Any]:
        """Return code to one field; ``None`` where an entry lacks it."""
        return {code: entry.get(name) for code, entry in self.entries.items()}

    def unknown(self, codes: set[str]) -> list[str]:
        """Return those of the codes that the list does not have, sorted."""
        return sorted(codes - set(self.entries))


def parse(name: str, text: str) -> Codelist:
    """Read a codelist from YAML and check it.

    Parameters
    ----------
    name : str
        Name of the list, for messages.
    text : str
        YAML: a sequence of mappings, each with ``code``, ``de`` and ``en``.

    Raises
    ------
    GeoKoopError
        If a code is malformed or stands twice, a label is missing or has stray blanks, or a
        colour is not ``#rrggbb``. All faults are named at once.
    """
    rows = yaml.load(text, Loader=LOADER)
    faults: list[str] = []
    entries: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        code = row.get("code")
        if not isinstance(code, str) or not CODE.fullmatch(code):
            faults.append(f"code {code!r} is not lower-case text with underscores")
            continue
        if code in entries:
            faults.append(f"code {code!r} stands twice")
        for field, value in row.items():
            if isinstance(value, str) and value != value.strip():
                faults.append(f"{code}.{field} begins or ends with a blank")
        faults += [f"{code} has no label {lang!r}" for lang in ("de", "en") if not row.get(lang)]
        if "colour" in row and not COLOUR.fullmatch(str(row["colour"])):
            faults.append(f"{code}.colour {row['colour']!r} is not #rrggbb")
        entries[code] = MappingProxyType(dict(row))
    if faults:
        raise GeoKoopError("Codelist {name}: {faults}.", "Mend the YAML file.", name=name, faults="; ".join(faults))
    return Codelist(name, MappingProxyType(entries))


NO_OWN: Mapping[str, Codelist] = MappingProxyType({})
_own: ContextVar[Mapping[str, Codelist]] = ContextVar("own_codelists", default=NO_OWN)


def use(own: Mapping[str, Codelist]) -> None:
    """Let :func:`load` return these lists instead of the built-in ones, in this thread or task alone.

    Parameters
    ----------
    own : Mapping of Codelist
        Name to list; :data:`NO_OWN` goes back to the built-in ones.
    """
    _own.set(own)


def stamp() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what tells the lists in use apart: part of the key of whatever is kept and made of them."""
    return tuple((name, own.codes) for name, own in _own.get().items())


def single_topics() -> tuple[str, ...]:
    """Return the topics that a blank can be told about: neither groups that have topics, nor parts of a topic.

    A record on a topic does not say which part of it is meant: a part without a record is no gap.
    """
    entries = load("topics").entries
    groups = {entry["group"] for entry in entries.values() if not entry.get("is_group")}
    return tuple(code for code, entry in entries.items() if code not in groups and not entry.get("parent"))


def load(name: str) -> Codelist:
    """Return a codelist: the built-in one, or that of a project where :func:`use` named one.

    Parameters
    ----------
    name : str
        One of :data:`NAMES`.

    Examples
    --------
    >>> load("patterns").labels("de")["city_hinterland"]
    'Stadt-Umland'
    """
    own = _own.get()
    return own[name] if name in own else shipped(name)


def own(name: str) -> Codelist | None:
    """Return what a project adds under a name, as :func:`use` was told; ``None`` where it adds nothing."""
    return _own.get().get(name)


@lru_cache(maxsize=len(NAMES))
def shipped(name: str) -> Codelist:
    """Return one of the built-in codelists.

    Parameters
    ----------
    name : str
        One of :data:`NAMES`.
    """
    if name not in NAMES:
        raise GeoKoopError("There is no codelist “{name}”.", "Use one of {known}.", name=name, known=", ".join(NAMES))
    return parse(name, (files(__package__) / f"{name}.yaml").read_text(encoding="utf-8"))
