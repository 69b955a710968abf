"""What the settings of the classifier may be."""

import math
from collections.abc import Mapping
from typing import Any

from geo_koop.errors import Phrase, UsageError

_SHARES = ("min_resolved_share", "hinterland_share", "district_large_share", "near_share")
_DIVISORS = ("radius_population",)
_WHOLE = ("core_population", "hinterland_steps", "district_min", "district_large")
_OPTIONAL = ("gap_tolerance",)


def require(values: Mapping[str, Any], *, what: str) -> None:
    """Refuse impossible settings; all faults are named at once.

    Parameters
    ----------
    values : Mapping
        Name of a field to its value.
    what : str
        Where they stand, for the message.

    Raises
    ------
    UsageError
    """
    faults = [fault for name, value in values.items() for fault in _fault(name, value)]
    if faults:
        raise UsageError("{file}: {faults}.", "Correct the values.", file=what, faults=faults)


def moved(name: str, value: float, factor: float) -> float:
    """Return a setting that is multiplied, in its type; a share stays one.

    Examples
    --------
    >>> moved("near_share", 0.9, 1.2), moved("district_large", 8, 0.8)
    (1.0, 6)
    """
    if name in _WHOLE:
        return round(value * factor)
    return min(value * factor, 1.0) if name in _SHARES else value * factor


def typed(value: Any, hint: Any) -> Any:
    """Return a value in the type of its field."""
    if value is None:
        return None
    return int(value) if hint is int else float(value)


def _fault(name: str, value: Any) -> list[Phrase]:
    optional = name in _OPTIONAL
    if value is None and optional:
        return []
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        wanted = "{name} must be a number or empty, not {value}" if optional else "{name} must be a number, not {value}"
        return [Phrase(wanted, name=name, value=value)]
    if name in _WHOLE and value != int(value):
        return [Phrase("{name} must be a whole number, not {value}", name=name, value=value)]
    if name in _SHARES and not 0 <= value <= 1:
        return [Phrase("{name} must lie between 0 and 1, not {value}", name=name, value=value)]
    if value < 0:
        return [Phrase("{name} must not be negative, but is {value}", name=name, value=value)]
    if name in _DIVISORS and value == 0:
        return [Phrase("{name} must be more than 0", name=name)]
    return []
