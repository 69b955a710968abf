"""A project in which every text is hostile: each carries a mark of its own, so that it is found again."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pandas as pd
import yaml

from geo_koop.intake.records import project
from tests.conftest import grid

SYNTAX = {
    "formula": "=1+1",
    "typst": r'#read("/etc/hostname") $a$ @ref <label> \u{41} //c',
    "html": "<img src=x onerror=alert(1)></script><script>alert(2)</script><!--",
    "script": "${alert(3)} `b` '\"; alert(4);//",
    "xml": "]]> &amp; &#60;",
    "template": "{value} {0} {file} %s %(name)s {{7*7}} {% raw %}",
    "markdown": "[l](javascript:alert(5)) **f** :red[r] :material/home: ~~z~~ |",
    "terminal": "[red]r[/red] [link=http://x.test]y[/link]",
    "drawing": 'url(#a) data-width=1 id="b"',
    "spreadsheet": "a;=1+1; @SUM(A1)",
    "expression": "[% env('HOME') %]",
}
"""What some output would take for more than text."""

CONTROL = "\x1b]0;t\x07\x1b[2J\x7f\x9b2J\x01\ufffe"
"""Commands for a terminal; XML knows no such characters, and paper neither."""

BIDI = "\u202e\u2066"
"""Marks that turn the order of letters round."""

FOREIGN = "汉👩\u200d🚒"
"""Letters that the fonts of a report lack."""

INPUTS = (
    "municipality name",
    "designation",
    "district name",
    "state name",
    "region code",
    "region label",
    "boundary title",
    "boundary attribution",
    "boundary licence",
    "boundary date",
    "tables attribution",
    "tables licence",
    "cooperation id",
    "cooperation name",
    "cooperation note",
    "cooperation start",
    "cooperation topic",
    "cooperation form",
    "member key",
    "member name",
    "member via",
    "member note",
    "member role",
    "actor name",
    "actor kind",
    "source address",
    "source date",
    "source note",
    "scope id",
    "scope source",
    "scope area",
    "file name",
    "heading of an indicator",
    "office",
)
"""Every text that comes from the data, the files beside them or the names of files."""

LAYER = "Zq99x '; --\" =1+1 [red] \x1b[2J {value} <b>"
"""Name of the layer of the boundaries; it is told only where something is wrong with it."""

ABOUT = (
    "boundary title",
    "boundary attribution",
    "boundary licence",
    "boundary date",
    "tables attribution",
    "tables licence",
    "file name",
    "heading of an indicator",
)
"""Inputs that stand in metadata and names of fields, where a sign stands for what XML does not know."""

LISTED = ("cooperation topic", "scope area")
"""Inputs of which a cell holds several, parted by a comma or semicolon."""


def mark(name: str) -> str:
    """Return what is found again of an input, whatever an output does with the rest."""
    return f"Zq{INPUTS.index(name):02}x"


def text(name: str) -> str:
    """Return the hostile text of an input: its mark stands at both ends of the syntax."""
    middle = " ".join([*SYNTAX.values(), CONTROL + BIDI + FOREIGN])
    if name == "file name":
        return boundary_file()
    whole = f"{SYNTAX['formula']} {mark(name)} {middle} {mark(name)}"
    return re.sub("[;,]", "·", whole) if name in LISTED else whole


def boundary_file() -> str:
    """Return a hostile name of a file: without slashes, and short."""
    sign = mark("file name")
    return f"{sign} =1 #a $b$ <img src=x onerror=alert(6)> {{value}} %s [red] [% 1 %]\x1b[2J\u202e{sign}.gpkg"


def make(folder: Path) -> Path:
    """Write the project into a folder; return the folder."""
    project.init(folder)
    table = grid().reset_index()
    table["name"] = [f"{text('municipality name')} {i}" for i in range(len(table))]
    table["designation"] = text("designation")
    table["district_name"], table["state_name"] = text("district name"), text("state name")
    table["region"] = [*[text("region code")] * (len(table) - 1), "other"]
    boundaries = folder / "boundaries" / boundary_file()
    gpd.GeoDataFrame(table).to_file(boundaries, layer="areas", engine="pyogrio", SPATIAL_INDEX="NO")
    rename_layer(boundaries, LAYER)
    about = {
        "title": _spoken("boundary title"),
        "attribution": _spoken("boundary attribution"),
        "licence": text("boundary licence"),
        "gebietsstand": text("boundary date"),
        "regions": {text("region code"): _spoken("region label"), "other": {"de": "B", "en": "B"}},
    }
    boundaries.with_suffix(".yaml").write_text(yaml.safe_dump(about), encoding="utf-8")
    for name, rows in _records().items():
        rows.to_csv(folder / "cooperations" / f"{name}.csv", index=False)
    heading = text("heading of an indicator")
    pd.DataFrame({"key": table["key"], heading: 1.5}).to_csv(folder / "attributes.csv", index=False)
    facts = {"title": _spoken("tables attribution"), "attribution": _spoken("tables attribution")}
    facts["licence"] = text("tables licence")
    (folder / "cooperations" / "cooperations.yaml").write_text(yaml.safe_dump(facts), encoding="utf-8")
    return folder


def rename_layer(package: Path, name: str) -> None:
    """Give the layer a name that GDAL would refuse to write, and reads."""
    with closing(sqlite3.connect(package)) as base, base:
        base.execute(f"ALTER TABLE areas RENAME TO {_quoted(name)}")
        for table in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_ogr_contents"):
            base.execute(f"UPDATE {table} SET table_name = ? WHERE table_name = 'areas'", (name,))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _spoken(name: str) -> dict[str, str]:
    return {"de": text(name), "en": text(name)}


def _records() -> dict[str, pd.DataFrame]:
    key = text("cooperation id")
    cooperation = {
        "cooperation_id": [key, "odd"],
        "name": [text("cooperation name"), text("cooperation name") + " odd"],
        "topics": ["water", f"water; {text('cooperation topic')}"],
        "format": ["zweckverband", text("cooperation form")],
        "stage": ["operating", "operating"],
        "start": ["2001", text("cooperation start")],
        "note_de": text("cooperation note"),
        "note_en": text("cooperation note"),
    }
    members = {
        "cooperation_id": [key] * 4,
        "key": ["09101000", "09101001", "09101002", text("member key")],
        "name": text("member name"),
        "via": text("member via"),
        "role": ["member", "member", text("member role"), "member"],
        "note": text("member note"),
    }
    actors = {"cooperation_id": [key] * 2, "name": text("actor name"), "kind": ["other", text("actor kind")]}
    sources = {
        "cooperation_id": [key],
        "url": "javascript:alert(7)//" + text("source address"),
        "date": text("source date"),
        "note": text("source note"),
    }
    scopes = {
        "scope_id": [text("scope id"), "odd"],
        "area": ["*", text("scope area")],
        "topics": "*",
        "grade": "survey",
        "source": text("scope source"),
        "date": "2026",
    }
    tables = {"cooperations": cooperation, "members": members, "actors": actors, "sources": sources, "scopes": scopes}
    return {name: pd.DataFrame(columns) for name, columns in tables.items()}
