"""The classes of maps, matrix and charts, each with code, label, colour, hatch and the tests of its rows.

Names, colours and hatches of bindingness, patterns, congruence, stages and survey grades stand in the codelists;
those of what has no codelist stand beside this file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from geo_koop import codelists
from geo_koop.locale import LANGUAGES, translator
from geo_koop.model import Filters
from geo_koop.outputs.classes.hatches import HATCHES
from geo_koop.outputs.classes.rule import Test


@dataclass(frozen=True, kw_only=True)
class Class:
    """A class wherever it is drawn.

    Attributes
    ----------
    code : str
        Its name in addresses, such as ``count_1``.
    de, en : str
        Its label.
    colour : str
        ``#rrggbb``.
    hatch : str
        One of :data:`~geo_koop.outputs.classes.hatches.HATCHES`.
    when : tuple of Test
        What holds for a row of the exported layer that belongs to it.
    dash : str
        Strokes and gaps of its outline, where it is drawn as one.
    """

    code: str
    de: str
    en: str
    colour: str
    hatch: str = "plain"
    when: tuple[Test, ...] = ()
    dash: str = ""

    def __post_init__(self) -> None:
        if self.hatch not in HATCHES:
            raise ValueError(f"{self.code}: {self.hatch!r} is not a hatch")

    def label(self, language: str) -> str:
        """Return its label in a language."""
        return {"de": self.de, "en": self.en}[language]

    @property
    def look(self) -> tuple[str, str]:
        """Colour and hatch: what must be the same wherever the class is drawn."""
        return self.colour, self.hatch


@lru_cache(maxsize=8)
def _own(name: str) -> Mapping[str, Mapping[str, Any]]:
    return codelists.parse(name, (files(__package__) / f"{name}.yaml").read_text(encoding="utf-8")).entries


def _made(entry: Mapping[str, Any], code: str, when: tuple[Test, ...] = ()) -> Class:
    return Class(
        code=code,
        de=entry["de"],
        en=entry["en"],
        colour=entry["colour"],
        hatch=entry["hatch"],
        when=when,
        dash=str(entry.get("dash") or ""),
    )


def leaves_out(filters: Filters) -> bool:
    """Tell whether filters leave cooperations out, so that a blank says nothing of what is recorded.

    >>> leaves_out(Filters()), leaves_out(Filters(regions=("09",))), leaves_out(Filters(topics=("water",)))
    (False, False, True)
    """
    return replace(filters, regions=()) != Filters()


def between(field: str, low: float, high: float | None) -> tuple[Test, ...]:
    """Return the tests of a range: ``low`` included, ``high`` not; ``None`` for no upper bound."""
    return (Test(field, ">=", low), *(() if high is None else (Test(field, "<", high),)))


def state(code: str, when: tuple[Test, ...] = ()) -> Class:
    """Return a class that stands for itself, such as ``not_surveyed``, ``chosen``, ``unincorporated``."""
    return _made(_own("states")[code], code, when)


def cluster(code: str, when: tuple[Test, ...] = ()) -> Class:
    """Return the class of a cluster of the network (:mod:`geo_koop.outputs.classes.clusters`)."""
    return _made(_own("clusters")[code], code, when)


def count_breaks() -> tuple[int, ...]:
    """Return the lower bounds of the classes by number of cooperations."""
    return tuple(entry["from"] for entry in _own("counts").values())


def counts(field: str = "cooperations") -> tuple[Class, ...]:
    """Return the classes by number of cooperations."""
    ends: list[int | None] = [*count_breaks()[1:], None]
    return tuple(
        _made(entry, code, between(field, entry["from"], end))
        for (code, entry), end in zip(_own("counts").items(), ends, strict=True)
    )


def partner_breaks() -> tuple[int, ...]:
    """Return the lower bounds of the classes by number of shared cooperations."""
    return tuple(entry["from"] for entry in _own("partners").values())


def partners(field: str = "shared_own") -> tuple[Class, ...]:
    """Return the classes by number of cooperations shared as members, and of those shared only otherwise."""
    ends: list[int | None] = [*partner_breaks()[1:], None]
    made = (
        _made(entry, code, between(field, entry["from"], end))
        for (code, entry), end in zip(_own("partners").items(), ends, strict=True)
    )
    return (*made, state("through_only"))


def taking_part() -> tuple[Class, ...]:
    """Return the classes by how a municipality takes part in one cooperation; the last one is that of the others."""
    return tuple(_made(entry, code) for code, entry in _own("takes_part").items())


def scenario() -> dict[str, Class]:
    """Return how a scenario changes who takes part: ``joins, stays, leaves``."""
    return {code.removeprefix("scenario_"): _made(entry, code) for code, entry in _own("scenario").items()}


def gap_statuses() -> tuple[Class, ...]:
    """Return the classes by status on a topic: gaps in a group, other gaps by grade, and who covers the others.

    The last one is that of the members of one cooperation.
    """
    entries = _own("potential")
    group, apart, own, district, one = (_made(entries[code], code) for code in entries)
    grades = codelists.load("grades").codes
    gaps = (replace(none_recorded(grade), code=f"gap_{grade}", colour=apart.colour, when=()) for grade in grades)
    return (group, *gaps, own, district, state("prescribed"), one)


def gap_groups() -> tuple[Class, ...]:
    """Return the classes of groups of gaps that lie together, the largest first; the last one is that of the rest."""
    return tuple(_made(entry, code) for code, entry in _own("gap_groups").items())


def bindingness(*, planned: str = "") -> tuple[Class, ...]:
    """Return the classes by bindingness: the levels, "form unknown", "only planned".

    Parameters
    ----------
    planned : str
        Field that tells what is only planned; without one a missing level is "form unknown".
    """
    levels = codelists.load("bindingness").entries
    unknown = Test("bindingness", "is null")
    plans = tuple((Test(planned, "=", value),) if planned else () for value in (False, True))
    return (
        *(_made(entry, f"binding_{code}", (Test("bindingness", "=", int(code)),)) for code, entry in levels.items()),
        state("binding_unknown", (unknown, *plans[0])),
        state("binding_planned", (unknown, *plans[1])),
    )


def partly(entry: Class) -> Class:
    """Return a class of bindingness where only some of the topics are covered."""
    note = {language: translator(language, "map")("only some of the topics") for language in LANGUAGES}
    hatch = "rising" if entry.hatch == "plain" else "crossed"
    labels = {language: f"{entry.label(language)} ({note[language]})" for language in LANGUAGES}
    return replace(entry, code=f"{entry.code}_partly", hatch=hatch, when=(), **labels)


def patterns() -> tuple[Class, ...]:
    """Return the classes by spatial pattern, each followed by the provisional one, which is hatched aslant."""
    doubt = {language: translator(language, "map")("provisional") for language in LANGUAGES}
    made = []
    for number, (code, entry) in enumerate(codelists.load("patterns").entries.items()):
        sure, unsure = (
            (Test("pattern", "=", code), Test("provisional", "=", provisional)) for provisional in (False, True)
        )
        plain = _made(entry, code, sure)
        labels = {language: f"{plain.label(language)} ({doubt[language]})" for language in LANGUAGES}
        hatch = ("rising", "crossed")[number % 2]
        made += [plain, replace(plain, code=f"{code}_provisional", hatch=hatch, when=unsure, **labels)]
    return tuple(made)


def congruence() -> tuple[Class, ...]:
    """Return the steps of congruence, and the class of those without a partner."""
    steps = codelists.load("congruence").entries
    ends = [*(b["from"] for _a, b in pairwise(steps.values())), None]
    made = (
        _made(entry, f"congruence_{code}", between("congruence", entry["from"], end))
        for (code, entry), end in zip(steps.items(), ends, strict=True)
    )
    none = state("congruence_none", (Test("congruence", "is null"), Test("cooperations", ">=", 1)))
    return (*made, none)


def stages() -> tuple[Class, ...]:
    """Return the classes by stage."""
    return tuple(
        _made(entry, f"stage_{code}", (Test("stage", "=", code),))
        for code, entry in codelists.load("stages").entries.items()
    )


def memberships() -> tuple[Class, ...]:
    """Return the classes by certainty of a membership."""
    return tuple(
        _made(entry, f"member_{code}", (Test("counts_as_member", "=", code),))
        for code, entry in codelists.load("membership").entries.items()
    )


def survey_forms() -> dict[str, Class]:
    """Return the classes of municipal surveys by their name in the codelist ``formats``."""
    return {entry["survey_class"]: _made(entry, code) for code, entry in _own("survey_forms").items()}


def none_recorded(grade: str, *, selection: bool = False) -> Class:
    """Return the class of a blank in a survey of a grade: what it says depends on how thoroughly people looked.

    Parameters
    ----------
    grade : str
    selection : bool
        Whether filters leave cooperations out: then a blank only says that none of those left is there.
    """
    if selection:
        return state("not_in_filter", _blank("none_recorded"))
    entry = codelists.load("grades").entries[grade]
    said = {language: entry[f"none_recorded_{language}"] for language in LANGUAGES}
    return _made({**entry, **said}, f"none_recorded_{grade}", (*_blank("none_recorded"), Test("grade", "=", grade)))


def blanks(*, selection: bool = False, several: bool = False) -> tuple[Class, ...]:
    """Return the classes where nothing is covered: none recorded by grade, not surveyed, surroundings.

    Parameters
    ----------
    selection : bool
        Whether filters leave cooperations out.
    several : bool
        Whether several topics are asked for at once.
    """
    inside = [none_recorded(grade, selection=selection) for grade in codelists.load("grades").codes]
    unseen = state("not_surveyed", _blank("not_surveyed"))
    if several:
        unseen = replace(state("partly_surveyed", unseen.when), code=unseen.code)
    around = state("context", (Test("cooperations", "=", 0), Test("context", "=", True)))
    return (*dict.fromkeys(inside), unseen, around)


def _blank(status: str) -> tuple[Test, ...]:
    return Test("cooperations", "=", 0), Test("context", "=", False), Test("status", "=", status)
