"""The network for other programs: GraphML and GEXF, JSON, CSV and XLSX."""

import math
import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo_koop.outputs import letters, tables, target
from geo_koop.outputs.csv_dialect import PLAIN, Dialect
from geo_koop.planning.network import Explained, Network

GRAPHS: Final = (".graphml", ".gexf")
ENDINGS: Final = (*GRAPHS, ".json", ".csv", ".xlsx")
_DECIMALS = 4
_DAY = re.compile(rb' lastmodifieddate="[^"]*"')


def parts(network: Network) -> dict[str, pd.DataFrame]:
    """Return the tables of a network with plain columns: ``edges, nodes, clusters, agreement``.

    Edges are those that are drawn, with the names of both ends; numbers have at most four decimals.
    """
    names = network.nodes["name"]
    edges = network.drawn.drop(columns="drawn")
    edges.insert(2, "name_a", edges["key_a"].map(names))
    edges.insert(3, "name_b", edges["key_b"].map(names))
    groups = network.clusters.assign(names=[", ".join(some) for some in network.clusters["names"]])
    made = {
        "edges": edges,
        "nodes": network.nodes.rename_axis("key").reset_index(),
        "clusters": groups.rename_axis("cluster").reset_index(),
        "agreement": network.agreement.reset_index(),
    }
    return {name: table.round(_DECIMALS) for name, table in made.items()}


def content(network: Network) -> dict[str, Any]:
    """Return a network as JSON takes it: its tables as lists of objects, and what they rest on."""
    said = {"least": network.least, "statutory": network.statutory}
    return said | {name: plain(table) for name, table in parts(network).items()}


def explained(found: Explained, name: str) -> dict[str, Any]:
    """Return what explains a municipality as JSON takes it."""
    return {
        "key": found.key,
        "name": name,
        "memberships": found.memberships,
        "congruence": None if math.isnan(found.congruence) else round(found.congruence, _DECIMALS),
        "partners": plain(partner_table(found)),
        "cooperations": plain(cooperation_table(found)),
    }


def partner_table(found: Explained) -> pd.DataFrame:
    """Return the partners of a municipality with plain columns."""
    return found.partners.rename_axis("key").reset_index().round(_DECIMALS)


def cooperation_table(found: Explained) -> pd.DataFrame:
    """Return the cooperations of a municipality with plain columns."""
    return found.cooperations.reset_index().round(_DECIMALS)


def plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as plain objects; what is missing is null."""
    cells = table.astype(object)
    return [
        {str(name): value for name, value in row.items()} for row in cells.where(cells.notna(), None).to_dict("records")
    ]


def write(network: Network, out: Path, *, dialect: Dialect = PLAIN, overwrite: bool = False) -> Path:
    """Write a network; the ending tells the form.

    Parameters
    ----------
    network : Network
    out : Path
        ``.graphml`` or ``.gexf`` (nodes and drawn edges with their columns), ``.json`` (all tables), ``.csv`` (the
        edges) or ``.xlsx`` (a sheet for each table).
    dialect : Dialect
        Of the CSV.
    overwrite : bool

    Raises
    ------
    UsageError
        If the ending is not known.
    OutputError
        If the file exists and must not be replaced, or cannot be written.
    """
    form = out.suffix.lower()
    if form == ".xlsx":
        return tables.write_book(parts(network), out, overwrite=overwrite)
    if form == ".csv":
        return tables.write(parts(network)["edges"], out, dialect=dialect, overwrite=overwrite)
    with target.writing(out, endings=ENDINGS, overwrite=overwrite) as path:
        if form == ".json":
            path.write_text(tables.json_text(content(network)), encoding="utf-8")
        else:
            path.write_bytes(graph_bytes(network, form))
    return out


def graph_bytes(network: Network, form: str) -> bytes:
    """Return the network as GraphML or GEXF; the same network gives the same bytes, on whatever day."""
    import networkx

    net = network.graph()
    for _node, values in net.nodes(data=True):
        values.update(_without_controls(values))
    stream = BytesIO()
    if form == ".graphml":
        networkx.write_graphml_xml(net, stream)
        return stream.getvalue()
    # Other programs show the name of a node by the attribute "label".
    for _node, values in net.nodes(data=True):
        values["label"] = values.pop("name")
    networkx.write_gexf(net, stream)
    return _DAY.sub(b"", stream.getvalue())


def _without_controls(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: letters.for_xml(value) if isinstance(value, str) else value for name, value in values.items()}
