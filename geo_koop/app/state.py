"""What a user looks at, and its form in the address of the page.

Pure functions: :func:`parse` never raises, whatever stands in an address; what it cannot use it leaves
out and reports.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from geo_koop import codelists
from geo_koop.app import recorded_address, scenario_address, weights_address
from geo_koop.app.recorded_address import Recorded, Span
from geo_koop.app.weights_address import Weights
from geo_koop.codelists import law
from geo_koop.locale import DEFAULT_LANGUAGE, LANGUAGES
from geo_koop.model import Filters
from geo_koop.outputs.webmap.area_map import OVERLAYS
from geo_koop.outputs.webmap.style import class_codes
from geo_koop.planning import similar, weights
from geo_koop.planning.potential import LISTS
from geo_koop.planning.similar import ELSEWHERE
from geo_koop.planning.sizes import SIZES
from geo_koop.result.analysis import Analysis

MODES = ("count", "partners", "pattern", "bindingness", "topic", "congruence", "stage")
START_MODE = "partners"
"""Shows the number of cooperations until a municipality is chosen, then its partners: see :attr:`State.showing`."""
MEMBERS = "members"
"""What the map shows at the start once a cooperation is chosen."""
STANDARD_OVERLAYS = ("names", "districts", "states", "core")
NO_OVERLAY = "none"
ALL_REGIONS = "all"
"""Section of the map that holds all regions."""
MOST_OUTLINES, MOST_TIES_THRESHOLD, MOST_PLACES, MOST_COLUMNS = 8, 99, 30, 12
LEVELS = ("district", "municipality")
BESIDE = ("place", "several", "charts")
CHARTS = ("topics", "patterns", "years", "overlap")
COMPARED = ("date", "topic", "region")
NETWORK = ("clusters", "congruence")
BEGINNINGS = ("municipality", "several", "region")
"""From where potentials are looked for."""
PARTIES = ("several", "cooperation", "state")
"""Whose law is asked for: that of several municipalities, of a cooperation's members, of a state."""
MOST_OF_PLAN = 100
"""Years, and per cent, that a plan can name."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
MOST_VALUES = 100
MOST_LETTERS = 200
"""Of a text that is looked for."""
_SHOWN_OF_VALUE = 40

FILTERS = {
    "region": "regions",
    "topic": "topics",
    "format": "formats",
    "bindingness": "bindingness",
    "pattern": "patterns",
    "stage": "stages",
    "obligation": "obligation",
}
"""Parameter of the address to field of :class:`~geo_koop.model.Filters`."""

PARAMETERS = (
    *("project", *FILTERS),
    *("as_of", "municipality", "cooperation", "show", "theme", "level", "lang"),
    *("hide", "overlay", "outline", "place", "set", "ties", "view", "window"),
    *("beside", "chart", "overlap", "compare", "left", "right"),
    *("statutory", "own"),
    "net",
    *("text", "size", "like"),
    *("begin", "list", "invite_weight", "learn_weight", "elsewhere"),
    *("parties", "law_state", "law_topic", "form", "law_years", "law_saving"),
    "scenario",
    *recorded_address.PARAMETERS,
)
YES, NO = "yes", "no"
_SAYS_NOTHING = ("view", "window", "statutory")
"""Parameters beside which a link may lack the switch of statutory bodies: they move the map, and nothing else."""


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
    recorded : datetime.date or int, optional
        The state of the register, by day or number of a revision; what it says now where it is missing.
    made : str
        What the sheet rested on whose link was opened, as :func:`geo_koop.outputs.basis.mark` has it.
    municipality : str, optional
        Key of the municipality that was chosen.
    cooperation : str, optional
        Id of the cooperation that was chosen.
    mode : str
        What the map is asked to show, one of :data:`MODES`.
    themes : tuple of str
        Topics of the map of topics, at least one.
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
    net : str
        What colours the map of the network, one of :data:`NETWORK`.
    hidden : tuple of str
        Classes of the legend that are switched off.
    overlays : tuple of str
        Some of :data:`OVERLAYS`, in their order.
    outlines : tuple of str
        Ids of cooperations whose outlines are drawn, at most :data:`MOST_OUTLINES`.
    places : tuple of str
        Keys of several municipalities that are looked at together, at most :data:`MOST_PLACES`.
    within : tuple of str
        Ids of the cooperations that cover the set chosen from the matrix, which no other one in it covers; at most
        :data:`MOST_COLUMNS`, none where no set is chosen.
    ties : int
        From how many shared cooperations on two municipalities are joined by a line.
    window : str, optional
        Region that the map begins with, or :data:`ALL_REGIONS`; the first region where it is missing.
    view : tuple of float, optional
        Latitude and longitude of the centre of the map, and its zoom. The map writes it into the
        address by itself; it is no reason to run anything.
    statutory : bool
        Whether numbers of cooperations and partners count what a law prescribes too.
    own : bool
        Whether they count own memberships alone, not those through the district or the association.
    text : str
        What examples are looked for.
    size : int, optional
        Lower bound of the size class of which an example has a member, one of :data:`SIZES`.
    like : str, optional
        Id of the cooperation that examples shall be like.
    begin : str, optional
        From where potentials are looked for, one of :data:`BEGINNINGS`; see :attr:`State.beginning`.
    listed : str, optional
        Which list of potentials is shown, one of :data:`~geo_koop.planning.potential.LISTS`.
    invite_weights, learn_weights : tuple of (str, float)
        Weights that are not as shipped.
    elsewhere : str, optional
        Examples only of another district or state, one of :data:`ELSEWHERE`.
    parties : str, optional
        Whose law is asked for, one of :data:`PARTIES`; see :attr:`State.asking`.
    law_state, law_topic, form : str, optional
        State, topic and format of which law and funding are shown.
    scenario : str
        The scenario that is worked on, packed (:mod:`geo_koop.app.scenario_address`); empty where there is none, or it
        is too long.
    law_years, law_saving : int, optional
        For how many years the parties would work together, and how many per cent a year they would save: put beside
        conditions of funding.
    language : {"de", "en"}
    """

    project: str | None = None
    filters: Filters = field(default_factory=Filters)
    as_of: date | None = None
    recorded: Recorded = None
    made: str = ""
    municipality: str | None = None
    cooperation: str | None = None
    mode: str = START_MODE
    themes: tuple[str, ...] = ("water",)
    level: str = LEVELS[0]
    beside: str = BESIDE[0]
    chart: str = CHARTS[0]
    overlap: tuple[int, int] | None = None
    compare: str = COMPARED[0]
    left: str = ""
    right: str = ""
    net: str = NETWORK[0]
    hidden: tuple[str, ...] = ()
    overlays: tuple[str, ...] = STANDARD_OVERLAYS
    outlines: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    ties: int = 2
    window: str | None = None
    view: tuple[float, float, float] | None = None
    statutory: bool = False
    own: bool = False
    text: str = ""
    size: int | None = None
    like: str | None = None
    begin: str | None = None
    listed: str | None = None
    invite_weights: Weights = ()
    learn_weights: Weights = ()
    elsewhere: str | None = None
    parties: str | None = None
    law_state: str | None = None
    law_topic: str | None = None
    form: str | None = None
    scenario: str = ""
    law_years: int | None = None
    law_saving: int | None = None
    language: str = DEFAULT_LANGUAGE

    @property
    def theme(self) -> str:
        """The first topic of the map of topics."""
        return self.themes[0]

    @property
    def beginning(self) -> str:
        """From where potentials are looked for: what was chosen, else the municipality, else the region."""
        return self.begin or ("municipality" if self.municipality else "region")

    @property
    def asking(self) -> str:
        """Whose law is asked for: what was chosen, else the cooperation that is chosen, else municipalities."""
        return self.parties or ("cooperation" if self.cooperation else "several")

    @property
    def showing(self) -> str:
        """What the map does show: one of :data:`MODES`, or :data:`MEMBERS`.

        At the start the map answers what is chosen: a cooperation by its members, a municipality by its partners,
        nothing by the number of cooperations. Where several places are looked at, these stand out from the numbers.
        """
        if self.mode != START_MODE:
            return self.mode
        if self.beside != "place":
            return "partners" if self.municipality and self.beside != "several" else "count"
        return MEMBERS if self.cooperation else "partners" if self.municipality else "count"


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
    indicators : tuple of str
        By which municipalities can be compared.
    register : Span, optional
        States of the register that is read.
    """

    filters: Mapping[str, tuple[str, ...]]
    municipalities: frozenset[str]
    cooperations: frozenset[str]
    project: str | None = None
    indicators: tuple[str, ...] = ()
    register: Span | None = None


@dataclass(frozen=True)
class Notice:
    """A parameter that was ignored: its name, the value (shortened), and how many values in all."""

    parameter: str
    value: str = ""


def known_of(analysis: Analysis, project: str | None = None, register: Span | None = None) -> Known:
    """Return what an address may name for an analysis (not narrowed), made of a project or a register."""
    return Known(
        filters={
            "region": region_codes(analysis),
            "topic": codelists.load("topics").codes,
            "format": codelists.load("formats").codes,
            "bindingness": codelists.load("bindingness").codes,
            "pattern": codelists.load("patterns").codes,
            "stage": codelists.load("stages").codes,
            "obligation": codelists.load("obligation").codes,
        },
        municipalities=frozenset(analysis.municipalities.index),
        cooperations=frozenset(analysis.cooperations.index),
        project=project,
        indicators=tuple(similar.indicators(analysis.whole)),
        register=register,
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

    Notes
    -----
    A link without ``statutory`` that names anything else was made when everything was counted, and still shows that.
    """
    notices = [Notice(_short(name)) for name in parameters if name not in PARAMETERS]
    chosen = {name: _several(name, parameters, known.filters[name], notices) for name in FILTERS}
    filters = Filters(
        **{FILTERS[name]: values for name, values in chosen.items() if name != "bindingness"},
        bindingness=tuple(int(level) for level in chosen["bindingness"]),
    )
    start = State()
    older = any(name in PARAMETERS and name not in _SAYS_NOTHING and values for name, values in parameters.items())
    compare = _one("compare", parameters, COMPARED, notices) or start.compare
    recorded, made = recorded_address.parse(
        parameters, known.register, lambda name, value: notices.append(Notice(name, _short(value)))
    )
    state = State(
        project=_one("project", parameters, (known.project,) if known.project else (), notices),
        filters=filters,
        beside=_one("beside", parameters, BESIDE, notices) or start.beside,
        chart=_one("chart", parameters, CHARTS, notices) or start.chart,
        overlap=_range("overlap", parameters, notices),
        compare=compare,
        left=_side("left", compare, parameters, known, notices),
        right=_side("right", compare, parameters, known, notices),
        net=_one("net", parameters, NETWORK, notices) or start.net,
        as_of=_day("as_of", parameters, notices),
        recorded=recorded,
        made=made,
        themes=_several("theme", parameters, known.filters["topic"], notices) or start.themes,
        hidden=_several("hide", parameters, class_codes(), notices),
        overlays=_overlays(parameters, notices),
        outlines=_several("outline", parameters, known.cooperations, notices, most=MOST_OUTLINES),
        places=_several("place", parameters, known.municipalities, notices, most=MOST_PLACES),
        within=_several("set", parameters, known.cooperations, notices, most=MOST_COLUMNS),
        ties=_threshold(parameters, notices) or start.ties,
        window=_one("window", parameters, (ALL_REGIONS, *known.filters["region"]), notices),
        view=view_of(parameters, notices),
        municipality=_one("municipality", parameters, known.municipalities, notices),
        cooperation=_one("cooperation", parameters, known.cooperations, notices),
        mode=_one("show", parameters, MODES, notices) or start.mode,
        level=_one("level", parameters, LEVELS, notices) or start.level,
        statutory=(_one("statutory", parameters, (YES, NO), notices) or (YES if older else NO)) == YES,
        own=_one("own", parameters, (YES, NO), notices) == YES,
        text=_text("text", parameters, notices),
        size=int(size) if (size := _one("size", parameters, [str(low) for low in SIZES], notices)) else None,
        like=_one("like", parameters, known.cooperations, notices),
        begin=_one("begin", parameters, BEGINNINGS, notices),
        listed=_one("list", parameters, LISTS, notices),
        invite_weights=_weights("invite_weight", parameters, tuple(weights.shipped("invite")), notices),
        learn_weights=_weights("learn_weight", parameters, known.indicators, notices, least=0.0),
        elsewhere=_one("elsewhere", parameters, ELSEWHERE, notices),
        parties=_one("parties", parameters, PARTIES, notices),
        law_state=_one(
            "law_state", parameters, [code for code in law.states().codes if code != law.FEDERATION], notices
        ),
        law_topic=_one("law_topic", parameters, known.filters["topic"], notices),
        form=_one("form", parameters, known.filters["format"], notices),
        scenario=_scenario(parameters, notices),
        law_years=_number("law_years", parameters, notices),
        law_saving=_number("law_saving", parameters, notices),
        language=_one("lang", parameters, LANGUAGES, notices) or start.language,
    )
    return state, tuple(notices)


def dump(state: State) -> dict[str, list[str]]:
    """Return the parameters of an address; what is as at the start is left out.

    An address that says anything says whether statutory bodies count, because older ones did not.

    Examples
    --------
    >>> dump(State(municipality="09184119", language="en"))
    {'municipality': ['09184119'], 'lang': ['en'], 'statutory': ['no']}
    """
    start = State()
    filters = {name: [str(v) for v in getattr(state.filters, attribute)] for name, attribute in FILTERS.items()}
    single = {
        "project": state.project,
        "as_of": state.as_of.isoformat() if state.as_of else None,
        **recorded_address.dump(state.recorded, state.made),
        "municipality": state.municipality,
        "cooperation": state.cooperation,
        "show": state.mode if state.mode != start.mode else None,
        "ties": str(state.ties) if state.ties != start.ties else None,
        "view": ",".join(f"{number:.6f}".rstrip("0").rstrip(".") for number in state.view) if state.view else None,
        "level": state.level if state.level != start.level else None,
        "beside": state.beside if state.beside != start.beside else None,
        "chart": state.chart if state.chart != start.chart else None,
        "overlap": "-".join(str(number) for number in state.overlap) if state.overlap else None,
        "compare": state.compare if state.compare != start.compare else None,
        "left": state.left or None,
        "right": state.right or None,
        "net": state.net if state.net != start.net else None,
        "text": state.text or None,
        "size": str(state.size) if state.size is not None else None,
        "like": state.like,
        "own": YES if state.own else None,
        "window": state.window,
        "begin": state.begin,
        "list": state.listed,
        "elsewhere": state.elsewhere,
        "parties": state.parties,
        "law_state": state.law_state,
        "law_topic": state.law_topic,
        "form": state.form,
        "scenario": state.scenario or None,
        "law_years": str(state.law_years) if state.law_years is not None else None,
        "law_saving": str(state.law_saving) if state.law_saving is not None else None,
        "lang": state.language if state.language != start.language else None,
    }
    several = {
        "theme": state.themes if state.themes != start.themes else (),
        "hide": state.hidden,
        "overlay": (state.overlays or (NO_OVERLAY,)) if state.overlays != start.overlays else (),
        "outline": state.outlines,
        "place": state.places,
        "set": state.within,
        "invite_weight": weights_address.dump(state.invite_weights),
        "learn_weight": weights_address.dump(state.learn_weights),
    }
    made = (
        {name: values for name, values in filters.items() if values}
        | {name: [value] for name, value in single.items() if value}
        | {name: list(values) for name, values in several.items() if values}
    )
    if state.statutory or set(made) - set(_SAYS_NOTHING):
        made["statutory"] = [YES if state.statutory else NO]
    return made


def language_of(parameters: Mapping[str, Sequence[str]]) -> str:
    """Return the language that an address asks for, before anything else is known."""
    asked = [value for value in parameters.get("lang", ()) if value in LANGUAGES]
    return asked[-1] if asked else DEFAULT_LANGUAGE


def view_of(
    parameters: Mapping[str, Sequence[str]], notices: list[Notice] | None = None
) -> tuple[float, float, float] | None:
    """Return centre and zoom of the map that an address names: ``view=48.137,11.575,9.5``."""
    given = list(parameters.get("view", ()))
    if not given:
        return None
    if re.fullmatch(r"-?[0-9]{1,2}(\.[0-9]{1,6})?,-?[0-9]{1,3}(\.[0-9]{1,6})?,[0-9]{1,2}(\.[0-9]{1,2})?", given[-1]):
        lat, lon, zoom = (float(part) for part in given[-1].split(","))
        if abs(lat) <= 85 and abs(lon) <= 180 and 0 < zoom <= 20:
            return lat, lon, zoom
    if notices is not None:
        notices.append(Notice("view", _short(given[-1])))
    return None


def _several(
    name: str,
    parameters: Mapping[str, Sequence[str]],
    allowed: Sequence[str] | frozenset[str],
    notices: list[Notice],
    *,
    most: int = MOST_VALUES,
) -> tuple[str, ...]:
    given = list(dict.fromkeys(parameters.get(name, ())))
    usable = [value for value in given[:most] if value in allowed]
    notices += [Notice(name, _short(value)) for value in given[:most] if value not in allowed]
    if len(given) > most:
        notices.append(Notice(name, f"+{len(given) - most}"))
    return tuple(usable)


def _overlays(parameters: Mapping[str, Sequence[str]], notices: list[Notice]) -> tuple[str, ...]:
    if not parameters.get("overlay"):
        return STANDARD_OVERLAYS
    chosen = _several("overlay", parameters, (*OVERLAYS, NO_OVERLAY), notices)
    if not chosen:
        return STANDARD_OVERLAYS
    return tuple(code for code in OVERLAYS if code in chosen)


def _threshold(parameters: Mapping[str, Sequence[str]], notices: list[Notice]) -> int | None:
    allowed = [str(number) for number in range(1, MOST_TIES_THRESHOLD + 1)]
    chosen = _one("ties", parameters, allowed, notices)
    return int(chosen) if chosen else None


def _number(name: str, parameters: Mapping[str, Sequence[str]], notices: list[Notice]) -> int | None:
    chosen = _one(name, parameters, [str(number) for number in range(MOST_OF_PLAN + 1)], notices)
    return int(chosen) if chosen else None


def _weights(
    name: str,
    parameters: Mapping[str, Sequence[str]],
    allowed: tuple[str, ...],
    notices: list[Notice],
    *,
    least: float = -weights.MOST,
) -> Weights:
    found, strange = weights_address.parse(list(parameters.get(name, ())), allowed, least=least)
    notices += [Notice(name, _short(text)) for text in strange]
    return found


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


def _scenario(parameters: Mapping[str, Sequence[str]], notices: list[Notice]) -> str:
    """Return the scenario of an address as it is packed, where it is one."""
    given = "".join(list(parameters.get("scenario", ()))[-1:])
    content = scenario_address.unpack(given) if given else None
    if given and content is None:
        notices.append(Notice("scenario", _short(given)))
    return scenario_address.pack(content) if content else ""


def _text(name: str, parameters: Mapping[str, Sequence[str]], notices: list[Notice]) -> str:
    """Return a text as somebody may type it; a longer one is none."""
    given = as_one_line("".join(list(parameters.get(name, ()))[-1:]))
    if len(given) <= MOST_LETTERS:
        return given
    notices.append(Notice(name, _short(given)))
    return ""


def as_one_line(text: str) -> str:
    """Return a text as an address holds it: what is printed of it, parted by single blanks."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


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
