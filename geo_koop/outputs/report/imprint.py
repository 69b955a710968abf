"""What a document of sheets without an analysis is set with, such as a division of costs."""

from dataclasses import dataclass
from functools import cached_property

from geo_koop.outputs.report.options import ReportOptions
from geo_koop.outputs.wording import Wording


@dataclass(frozen=True, kw_only=True)
class Imprint:
    """Stands where sheets of an analysis have their press.

    Attributes
    ----------
    options : ReportOptions
    lines : tuple of str
        Sources of the figures.
    day : str
        Date of the figures, in words; may be empty.
    """

    options: ReportOptions
    lines: tuple[str, ...] = ()
    day: str = ""

    @cached_property
    def words(self) -> Wording:
        """Texts, numbers and dates in the language of the document."""
        return Wording(self.options.language)

    def dated(self) -> str:
        """Return the date of the figures."""
        return self.day
