"""Thresholds of the classifier from a named profile or a YAML file."""

import difflib
import math
from collections.abc import Mapping
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_type_hints

import yaml

from geo_koop.errors import InputError, UsageError
from geo_koop.model import Settings

PROFILES = ("de", "fr")
BASE = "base"
"""Entry of a YAML file that names the profile on which it builds."""

_SHARES = ("min_resolved_share", "hinterland_share", "district_large_share", "near_share")


def load_settings(source: str | Path | None) -> Settings:
    """Read thresholds.

    Parameters
    ----------
    source : str or Path, optional
        A profile of :data:`PROFILES`, or a YAML file with fields of :class:`geo_koop.model.Settings`;
        what it leaves out stays as in the profile that it names as ``base`` (``de`` without one).

    Raises
    ------
    UsageError
        If there is no such profile, or the file names an unknown field or an impossible value.
    InputError
        If the file cannot be read.

    Examples
    --------
    >>> load_settings("fr").core_population
    15000
    """
    if source is None:
        return Settings()
    if str(source) in PROFILES:
        return _profile(str(source))
    path = Path(source)
    if path.is_dir() or not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist"
        raise UsageError(f"The settings {str(source)!r}: this {what}.", f"Use {_or(PROFILES)}, or a YAML file.")
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name} is not valid YAML: {error}", "Mend the file.") from error
    if content is None:
        return Settings()
    if not isinstance(content, dict):
        raise UsageError(f"{path.name} is not a list of settings.", "Write lines such as: core_population: 50000")
    return parse(content, file=path.name)


def parse(content: Mapping[str, Any], *, file: str) -> Settings:
    """Make settings of the entries of a YAML file.

    Parameters
    ----------
    content : Mapping
        Fields of :class:`geo_koop.model.Settings`, and optionally ``base``.
    file : str
        For messages.

    Raises
    ------
    UsageError
        If a field is unknown or a value impossible; all faults are named at once.
    """
    hints = get_type_hints(Settings)
    names = [field.name for field in fields(Settings)]
    base = content.get(BASE, PROFILES[0])
    if base not in PROFILES:
        raise UsageError(f"{file}: there is no profile {base!r} to build on.", f"Use {_or(PROFILES)}.")
    given = {name: value for name, value in content.items() if name != BASE}
    unknown = [str(name) for name in given if name not in names]
    if unknown:
        near = [match for name in unknown for match in difflib.get_close_matches(name, names, n=1)]
        meant = f" Meant: {', '.join(near)}?" if near else ""
        raise UsageError(f"{file}: unknown settings {', '.join(unknown)}.{meant}", f"Settings are: {', '.join(names)}.")
    faults = [fault for name, value in given.items() for fault in _fault(name, value, hints[name])]
    if faults:
        raise UsageError(f"{file}: {'; '.join(faults)}.", "Correct the values.")
    merged = {name: getattr(_profile(str(base)), name) for name in names} | given
    return Settings(**{name: _typed(value, hints[name]) for name, value in merged.items()})


def _profile(name: str) -> Settings:
    text = (files(__package__) / "profiles" / "settings" / f"{name}.yaml").read_text(encoding="utf-8")
    return Settings(**(yaml.safe_load(text) or {}))


def _fault(name: str, value: Any, hint: Any) -> list[str]:
    optional = isinstance(hint, UnionType) and type(None) in get_args(hint)
    if value is None and optional:
        return []
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return [f"{name} must be a number{' or empty' if optional else ''}, not {value!r}"]
    if hint is int and value != int(value):
        return [f"{name} must be a whole number, not {value!r}"]
    if name in _SHARES and not 0 <= value <= 1:
        return [f"{name} must lie between 0 and 1, not {value!r}"]
    if value < 0:
        return [f"{name} must not be negative, but is {value!r}"]
    return []


def _typed(value: Any, hint: Any) -> Any:
    if value is None:
        return None
    return int(value) if hint is int else float(value)


def _or(names: tuple[str, ...]) -> str:
    return " or ".join(names)
