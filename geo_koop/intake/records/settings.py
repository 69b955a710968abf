"""Thresholds of the classifier from a named profile or a YAML file."""

import difflib
from collections.abc import Mapping
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import Any

from geo_koop import settings_rules
from geo_koop.errors import Phrase, UsageError
from geo_koop.intake.files import yaml_text
from geo_koop.model import Settings

PROFILES = ("de", "fr")
BASE = "base"
"""Entry of a YAML file that names the profile on which it builds."""


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
        raise UsageError(
            "The settings “{source}” are a folder." if path.is_dir() else "The settings “{source}” do not exist.",
            "Use one of {known}, or a YAML file.",
            source=str(source),
            known=_or(PROFILES),
        )
    content = yaml_text.read(path)
    if content is None:
        return Settings()
    if not isinstance(content, dict):
        raise UsageError(
            "{file} is not a list of settings.",
            "Write lines such as: core_population: 50000",
            file=path.name,
        )
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
    names = [field.name for field in fields(Settings)]
    base = content.get(BASE, PROFILES[0])
    if base not in PROFILES:
        raise UsageError(
            "{file}: there is no profile “{base}” to build on.",
            "Use one of {known}.",
            file=file,
            base=base,
            known=_or(PROFILES),
        )
    given = {name: value for name, value in content.items() if name != BASE}
    unknown = [str(name) for name in given if name not in names]
    if unknown == ["thresholds"]:
        raise UsageError(
            "{file}: thresholds stands only in the settings.yaml of a project.",
            "Here the settings stand at the beginning of the line, such as core_population: 50000",
            file=file,
        )
    if unknown:
        near = [match for name in unknown for match in difflib.get_close_matches(name, names, n=1)]
        raise UsageError(
            "{file}: unknown settings {unknown}.",
            "{meant} Settings are: {names}.",
            file=file,
            unknown=", ".join(unknown),
            meant=[Phrase("Meant: {near}?", near=", ".join(near))] if near else [],
            names=", ".join(names),
        )
    settings_rules.require(given, what=file)
    merged = {name: getattr(_profile(str(base)), name) for name in names} | given
    return Settings(**merged)


def _profile(name: str) -> Settings:
    text = (files(__package__) / "thresholds" / f"{name}.yaml").read_text(encoding="utf-8")
    return Settings(**(yaml_text.parse(text, file=f"{name}.yaml") or {}))


def _or(names: tuple[str, ...]) -> str:
    return ", ".join(names)
