"""One palette: no colour stands anywhere else, and what is generated from it is up to date."""

import re
from pathlib import Path

import pytest
import yaml

import geo_koop
from geo_koop.outputs.classes import assets, palette
from geo_koop.outputs.classes.palette import PALETTE

PACKAGE = Path(geo_koop.__file__).parent
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b(?![0-9a-zA-Z_-])")
DATA = ("codelists/*.yaml", "outputs/classes/*.yaml", "outputs/webmap/assets/vendor/*", "outputs/classes/palette.py")
WRITTEN = set(assets.written())
FIXED = {PACKAGE / "app/.streamlit/config.toml", PACKAGE / "app/assets/icon.svg"}
"""Files that Streamlit and browsers read as they are."""
TEXT = {".py", ".css", ".js", ".html", ".j2", ".typ", ".toml", ".svg", ".yaml"}


def literals(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        text = re.sub(r"(?m)^\s*>>> .*\n\s*\S.*$", "", text)  # examples show colours
        return re.findall(r"#[0-9a-fA-F]{6}\b", text)
    return COLOUR.findall(re.sub(r"&#\d+;", "", text))


def test_no_colour_stands_outside_of_palette_and_codelists():
    data = {path for pattern in DATA for path in PACKAGE.glob(pattern)}
    paths = [path for path in PACKAGE.rglob("*") if path.suffix in TEXT and path not in data | WRITTEN | FIXED]
    assert len(paths) > 200
    found = {str(path.relative_to(PACKAGE)): colours for path in sorted(paths) if (colours := literals(path))}
    assert found == {}


def test_what_scripts_and_style_sheets_read_is_that_of_the_palette():
    for path, text in assets.written().items():
        assert path.read_text(encoding="utf-8") == text, "python -m geo_koop.outputs.classes.assets"


def test_the_theme_of_the_app_is_that_of_the_palette():
    text = (PACKAGE / "app/.streamlit/config.toml").read_text(encoding="utf-8")
    theme = dict(re.findall(r'(?m)^(\w+) = "(#\w{6})"$', text))
    names = {"primaryColor": "accent", "backgroundColor": "paper", "secondaryBackgroundColor": "panel"}
    assert theme == {key: PALETTE[name] for key, name in {**names, "textColor": "ink"}.items()}
    patterns = yaml.safe_load((PACKAGE / "codelists/patterns.yaml").read_text(encoding="utf-8"))
    known = {entry["colour"] for entry in patterns} | {PALETTE["accent"]}
    assert set(literals(PACKAGE / "app/assets/icon.svg")) <= known


def test_every_variable_of_a_style_sheet_is_a_colour_of_the_palette():
    own = {"--geo-koop-browse", "--geo-koop-drop", "--large", "--head", "--tools", "--around"}  # texts, and lengths
    known = {f"--{name.replace('_', '-')}" for name in PALETTE}
    for path in (p for p in PACKAGE.rglob("*") if p.suffix in {".css", ".j2", ".html"} and "vendor" not in p.parts):
        used = set(re.findall(r"var\((--[\w-]+)", path.read_text(encoding="utf-8")))
        assert used - own <= known, path.name


@pytest.mark.parametrize(
    ("ground", "least"), [("paper", 4.5), ("panel", 4.5), ("caution_pale", 4.5), ("accent_pale", 4.5)]
)
def test_text_is_read_on_every_ground(ground, least):
    for text in ("ink", "quiet", "accent"):
        assert palette.contrast(PALETTE[text], PALETTE[ground]) >= least, (text, ground)


def test_contrast_is_that_of_the_guideline():
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(
        4.48, abs=0.01
    )  # webaim.org/resources/contrastchecker
