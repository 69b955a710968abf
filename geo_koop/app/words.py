"""Texts, labels, numbers and dates in the language of the view."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from geo_koop.outputs import letters
from geo_koop.outputs.wording import Wording

_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$:^=&])")
_SYMBOL = re.compile(r"(?<!\S)(?=(?:<->|<-|->|--|>=|<=|~=)(?!\S))|(?<=:)(?=material/\w+:|streamlit:)")
"""Where Streamlit puts arrows, dashes and pictures in place of letters, whether these are escaped or not."""
_JOINER = "\u2060"
"""Seen by nobody; keeps what stands on its two sides from being taken together."""


@dataclass(frozen=True)
class Words(Wording):
    """Speaks one language: ``words("Municipality")`` translates, the methods format.

    Parameters
    ----------
    language : {"de", "en"}

    Examples
    --------
    >>> Words("de").number(1348938), Words("de").share(0.429).replace("\u00a0", " "), Words("de").day("2015-03")
    ('1.348.938', '43 %', 'März 2015')
    """

    domain: ClassVar[str] = "app"

    def labels(self, codelist: str, codes: str) -> str:
        """Return the labels of codes that stand joined by ``;``."""
        return ", ".join(self.label(codelist, code) for code in codes.split(";") if code)

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
    said = letters.visible(" ".join(str(text).split()))
    return _MARKUP.sub(r"\\\1", _SYMBOL.sub(_JOINER, said))
