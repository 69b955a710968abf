"""A filled-in checklist as a file (YAML): what was answered, by which function, and when."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml

from geo_koop.errors import InputError, Phrase
from geo_koop.intake.files import dates, tables, yaml_text
from geo_koop.planning.checklists import ANSWERS, LONGEST, OPEN, Answer, Answers, Checklist

_WORDS: Final[Mapping[Any, str]] = MappingProxyType(
    {
        True: "yes",
        False: "no",
        None: "open",
        **{code: code for code in ANSWERS},
        **{"ja": "yes", "nein": "no", "offen": "open", "entfällt": "not_applicable", "": "open"},
    }
)
"""What is read as an answer: YAML itself takes *yes* and *no* for truths."""
_TOP: Final = ("answers", "cooperation", "items")
_FIELDS: Final = ("item", "answer", "note", "by", "date")
_ADDRESS: Final = re.compile(r"\S+@\S+")


def read(path: Path, checklist: Checklist) -> Answers:
    """Read a filled-in checklist.

    Parameters
    ----------
    path : Path
        YAML as :func:`text` writes it.
    checklist : Checklist
        That it answers.

    Raises
    ------
    InputError
        If it cannot be read or is not in order; all faults are named at once, with their places.
    """
    tables.existing(path)
    return build(yaml_text.read(path), checklist, file=path.name)


def build(content: Any, checklist: Checklist, *, file: str) -> Answers:
    """Check answers as they were read; see :func:`read`."""
    if not isinstance(content, dict) or not isinstance(content.get("items"), list):
        raise InputError("{file} is no filled-in checklist.", "Expected are the entries answers and items.", file=file)
    faults = [
        Phrase("{name} is not known; known are {known}", name=name, known=", ".join(_TOP))
        for name in content
        if name not in _TOP
    ]
    known = {item.code for item in checklist.items}
    made: dict[str, Answer] = {}
    for number, entry in enumerate(content["items"], start=1):
        wrong = _wrong(entry, known, made)
        faults += [Phrase("answer {number}: {fault}", number=number, fault=one) for one in wrong]
        if not wrong:
            made[entry["item"]] = Answer(
                answer=_WORDS[_plain(entry.get("answer"))],
                **{name: str(entry.get(name) or "").strip() for name in ("note", "by", "date")},
            )
    facts = {name: content.get(name) or "" for name in ("answers", "cooperation")}
    faults += [
        Phrase("{name} must be a text of at most {most} letters", name=name, most=LONGEST)
        for name, value in facts.items()
        if not isinstance(value, str) or len(value) > LONGEST
    ]
    if faults:
        raise InputError(
            "{file} is not in order: {faults}.",
            "Correct these places; nothing else was changed.",
            file=file,
            faults=faults,
        )
    return Answers(title=facts["answers"], cooperation=facts["cooperation"], items=MappingProxyType(made))


def _plain(value: Any) -> Any:
    return value.strip().casefold() if isinstance(value, str) else value


def _wrong(entry: Any, known: set[str], made: Mapping[str, Answer]) -> list[Phrase]:
    """Return what is wrong with an answer."""
    if not isinstance(entry, dict):
        return [Phrase("it has no fields; needed are {known}", known="item, answer")]
    wrong = [
        Phrase("{name} is not known; known are {known}", name=name, known=", ".join(_FIELDS))
        for name in entry
        if name not in _FIELDS
    ]
    item, answer = entry.get("item"), _plain(entry.get("answer"))
    if not isinstance(item, str) or item not in known:
        wrong.append(Phrase("the checklist has no item {value}", value=item))
    elif item in made:
        wrong.append(Phrase("item {value} is answered twice", value=item))
    if (isinstance(answer, (list, dict, int, float)) and not isinstance(answer, bool)) or answer not in _WORDS:
        wrong.append(Phrase("answer: {value} is not one of {known}", value=answer, known=", ".join(ANSWERS)))
    for name in ("note", "by", "date"):
        fault = unusable(name, entry.get(name) or "")
        if fault:
            wrong.append(fault)
    return wrong


def unusable(name: str, value: Any) -> Phrase | None:
    """Return what is wrong with what stands beside an answer: ``note``, ``by`` or ``date``; or nothing."""
    if not isinstance(value, (str, int)) or isinstance(value, bool) or len(str(value)) > LONGEST:
        return Phrase("{name} must be a text of at most {most} letters", name=name, most=LONGEST)
    if name == "by" and _ADDRESS.search(str(value)):
        return Phrase("by: {value} is an address; name a function, no person", value=value)
    if name == "date" and value and dates.day(str(value)) is None:
        return Phrase("date: {value} is no date; write it as YYYY-MM-DD", value=value)
    return None


def text(answers: Answers, checklist: Checklist) -> str:
    """Return answers as YAML; items that are open and without a remark are left out.

    Examples
    --------
    >>> from geo_koop.planning.checklists import shipped
    >>> print(text(Answers(title="Bauhof", items={"caretaker": Answer(answer="yes", by="Hauptamt")}), shipped()))
    answers: Bauhof
    items:
    - item: caretaker
      answer: 'yes'
      by: Hauptamt
    <BLANKLINE>
    """
    return str(yaml.safe_dump(document(answers, checklist), allow_unicode=True, sort_keys=False, width=10_000))


def document(answers: Answers, checklist: Checklist) -> dict[str, Any]:
    """Return answers as their YAML file holds them."""
    rows = []
    for item in checklist.items:
        given = answers.of(item.code)
        row = {"item": item.code, "answer": given.answer}
        row |= {name: getattr(given, name) for name in ("note", "by", "date") if getattr(given, name)}
        if given.answer != OPEN or len(row) > 2:
            rows.append(row)
    head = {"answers": answers.title} | ({"cooperation": answers.cooperation} if answers.cooperation else {})
    return head | {"items": rows}
