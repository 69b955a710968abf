"""The network of municipalities that share cooperations."""

from pathlib import Path

from geo_koop.given import FileLike
from geo_koop.planning.network import LEAST, Network, build
from geo_koop.result.analysis import Analysis


def network(
    analysis: Analysis,
    *,
    least: int = LEAST,
    statutory: bool = False,
    out: FileLike | None = None,
    overwrite: bool = False,
) -> Network:
    """Return who shares cooperations with whom, in which clusters, and how these agree with districts.

    Parameters
    ----------
    analysis : Analysis
    least : int
        Shared cooperations from which on an edge is drawn and written; clusters rest on all.
    statutory : bool
        Whether bodies that a law prescribes count: they make everybody everybody's partner.
    out : str or path, optional
        File to write, too: ``.graphml, .gexf, .json, .csv`` (edges) or ``.xlsx``.
    overwrite : bool
        Replace a file that exists.

    Returns
    -------
    Network
        Tables ``nodes, edges, clusters, agreement``; ``explain(key)`` tells what lowers the congruence of a
        municipality, ``series()`` how the network was on 31 December of each year, ``graph()`` gives a
        ``networkx.Graph``.

    Raises
    ------
    UsageError
        If ``least`` is no whole number above 0, or the ending of the file is not known.
    OutputError
        If the file exists and ``overwrite`` is not set, or it cannot be written.

    Examples
    --------
    >>> import geo_koop as gk
    >>> found = gk.network(gk.analyse())
    >>> found.edges.loc[0, ["key_a", "key_b", "cooperations"]].tolist()
    ['06633001', '06633026', 6]
    """
    made = build(analysis if statutory else analysis.without_statutory(), least=least)
    if out is not None:
        from geo_koop.outputs import network as files

        files.write(made, Path(out), overwrite=overwrite)
    return made
