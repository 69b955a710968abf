"""The classes of clusters of the network: colours repeat with another hatch, so that no two clusters look the same."""

from typing import Final

from geo_koop.outputs.classes.families import Class
from geo_koop.outputs.classes.palette import FRAME
from geo_koop.outputs.classes.rule import Test

COLOURS: Final = ("#1f78b4", "#b15928", "#33a02c", "#6a3d9a", "#b8860b", "#b2182b", "#3a9fa8")
"""Of equal weight: a cluster is no degree of anything."""
_HATCHES: Final = ("plain", "dotted", "horizontal")
MOST: Final = len(COLOURS) * len(_HATCHES)
"""Clusters with a look of their own; the smaller ones share one."""


def cluster(number: int) -> Class:
    """Return the class of a cluster, from 1; beyond :data:`MOST` that of all smaller ones."""
    if number > MOST:
        when = (Test("cluster", ">=", MOST + 1),)
        return Class(code="cluster_small", de="kleinere Cluster", en="smaller clusters", colour=FRAME, when=when)
    lap, place = divmod(number - 1, len(COLOURS))
    return Class(
        code=f"cluster_{number}",
        de=f"Cluster {number}",
        en=f"Cluster {number}",
        colour=COLOURS[place],
        hatch=_HATCHES[lap],
        when=(Test("cluster", "=", number),),
    )


def clusters(count: int) -> tuple[Class, ...]:
    """Return the classes of so many clusters.

    Examples
    --------
    >>> [entry.de for entry in clusters(2)], len(clusters(200)) == MOST + 1
    (['Cluster 1', 'Cluster 2'], True)
    """
    return tuple(cluster(number) for number in range(1, min(count, MOST + 1) + 1))


ALONE: Final = Class(
    code="cluster_none",
    de="ohne Partner",
    en="without a partner",
    colour="#e6e4dc",
    when=(Test("cluster", "is null"),),
)
"""Municipalities without a partner are in no cluster, not even in one of their own."""
