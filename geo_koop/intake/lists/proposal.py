"""A way to read an office's table, with its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass

from geo_koop.intake.lists.import_profile import ImportProfile


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A way to read a table.

    Attributes
    ----------
    profile : ImportProfile
    score : float
        0 to 1, to order proposals by.
    evidence : Mapping[str, float]
        Heading to the share of its cells that are names or keys of municipalities, lists of them, or marks.
    """

    profile: ImportProfile
    score: float
    evidence: Mapping[str, float]
