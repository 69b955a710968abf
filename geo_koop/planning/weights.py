"""By what rows of a list are ordered: weights as they are shipped, and those that somebody sets."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

import numpy as np
import yaml

from geo_koop.errors import UsageError
from geo_koop.given import only_known
from geo_koop.planning.parts import Parts

MOST: Final = 10.0
"""Weights lie between this and its negative."""


@cache
def shipped(purpose: str) -> Mapping[str, float]:
    """Return the weights of a list as they are shipped.

    Parameters
    ----------
    purpose : str
        ``invite``.
    """
    text = resources.files("geo_koop.planning").joinpath("weights.yaml").read_text(encoding="utf-8")
    return MappingProxyType({name: float(value) for name, value in yaml.safe_load(text)[purpose].items()})


def chosen(purpose: str, given: Mapping[str, float] | None) -> Mapping[str, float]:
    """Return the shipped weights with those that are given in their place.

    Raises
    ------
    UsageError
        If there is no such part, or a weight is no number from -10 to 10.
    """
    weights = shipped(purpose)
    only_known("Unknown weights: {strange}.", given or {}, weights)
    for name, value in (given or {}).items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= MOST:
            raise UsageError(
                "The weight {name} is {value}.",
                "Name a number from {least} to {most}.",
                name=name,
                value=value,
                least=-int(MOST),
                most=int(MOST),
            )
    return MappingProxyType({**weights, **(given or {})})


def weighed(parts: Parts, weights: Mapping[str, float], candidates: np.ndarray | None = None) -> np.ndarray:
    """Return the weighted sum of the parts: it orders rows, and says nothing else.

    Of the distance, ln(1 + km) counts: the same wherever municipalities are twice as large.

    Parameters
    ----------
    parts : Parts
    weights : Mapping of float
    candidates : numpy.ndarray of bool, optional
        Whose median stands for a size that is not known; all where it is left out.
    """
    return np.asarray(sum(contributions(parts, weights, candidates).values(), np.zeros(parts.contiguity.shape)))


def contributions(
    parts: Parts, weights: Mapping[str, float], candidates: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """Return what each part adds to the sum; parameters as for :func:`weighed`, parts without a weight left out."""
    added = {}
    for name, weight in weights.items():
        if weight:
            values = _filled(getattr(parts, name), candidates)
            added[name] = weight * (np.log1p(values) if name == "distance" else values)
    return added


def _filled(values: np.ndarray, candidates: np.ndarray | None) -> np.ndarray:
    """Put the median of each row in place of what is not known."""
    unknown = ~np.isfinite(values)
    if not unknown.any():
        return values
    known = np.where(unknown | (False if candidates is None else ~candidates), np.nan, values)
    rows = unknown.any(axis=1)
    middle = np.zeros(len(values))
    some = rows & ~np.isnan(known).all(axis=1)
    middle[some] = np.nanmedian(known[some], axis=1)
    return np.where(unknown, middle[:, None], values)
