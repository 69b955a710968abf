"""The styles of the layers on what could be: gaps, groups of them, cooperations to join; all topics, then each."""

from dataclasses import replace

import pandas as pd

from geo_koop import codelists
from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs.classes.palette import INK, PALETTE, tint
from geo_koop.outputs.classes.rule import Test
from geo_koop.outputs.styles.grades import graded
from geo_koop.outputs.styles.symbols import EMPTY, Class, Label, Look, Symbol

_RANKS = ((1, 0.7, ""), (2, 0.45, "6 3"), (3, 0.25, "1 3"))
"""Rank, width in millimetres and strokes of the line to a cooperation."""


def gaps(table: pd.DataFrame, language: str) -> list[Look]:
    """Return the styles of gaps: the more neighbours have the same gap, the darker."""
    text = translator(language, "export")
    alone = Class(
        label=text(_("no neighbour with the same gap")),
        when=(Test("gap_neighbours", "=", 0),),
        symbol=Symbol(kind="fill", colour=PALETTE["land"], outline=PALETTE["border"]),
    )
    classes = (*graded("gap_neighbours", table["gap_neighbours"], language), alone)
    labels = (Label(field="name", below=350_000, size=7),)
    look = Look(layer="gaps", title=text(_("neighbours with the same gap")), classes=classes, labels=labels)
    return _by_topic(look, table, language)


def groups(table: pd.DataFrame, language: str) -> list[Look]:
    """Return the styles of groups of gaps as outlines, which lie over each other: by the number of municipalities."""
    text = translator(language, "export")
    classes = tuple(
        replace(
            entry,
            symbol=replace(entry.symbol, hatch=EMPTY, outline=entry.symbol.colour, width=0.3 + 0.2 * number),
        )
        for number, entry in enumerate(graded("municipalities", table["municipalities"], language))
    )
    labels = (Label(field="topic_label", below=600_000, size=8, colour=INK),)
    look = Look(
        layer="gap_groups",
        title=text(_("municipalities of the group")),
        classes=classes,
        labels=labels,
        order="-municipalities",
    )
    return _by_topic(look, table, language)


def joining(table: pd.DataFrame, language: str) -> list[Look]:
    """Return the styles of lines to cooperations that could be joined: the nearest is the strongest."""
    text = translator(language, "export")
    classes = tuple(
        Class(
            label=text(_("rank {number}")).format(number=rank),
            when=(Test("rank", "=", rank),),
            symbol=Symbol(kind="line", colour=tint(PALETTE["tie"], 0.2 * (rank - 1)), width=width, dash=dash),
        )
        for rank, width, dash in _RANKS
    )
    labels = (Label(field="cooperation", below=150_000, size=7, slanted=True, colour=PALETTE["accent"]),)
    look = Look(layer="potential_join", title=text(_("nearest cooperations")), classes=classes, labels=labels)
    return _by_topic(look, table, language)


def _by_topic(look: Look, table: pd.DataFrame, language: str) -> list[Look]:
    """Return a style of all topics, the default, and one for each topic that occurs."""
    text = translator(language, "export")
    present = set(table["topic"].dropna())
    made = [replace(look, default=True)]
    for code, label in codelists.load("topics").labels(language).items():
        if code in present:
            only = Test("topic", "=", code)
            classes = tuple(replace(entry, when=(only, *entry.when)) for entry in look.classes)
            labels = tuple(replace(entry, when=(only, *entry.when)) for entry in look.labels)
            title = text(_("topic: {topic}")).format(topic=label)
            made.append(replace(look, title=title, classes=classes, labels=labels))
    return made
