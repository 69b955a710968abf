"""Texts, labels, numbers and dates in the language of the view."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from geo_koop import codelists
from geo_koop.locale import DEFAULT_LANGUAGE, translator

_LOCALE = {"de": "de_DE", "en": "en_GB"}
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$:^=])")


@dataclass(frozen=True)
class Words:
    """Speaks one language: ``words("Municipality")`` translates, the methods format.

    Parameters
    ----------
    language : {"de", "en"}

    Examples
    --------
    >>> Words("de").number(1348938), Words("de").share(0.429).replace("\u00a0", " "), Words("de").day("2015-03")
    ('1.348.938', '43 %', 'März 2015')
    """

    language: str = DEFAULT_LANGUAGE

    def __call__(self, message: str, **values: object) -> str:
        """Translate an English message and fill in its values."""
        text = translator(self.language, "app")(message)
        return text.format(**values) if values else text

    def label(self, codelist: str, code: Any) -> str:
        """Return the label of a code; the code itself where the list does not know it, empty where missing."""
        if code is None or pd.isna(code):
            return ""
        return str(codelists.load(codelist).labels(self.language).get(str(code), code))

    def labels(self, codelist: str, codes: str) -> str:
        """Return the labels of codes that stand joined by ``;``."""
        return ", ".join(self.label(codelist, code) for code in codes.split(";") if code)

    def number(self, value: Any, decimals: int = 0) -> str:
        """Return a number with so many decimals; an en dash where it is missing."""
        if value is None or pd.isna(value):
            return "–"
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return str(format_decimal(round(float(value), decimals), format=pattern, locale=_LOCALE[self.language]))

    def share(self, value: Any, decimals: int = 0) -> str:
        """Return a share between 0 and 1 in per cent; an en dash where it is missing."""
        if value is None or pd.isna(value):
            return "–"
        pattern = "0" + ("." + "0" * decimals if decimals else "") + ("\u00a0%" if self.language == "de" else "%")
        return str(format_percent(float(value), format=pattern, locale=_LOCALE[self.language]))

    def day(self, value: Any) -> str:
        """Return a date as people write it; ``2015`` and ``2015-03`` keep their precision."""
        if value is None or pd.isna(value) or value == "":
            return ""
        locale = _LOCALE[self.language]
        if isinstance(value, (date, datetime, pd.Timestamp)):
            return str(
                format_date(value, format="dd.MM.yyyy" if self.language == "de" else "d MMM yyyy", locale=locale)
            )
        text = str(value).strip()
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            parsed = pd.to_datetime(text, errors="coerce")
            return text if pd.isna(parsed) else self.day(parsed)
        if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
            return str(format_date(date(int(text[:4]), int(text[5:]), 1), format="LLLL yyyy", locale=locale))
        return text

    def count(self, number: int, one: str, many: str) -> str:
        """Return a number with its noun; both nouns are translated already."""
        return f"{self.number(number)} {one if number == 1 else many}"


def plain(text: Any) -> str:
    r"""Escape text from data, so that Markdown shows it as it is.

    Examples
    --------
    >>> plain("a*b [x](y)")
    'a\\*b \\[x\\]\\(y\\)'
    """
    return _MARKUP.sub(r"\\\1", " ".join(str(text).split()))
