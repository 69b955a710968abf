"""What a rule says in words, for the catalogue ``law``: every number with its unit, every sentence with its date."""

from datetime import date
from typing import Final

from babel.dates import format_date
from babel.numbers import format_decimal

from geo_koop.codelists import law
from geo_koop.errors import Phrase
from geo_koop.locale import mark as _
from geo_koop.planning.rule_checks import Plan, Translate, lapsed, not_researched

_LANGUAGE: Final = _("en")
"""The catalogue says the code of its language."""
_LOCALE: Final = {"de": "de_DE", "en": "en_GB"}
_WORDS: Final = (
    *(_("no"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"), _("nine")),
    *(_("ten"), _("eleven"), _("twelve")),
)
_LEAST: Final = {
    "municipalities": _("at least {value} municipalities"),
    "municipalities_or_districts": _("at least {value} municipalities or districts"),
    "years": _("at least {value} years"),
    "percent": _("at least {value} per cent saved"),
    "percent_per_year": _("at least {value} per cent saved a year"),
}
_STARTS: Final = {
    "form": _("On forms of cooperation, the data have no entry"),
    "approval": _("On approval and notice, the data have no entry"),
    "levy": _("On levies, the data have no entry"),
    "funding": _("On funding, the data have no entry"),
}


class Number(Phrase):
    """A number as the language of the catalogue writes it; in words up to twelve, where asked."""

    def __init__(self, number: float, *, word: bool = False) -> None:
        super().__init__("{number}", number=number)
        self._number, self._word = number, word

    def words(self, translate: Translate) -> str:
        """Return the number in the language of a translator."""
        if self._word and self._number in range(len(_WORDS)):
            return translate(_WORDS[int(self._number)])
        return str(format_decimal(self._number, format="#,##0.##", locale=_LOCALE[translate(_LANGUAGE)]))


class Day(Phrase):
    """A day, month, day of a year or year as the language of the catalogue writes it: ``2026-12``, ``10-30``."""

    def __init__(self, text: str) -> None:
        super().__init__("{day}", day=text)
        self._text = text

    def words(self, translate: Translate) -> str:
        """Return the day in the language of a translator."""
        language, text = translate(_LANGUAGE), self._text
        if len(text) == 4:
            return text
        form = {5: "d. MMMM", 7: "LLLL yyyy"}.get(len(text), "dd.MM.yyyy")
        if language == "en":
            form = {5: "d MMMM", 7: "LLLL yyyy"}.get(len(text), "d MMM yyyy")
        day = date.fromisoformat(f"2000-{text}" if len(text) == 5 else f"{text}-01"[:10])
        return str(format_date(day, format=form, locale=_LOCALE[language]))


class Filled(Phrase):
    """A text of the data with the value at ``{value}``, or behind it."""

    def __init__(self, text: str, value: Phrase | None) -> None:
        super().__init__("{text}", text=text)
        self._text, self._value = text, value

    def words(self, translate: Translate) -> str:
        """Return the text with its value in the language of a translator."""
        text = self._text.rstrip(".")
        if self._value is None:
            return text
        said = self._value.words(translate)
        return text.replace("{value}", said) if "{value}" in text else f"{text}: {said}"


def kind(code: str) -> Phrase:
    """Return the name of a kind."""
    return Phrase(law.KINDS[code])


class Subject(Phrase):
    """What a rule is about, by the codelist; a text of an office's own row as it stands."""

    def __init__(self, code: str, own: str = "") -> None:
        super().__init__("{subject}", subject=own or code)
        self._code, self._own = code, own

    def words(self, translate: Translate) -> str:
        """Return the subject in the language of a translator."""
        known = law.subjects().labels(translate(_LANGUAGE))
        return self._own or str(known.get(self._code, self._code))


def subject(row: law.Row) -> Phrase:
    """Return what a rule is about: of a form, the name that the state's law has for it."""
    return Subject(row["code"], row["subject"])


def value(row: law.Row, *, other: bool = False) -> Phrase | None:
    """Return the value of a rule in words: ``75.000 bis 300.000 Euro``; None where it has none."""
    start = "other_" if other else ""
    given, until, unit = (row[f"{start}{name}"] for name in ("value", "value_to", "unit"))
    if not given or given == "yes":
        return None
    if unit in law.DAYS:
        return Phrase(law.DAYS[unit], value=Day(given))
    if unit not in law.AMOUNTS:
        return Phrase("{words}", words=[Phrase(law.VALUES.get(code, "{own}"), own=code) for code in given.split("|")])
    if until:
        amount: Phrase = Phrase(_("{low} to {high}"), low=Number(float(given)), high=Number(float(until)))
        return Phrase(law.AMOUNTS[unit], value=amount)
    parts = [Phrase(law.AMOUNTS[unit], value=Number(float(part))) for part in given.split("|")]
    if len(parts) == 1:
        return parts[0]
    labels = [] if other else row["value_labels"].split("|")
    if len(labels) != len(parts):
        return Phrase(_("{values} (what each holds for is not stated)"), values=parts)
    pairs = [Phrase("{label}: {value}", label=label, value=part) for label, part in zip(labels, parts, strict=True)]
    return Phrase("{values}", values=pairs)


def text(row: law.Row) -> Phrase:
    """Return what a rule says by itself, without date and certainty."""
    return Filled(row["statement"], value(row) if row["unit"] else None)


def stamp(row: law.Row) -> Phrase:
    """Return the date of a rule's source, or that it has none and when it was seen."""
    if row["date"]:
        return Phrase(_("as of {date}"), date=row["date"])
    if row["date_note"]:
        return Phrase(_("without a date ({note}), seen {seen}"), note=row["date_note"], seen=row["seen"])
    return Phrase(_("without a date, seen {seen}"), seen=row["seen"])


def no_entry(code: str, form: str) -> Phrase:
    """Return that the data say nothing of a kind; it does not mean that there is nothing."""
    template = _("{what} for this form: this does not mean that there is none.") if form else ""
    return Phrase(
        template or _("{what} for this state: this does not mean that there is none."), what=Phrase(_STARTS[code])
    )


def statement(row: law.Row, plan: Plan, status: str) -> Phrase:
    """Return what a rule says, with date, certainty and validity, beside the plan where it can be."""
    if not_researched(row):
        return Phrase(_("This state was not researched."))
    if row["certainty"] == "not_found":
        searched = row["date"] or row["seen"]
        if row["statement"]:
            return Phrase(_("{stamp}: not found. Said of it: {text}"), stamp=stamp(row), text=text(row))
        return Phrase(_("not found when it was looked for in {seen}"), seen=searched[:7])
    said = Phrase(_("{stamp}: {fact}"), stamp=stamp(row), fact=_fact(row, plan, status))
    for template, params in _remarks(row, plan, status):
        said = Phrase(template, said=said, **params)
    return said


def _fact(row: law.Row, plan: Plan, status: str) -> Phrase:
    if row["kind"] == "form":
        template = _("only existing ones ({form})") if row["value"] == "existing_only" else _("{form} is provided for")
        return Phrase(template, form=subject(row))
    if row["other_value"]:
        other = {**row, "date": row["other_date"], "date_note": ""}
        return Phrase(
            _("{fact}; another source ({stamp}) says {other}"),
            fact=Filled(row["statement"], value(row)),
            stamp=stamp(other),
            other=value(row, other=True),
        )
    if row["compares"] not in law.COUNTED:
        return _with_here(text(row), row, plan, status)
    here = plan.here(row)
    if status not in ("reached", "below") or here is None:
        # What is not compared stands as the source has it, with its exceptions.
        return Phrase(_("{fact} – here not stated"), fact=text(row)) if status == "not_given" else text(row)
    word = row["compares"] == "members"
    least = Phrase(_LEAST.get(row["unit"], _("at least {value}")), value=Number(float(row["value"]), word=word))
    beside = Phrase(_("{fact} – here {number}"), fact=least, number=Number(here, word=word))
    inside = sum(key.startswith(row["state"]) for key in plan.members)
    if word and inside != here and row["state"] != law.FEDERATION:
        beside = Phrase(
            _("{beside}, {inside} of them from this state"), beside=beside, inside=Number(inside, word=True)
        )
    if status == "reached":
        return beside
    return Phrase(_("{beside}. The source has it so: {text}"), beside=beside, text=text(row))


def _with_here(fact: Phrase, row: law.Row, plan: Plan, status: str) -> Phrase:
    """Add what the plan has, where the number decides nothing by itself."""
    if row["compares"] == "association":
        found = plan.association()
        if found is None:
            return fact
        template = (
            _(
                "{fact} – here: all municipalities that belong to the association “{name}” by the boundaries, "
                "and nobody else"
            )
            if found[1]
            else _(
                "{fact} – here: some of the municipalities that belong to the association “{name}” by the boundaries"
            )
        )
        return Phrase(template, fact=fact, name=found[0])
    if status != "beside":
        return fact
    if row["compares"] == "state_members":
        here = Number(plan.here(row) or 0, word=True)
        every = Number(len(plan.members), word=True)
        return Phrase(_("{fact} – here {number} of {every} from this state"), fact=fact, number=here, every=every)
    among = any(len(key) == 5 for key in plan.members)
    count = len(plan.districts)
    if count == 1:
        template = (
            _("{fact} – here: all from one district, which takes part itself")
            if among
            else _("{fact} – here: all from one district")
        )
        return Phrase(template, fact=fact)
    template = (
        _("{fact} – here: from {number} districts, of which some take part themselves")
        if among
        else _("{fact} – here: from {number} districts")
    )
    return Phrase(template, fact=fact, number=Number(count, word=True))


def _remarks(row: law.Row, plan: Plan, status: str) -> list[tuple[str, dict[str, object]]]:
    """Return what limits a statement, the last word to whether it is in force."""
    made: list[tuple[str, dict[str, object]]] = []
    if row["certainty"] == "conflict":
        made.append((_("{said}. The sources contradict each other – please check"), {}))
    elif row["certainty"] == "low":
        template = (
            _("{said}. Uncertain – please check")
            if row["other_value"]
            else _("{said}. Uncertain, a second value is not known – please check")
        )
        made.append((template, {}))
    elif row["certainty"] == "medium":
        made.append((_("{said}. Of medium certainty"), {}))
    if row["compares"] in law.COUNTED and status in ("undated", "later", "lapsed", "not_yet"):
        made.append((_("{said}. Not compared with the plan"), {}))
    if lapsed(row, plan.as_of):
        until = Day(row["valid_until"])
        template = (
            _("{said}. The day {until} has passed – please check whether it was put off")
            if row["kind"] == "tax"
            else _("{said}. Valid until {until}: lapsed – please check")
        )
        made.append((template, {"until": until}))
    elif status == "not_yet":
        made.append((_("{said}. Valid from {day} only"), {"day": Day(row["valid_from"])}))
    elif status == "later":
        made.append((_("{said}. The source is younger than the day asked for"), {}))
    return made
