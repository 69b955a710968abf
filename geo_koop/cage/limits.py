"""How much a job in the cage may use."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from geo_koop.intake.files.limits import numbers


@dataclass(frozen=True, kw_only=True)
class CageLimits:
    """Limits of a job; each is set by the variable ``GEO_KOOP_CAGE_`` and its name in capitals.

    What a file may hold is limited by :class:`geo_koop.intake.files.limits.Limits`.

    Attributes
    ----------
    memory_mb : int
        Memory in MB, beyond that of an idle reader.
    cpu_seconds, wall_seconds : int
        Time that it may compute, and time until it must be done.
    output_mb : int
        MB that it may write: its result, and what it unpacks.
    files : int
        Files that it may hold open.
    at_once : int
        Jobs at the same time; others wait.
    """

    memory_mb: int = 2_000
    cpu_seconds: int = 60
    wall_seconds: int = 90
    output_mb: int = 1_000
    files: int = 256
    at_once: int = 2


def from_environment(environment: Mapping[str, str] | None = None) -> CageLimits:
    """Return the limits that the operator set.

    Raises
    ------
    UsageError
        If one is no whole number above 0.
    """
    return CageLimits(**numbers(CageLimits, "GEO_KOOP_CAGE_", os.environ if environment is None else environment))
