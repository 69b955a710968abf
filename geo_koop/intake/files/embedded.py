"""Where the embedded data lie: in the wheel as ``geo_koop/data``, in a checkout as ``data/`` beside the package."""

from functools import cache
from pathlib import Path

RECORD_TABLES = ("cooperations", "members", "actors", "sources", "scopes")


@cache
def folder() -> Path:
    """Return the folder of the embedded data."""
    package = Path(__file__).parents[2]
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


def boundaries() -> Path:
    """Return the file of the embedded boundaries."""
    return folder() / "boundaries" / "demo.gpkg"


def changes() -> Path:
    """Return the table of territorial changes in the embedded regions."""
    return folder() / "boundaries" / "changes.csv"


def records() -> dict[str, Path]:
    """Return table name to file of the embedded records."""
    return {name: folder() / "cooperations" / f"{name}.csv" for name in RECORD_TABLES}
