"""An undertaking as one file (YAML): scenario, cost sheet and filled-in checklist, each as in a file of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from geo_koop.errors import InputError
from geo_koop.locale import mark as _

PARTS: Final = ("scenario", "cost_sheet", "checklist")
_TOP: Final = ("undertaking", *PARTS)
_ROWS: Final = ("members", "positions", "coalition_costs")
_REMEDY: Final = _(
    "Expected are the entries undertaking, scenario, cost_sheet and checklist, as the page Undertaking saves them."
)


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What an undertaking consists of, as files hold it; ``None`` for what is not there yet.

    Attributes
    ----------
    scenario, cost_sheet, checklist : Mapping or None
    """

    scenario: Mapping[str, Any] | None = None
    cost_sheet: Mapping[str, Any] | None = None
    checklist: Mapping[str, Any] | None = None


def text(name: str, parts: Parts) -> str:
    """Return an undertaking as its file holds it."""
    content: dict[str, Any] = {"undertaking": name}
    content |= {part: dict(there) for part in PARTS if (there := getattr(parts, part)) is not None}
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000))


def build(content: Any, *, file: str) -> Parts:
    """Return the parts of an undertaking; what each holds is checked where it is used.

    Raises
    ------
    InputError
        If it is none, or has other entries.
    """
    if not isinstance(content, dict) or "undertaking" not in content:
        raise InputError(
            "{file} is no undertaking.",
            _REMEDY,
            file=file,
        )
    strange = [str(name) for name in content if name not in _TOP]
    wrong = [name for name in PARTS if name in content and not isinstance(content[name], dict)]
    if "cost_sheet" in content and "cost_sheet" not in wrong:
        wrong += _shapeless(content["cost_sheet"])
    if strange or wrong:
        raise InputError(
            "{file} is not in order: {names}.",
            _REMEDY,
            file=file,
            names=", ".join((*strange, *wrong)),
        )
    return Parts(**{name: content.get(name) for name in PARTS})


def _shapeless(sheet: Mapping[Any, Any]) -> list[str]:
    """Return the entries of a cost sheet that no form could show; what else is missing or wrong is said there."""
    wrong = [f"cost_sheet.{name}" for name in sheet if not isinstance(name, str)]
    for name in _ROWS:
        there = sheet.get(name, [])
        listed = there if isinstance(there, list) else [there]
        wrong += [f"cost_sheet.{name}"] * (not all(isinstance(row, dict) and _flat(row) for row in listed))
    if not isinstance(sheet.get("years", {}), dict) or not _flat(sheet.get("years", {})):
        wrong.append("cost_sheet.years")
    wrong += [
        f"cost_sheet.{name}"
        for name, value in sheet.items()
        if name not in (*_ROWS, "years") and isinstance(value, (list, dict))
    ]
    return wrong


def _flat(row: Mapping[Any, Any]) -> bool:
    """Tell whether a row holds values, and lists and mappings of values."""
    inner = [v for value in row.values() for v in _parts(value)]
    return all(isinstance(name, str) for name in row) and not any(isinstance(one, (list, dict)) for one in inner)


def _parts(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else [value]
