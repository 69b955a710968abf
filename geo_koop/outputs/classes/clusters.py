"""The classes of clusters of the network (``clusters.yaml``): no two clusters look the same."""

from typing import Final

from geo_koop.outputs.classes import families
from geo_koop.outputs.classes.families import Class
from geo_koop.outputs.classes.rule import Test

MOST: Final = 21
"""Clusters with a look of their own; the smaller ones share one."""


def clusters(count: int) -> tuple[Class, ...]:
    """Return the classes of so many clusters, the largest first; beyond :data:`MOST` one for all smaller ones.

    Examples
    --------
    >>> [entry.de for entry in clusters(2)], len(clusters(200)) == MOST + 1
    (['Cluster 1', 'Cluster 2'], True)
    """
    named = [
        families.cluster(f"cluster_{number}", (Test("cluster", "=", number),))
        for number in range(1, min(count, MOST) + 1)
    ]
    if count > MOST:
        named.append(families.cluster("cluster_small", (Test("cluster", ">=", MOST + 1),)))
    return tuple(named)


def alone() -> Class:
    """Return the class of municipalities without a partner: they are in no cluster, not even in one of their own."""
    return families.cluster("cluster_none", (Test("cluster", "is null"),))
