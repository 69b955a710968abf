"""Checklists: what to settle on the way to a cooperation, and what has been answered. No score is made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from geo_koop import codelists
from geo_koop.codelists import Codelist
from geo_koop.errors import InputError, Phrase
from geo_koop.intake.files import tables, yaml_text

YES, NO, OPEN, NOT_APPLICABLE = "yes", "no", "open", "not_applicable"
ANSWERS: Final = (YES, NO, OPEN, NOT_APPLICABLE)
MODES: Final = ("extend", "replace")
MOST_ITEMS: Final = 200
LONGEST: Final = 2_000
"""Letters of a text."""
_FIELDS: Final = ("de", "en", "why_de", "why_en", "source_de", "source_en")
_ITEM: Final = ("code", "stage", "formats", *_FIELDS)
_TOP: Final = ("checklist", "mode", "without", "items")


@dataclass(frozen=True, kw_only=True)
class Item:
    """Something to settle.

    Attributes
    ----------
    code, stage : str
        Stage: a code of ``process_stages``.
    text, why, source : Mapping of str
        By language; why it matters, and who says so.
    formats : frozenset of str
        Formats that it is for; empty for all of them.
    """

    code: str
    stage: str
    text: Mapping[str, str]
    why: Mapping[str, str]
    source: Mapping[str, str]
    formats: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """Items in their order; ``name`` is that of an office's own list, empty for the one that is shipped."""

    items: tuple[Item, ...]
    name: str = ""

    def for_form(self, form: str) -> tuple[Item, ...]:
        """Return the items for a format, by stage; all of them where the format is not known yet.

        Parameters
        ----------
        form : str
            Code of the format; ``""`` or ``"unknown"`` where nobody has decided.
        """
        stages = stage_codes()
        open_ = form in ("", "unknown", "other")
        fitting = [item for item in self.items if open_ or not item.formats or form in item.formats]
        return tuple(sorted(fitting, key=lambda item: stages.index(item.stage)))


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """How many items of a checklist are answered; ``asked`` counts those that apply."""

    asked: int
    answered: int
    yes: int
    not_applicable: int


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What somebody answered: one of :data:`ANSWERS`, a note, by whom (a function, no person), and when."""

    answer: str = OPEN
    note: str = ""
    by: str = ""
    date: str = ""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """A checklist that was filled in.

    Attributes
    ----------
    title : str
    cooperation : str
        Identifier of a record; empty where it is about a scenario or an idea.
    items : Mapping of Answer
        By code of the item; an item that is missing is open.
    """

    title: str = ""
    cooperation: str = ""
    items: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, code: str) -> Answer:
        """Return the answer to an item."""
        return self.items.get(code, Answer())


def readiness(items: Sequence[Item], answers: Answers) -> Readiness:
    """Count answers: yes and no answer an item; what does not apply is not asked.

    Examples
    --------
    >>> items = shipped().items[:4]
    >>> given = {items[0].code: Answer(answer="yes"), items[1].code: Answer(answer="no")}
    >>> readiness(items, Answers(items=given | {items[2].code: Answer(answer="not_applicable")}))
    Readiness(asked=3, answered=2, yes=1, not_applicable=1)
    """
    given = [answers.of(item.code).answer for item in items]
    out, yes = given.count(NOT_APPLICABLE), given.count(YES)
    return Readiness(asked=len(items) - out, answered=yes + given.count(NO), yes=yes, not_applicable=out)


@lru_cache(maxsize=8)
def _list(name: str) -> Codelist:
    return codelists.parse(name, (files("geo_koop.codelists") / f"{name}.yaml").read_text(encoding="utf-8"))


def stage_codes() -> tuple[str, ...]:
    """Return the stages of checklists in their order."""
    return _list("process_stages").codes


def stage(code: str, language: str, part: str = "") -> str:
    """Return the name of a stage, or its description (``part="description"``)."""
    return str(_list("process_stages").entries[code][f"{part}_{language}" if part else language])


def concerns(language: str) -> dict[str, str]:
    """Return code to wording of what is said against working together."""
    return _list("concerns").labels(language)


def difficulty(topic: str, language: str) -> tuple[str, str]:
    """Return how demanding a topic is as a first step, in a sentence, and who says so; empty where nobody does.

    Examples
    --------
    >>> difficulty("back_office", "de")[0], difficulty("water", "de")
    ('Das Standesamt gilt als klassischer Einstieg.', ('', ''))
    """
    for entry in _list("difficulty").entries.values():
        if topic in entry["topics"]:
            return str(entry[f"said_{language}"]), str(entry[f"source_{language}"])
    return "", ""


@lru_cache(maxsize=1)
def shipped() -> Checklist:
    """Return the checklist that is shipped."""
    return Checklist(items=tuple(_item(entry) for entry in _list("checklists").entries.values()))


def _item(entry: Mapping[str, Any]) -> Item:
    """Make an item of an entry that is in order; what stands in one language stands for both."""
    said = {name: str(entry.get(name) or entry.get(_other(name)) or "") for name in _FIELDS}
    return Item(
        code=str(entry["code"]),
        stage=str(entry["stage"]),
        text={language: said[language] for language in ("de", "en")},
        why={language: said[f"why_{language}"] for language in ("de", "en")},
        source={language: said[f"source_{language}"] for language in ("de", "en")},
        formats=frozenset(entry.get("formats") or ()),
    )


def _other(name: str) -> str:
    return name[:-2] + ("en" if name.endswith("de") else "de")


def read(path: Path) -> Checklist:
    """Read an office's own checklist; it replaces the shipped one, or extends it.

    Parameters
    ----------
    path : Path
        YAML: ``checklist`` (its name), ``mode`` (``extend`` or ``replace``), ``without`` (codes of shipped items that
        are left out) and ``items``; docs/process.md.

    Raises
    ------
    InputError
        If it cannot be read or is not in order; all faults are named at once, with their places.
    """
    tables.existing(path)
    return build(yaml_text.read(path), file=path.name)


def build(content: Any, *, file: str) -> Checklist:
    """Check an own checklist as it was read; see :func:`read`."""
    faults: list[Phrase] = []

    def fault(template: str, **params: object) -> None:
        faults.append(Phrase(template, **params))

    if not isinstance(content, dict) or not isinstance(content.get("items", []), list):
        raise InputError("{file} is no checklist.", "Expected are the entries checklist, mode and items.", file=file)
    for name in content:
        if name not in _TOP:
            fault("{name} is not known; known are {known}", name=name, known=", ".join(_TOP))
    mode = content.get("mode", MODES[0])
    if mode not in MODES:
        fault("mode: {value} is not one of {known}", value=mode, known=", ".join(MODES))
    base = [] if mode == "replace" else list(shipped().items)
    leave = content.get("without") or []
    known = {item.code for item in shipped().items}
    if not isinstance(leave, list):
        fault("{name} must be a list", name="without")
        leave = []
    for code in leave:
        if not isinstance(code, str) or code not in known:
            fault("without: there is no item {value}", value=code)
    own = content.get("items") or []
    if len(own) > MOST_ITEMS:
        fault("there are more than {most} items", most=MOST_ITEMS)
    seen: set[str] = set()
    made: list[Item] = []
    for number, entry in enumerate(own[:MOST_ITEMS], start=1):
        wrong = _wrong(entry, seen)
        faults += [Phrase("item {number}: {fault}", number=number, fault=one) for one in wrong]
        if not wrong:
            made.append(_item(entry))
    name = content.get("checklist", "")
    if not isinstance(name, str) or len(name) > LONGEST:
        fault("{name} must be a text of at most {most} letters", name="checklist", most=LONGEST)
    if not faults and mode == "replace" and not made:
        fault("the list replaces all items and has none")
    if faults:
        raise _refused(file, faults)
    kept = [item for item in base if item.code not in leave and item.code not in seen]
    return Checklist(items=(*kept, *made), name=name or file)


def _wrong(entry: Any, seen: set[str]) -> list[Phrase]:
    """Return what is wrong with an item of an own checklist."""
    if not isinstance(entry, dict):
        return [Phrase("it has no fields; needed are {known}", known="code, stage, de")]
    wrong = [
        Phrase("{name} is not known; known are {known}", name=name, known=", ".join(_ITEM))
        for name in entry
        if name not in _ITEM
    ]
    code = entry.get("code")
    if not isinstance(code, str) or not codelists.CODE.fullmatch(code):
        wrong.append(Phrase("code: {value} is not lower-case letters, digits and underscores", value=code))
    elif code in seen:
        wrong.append(Phrase("code: {value} stands twice", value=code))
    else:
        seen.add(code)
    if entry.get("stage") not in stage_codes():
        wrong.append(
            Phrase("stage: {value} is not one of {known}", value=entry.get("stage"), known=", ".join(stage_codes()))
        )
    if not (entry.get("de") or entry.get("en")):
        wrong.append(Phrase("the text is missing: de or en"))
    wrong += [
        Phrase("{name} must be a text of at most {most} letters", name=name, most=LONGEST)
        for name in _FIELDS
        if name in entry and not (isinstance(entry[name], str) and len(entry[name]) <= LONGEST)
    ]
    forms = entry.get("formats") or []
    strange = (
        [one for one in forms if one not in codelists.load("formats").codes] if isinstance(forms, list) else [forms]
    )
    if strange:
        wrong.append(Phrase("formats: {value} is not known", value=", ".join(map(str, strange))))
    return wrong


def _refused(file: str, faults: list[Phrase]) -> InputError:
    return InputError(
        "{file} is not in order: {faults}.", "Correct these places; nothing else was changed.", file=file, faults=faults
    )
