"""The styles of the exported layers: classes from the codelists, breaks from the data."""

import warnings
from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs.styles.symbols import BRUSHES, OUTLINE, Class, Label, Look, Symbol, Test, tones
from geo_koop.outputs.webmap.legend import EMPTY_COLOUR
from geo_koop.outputs.webmap.style import CONTEXT_COLOUR, COUNT_BREAKS, UNSURVEYED_COLOUR

OUTLINES = _("borders only")
"""Title of the style that shows no more than where municipalities are."""

_CLASSES = 5
_COUNT_TONES = ("0", "2", "3", "4", "5")
_LINE = "#54278f"
_MISSING = "#f2f0eb"


def every(tables: Mapping[str, pd.DataFrame], language: str = "de") -> list[Look]:
    """Return all styles of the layers, exactly one default for each.

    Parameters
    ----------
    tables : Mapping[str, DataFrame]
        Layers as exported; breaks are taken from their values.
    language : {"de", "en"}
        Of titles and legends.
    """
    made = {
        "municipalities": municipality_looks,
        "unincorporated": _unincorporated,
        "cooperations": cooperation_looks,
        "cooperation_parts": _part_looks,
        "members": _member_looks,
        "comembership": _comembership_looks,
    }
    return [look for layer, make in made.items() if layer in tables for look in make(tables[layer], language)]


def municipality_looks(table: pd.DataFrame, language: str) -> list[Look]:
    """Return the styles of municipalities: cooperations as on the map, bindingness, topics, gaps, congruence."""
    text, words = translator(language, "export"), translator(language, "map")
    layer, labels = "municipalities", _place_labels()
    blanks = blank_classes(language)
    made = [
        Look(
            layer=layer,
            title=text(_("number of cooperations")),
            classes=(*count_classes(language), *blanks),
            labels=labels,
            default=True,
        ),
        Look(
            layer=layer,
            title=text(_("strongest bindingness")),
            classes=(*_bindingness_classes(language), *blanks),
            labels=labels,
        ),
    ]
    for field, title in (
        ("n_topics", _("number of topics covered")),
        ("n_gaps", _("number of gaps")),
        ("congruence", _("congruence")),
    ):
        classes = graded(field, table[field], language)
        made.append(Look(layer=layer, title=text(title), classes=(*classes, *_without(field, blanks)), labels=labels))
    border = Symbol(kind="fill", colour=CONTEXT_COLOUR, brush="no", width=0.1)
    made.append(
        Look(layer=layer, title=text(OUTLINES), classes=(Class(label=text(OUTLINES), symbol=border),), labels=labels)
    )
    topics = codelists.load("topics").labels(language)
    present = {code for codes in table["topics"].dropna().unique() for code in codes.split(";")}
    for code in (code for code in topics if code in present):
        covered = Class(
            label=words("covered"),
            when=(Test("topics", "has", code),),
            symbol=Symbol(kind="fill", colour=tones(4)[2]),
        )
        gap = Class(
            label=words("none recorded"),
            when=(Test("gaps", "has", code),),
            symbol=Symbol(kind="fill", colour=EMPTY_COLOUR),
        )
        title = text(_("topic: {topic}")).format(topic=topics[code])
        made.append(
            Look(layer=layer, title=title, classes=(covered, gap, _other(words("not surveyed"))), labels=labels)
        )
    return made


def count_classes(language: str = "de") -> list[Class]:
    """Return the classes by number of cooperations, with the breaks of the map."""
    colours = codelists.load("bindingness").field("colour")
    last = COUNT_BREAKS[-1]
    ranges: list[tuple[str, int, int | None]] = [
        (f"{a}" if b - a == 1 else f"{a}–{b - 1}", a, b) for a, b in pairwise(COUNT_BREAKS)
    ]
    ranges.append((translator(language, "map")(f"{last} and more"), last, None))
    return [
        Class(label=label, when=_between("cooperations", low, high), symbol=Symbol(kind="fill", colour=colours[tone]))
        for (label, low, high), tone in zip(ranges, _COUNT_TONES, strict=True)
    ]


def blank_classes(language: str = "de") -> list[Class]:
    """Return the classes without a cooperation: none recorded, not surveyed and context stay apart."""
    words = translator(language, "map")
    none, own = Test("cooperations", "=", 0), Test("context", "=", False)
    return [
        Class(
            label=words("none recorded"),
            when=(none, own, Test("status", "=", "none_recorded")),
            symbol=Symbol(kind="fill", colour=EMPTY_COLOUR),
        ),
        Class(
            label=words("not surveyed"),
            when=(none, own, Test("status", "=", "not_surveyed")),
            symbol=Symbol(kind="fill", colour=UNSURVEYED_COLOUR, brush="b_diagonal"),
        ),
        Class(
            label=words("surroundings, not surveyed"),
            when=(none, Test("context", "=", True)),
            symbol=Symbol(kind="fill", colour=CONTEXT_COLOUR, outline="#c4c4bd"),
        ),
    ]


def _without(field: str, blanks: Iterable[Class]) -> list[Class]:
    """Return the blanks for a measure that may be there without a cooperation (gaps), or missing with one."""
    if field == "n_gaps":
        words = list(blanks)
        return [
            Class(
                label=words[1].label,
                when=(Test("n_gaps", "=", 0), Test("status", "=", "not_surveyed")),
                symbol=words[1].symbol,
            )
        ]
    return list(blanks)


def _other(label: str) -> Class:
    return Class(
        label=label,
        when=(Test("else", "else"),),
        symbol=Symbol(kind="fill", colour=UNSURVEYED_COLOUR, brush="b_diagonal"),
    )


def graded(
    field: str, values: pd.Series, language: str, *, kind: str = "fill", scheme: str = "Quantiles"
) -> list[Class]:
    """Return classes of a number with breaks from the data (mapclassify); zeros and blanks are none of them.

    Parameters
    ----------
    field : str
    values : pandas.Series
    language : {"de", "en"}
    kind : {"fill", "line"}
    scheme : {"Quantiles", "HeadTailBreaks"}
        Head/tail breaks (Jiang 2013) suit values of which few are large.
    """
    whole = pd.api.types.is_integer_dtype(values)
    numbers = values.dropna().to_numpy(dtype="float64")
    numbers = numbers[numbers > 0]
    ranges = _ranges(numbers, scheme, whole=whole)
    # Weak ties are many: nearly transparent, so that they do not bury the strong ones.
    widths, alphas = np.linspace(0.1, 1.4, max(len(ranges), 2)), np.linspace(35, 220, max(len(ranges), 2))
    made = []
    for (low, high), colour, width, alpha in zip(ranges, tones(len(ranges)), widths, alphas, strict=False):
        symbol = (
            Symbol(kind="line", colour=_LINE, alpha=int(alpha), width=float(width))
            if kind == "line"
            else Symbol(kind="fill", colour=colour)
        )
        made.append(
            Class(label=_range_label(low, high, language, whole), when=_between(field, low, high), symbol=symbol)
        )
    return made


def _ranges(numbers: np.ndarray, scheme: str, *, whole: bool) -> list[tuple[float, float | None]]:
    """Return lower and upper bound (excluded) of each class; the last has none."""
    if not len(numbers):
        return []
    import mapclassify

    distinct = np.unique(numbers)
    if len(distinct) <= _CLASSES:
        lows = distinct
    else:
        with warnings.catch_warnings():
            # Fewer classes than asked for are as good: many values are alike.
            warnings.simplefilter("ignore", UserWarning)
            made = (
                mapclassify.Quantiles(numbers, k=_CLASSES)
                if scheme == "Quantiles"
                else mapclassify.HeadTailBreaks(numbers)
            )
        upper = np.unique(made.bins)[:-1][: _CLASSES - 1]
        lows = np.concatenate([[distinct[0]], [distinct[distinct > b][0] for b in upper if (distinct > b).any()]])
    lows = np.unique(lows if whole else _rounded(lows))
    return [(float(a), float(b)) for a, b in pairwise(lows)] + [(float(lows[-1]), None)]


def _rounded(values: np.ndarray) -> np.ndarray:
    """Return two decimals, rounded down, so that the lowest value stays inside."""
    return np.floor(values * 100) / 100


def _range_label(low: float, high: float | None, language: str, whole: bool) -> str:
    form = (lambda v: f"{v:.0f}") if whole else (lambda v: f"{v:.2f}".replace(".", {"de": ",", "en": "."}[language]))
    text = translator(language, "export")
    if high is None:
        return text(_("{low} and more")).format(low=form(low))
    if whole:
        return form(low) if high - low == 1 else f"{form(low)}–{form(high - 1)}"
    return text(_("{low} to below {high}")).format(low=form(low), high=form(high))


def _between(field: str, low: float, high: float | None) -> tuple[Test, ...]:
    upper = () if high is None else (Test(field, "<", high),)
    return (Test(field, ">=", low), *upper)


def _bindingness_classes(language: str, *, alpha: int = 255) -> list[Class]:
    levels = codelists.load("bindingness")
    return [
        Class(
            label=entry[language],
            when=(Test("bindingness", "=", int(code)),),
            symbol=Symbol(kind="fill", colour=entry["colour"], alpha=alpha, width=0.2),
        )
        for code, entry in levels.entries.items()
    ]


def _place_labels() -> tuple[Label, ...]:
    """Large places are named on small scales, all others when there is room."""
    size = "population"
    return (
        Label(field="name", below=2_500_000, size=9, when=(Test(size, ">=", 100_000),)),
        Label(field="name", below=900_000, size=8.5, when=(Test(size, ">=", 20_000), Test(size, "<", 100_000))),
        Label(field="name", below=350_000, size=8, when=(Test(size, ">=", 5_000), Test(size, "<", 20_000))),
        Label(field="name", below=200_000, size=7.5, when=(Test(size, "<", 5_000),)),
        Label(field="name", below=200_000, size=7.5, when=(Test(size, "is null"),)),
    )


def _unincorporated(_table: pd.DataFrame, language: str) -> list[Look]:
    text = translator(language, "export")
    symbol = Symbol(kind="fill", colour="#dfe5d8", outline="#c4c4bd")
    title = text(_("unincorporated areas"))
    labels = (Label(field="name", below=150_000, size=7),)
    return [
        Look(
            layer="unincorporated",
            title=title,
            classes=(Class(label=title, symbol=symbol),),
            labels=labels,
            default=True,
        )
    ]


def cooperation_looks(table: pd.DataFrame, language: str) -> list[Look]:
    """Return the styles of cooperations: pattern, topic group, bindingness, members."""
    text, words = translator(language, "export"), translator(language, "map")
    layer, labels = "cooperations", (Label(field="name", below=300_000, size=8, when=(Test("shown", "=", True),)),)
    grey = Class(
        label=words("not active at the date"),
        when=(Test("shown", "=", False),),
        symbol=Symbol(kind="fill", colour=OUTLINE, brush="no", outline=OUTLINE, width=0.2, dash="1 2"),
    )
    groups = {c: e for c, e in codelists.load("topics").entries.items() if e["group"] == c}
    topics = [
        Class(
            label=entry[language],
            when=(_SHOWN, Test("topic_group", "=", code)),
            symbol=Symbol(
                kind="fill",
                colour=entry["colour"],
                alpha=110,
                brush=BRUSHES[number % len(BRUSHES)],
                outline=entry["colour"],
                width=0.4,
            ),
        )
        for number, (code, entry) in enumerate(groups.items())
    ]
    topics.append(
        Class(
            label=text(_("no topic recorded")),
            when=(_SHOWN, Test("topic_group", "is null")),
            symbol=Symbol(kind="fill", colour=_MISSING, brush="no", width=0.3),
        )
    )
    binding = [
        Class(label=c.label, when=(_SHOWN, *c.when), symbol=c.symbol) for c in _bindingness_classes(language, alpha=170)
    ]
    sizes = [
        Class(label=c.label, when=(_SHOWN, *c.when), symbol=c.symbol)
        for c in graded("n_members", table["n_members"], language)
    ]
    return [
        Look(
            layer=layer,
            title=text(title),
            classes=(*classes, grey),
            labels=labels,
            default=number == 0,
            largest_first="area_km2",
        )
        for number, (title, classes) in enumerate(
            (
                (_("spatial pattern"), pattern_classes(language)),
                (_("topic group of the first topic"), topics),
                (_("bindingness"), binding),
                (_("number of members"), sizes),
            )
        )
    ]


_SHOWN = Test("shown", "=", True)


def pattern_classes(language: str = "de") -> list[Class]:
    """Return the classes by pattern: outlines differ by strokes too, and provisional ones are hatched."""
    words = translator(language, "map")
    made = []
    for code, entry in codelists.load("patterns").entries.items():
        for provisional, note, brush, alpha in (
            (False, "", "solid", 60),
            (True, f" ({words('provisional')})", "b_diagonal", 160),
        ):
            symbol = Symbol(
                kind="fill",
                colour=entry["colour"],
                alpha=alpha,
                brush=brush,
                outline=entry["colour"],
                width=0.5,
                dash=entry["dash"],
            )
            when = (_SHOWN, Test("pattern", "=", code), Test("provisional", "=", provisional))
            made.append(Class(label=entry[language] + note, when=when, symbol=symbol))
    return made


def _part_looks(_table: pd.DataFrame, language: str) -> list[Look]:
    text, words = translator(language, "export"), translator(language, "map")
    grey = Class(
        label=words("not active at the date"),
        when=(Test("shown", "=", False),),
        symbol=Symbol(kind="fill", colour=OUTLINE, brush="no", outline=OUTLINE, width=0.1, dash="1 2"),
    )
    labels = (Label(field="cooperation", below=100_000, size=7, when=(_SHOWN,)),)
    classes = (*pattern_classes(language), grey)
    return [
        Look(layer="cooperation_parts", title=text(_("spatial pattern")), classes=classes, labels=labels, default=True)
    ]


def _member_looks(_table: pd.DataFrame, language: str) -> list[Look]:
    text = translator(language, "export")
    marks = {"yes": ("#252525", "circle"), "unclear": ("#e08214", "diamond"), "former": ("#bdbdbd", "triangle")}
    classes = tuple(
        Class(
            label=label,
            when=(Test("counts_as_member", "=", code),),
            symbol=Symbol(
                kind="marker",
                colour=marks.get(code, (OUTLINE, "cross2"))[0],
                shape=marks.get(code, (OUTLINE, "cross2"))[1],
                width=2.0,
            ),
        )
        for code, label in codelists.load("membership").labels(language).items()
    )
    labels = (Label(field="area_name", below=60_000, size=7),)
    return [Look(layer="members", title=text(_("membership")), classes=classes, labels=labels, default=True)]


def _comembership_looks(table: pd.DataFrame, language: str) -> list[Look]:
    text = translator(language, "export")
    classes = graded("cooperations", table["cooperations"], language, kind="line", scheme="HeadTailBreaks")
    title = text(_("number of shared cooperations"))
    return [Look(layer="comembership", title=title, classes=tuple(classes), default=True)]
