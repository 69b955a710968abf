"""Cost sheets to begin with: each complete, with figures that are examples and stand for nobody."""

from importlib.resources import files

from geo_koop.errors import UsageError
from geo_koop.intake.files import yaml_text
from geo_koop.intake.records import cost_sheet as written
from geo_koop.planning.cost_checks import build
from geo_koop.planning.cost_sheet import CostSheet

NAMES = ("building_yard", "civil_registry", "industrial_zone", "recycling_yard")

WORDS = {
    "bauhof": "building_yard",
    "standesamt": "civil_registry",
    "gewerbegebiet": "industrial_zone",
    "wertstoffhof": "recycling_yard",
}
"""German words that name a template, too."""


def text(name: str) -> str:
    """Return a template as it stands in its file, with its remarks.

    Raises
    ------
    UsageError
        If there is none of this name.
    """
    known = WORDS.get(name.casefold(), name)
    if known not in NAMES:
        raise UsageError("There is no template {name}.", "Use one of {known}.", name=name, known=", ".join(NAMES))
    return (files(__package__) / f"{known}.yaml").read_text(encoding="utf-8")


def load(name: str) -> CostSheet:
    """Return a template as a cost sheet.

    Raises
    ------
    UsageError
        As :func:`text`.
    """
    file = f"{name}.yaml"
    return build(written.parse(yaml_text.parse(text(name), file=file), file=file))
