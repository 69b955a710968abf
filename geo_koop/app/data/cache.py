"""What is kept: data read once, one analysis for each date, one view for each set of filters.

What is made of the operator's data is shared by all sessions; what is made of data that a session
brought itself is kept for that session alone, and let go when its browser leaves (:func:`kept`).
The objects are frozen; nobody changes a table that comes from here.
"""

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from functools import wraps
from inspect import getfile, signature
from typing import Any, ParamSpec, TypeVar

import numpy as np
import pandas as pd
import streamlit as st

from geo_koop import kept_records, workspace
from geo_koop.analysis import timeline
from geo_koop.app import log, state
from geo_koop.app.data import reading, sources
from geo_koop.app.data.sources import Source
from geo_koop.app.recorded_address import Span
from geo_koop.app.views import find, questions, sentences
from geo_koop.app.words import Words
from geo_koop.locale.alphabet import order
from geo_koop.model import Filters
from geo_koop.result import narrowing
from geo_koop.result.analysis import Analysis
from geo_koop.view_date import HOME

_log = logging.getLogger(log.NAME)
P = ParamSpec("P")
R = TypeVar("R")


def kept(*, shared: int, own: int = 2) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep results of a function that is made of the data of a session.

    The one way to cache in the app: it never lets one session see what is made of another's data.

    Parameters
    ----------
    shared : int
        Results to keep for all sessions, where they look at the operator's data; 0 for what is not for everybody.
    own : int
        Results to keep for a session that looks at data of its own, or at what is not for everybody.

    Returns
    -------
    callable
        Decorator of a function that is called by position. Arguments are told apart by their ``repr``,
        because Streamlit takes much longer over several than over one text; as with
        ``st.cache_resource``, those whose name begins with an underscore are not told apart: another
        one must do so, such as :func:`mark`.
    """

    def decorate(make: Callable[P, R]) -> Callable[P, R]:
        heeded = [i for i, name in enumerate(signature(make).parameters) if not name.startswith("_")]

        def build(key: str, _given: tuple[Any, ...]) -> R:
            return make(*_given)  # type: ignore[call-arg]

        # Streamlit's name for the cache; with the file, because every page is a module “__main__”.
        build.__module__, build.__qualname__ = make.__module__, f"{getfile(make)}:{make.__qualname__}"
        for_all: Any = st.cache_resource(show_spinner=False, max_entries=shared or 1)(build)
        for_one: Any = st.cache_resource(show_spinner=False, max_entries=own, scope="session")(build)

        @wraps(make)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            key = repr([args[i] for i in heeded])
            # By name: Streamlit would look the names up in the signature of the function at each call.
            result: R = (for_all if shared and not sources.private() else for_one)(key=key, _given=args)
            return result

        return run

    return decorate


def mark() -> str:
    """Return a text that stands for the data of this session: the key for what is made of them."""
    return _readable().mark


def analysis(as_of: date) -> Analysis:
    """Return the analysis of the session's data on a date.

    Raises
    ------
    GeoKoopError
        If the data cannot be read.
    """
    source = _readable()
    return _evaluated(source.mark, as_of, source)


def _readable() -> Source:
    """Return where the data come from; a new state of the operator's files that cannot be read is not shown."""
    source = sources.current()
    while not sources.read(source):
        try:
            _inputs(source.mark, source)
            sources.found_readable(source)
        except Exception as error:
            if not sources.refuse(source, error):
                raise
            _log.warning("changed files cannot be read", exc_info=error)
            source = sources.current()
    return source


def waiting(words: Words) -> AbstractContextManager[None]:
    """Return a sign that data are read; it shows only where that takes a moment."""
    return st.spinner(words("Reading boundaries and cooperations …"))


def narrowed(as_of: date, filters: Filters) -> Analysis:
    """Return the same, restricted by filters."""
    whole = analysis(as_of)
    return whole if filters == Filters() else _narrowed(mark(), as_of, repr(filters), whole, filters)


def dated(as_of: date, filters: Filters) -> Analysis:
    """Return the narrowed analysis without cooperations whose start is unknown: fit to compare dates."""
    return _dated(mark(), as_of, repr(filters), narrowed(as_of, filters))


@kept(shared=12, own=4)
def _dated(mark: str, as_of: date, wanted: str, _analysis: Analysis) -> Analysis:
    return _analysis.part(_analysis.cooperations["start_date"].notna())


def made(make: Callable[..., R], analysis: Analysis, words: Words, *more: str) -> R:
    """Return what a function makes of an analysis and words, made once for its date, its filters and a language.

    Parameters
    ----------
    make : callable
        A function of a module, called with ``analysis``, ``words`` and ``more``.
    analysis : Analysis
        As :func:`narrowed` returns it, or what of it counts.
    words : Words
    *more : str
    """
    name, told = f"{make.__module__}.{make.__qualname__}", analysis.provenance
    wanted = repr((told.filters, analysis.left_out))
    result: R = _made(mark(), told.as_of, wanted, words.language, name, more, make, analysis)
    return result


def index(words: Words) -> find.Index:
    """Return what can be found in the session's data, with the labels of a language."""
    source = _readable()
    return _index(source.mark, words.language, source)


def questions_of(as_of: date, words: Words) -> tuple[questions.Question, ...]:
    """Return :func:`geo_koop.app.views.questions.of` of the session's data on a date, made once for a language."""
    return _questions_of(mark(), as_of, words.language, analysis(as_of))


def region_labels(words: Words) -> dict[str, str]:
    """Return :func:`geo_koop.app.views.region_labels` of the session's data, made once for a language."""
    source = _readable()
    return _region_labels(source.mark, words.language, source)


def region_codes() -> tuple[str, ...]:
    """Return :func:`geo_koop.app.state.region_codes` of the session's data."""
    source = _readable()
    return _region_codes(source.mark, source)


def years() -> range:
    """Return :func:`geo_koop.analysis.timeline.years` of the session's data."""
    source = _readable()
    return _years(source.mark, date.today(), source)


def register() -> Span | None:
    """Return the states of the register that the session's data come from; ``None`` where they come from none."""
    source = sources.current()
    return _register(source.mark, date.today(), source) if source.reads.register else None


def by_name() -> np.ndarray:
    """Return the places of all cooperations of the session's data, sorted by name."""
    source = _readable()
    return _by_name(source.mark, source)


def load() -> workspace.Inputs:
    """Read the session's data.

    Raises
    ------
    GeoKoopError
        If they cannot be read.
    """
    source = _readable()
    return _inputs(source.mark, source)


def sensitivity(narrowed: Analysis) -> pd.DataFrame:
    """Return :func:`geo_koop.workspace.sensitivity` of an analysis that :func:`narrowed` returns."""
    told = narrowed.provenance
    return _sensitivity(mark(), told.as_of, repr(told.filters), load(), narrowed)


@kept(shared=8, own=2)
def _sensitivity(mark: str, as_of: date, wanted: str, _inputs: workspace.Inputs, _narrowed: Analysis) -> pd.DataFrame:
    return workspace.sensitivity(_inputs, _narrowed)


@kept(shared=200, own=16)
def _made(
    mark: str,
    as_of: date,
    wanted: str,
    language: str,
    name: str,
    more: tuple[str, ...],
    _make: Callable[..., Any],
    _analysis: Analysis,
) -> Any:
    return _make(_analysis, Words(language), *more)


@kept(shared=24, own=3)
def _questions_of(mark: str, as_of: date, language: str, _whole: Analysis) -> tuple[questions.Question, ...]:
    return questions.of(_whole, Words(language))


@kept(shared=3, own=1)
def _inputs(mark: str, _source: Source) -> workspace.Inputs:
    began = time.monotonic()
    inputs = reading.load(_source.reads) if _source.private else workspace.load(_source.reads, own=_source.vocabulary)
    facts = {
        "own": _source.private,
        "areas": len(inputs.boundaries.areas),
        "cooperations": len(inputs.records.cooperations),
        "findings": len(inputs.findings),
        "seconds": round(time.monotonic() - began, 2),
    }
    _log.info("data read", extra={"facts": facts})
    return inputs


@kept(shared=3, own=1)
def _first(mark: str, _source: Source) -> Analysis:
    return workspace.evaluate(_inputs(mark, _source))


@kept(shared=4, own=2)
def _index(mark: str, language: str, _source: Source) -> find.Index:
    return find.build(_first(mark, _source), Words(language))


@kept(shared=4, own=2)
def _region_labels(mark: str, language: str, _source: Source) -> dict[str, str]:
    return sentences.region_labels(_first(mark, _source), Words(language))


@kept(shared=2, own=1)
def _region_codes(mark: str, _source: Source) -> tuple[str, ...]:
    return state.region_codes(_first(mark, _source))


@kept(shared=2, own=1)
def _years(mark: str, today: date, _source: Source) -> range:
    return timeline.years(_first(mark, _source).cooperations, today=today)


@kept(shared=4, own=1)
def _register(mark: str, today: date, _source: Source) -> Span | None:
    found = kept_records.span(_source.reads.register) if _source.reads.register else None
    if found is None:
        return None
    first = found.first_recorded.astimezone(HOME).date()
    return Span(last=found.last, first_day=min(first, today), last_day=today)


@kept(shared=2, own=1)
def _by_name(mark: str, _source: Source) -> np.ndarray:
    names = _first(mark, _source).cooperations["name"]
    return order(names)


@kept(shared=30, own=3)
def _evaluated(mark: str, as_of: date, _source: Source) -> Analysis:
    return workspace.redate(_first(mark, _source), _inputs(mark, _source), as_of)


@kept(shared=48, own=6)
def _narrowed(mark: str, as_of: date, wanted: str, _whole: Analysis, _filters: Filters) -> Analysis:
    return narrowing.narrow(_whole, _filters)
