"""What a user looks at, and its form in the address of the page.

Pure functions: :func:`parse` never raises, whatever stands in an address; what it cannot use it leaves
out and reports.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from geo_koop import codelists
from geo_koop.locale import DEFAULT_LANGUAGE, LANGUAGES
from geo_koop.model import Analysis, Filters

MODES = ("count", "pattern", "bindingness", "topic")
LEVELS = ("district", "municipality")
BESIDE = ("place", "charts")
CHARTS = ("topics", "patterns", "years", "overlap")
COMPARED = ("date", "topic", "region")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
MOST_VALUES = 100
_SHOWN_OF_VALUE = 40

FILTERS = {
    "region": "regions",
    "topic": "topics",
    "format": "formats",
    "bindingness": "bindingness",
    "pattern": "patterns",
    "stage": "stages",
}
"""Parameter of the address to field of :class:`~geo_koop.model.Filters`."""

PARAMETERS = ("project", *FILTERS, "as_of", "municipality", "cooperation", "show", "theme", "level", "lang")
PARAMETERS = (*PARAMETERS, "beside", "chart", "overlap", "compare", "left", "right")


@dataclass(frozen=True, kw_only=True)
class State:
    """What a user looks at.

    Attributes
    ----------
    project : str, optional
        Name of the operator's project that was opened.
    filters : Filters
    as_of : datetime.date, optional
        Today where it is missing.
    municipality : str, optional
        Key of the municipality that was chosen.
    cooperation : str, optional
        Id of the cooperation that was chosen.
    mode : str
        What the map shows, one of :data:`MODES`.
    theme : str
        Topic of the map of one topic.
    level : str
        Rows of the topic matrix, one of :data:`LEVELS`.
    beside : str
        What stands beside the map, one of :data:`BESIDE`.
    chart : str
        Which chart, one of :data:`CHARTS`.
    overlap : tuple of int, optional
        Only municipalities with so many cooperations, both ends included, are coloured.
    compare : str
        What the page of comparison compares, one of :data:`COMPARED`.
    left, right : str
        Its two sides: an ISO date, the code of a topic, or that of a region; empty for a default.
    language : {"de", "en"}
    """

    project: str | None = None
    filters: Filters = field(default_factory=Filters)
    as_of: date | None = None
    municipality: str | None = None
    cooperation: str | None = None
    mode: str = MODES[0]
    theme: str = "water"
    level: str = LEVELS[0]
    beside: str = BESIDE[0]
    chart: str = CHARTS[0]
    overlap: tuple[int, int] | None = None
    compare: str = COMPARED[0]
    left: str = ""
    right: str = ""
    language: str = DEFAULT_LANGUAGE


@dataclass(frozen=True, kw_only=True)
class Known:
    """What an address may name.

    Attributes
    ----------
    filters : Mapping[str, tuple of str]
        Parameter to its values, in the order of the lists that the app shows.
    municipalities, cooperations : frozenset of str
    project : str, optional
        The project that is open.
    """

    filters: Mapping[str, tuple[str, ...]]
    municipalities: frozenset[str]
    cooperations: frozenset[str]
    project: str | None = None


@dataclass(frozen=True)
class Notice:
    """A parameter that was ignored: its name, the value (shortened), and how many values in all."""

    parameter: str
    value: str = ""


def known_of(analysis: Analysis, project: str | None = None) -> Known:
    """Return what an address may name for an analysis (not narrowed), made of a project that is open."""
    return Known(
        filters={
            "region": region_codes(analysis),
            "topic": codelists.load("topics").codes,
            "format": codelists.load("formats").codes,
            "bindingness": codelists.load("bindingness").codes,
            "pattern": codelists.load("patterns").codes,
            "stage": codelists.load("stages").codes,
        },
        municipalities=frozenset(analysis.municipalities.index),
        cooperations=frozenset(analysis.cooperations.index),
        project=project,
    )


def region_codes(analysis: Analysis) -> tuple[str, ...]:
    """Return the regions to choose from: survey regions, states, districts; those of context only last."""
    table = analysis.municipalities.sort_values("context", kind="stable")
    parts = (table[column].dropna() for column in ("region", "state", "district"))
    return tuple(str(code) for part in parts for code in part.unique() if code)


def parse(parameters: Mapping[str, Sequence[str]], known: Known) -> tuple[State, tuple[Notice, ...]]:
    """Read the parameters of an address.

    Parameters
    ----------
    parameters : Mapping[str, sequence of str]
        Name to its values.
    known : Known

    Returns
    -------
    state : State
    notices : tuple of Notice
        What was ignored: unknown names, codes and ids, malformed dates, values beyond a hundred.
    """
    notices = [Notice(_short(name)) for name in parameters if name not in PARAMETERS]
    chosen = {name: _several(name, parameters, known.filters[name], notices) for name in FILTERS}
    filters = Filters(
        **{FILTERS[name]: values for name, values in chosen.items() if name != "bindingness"},
        bindingness=tuple(int(level) for level in chosen["bindingness"]),
    )
    start = State()
    compare = _one("compare", parameters, COMPARED, notices) or start.compare
    state = State(
        project=_one("project", parameters, (known.project,) if known.project else (), notices),
        filters=filters,
        beside=_one("beside", parameters, BESIDE, notices) or start.beside,
        chart=_one("chart", parameters, CHARTS, notices) or start.chart,
        overlap=_range("overlap", parameters, notices),
        compare=compare,
        left=_side("left", compare, parameters, known, notices),
        right=_side("right", compare, parameters, known, notices),
        as_of=_day("as_of", parameters, notices),
        municipality=_one("municipality", parameters, known.municipalities, notices),
        cooperation=_one("cooperation", parameters, known.cooperations, notices),
        mode=_one("show", parameters, MODES, notices) or start.mode,
        theme=_one("theme", parameters, known.filters["topic"], notices) or start.theme,
        level=_one("level", parameters, LEVELS, notices) or start.level,
        language=_one("lang", parameters, LANGUAGES, notices) or start.language,
    )
    return state, tuple(notices)


def dump(state: State) -> dict[str, list[str]]:
    """Return the parameters of an address; what is as at the start is left out.

    Examples
    --------
    >>> dump(State(municipality="09184119", language="en"))
    {'municipality': ['09184119'], 'lang': ['en']}
    """
    start = State()
    filters = {name: [str(v) for v in getattr(state.filters, attribute)] for name, attribute in FILTERS.items()}
    single = {
        "project": state.project,
        "as_of": state.as_of.isoformat() if state.as_of else None,
        "municipality": state.municipality,
        "cooperation": state.cooperation,
        "show": state.mode if state.mode != start.mode else None,
        "theme": state.theme if state.theme != start.theme else None,
        "level": state.level if state.level != start.level else None,
        "beside": state.beside if state.beside != start.beside else None,
        "chart": state.chart if state.chart != start.chart else None,
        "overlap": "-".join(str(number) for number in state.overlap) if state.overlap else None,
        "compare": state.compare if state.compare != start.compare else None,
        "left": state.left or None,
        "right": state.right or None,
        "lang": state.language if state.language != start.language else None,
    }
    return {k: v for k, v in filters.items() if v} | {k: [v] for k, v in single.items() if v}


def language_of(parameters: Mapping[str, Sequence[str]]) -> str:
    """Return the language that an address asks for, before anything else is known."""
    asked = [value for value in parameters.get("lang", ()) if value in LANGUAGES]
    return asked[-1] if asked else DEFAULT_LANGUAGE


def _several(
    name: str, parameters: Mapping[str, Sequence[str]], allowed: Sequence[str], notices: list[Notice]
) -> tuple[str, ...]:
    given = list(dict.fromkeys(parameters.get(name, ())))
    usable = [value for value in given[:MOST_VALUES] if value in allowed]
    notices += [Notice(name, _short(value)) for value in given[:MOST_VALUES] if value not in allowed]
    if len(given) > MOST_VALUES:
        notices.append(Notice(name, f"+{len(given) - MOST_VALUES}"))
    return tuple(usable)


def _one(
    name: str, parameters: Mapping[str, Sequence[str]], allowed: Sequence[str] | frozenset[str], notices: list[Notice]
) -> str | None:
    given = list(parameters.get(name, ()))
    if not given:
        return None
    if given[-1] in allowed:
        return given[-1]
    notices.append(Notice(name, _short(given[-1])))
    return None


def _side(name: str, compare: str, parameters: Mapping[str, Sequence[str]], known: Known, notices: list[Notice]) -> str:
    """Return one side of a comparison; empty where it is missing or not of its kind."""
    if compare == "date":
        day = _day(name, parameters, notices)
        return day.isoformat() if day else ""
    return _one(name, parameters, known.filters[compare], notices) or ""


def _range(name: str, parameters: Mapping[str, Sequence[str]], notices: list[Notice]) -> tuple[int, int] | None:
    given = list(parameters.get(name, ()))
    if not given:
        return None
    if re.fullmatch(r"[0-9]{1,4}-[0-9]{1,4}", given[-1]):
        low, high = (int(part) for part in given[-1].split("-"))
        if low <= high:
            return low, high
    notices.append(Notice(name, _short(given[-1])))
    return None


def _day(name: str, parameters: Mapping[str, Sequence[str]], notices: list[Notice]) -> date | None:
    given = list(parameters.get(name, ()))
    if not given:
        return None
    text = given[-1]
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day and FIRST_DAY <= day <= LAST_DAY:
            return day
    notices.append(Notice(name, _short(text)))
    return None


def _short(text: str) -> str:
    clean = "".join(c for c in text if c.isprintable())
    return clean if len(clean) <= _SHOWN_OF_VALUE else clean[: _SHOWN_OF_VALUE - 1] + "…"
