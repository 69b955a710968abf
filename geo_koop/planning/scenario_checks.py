"""Makes a scenario of what was written, or names everything in it that cannot be: step, field, value, what to do.

Only what the file itself tells is checked here; whether members and cooperations exist, the data decide
(:mod:`geo_koop.planning.scenario_steps`).
"""

import difflib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo_koop import codelists, view_date
from geo_koop.codelists import words
from geo_koop.errors import InputError, Phrase, UsageError
from geo_koop.intake.files import tables, yaml_text
from geo_koop.locale import mark as _

MOST_STEPS: Final = 100
MOST_MEMBERS: Final = 1_000
"""Entries of one list."""
MOST_ENTRIES: Final = 5_000
"""Entries of all lists together."""
_LONGEST: Final = 300
_MOST_FAULTS: Final = 20
_MOST_NUMBER: Final = 1e12
_FIRST_YEAR, _LAST_YEAR = 1900, 2100

REMEDY: Final = _("Correct these steps; docs/scenarios.md describes the file.")

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "found": ("name", "id", "topics", "format", "members"),
    "join": ("cooperation", "members"),
    "leave": ("cooperation", "members"),
    "end": ("cooperation",),
    "change_form": ("cooperation", "format"),
    "add_actor": ("cooperation", "name", "kind"),
    "merge": ("cooperations", "id", "name", "topics", "format"),
    "merge_municipalities": ("keys", "key", "name", "district"),
}
"""Kind of a step to its fields."""
_OPTIONAL: Final = {
    "found": {"id", "topics", "format"},
    "add_actor": {"kind"},
    "merge": {"id", "topics", "format"},
    "merge_municipalities": {"district"},
}
MEMBER: Final = ("key", "name", "role", "covers", "via", "share", "votes")
"""Fields of a member that is not written as its key or name alone: columns of ``members.csv``."""
_LISTS: Final = {"members": 1, "cooperations": 2, "keys": 2, "topics": 1}
_LEAST: Final = {"found": 2}
"""Fewest entries of lists; a foundation takes more members than joining does."""
_CODES: Final = {"format": "formats", "topics": "topics", "kind": "actors"}


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member as it was written.

    Attributes
    ----------
    name : str
        Key or name.
    role : str
        Code of the codelist ``roles``.
    covers, via : str
        As in ``members.csv``; empty where left out.
    share, votes : float or None
    """

    name: str
    role: str = "member"
    covers: str = ""
    via: str = ""
    share: float | None = None
    votes: float | None = None

    @property
    def plain(self) -> bool:
        """Whether nothing but key or name was written."""
        return self == Member(name=self.name)


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step: its number from 1, its kind (one of :data:`FIELDS`), its fields; codes in place of labels."""

    number: int
    kind: str
    fields: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return a field that is a text; empty where it was left out."""
        return str(self.fields.get(name, ""))


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A scenario as it was written and checked.

    Attributes
    ----------
    name : str
    as_of : datetime.date or None
        When its steps take effect; ``None`` where the file does not say.
    steps : tuple of Step
    file : str
        For messages.
    """

    name: str
    as_of: date | None
    steps: tuple[Step, ...]
    file: str


def read(path: Path) -> Scenario:
    """Read a scenario from a YAML file, and check it.

    Raises
    ------
    InputError
        If it cannot be read or is not in order; all faults are named at once.
    """
    return build(content(path), file=Path(path).name)


def content(path: Path) -> Any:
    """Return what a scenario file holds, unchecked.

    Raises
    ------
    InputError
        If there is no such file, or it is no plain YAML.
    """
    path = Path(path)
    tables.existing(path)
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise InputError("{file} is no scenario: its ending is not known.", "Name a YAML file (.yaml).", file=path.name)
    return yaml_text.read(path)


def build(given: Any, *, file: str) -> Scenario:
    """Check a scenario.

    Parameters
    ----------
    given : object
        What the YAML file, or a form, holds.
    file : str
        For messages.

    Raises
    ------
    InputError
        If it is not in order; all faults are named at once.
    """
    if not isinstance(given, Mapping) or not {"scenario", "steps"} & {name for name in given if isinstance(name, str)}:
        raise InputError(
            "{file} is no scenario.",
            "A scenario names scenario, as_of and steps; docs/scenarios.md describes the file.",
            file=file,
        )
    return _Builder(file).scenario(given)


def refused(file: str, faults: Sequence[Phrase]) -> InputError:
    """Return the error that names faults; the first ones, where they are many."""
    shown = list(faults[:_MOST_FAULTS])
    if len(faults) > _MOST_FAULTS:
        shown.append(Phrase("and {count} more", count=len(faults) - _MOST_FAULTS))
    return InputError("{file}: {faults}.", REMEDY, file=file, faults=shown)


def place(number: int, kind: str, *entry: str | int) -> Phrase:
    """Return where in a scenario something stands, counted from 1 as people do."""
    parts = "".join(f" {part + 1}" if isinstance(part, int) else f", {_said(part)}" for part in entry)
    return Phrase("step {number} ({kind}){entry}", number=number, kind=kind, entry=parts)


class _Builder:
    """Reads step by step and collects faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Phrase] = []
        self.here: tuple[int, str] | None = None

    def fault(self, entry: Sequence[str | int], template: str, **params: object) -> None:
        where = place(*self.here, *entry) if self.here else Phrase("{entry}", entry=_said(entry[0]))
        self.faults.append(Phrase("{place}: {fault}", place=where, fault=Phrase(template, **params)))

    def scenario(self, given: Mapping[Any, Any]) -> Scenario:
        for name in given:
            if name not in ("scenario", "as_of", "steps"):
                self.fault([str(name)], _("there is no such entry; known are {known}"), known="scenario, as_of, steps")
        name = self.text(["scenario"], given.get("scenario"))
        if not name:
            self.fault(["scenario"], _("the scenario has no name"))
        day = self.day(given.get("as_of"))
        steps = given.get("steps")
        if not isinstance(steps, list) or not steps:
            self.fault(["steps"], _("a list with at least one entry was expected"))
            steps = []
        if len(steps) > MOST_STEPS:
            self.fault(["steps"], _("{count} entries are more than {most}"), count=len(steps), most=MOST_STEPS)
            steps = []
        made = [self.step(number, one) for number, one in enumerate(steps, start=1)]
        entries = sum(len(one.fields.get(name, ())) for one in made if one for name in _LISTS)
        if entries > MOST_ENTRIES:
            self.fault(["steps"], _("{count} entries are more than {most}"), count=entries, most=MOST_ENTRIES)
        if self.faults:
            raise refused(self.file, self.faults)
        return Scenario(name=name, as_of=day, steps=tuple(one for one in made if one), file=self.file)

    def day(self, value: Any) -> date | None:
        if value is None or value == "":
            return None
        try:
            day = view_date.read(value)
        except UsageError:
            day = None
        if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            self.fault(["as_of"], _("a date such as 2026-11-28 was expected, not “{value}”"), value=_said(value))
            return None
        return day

    def step(self, number: int, given: Any) -> Step | None:
        self.here = (number, "?")
        known = ", ".join(FIELDS)
        if not isinstance(given, Mapping) or len(given) != 1:
            self.fault([], _("a step has one kind, such as join, with its fields; known are {known}"), known=known)
            self.here = None
            return None
        kind, fields = next(iter(given.items()))
        if kind not in FIELDS:
            near = difflib.get_close_matches(str(kind), FIELDS, n=1)
            self.here = (number, _said(kind))
            self.fault([], _("there is no such step; known are {known}"), known=near[0] if near else known)
            self.here = None
            return None
        self.here = (number, kind)
        made = self.fields(kind, fields)
        self.here = None
        return Step(number=number, kind=kind, fields=made)

    def fields(self, kind: str, given: Any) -> dict[str, Any]:
        if not isinstance(given, Mapping):
            self.fault([], _("fields were expected: {known}"), known=", ".join(FIELDS[kind]))
            return {}
        for name in given:
            if name not in FIELDS[kind]:
                near = difflib.get_close_matches(str(name), FIELDS[kind], n=1)
                self.fault(
                    [str(name)],
                    _("there is no such entry; known are {known}"),
                    known=near[0] if near else ", ".join(FIELDS[kind]),
                )
        made: dict[str, Any] = {}
        for name in FIELDS[kind]:
            value = given.get(name)
            if value is None or value == "" or value == []:
                if name not in _OPTIONAL.get(kind, ()):
                    self.fault([name], _("it is missing"))
                continue
            made[name] = self.field(kind, name, value)
        return made

    def field(self, kind: str, name: str, value: Any) -> Any:
        if name in _LISTS:
            return self.listed(kind, name, value)
        if name in _CODES:
            return self.code([name], _CODES[name], value)
        if name in ("key", "district"):
            return self.key([name], value)
        return self.text([name], value)

    def listed(self, kind: str, name: str, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            self.fault([name], _("a list was expected, such as [a, b], not “{value}”"), value=_said(value))
            return ()
        if len(value) > MOST_MEMBERS:
            self.fault([name], _("{count} entries are more than {most}"), count=len(value), most=MOST_MEMBERS)
            return ()
        made: list[Any] = []
        for at, one in enumerate(value):
            if name == "members":
                made.append(self.member([name, at], one))
            elif name == "topics":
                made.append(self.code([name, at], "topics", one))
            else:
                made.append(self.key([name, at], one))
        several = tuple(dict.fromkeys(made))
        least = _LEAST.get(kind, 1) if name == "members" else _LISTS[name]
        if len(several) < least:
            self.fault(
                [name],
                _("at least {least} different entries were expected, not {count}"),
                least=least,
                count=len(several),
            )
        return several

    def member(self, entry: list[str | int], given: Any) -> Member:
        if not isinstance(given, Mapping):
            return Member(name=self.key(entry, given))
        for name in given:
            if name not in MEMBER:
                self.fault([*entry, str(name)], _("there is no such entry; known are {known}"), known=", ".join(MEMBER))
        who = "key" if given.get("key") not in (None, "") else "name"
        role, covers = given.get("role"), given.get("covers")
        return Member(
            name=self.key([*entry, who], given.get(who)),
            role="member" if role in (None, "") else self.code([*entry, "role"], "roles", role),
            covers="" if covers in (None, "") else self.code([*entry, "covers"], "covers", covers),
            via=self.text([*entry, "via"], given.get("via")),
            share=self.number([*entry, "share"], given.get("share")),
            votes=self.number([*entry, "votes"], given.get("votes")),
        )

    def text(self, entry: list[Any], value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or len(value) > _LONGEST:
            self.fault(entry, _("a text of at most {most} letters was expected"), most=_LONGEST)
            return ""
        return " ".join("".join(" " if unicodedata.category(sign) in ("Cc", "Cf") else sign for sign in value).split())

    def key(self, entry: list[Any], value: Any) -> str:
        if value is not None and not isinstance(value, str):
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                self.fault(entry, _('a key is a text: write it in quotation marks ("09184123")'))
            else:
                self.fault(entry, _("a key or a name was expected, not “{value}”"), value=_said(value))
            return ""
        said = self.text(entry, value)
        if not said and (value is None or len(value) <= _LONGEST):
            self.fault(entry, _("it is missing"))
        return said

    def code(self, entry: list[Any], codelist: str, value: Any) -> str:
        found = words.code(codelist, value) if isinstance(value, str) and len(value) <= _LONGEST else None
        if found:
            return found
        known = codelists.load(codelist)
        near = difflib.get_close_matches(_said(value), known.codes, n=3)
        self.fault(
            entry,
            _("“{value}” is not known; known are {known}"),
            value=_said(value),
            known=", ".join(near or known.codes),
        )
        return ""

    def number(self, entry: list[Any], value: Any) -> float | None:
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _MOST_NUMBER:
            self.fault(entry, _("a number of 0 or more was expected, not “{value}”"), value=_said(value))
            return None
        return float(value)


def _said(value: Any) -> str:
    """Return a value as a message can hold it."""
    if isinstance(value, (Mapping, list)):
        return "{…}" if isinstance(value, Mapping) else "[…]"
    return str(value)[:80]
