"""Labels, numbers and dates in one language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, ClassVar

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from geo_koop import codelists
from geo_koop.locale import DEFAULT_LANGUAGE, translator
from geo_koop.locale.rounding import rounded

_LOCALE = {"de": "de_DE", "en": "en_GB"}


@lru_cache(maxsize=4096)
def _decimal(value: float, decimals: int, language: str) -> str:
    """Format a number; kept, because Babel takes its time and a page says the same ones again and again."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, format=pattern, locale=_LOCALE[language]))


@dataclass(frozen=True)
class Wording:
    """Speaks one language: ``wording("Map")`` translates, the methods format.

    Parameters
    ----------
    language : {"de", "en"}

    Examples
    --------
    >>> Wording("de").number(1348938), Wording("de").share(0.429).replace("\u00a0", " "), Wording("de").day("2015-03")
    ('1.348.938', '43 %', 'März 2015')
    >>> Wording("en").share(0.998), Wording("en").share(0.002), Wording("en").share(1)
    ('> 99%', '< 1%', '100%')
    >>> Wording("de").share(2 / 16).replace("\u00a0", " "), Wording("de").number(2.5), Wording("en").share(0.995)
    ('13 %', '3', '> 99%')
    >>> Wording("de").listing(["A", "B", "C", "D"], most=2)
    'A, B und 2 weitere'
    >>> Wording("de").listing(["Bad", "Bett und Brot"])
    'Bad sowie Bett und Brot'
    >>> Wording("en").listing(["building yard", "back office", "fire and safety"])
    'building yard, back office, and fire and safety'
    >>> Wording("de")("{name}.", name="Verein e.V.")
    'Verein e.V.'
    """

    language: str = DEFAULT_LANGUAGE
    domain: ClassVar[str] = "report"

    def __call__(self, message: str, **values: object) -> str:
        """Translate an English message and fill in its values; a stop at their end is that of the sentence."""
        text = translator(self.language, self.domain)(message)
        if not values:
            return text
        filled = text.format(**values)
        return filled[:-1] if text.endswith("}.") and filled.endswith("..") else filled

    def plural(self, number: int, one: str, many: str, **values: object) -> str:
        """Translate the message that fits a number: ``one`` for 1, otherwise ``many`` with ``{count}``."""
        return self(one if number == 1 else many, **({"count": self.number(number)} if number != 1 else {}), **values)

    def label(self, codelist: str, code: Any) -> str:
        """Return the label of a code; the code itself where the list does not know it, empty where missing."""
        if code is None or pd.isna(code):
            return ""
        return str(codelists.load(codelist).labels(self.language).get(str(code), code))

    def form(self, code: Any, planned: bool = False) -> str:
        """Return the label of a format; of what is only planned it is said so."""
        return self.planned(self.label("formats", code)) if planned else self.label("formats", code)

    def bindingness(self, code: Any, planned: bool = False) -> str:
        """Return the bindingness of a format in words; of what is only planned it is said so."""
        level = codelists.load("formats").entries.get(str(code), {}).get("bindingness")
        text = self.label("bindingness", level) or translator(self.language, "report")("unknown")
        return self.planned(text) if planned and level is not None else text

    def planned(self, text: str) -> str:
        """Return a text marked as a plan."""
        return translator(self.language, "report")("planned: {what}").format(what=text)

    def number(self, value: Any, decimals: int = 0) -> str:
        """Return a number with so many decimals; an en dash where it is missing."""
        if value is None or pd.isna(value):
            return "–"
        return _decimal(rounded(float(value), decimals), decimals, self.language)

    def share(self, value: Any, decimals: int = 0) -> str:
        """Return a share between 0 and 1 in per cent; an en dash where it is missing.

        What is not all is not rounded to 100, and what is some not to 0.
        """
        if value is None or pd.isna(value):
            return "–"
        least, number = 10.0 ** -(decimals + 2), float(value)
        if 0 < number < least / 2:
            return "< " + self.share(least, decimals)
        if 1 - least / 2 <= number < 1:
            return "> " + self.share(1 - least, decimals)
        pattern = "0" + ("." + "0" * decimals if decimals else "") + ("\u00a0%" if self.language == "de" else "%")
        return str(format_percent(rounded(number, decimals + 2), format=pattern, locale=_LOCALE[self.language]))

    def day(self, value: Any) -> str:
        """Return a date as people write it; ``2015`` and ``2015-03`` keep their precision."""
        if value is None or pd.isna(value) or value == "":
            return ""
        locale = _LOCALE[self.language]
        if isinstance(value, (date, datetime, pd.Timestamp)):
            form = "dd.MM.yyyy" if self.language == "de" else "d MMM yyyy"
            return str(format_date(value, format=form, locale=locale))
        text = str(value).strip()
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            parsed = pd.to_datetime(text, errors="coerce")
            return text if pd.isna(parsed) else self.day(parsed)
        if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
            return str(format_date(date(int(text[:4]), int(text[5:]), 1), format="LLLL yyyy", locale=locale))
        return text

    def listing(self, names: Sequence[str], *, most: int | None = None) -> str:
        """Join names as in a sentence: ``A, B und C``; beyond ``most`` the rest is counted."""
        said = list(names)
        if most is not None and len(said) > most + 1:
            rest = len(said) - most
            said = [*said[:most], translator(self.language, "report")("{count} more").format(count=self.number(rest))]
        if len(said) < 2:
            return "".join(said)
        translate = translator(self.language, "report")
        inside = any(f" {translate('and')} " in name for name in said)
        # In English a comma parts the last of names that hold an "and" themselves.
        between = translate(", and ") if inside else f" {translate('and')} "
        return f"{', '.join(said[:-1])}{between}{said[-1]}"
