"""The file ``NAME.yaml`` beside boundaries or tables: where they come from."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from geo_koop.errors import InputError, Phrase
from geo_koop.given import InMemory, Source
from geo_koop.intake.files import dates, keys, yaml_text
from geo_koop.intake.files.profiles import BoundaryProfile
from geo_koop.model import BoundaryInfo, SourceInfo

_TEXTS = ("gebietsstand", "licence")
_ISO = re.compile(r"[1-9]\d{3}(-\d{2}(-\d{2})?)?")
_LANGUAGES = ("title", "attribution")


def national_keys(path: Source) -> str | None:
    """Return the key system that the file beside the boundaries tells; a faulty or an empty entry tells nothing."""
    beside = _beside(path)
    if beside is None:
        return None
    try:
        content = yaml_text.read(beside)
    except InputError:
        return None
    facts = content.get("national_keys") if isinstance(content, dict) else None
    return facts if facts in keys.SYSTEMS else None


def info(path: Source, about: BoundaryProfile) -> BoundaryInfo:
    """Describe boundaries by their column map and by the file beside them.

    Parameters
    ----------
    path : Path or InMemory
        The boundary file, or what has none beside it: a folder, or a table that was handed over.
    about : BoundaryProfile

    Raises
    ------
    InputError
        If the file beside is no YAML, or an entry is of the wrong kind.
    """
    base = BoundaryInfo(
        title=about.title or {"de": path.name, "en": path.name},
        attribution=about.attribution,
        licence=about.licence,
        profile=about.name,
        national_keys=about.national_keys,
    )
    content = _content(path)
    if content is None:
        return base
    given: dict[str, Any] = {name: content[name] for name in (*_LANGUAGES, "approximate", "regions") if name in content}
    given |= {name: str(content[name]) for name in _TEXTS if name in content}
    return replace(base, **given)


def source(path: Source) -> SourceInfo | None:
    """Tell whose the data of a table are, from the file beside it; ``None`` where it says nothing of it.

    Parameters
    ----------
    path : Path or InMemory
        The table.

    Raises
    ------
    InputError
        If the file beside is no YAML, or an entry is of the wrong kind.
    """
    content = _content(path) or {}
    given: dict[str, Any] = {name: content[name] for name in _LANGUAGES if name in content}
    given |= {name: str(content[name]) for name in ("licence", "date") if name in content}
    return SourceInfo(**given) if given else None


def _beside(path: Source) -> Path | None:
    """Return the file beside, where there is one."""
    if isinstance(path, InMemory) or path.is_dir():
        return None
    beside = path.with_suffix(".yaml")
    return beside if beside.is_file() else None


def _content(path: Source) -> dict[str, Any] | None:
    """Read and check the file beside; ``None`` where there is none."""
    beside = _beside(path)
    if beside is None:
        return None
    content = yaml_text.read(beside)
    if content is None:
        return None
    faults = _faults(content)
    if faults:
        raise InputError(
            "{file}: {faults}.",
            "Mend or remove it (docs/data-formats.md).",
            file=beside.name,
            faults=faults,
        )
    return dict(content)


def _faults(content: Any) -> list[Phrase]:
    if not isinstance(content, dict):
        return [Phrase("it holds no names with values")]
    silent = [n for n in _LANGUAGES if n in content and not _spoken(content[n])]
    faults = [Phrase("{name} needs a text for de and for en", name=name) for name in silent]
    if not isinstance(content.get("approximate", False), bool):
        faults.append(Phrase("approximate is true or false"))
    if "date" in content and not _ISO.fullmatch(str(content["date"])):
        faults.append(Phrase("date is a day, a month or a year, such as 2026-05-31, 2026-05 or 2026"))
    elif "date" in content and dates.day(str(content["date"])) is None:
        faults.append(Phrase("there is no day {date}", date=str(content["date"])))
    if content.get("national_keys", "") not in ("", *keys.SYSTEMS):
        faults.append(Phrase("national_keys is one of {known}", known=", ".join(keys.SYSTEMS)))
    regions = content.get("regions", {})
    if not isinstance(regions, dict) or not all(_spoken(labels) for labels in regions.values()):
        faults.append(Phrase("regions needs, for each code, a text for de and for en"))
    return faults


def _spoken(texts: Any) -> bool:
    return isinstance(texts, dict) and all(isinstance(texts.get(language), str) for language in ("de", "en"))
