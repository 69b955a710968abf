"""Potentials of a municipality, made once for what an address names."""

import json

from geo_koop.app.state import YES, State
from geo_koop.app.words import Words
from geo_koop.planning.potential import Potential, potential
from geo_koop.result.analysis import Analysis


def wanted(state: State, key: str) -> tuple[str, ...]:
    """Return what :func:`found_of` needs beside the analysis."""
    return (
        key,
        state.theme,
        YES if state.statutory else "",
        state.elsewhere or "",
        json.dumps(dict(state.learn_weights)),
    )


def found_of(
    whole: Analysis, _words: Words, key: str, topic: str, statutory: str, elsewhere: str, learn_weights: str
) -> Potential:
    """Return what a municipality could do about a topic."""
    return potential(
        whole,
        key,
        topic,
        statutory=statutory == YES,
        elsewhere=elsewhere or None,
        learn_weights=json.loads(learn_weights),
    )
