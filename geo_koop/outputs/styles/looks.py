"""The styles of the exported layers: classes of :mod:`geo_koop.outputs.classes.families`, breaks from the data."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs.classes import families
from geo_koop.outputs.classes.breaks import head_tail
from geo_koop.outputs.classes.families import between, state
from geo_koop.outputs.classes.palette import FRAME, INK, PALETTE, tint
from geo_koop.outputs.classes.rule import Test, holding
from geo_koop.outputs.styles import gap_looks, network_looks
from geo_koop.outputs.styles.grades import graded, positive, range_label, ranges
from geo_koop.outputs.styles.symbols import EMPTY, Class, Label, Look, Symbol, area

GROUND = _("municipalities as ground")
"""Title of the style that shows no more than where municipalities are, and which of them were surveyed."""
ONE_OF_ATLAS = _("the one of the atlas page")
"""Title of the style of cooperations that shows the one whose page an atlas sets."""

_MOST_AS_LINES = 3_000
_SHOWN = Test("shown", "=", True)
_DASHES = ("", "6 3", "1 3", "10 3 2 3")


def every(
    tables: Mapping[str, pd.DataFrame], language: str = "de", *, selection: bool = False, in_use: bool = False
) -> list[Look]:
    """Return all styles of the layers, exactly one default for each.

    Parameters
    ----------
    tables : Mapping[str, DataFrame]
        Layers as exported; breaks are taken from their values.
    language : {"de", "en"}
        Of titles and legends.
    selection : bool
        Whether filters leave cooperations out, so that a blank says nothing of what is recorded.
    in_use : bool
        Leave out classes to which no row belongs.
    """
    made = {
        "municipalities": lambda table, language: municipality_looks(table, language, selection=selection),
        "unincorporated": _unincorporated,
        "cooperations": cooperation_looks,
        "cooperation_parts": _part_looks,
        "members": _member_looks,
        "comembership": _comembership_looks,
        "network_edges": _edge_looks,
        "network_nodes": network_looks.nodes,
        "gaps": gap_looks.gaps,
        "gap_groups": gap_looks.groups,
        "potential_join": gap_looks.joining,
    }
    looks = [look for layer, make in made.items() if layer in tables for look in make(tables[layer], language)]
    looks = [replace(look, raster=len(tables[look.layer]) > _MOST_AS_LINES) for look in looks]
    return [_used(look, tables[look.layer]) for look in looks] if in_use else looks


def _used(look: Look, table: pd.DataFrame) -> Look:
    """Return a style without the classes that no row has; at least one stays."""
    known = [entry for entry in look.classes if _occurs(entry, table)]
    return replace(look, classes=tuple(known or look.classes[:1]))


def _occurs(entry: Class, table: pd.DataFrame) -> bool:
    tests = tuple(test for test in entry.when if test.operator not in ("else", "qgis"))
    return bool(holding(tests, table).any())


def municipality_looks(table: pd.DataFrame, language: str, *, selection: bool = False) -> list[Look]:
    """Return the styles of municipalities: cooperations as on the map, bindingness, topics, gaps, congruence."""
    text = translator(language, "export")
    layer, labels = "municipalities", _place_labels()
    blanks = [area(entry, language) for entry in families.blanks(selection=selection)]
    binding = [area(entry, language) for entry in _binding()]
    steps = [area(entry, language) for entry in families.congruence()]
    listed = (
        (_("number of cooperations"), (*count_classes(language), *blanks)),
        (_("strongest bindingness"), (*binding, *blanks)),
        (_("number of topics covered"), (*graded("n_topics", table["n_topics"], language), *blanks)),
        (_("number of gaps"), (*graded("n_gaps", table["n_gaps"], language), *_without_gaps(blanks))),
        (_("congruence"), (*steps, *blanks)),
        (GROUND, _ground(blanks, language)),
    )
    made = [
        Look(layer=layer, title=text(title), classes=classes, labels=labels, default=number == 0)
        for number, (title, classes) in enumerate(listed)
    ]
    topics = codelists.load("topics").labels(language)
    present = {code for codes in table["topics"].dropna().unique() for code in codes.split(";")}
    return made + [
        Look(
            layer=layer,
            title=text(_("topic: {topic}")).format(topic=topics[code]),
            classes=_topic_classes(code, language, selection=selection),
            labels=labels,
        )
        for code in topics
        if code in present
    ]


def _binding() -> list[families.Class]:
    """Return the classes of bindingness of municipalities: of those without a cooperation there is none to know."""
    some = Test("cooperations", ">=", 1)
    return [
        replace(entry, when=(some, *entry.when)) if entry.when[0].operator == "is null" else entry
        for entry in families.bindingness(planned="only_planned")
    ]


def _topic_classes(code: str, language: str, *, selection: bool) -> tuple[Class, ...]:
    # the grade of a blank is that of any topic: of one topic alone it may be another
    inside = state("not_in_filter" if selection else "none_recorded", (Test("gaps", "has", code),))
    none = tuple(Test(name, "has not", code) for name in ("topics", "gaps"))
    classes = (
        state("covered", (Test("topics", "has", code),)),
        inside,
        state("not_surveyed", (*none, Test("context", "=", False))),
        state("context", (*none, Test("context", "=", True))),
    )
    return tuple(area(entry, language) for entry in classes)


def _ground(blanks: list[Class], language: str) -> tuple[Class, ...]:
    """Return municipalities as ground below cooperations: surveyed, not surveyed, surroundings."""
    text = translator(language, "export")
    *_inside, unseen, around = blanks
    unseen = replace(unseen, when=(Test("context", "=", False), Test("status", "=", "not_surveyed")))
    around = replace(around, when=(Test("context", "=", True),))
    surveyed = Class(
        label=text(_("municipality")),
        when=(Test("else", "else"),),
        symbol=Symbol(kind="fill", colour=PALETTE["land"], outline=PALETTE["border"]),
    )
    return surveyed, unseen, around


def count_classes(language: str = "de") -> list[Class]:
    """Return the classes by number of cooperations, with the breaks of the map."""
    return [area(entry, language) for entry in families.counts()]


def blank_classes(language: str = "de", *, selection: bool = False) -> list[Class]:
    """Return the classes without a cooperation: none recorded, not surveyed and surroundings stay apart."""
    return [area(entry, language) for entry in families.blanks(selection=selection)]


def _without_gaps(blanks: list[Class]) -> list[Class]:
    """Return the blanks of the number of gaps, which may be none beside cooperations."""
    *_inside, unseen, around = blanks
    none = Test("n_gaps", "=", 0)
    return [
        replace(unseen, when=(none, Test("context", "=", False), Test("status", "=", "not_surveyed"))),
        replace(around, when=(none, Test("context", "=", True))),
    ]


def _place_labels() -> tuple[Label, ...]:
    """Large places are named on small scales, all others when there is room."""
    size = "population"
    return (
        Label(field="name", below=12_000_000, size=9, when=(Test(size, ">=", 400_000),)),
        Label(field="name", below=4_000_000, size=9, when=(Test(size, ">=", 100_000), Test(size, "<", 400_000))),
        Label(field="name", below=1_500_000, size=8, when=(Test(size, ">=", 20_000), Test(size, "<", 100_000))),
        Label(field="name", below=700_000, size=7.5, when=(Test(size, ">=", 5_000), Test(size, "<", 20_000))),
        Label(field="name", below=350_000, size=7, when=(Test(size, "<", 5_000),)),
        Label(field="name", below=700_000, size=7, when=(Test(size, "is null"),)),
    )


def _cooperation_labels(field: str, below: int, size: float) -> tuple[Label, ...]:
    return (Label(field=field, below=below, size=size, when=(_SHOWN,), slanted=True, colour=PALETTE["accent"]),)


def _unincorporated(_table: pd.DataFrame, language: str) -> list[Look]:
    title = translator(language, "export")(_("unincorporated areas"))
    made = area(state("unincorporated"), language)
    labels = (Label(field="name", below=150_000, size=7, colour=PALETTE["quiet"]),)
    classes = (replace(made, symbol=replace(made.symbol, width=0.05)),)
    return [Look(layer="unincorporated", title=title, classes=classes, labels=labels, default=True)]


def _outlined(entry: families.Class, language: str, *, width: float = 0.5) -> Class:
    """Return a class of cooperations as an outline: areas lie over each other, so that none is filled."""
    symbol = Symbol(
        kind="fill", colour=entry.colour, hatch=EMPTY, outline=entry.colour, width=width, dash=entry.dash, finer=True
    )
    return Class(label=entry.label(language), when=(_SHOWN, *entry.when), symbol=symbol)


def _idle(language: str) -> Class:
    """Return the class of cooperations that are not active at the date."""
    symbol = Symbol(kind="fill", colour=FRAME, hatch=EMPTY, outline=FRAME, width=0.2, dash="1 2")
    label = translator(language, "map")("not active at the date")
    return Class(label=label, when=(Test("shown", "=", False),), symbol=symbol)


def cooperation_looks(table: pd.DataFrame, language: str) -> list[Look]:
    """Return the styles of cooperations, all as outlines: pattern, topic group, bindingness, members."""
    text = translator(language, "export")
    binding = [
        _outlined(entry, language, width=0.3 + 0.15 * number)
        for number, entry in enumerate(families.bindingness(planned="planned"))
    ]
    sizes = [
        replace(
            entry,
            when=(_SHOWN, *entry.when),
            symbol=replace(
                entry.symbol, hatch=EMPTY, outline=entry.symbol.colour, width=0.3 + 0.2 * number, finer=True
            ),
        )
        for number, entry in enumerate(graded("n_members", table["n_members"], language))
    ]
    listed = (
        (_("spatial pattern"), pattern_classes(language)),
        (_("topic group of the first topic"), _topic_groups(language)),
        (_("bindingness"), binding),
        (_("number of members"), sizes),
    )
    labels = _cooperation_labels("name", 300_000, 8)
    return [
        Look(
            layer="cooperations",
            title=text(title),
            classes=(*classes, _idle(language)),
            labels=labels,
            default=number == 0,
            order="-area_km2",
        )
        for number, (title, classes) in enumerate(listed)
    ]


def of_atlas(language: str) -> Look:
    """Return the style that shows the cooperation whose page an atlas sets, in the look of its pattern."""
    here = Test("", "qgis", "$id = @atlas_featureid")
    classes = [
        replace(entry, when=(here, *entry.when), symbol=replace(entry.symbol, width=0.9, finer=False))
        for entry in (*pattern_classes(language), _idle(language))
    ]
    title = translator(language, "export")(ONE_OF_ATLAS)
    return Look(layer="cooperations", title=title, classes=tuple(classes))


def _topic_groups(language: str) -> list[Class]:
    """Return the classes by topic group, told apart by strokes and widths besides colours."""
    groups = {c: e for c, e in codelists.load("topics").entries.items() if e["group"] == c}
    made = []
    for number, (code, entry) in enumerate(groups.items()):
        width = (0.4, 0.7, 1.0)[number // len(_DASHES) % 3]
        symbol = Symbol(
            kind="fill",
            colour=entry["colour"],
            hatch=EMPTY,
            outline=entry["colour"],
            width=width,
            dash=_DASHES[number % len(_DASHES)],
            finer=True,
        )
        made.append(Class(label=entry[language], when=(_SHOWN, Test("topic_group", "=", code)), symbol=symbol))
    none = Symbol(kind="fill", colour=FRAME, hatch=EMPTY, outline=FRAME, width=0.3)
    label = translator(language, "export")(_("no topic recorded"))
    return [*made, Class(label=label, when=(_SHOWN, Test("topic_group", "is null")), symbol=none)]


def pattern_classes(language: str = "de") -> list[Class]:
    """Return the classes by pattern as outlines: they differ by strokes too, and provisional ones are thin."""
    return [
        _outlined(entry, language, width=0.35 if entry.code.endswith("_provisional") else 0.6)
        for entry in families.patterns()
    ]


def _part_looks(_table: pd.DataFrame, language: str) -> list[Look]:
    labels = _cooperation_labels("cooperation", 100_000, 7)
    classes = (*pattern_classes(language), _idle(language))
    title = translator(language, "export")(_("spatial pattern"))
    return [Look(layer="cooperation_parts", title=title, classes=classes, labels=labels, default=True)]


def _member_looks(_table: pd.DataFrame, language: str) -> list[Look]:
    shapes = {"member_yes": "circle", "member_unclear": "diamond", "member_former": "triangle"}
    classes = tuple(
        Class(
            label=entry.label(language),
            when=entry.when,
            symbol=Symbol(kind="marker", colour=entry.colour, shape=shapes.get(entry.code, "cross2"), width=2.0),
        )
        for entry in families.memberships()
    )
    labels = (Label(field="area_name", below=60_000, size=7, colour=INK),)
    title = translator(language, "export")(_("membership"))
    return [Look(layer="members", title=title, classes=classes, labels=labels, default=True)]


def _comembership_looks(table: pd.DataFrame, language: str) -> list[Look]:
    return _tie_looks("comembership", table, language)


def _edge_looks(table: pd.DataFrame, language: str) -> list[Look]:
    return _tie_looks("network_edges", table, language)


def _tie_looks(layer: str, table: pd.DataFrame, language: str) -> list[Look]:
    """Return lines of shared membership: the weak are many, so they are thin and pale and lie below the strong."""
    numbers = positive(table["cooperations"])
    found = ranges(numbers, head_tail(numbers), whole=True)
    steps = np.linspace(0, 1, max(len(found), 2))
    classes = tuple(
        Class(
            label=range_label(low, high, language, whole=True),
            when=between("cooperations", low, high),
            symbol=Symbol(
                kind="line",
                colour=tint(PALETTE["tie"], round(0.85 * (1 - step), 2)),
                width=round(0.08 + 0.6 * step, 2),
            ),
        )
        for (low, high), step in zip(found, steps.tolist(), strict=False)
    )
    title = translator(language, "export")(_("number of shared cooperations"))
    return [Look(layer=layer, title=title, classes=classes, default=True, order="cooperations")]
