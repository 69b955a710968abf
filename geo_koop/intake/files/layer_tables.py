"""Reads a layer as a table: its columns as text, whatever geometry it has or has not."""

from collections.abc import Callable, Sequence
from pathlib import Path

from geo_koop import findings
from geo_koop.errors import InputError
from geo_koop.given import InMemory
from geo_koop.intake.files import layers, memory
from geo_koop.intake.files.layers import Layer
from geo_koop.intake.files.tables import Table


def is_layer_file(path: Path) -> bool:
    """Tell by its ending whether a file holds layers: GeoPackage, shapefile, FlatGeobuf, GeoParquet and the like."""
    return path.suffix.lower() in (*layers.KNOWN, *layers.INSIDE)


def read(path: Path, *, layer: str | None, fits: Callable[[Sequence[str]], bool], option: str) -> Table:
    """Read the layer of a file that is a table of the wanted kind; its name stands as the sheet.

    Parameters
    ----------
    path : Path
    layer : str, optional
        Name of the layer; where it is left out, the only one whose columns fit.
    fits : callable
        Tells of the names of columns whether they are those of such a table.
    option : str
        What names a layer on the command line, for the message.

    Returns
    -------
    Table
        Cells as text; ``row`` counts the features from 1.

    Raises
    ------
    InputError
        If the file cannot be read, has no such layer, or several that fit.
    """
    with layers.opened(path, tables=True) as found:
        chosen = _choose(found.layers, layer, fits, file=path.name, option=option)
        content = layers.read(chosen, geometry=False)
        rows = memory.rows(InMemory(name=path.name, table=content))
    return Table(rows=rows, file=path.name, sheet=chosen.name, findings=findings.empty())


def _choose(
    found: Sequence[Layer], wanted: str | None, fits: Callable[[Sequence[str]], bool], *, file: str, option: str
) -> Layer:
    if wanted or len(found) == 1:
        return layers.choose(found, (), wanted, file=file)
    fitting = [layer for layer in found if fits(layer.fields)]
    if len(fitting) == 1:
        return fitting[0]
    raise InputError(
        "{file} has several layers: {names}.",
        "Say which holds the table: {option} NAME",
        file=file,
        names=", ".join(layer.name for layer in fitting or found),
        option=option,
    )
