"""How a CSV is written: for programs everywhere, or as a German Excel opens it by double click."""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """A way to write a CSV.

    Attributes
    ----------
    code : str
    separator, decimal : str
        Between cells, and before decimals.
    truth : tuple of str, optional
        How yes and no are written; as Python does where it is left out.
    """

    code: str
    separator: str = ","
    decimal: str = "."
    truth: tuple[str, str] | None = None


PLAIN = Dialect(code="plain")
EXCEL_DE = Dialect(code="excel-de", separator=";", decimal=",", truth=("WAHR", "FALSCH"))
DIALECTS = MappingProxyType({dialect.code: dialect for dialect in (PLAIN, EXCEL_DE)})
"""Code to dialect."""


def usual(language: str) -> Dialect:
    """Return the dialect that the readers of a language expect of a download."""
    return EXCEL_DE if language == "de" else PLAIN
