"""The key figures at the top of a sheet, each beside what it can be compared with."""

import pandas as pd

from geo_koop import codelists
from geo_koop.outputs import inhabitants
from geo_koop.outputs.report.places import Region
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import Figure

_FEWEST = 3
"""With fewer others there is no median to compare with."""


def of_municipality(press: Press, key: str, peers: list[tuple[str, pd.Index]]) -> tuple[Figure, ...]:
    """Return the figures of a municipality beside those of its district or region; none where nobody has looked.

    Parameters
    ----------
    press : Press
    key : str
    peers : list of (str, pandas.Index)
        Areas to compare with; the first one is.
    """
    if not press.surveyed[key]:
        return ()
    words, own = press.words, press.figures.loc[key]
    name, keys = peers[0] if peers else ("", pd.Index([], dtype="str"))
    kinds = {"memberships": words("Own cooperations"), "partners": words("Partner municipalities")}
    if not press.chosen_at([key]):
        number = words.number(len(press.single_topics))
        kinds["topics"] = words("Topics with a cooperation (of {count})", count=number)
    figures = [
        Figure(
            label=label,
            value=words.number(own[column]),
            beside=_median(press, press.figures.loc[keys, column], name),
        )
        for column, label in kinds.items()
    ]
    return (*figures, *_strongest(press, key, name, keys))


def of_cooperation(
    press: Press, identifier: str, record: pd.Series, area: pd.DataFrame, lost: list[str]
) -> tuple[Figure, ...]:
    """Return the figures of a cooperation; its members beside the median of those of the same format."""
    words, keys = press.words, pd.Index(area["key"].unique())
    counts = press.certain
    # Of a plan in which a district takes part nobody knows yet which of its municipalities will.
    open_ = bool(record["planned"]) and (area["through"] == "district").any()

    def most(number: str) -> str:
        return words("at most {number}", number=number) if open_ else number

    figures = [
        Figure(
            label=words("Certain members"),
            value=words.number(counts.get(identifier, 0)),
            beside=words("at the end") if record["status"] == "ended" else _of_format(press, record, counts),
        )
    ]
    if len(keys):
        days = [words.day(day) or words("date unknown") for day in inhabitants.dates(press.analysis, keys)]
        figures += [
            Figure(label=words("Municipalities of the area"), value=most(words.number(len(keys)))),
            Figure(
                label=words("Inhabitants of the area"),
                value=most(inhabitants.total(press.analysis, keys, words, beyond=lost)),
                beside=words("as of {date}", date=words.listing(days)) if days else "",
            ),
        ]
    form, planned = record["format"], bool(record["planned"])
    figures.append(Figure(label=words("Bindingness"), value=words.bindingness(form, planned)))
    label, begin = press.begin(record)
    dates = [(label, begin), (words("End"), words.day(record["end"]) if record["status"] == "ended" else "")]
    return (*figures, *(Figure(label=label, value=day) for label, day in dates if day))


def of_topic(press: Press, region: Region, cells: pd.DataFrame, free: pd.DataFrame, count: int) -> tuple[Figure, ...]:
    """Return the figures of a topic in a region; who is covered beside all municipalities that were surveyed.

    Parameters
    ----------
    press : Press
    region : Region
    cells, free : pandas.DataFrame
        Coverage of the municipalities of the region on the topic, with and without statutory bodies.
    count : int
        Cooperations on the topic that reach the region.
    """
    words, looked = press.words, cells[cells["grade"].notna()]
    if looked.empty:
        return ()
    covered = cells["status"] == "covered"
    everywhere = press.coverage[press.coverage["topic"] == cells["topic"].iloc[0]]
    everywhere = everywhere[everywhere["grade"].notna()]
    beside = words.share(covered.mean())
    if len(everywhere) > len(looked) and not press.chosen_at(everywhere.index):
        share = words.share((everywhere["status"] == "covered").mean())
        beside += "; " + words(
            "all {count} that were surveyed: {share}", count=words.number(len(everywhere)), share=share
        )
    figures = [
        Figure(
            label=words("Municipalities covered"),
            value=words("{count} of {all}", count=words.number(covered.sum()), all=words.number(len(cells))),
            beside=beside,
        ),
        Figure(label=words("Cooperations on the topic"), value=words.number(count)),
    ]
    levels = free.loc[free["status"] == "covered", "bindingness"].dropna()
    if len(levels):
        there = words.plural(int((levels == levels.max()).sum()), "one municipality", "{count} municipalities")
        prescribed = (covered & (free["status"] != "covered")).any()
        label = words("Strongest, without statutory bodies") if prescribed else words("Strongest bindingness")
        figures.append(Figure(label=label, value=press.binding(levels.max()), beside=f"({there})"))
    return tuple(figures)


def of_region(press: Press, region: Region, count: int) -> tuple[Figure, ...]:
    """Return the figures of a region with so many cooperations, its medians beside those of all surveyed ones."""
    words = press.words
    here, everywhere = press.figures.reindex(region.keys), press.figures[press.surveyed]
    if not press.surveyed.reindex(region.keys).any():
        return ()
    others = everywhere if len(everywhere.index.difference(region.keys)) else everywhere.iloc[:0]
    # A filter by region cuts the others short.
    others = others if press.chosen_at(others.index) == press.selection else others.iloc[:0]
    reached = int((here["cooperations"] > 0).sum())
    name = words("of all that were surveyed")
    return (
        Figure(label=words("Cooperations"), value=words.number(count)),
        Figure(
            label=words("Municipalities reached"),
            value=words("{count} of {all}", count=words.number(reached), all=words.number(len(here))),
        ),
        *(
            Figure(
                label=label,
                value=_middle(press, here[column]),
                beside=_median(press, others[column], name),
            )
            for column, label in (
                ("cooperations", words("Cooperations per municipality (median)")),
                ("partners", words("Partner municipalities (median)")),
            )
        ),
    )


def note(press: Press, keys: pd.Index | list[str], *, topics: bool = False) -> str:
    """Say what the figures leave out: statutory bodies, and what is not in the filter."""
    words, said = press.words, []
    if len(press.statutory):
        said.append(
            words("Without statutory bodies; topics count all.") if topics else words("Without statutory bodies.")
        )
    if press.chosen_at(keys):
        said.append(words("Only what is in the filter."))
    return " ".join(said)


def _strongest(press: Press, key: str, name: str, keys: pd.Index) -> list[Figure]:
    """Return the strongest bindingness, and how many municipalities of the area have one as strong."""
    words = press.words
    best = press.strongest
    level = best.get(key)
    if level is None or pd.isna(level):
        return []
    beside = ""
    if len(keys) >= _FEWEST:
        beside = words(
            "{area}: at least as binding in {count} of {all} municipalities",
            area=name,
            count=words.number(int((best.reindex(keys) >= level).fillna(False).sum())),
            all=words.number(len(keys)),
        )
    return [Figure(label=words("Strongest bindingness"), value=press.binding(level), beside=beside)]


def _of_format(press: Press, record: pd.Series, counts: pd.Series) -> str:
    """Return the median of the cooperations of a format whose members are all known; none in a filter."""
    if record["format"] not in codelists.load("formats").codes or record["format"] == "unknown":
        return ""
    if press.chosen_at(press.analysis.municipalities.index):
        return ""
    table = press.shown[(press.shown["format"] == record["format"]) & (press.shown["completeness"] == "full")]
    known = counts.reindex(table.index, fill_value=0)
    name = press.words("{form}, all members known", form=press.words.form(record["format"]))
    return _median(press, known[known > 0], name)


def _middle(press: Press, values: pd.Series) -> str:
    middle = values.median()
    return press.words.number(middle, 0 if pd.isna(middle) or float(middle).is_integer() else 1)


def _median(press: Press, values: pd.Series, name: str) -> str:
    known = values.dropna()
    if len(known) < _FEWEST:
        return ""
    count = press.words.number(len(known))
    return press.words("Median {area} ({count}): {value}", area=name, count=count, value=_middle(press, known))
