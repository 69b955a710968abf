"""How an office's table is to be read: its shape and columns, as a YAML file that can be kept and used again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml

from geo_koop.errors import UsageError
from geo_koop.intake.files import headings, yaml_text
from geo_koop.intake.files.values import YES

SHAPES = ("long", "cell", "wide", "kinds", "turned")
"""One row for each membership; several members in a cell; one column for each cooperation; one for each kind; one
column for each municipality."""

FIELDS: Mapping[str, tuple[str, ...]] = headings.of("lists")
"""Field to headings that are read as it."""

SEPARATORS = (
    ";",
    "\n",
    "|",
    "•",
    "·",
    "→",
    "↔",
    "<->",
    "->",
    ",",
    "/",
    "+",
    "–",
    " - ",
    " & ",
    " und ",
    " u. ",
    " u ",
    " sowie ",
    " et ",
)
"""What parts several members in a cell; bullets and numbers in front of lines part them, too."""

OF_COOPERATION = ("topics", "format", "stage", "start", "end", "source", "note")

_MOST_SEPARATORS = 100
"""Each of them is looked for in each cell."""


@dataclass(frozen=True, kw_only=True)
class ImportProfile:
    """How a table is to be read.

    Attributes
    ----------
    shape : str
        One of :data:`SHAPES`.
    sheet : str
        Sheet of a workbook; ``""`` for the first.
    header_row : int
        Line of the header; 0 for the first that is not empty, -1 where there is none.
    columns : Mapping[str, str]
        Field of :data:`FIELDS` to the heading in the file.
    cooperations : tuple of str
        Headings of the columns that are cooperations (``wide``), kinds of cooperation (``kinds``) or municipalities
        (``turned``).
    about : Mapping[str, Mapping[str, str]]
        For such a heading, or ``"*"`` for all: ``topics, format, stage, source`` of its cooperations.
    separators : tuple of str
        What parts several members in a cell; names that contain one stay whole.
    marks : tuple of str
        What says "is a member" in a wide table.
    more_members : tuple of str
        Headings of further columns of members: Mitglied 2, Mitglied 3 (``long`` and ``cell``).
    fill_down : bool
        Whether an empty cell of the cooperation repeats the one above, as lists in blocks have it.
    several_cooperations : bool
        Whether a cell names several cooperations, as a list with a row for each municipality has it (``long``).
    rules : str
        Name rules; see :mod:`geo_koop.intake.names.name_rules`. ``""``: by the boundaries.
    """

    shape: str = "long"
    sheet: str = ""
    header_row: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    cooperations: tuple[str, ...] = ()
    about: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    separators: tuple[str, ...] = SEPARATORS
    marks: tuple[str, ...] = YES
    more_members: tuple[str, ...] = ()
    fill_down: bool = False
    several_cooperations: bool = False
    rules: str = ""


def load(path: Path) -> ImportProfile:
    """Read a profile from a YAML file.

    Raises
    ------
    UsageError
        If it does not exist, is no YAML mapping, or has entries that do not exist or cannot be used.
    """
    path = Path(path)
    if not path.is_file():
        raise UsageError(
            "There is no import profile {file}.", "Name a YAML file, or leave it out: a draft is shown.", file=path
        )
    content = yaml_text.read(path)
    usual = asdict(ImportProfile())
    if not isinstance(content, dict):
        raise UsageError(
            "The import profile {file} is no list of entries.",
            "Entries are: {known}.",
            file=path.name,
            known=", ".join(usual),
        )
    wrong = [str(name) for name, value in content.items() if name not in usual or not _fits(value, usual[name])]
    if not wrong:
        columns, about = content.get("columns", {}), content.get("about", {})
        wrong += [f"columns.{n}" for n, heading in columns.items() if n not in FIELDS or not isinstance(heading, str)]
        wrong += [f"about.{n}" for n, said in about.items() if not isinstance(said, dict)]
    if content.get("shape", "long") not in SHAPES:
        wrong.append("shape")
    if wrong:
        raise UsageError(
            "The import profile {file} has entries that cannot be used: {entries}.",
            "Entries are: {known}; columns are: {columns}; shapes are: {shapes}.",
            file=path.name,
            entries=", ".join(wrong),
            known=", ".join(usual),
            columns=", ".join(FIELDS),
            shapes=", ".join(SHAPES),
        )
    entries: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in content.items()}
    if (count := len(entries.get("separators", ()))) > _MOST_SEPARATORS:
        raise UsageError(
            "The import profile {file} has {count} separators; at most {most} are read.",
            "Name only those that stand in the list.",
            file=path.name,
            count=count,
            most=_MOST_SEPARATORS,
        )
    return ImportProfile(**entries)


def _fits(value: object, usual: object) -> bool:
    """Tell whether an entry is of the kind of what stands there usually."""
    if isinstance(usual, tuple):
        return isinstance(value, list) and all(isinstance(entry, str) for entry in value)
    return isinstance(value, type(usual))


def text(profile: ImportProfile) -> str:
    """Return a profile as YAML, without what is as usual."""
    usual = ImportProfile()
    entries: dict[str, Any] = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(profile).items()
        if name == "shape" or value != getattr(usual, name)
    }
    return str(yaml.safe_dump(entries, allow_unicode=True, sort_keys=False))
