"""The charts of the overview of a region: topics and formats, overlap and congruence, years."""

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.outputs.classes.families import survey_forms
from geo_koop.outputs.classes.palette import PALETTE
from geo_koop.outputs.mapsheet import symbols
from geo_koop.outputs.mapsheet.symbols import Fill
from geo_koop.outputs.report.charts import Series, lying_bars, standing_bars
from geo_koop.outputs.report.places import Region
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import Picture, Section, Table, rows

_FEW = 3
_YEARS = 40


def topics_and_formats(press: Press, region: Region, table: pd.DataFrame, images: dict[str, str]) -> Section:
    """Return topics × formats as stacked bars: a cooperation with several topics counts under each."""
    words = press.words
    heading = words("Topics and formats")
    pairs = press.topics_of[press.topics_of["cooperation_id"].isin(table.index)]
    kinds = table["format"].map(codelists.load("formats").field("survey_class")).fillna("Sonstige")
    counts = pd.crosstab(pairs["topic"], pairs["cooperation_id"].map(kinds))
    codes = [code for code in codelists.load("topics").codes if code in counts.index]
    if not codes:
        return Section(heading=heading, paragraphs=(press.nothing(region.keys),))
    counts = counts.reindex(index=codes, columns=list(survey_forms()), fill_value=0)
    series = _series(press, counts)
    width = press.options.size[0] - 32
    images["topics.svg"] = lying_bars([press.topic(code) for code in codes], series, width=width)
    said = "; ".join(f"{press.topic(code)} {words.number(counts.loc[code].sum())}" for code in codes)
    return Section(
        heading=heading,
        picture=Picture(
            file="topics.svg",
            width=width,
            alt=words("Stacked bars: number of cooperations by topic and format. {numbers}.", numbers=said),
            legend=_legend(series, images),
        ),
        table=_numbers(
            press,
            words("Topic"),
            [press.topic(code) for code in codes],
            counts,
            words("Cooperations by topic and format"),
        ),
        notes=(
            words("A cooperation with several topics counts under each of them."),
            *([words("Without statutory bodies.")] if len(press.statutory) else []),
            *press.only_filter(region.keys),
        ),
    )


def _numbers(press: Press, head: str, labels: list[str], counts: pd.DataFrame, caption: str) -> Table:
    """Return the numbers of stacked bars: a row for each bar, a column for each class that occurs, and the sum."""
    words = press.words
    forms = {name: entry.label(words.language) for name, entry in survey_forms().items() if counts[name].any()}
    lines = [
        (label, *(words.number(value) for value in bar), words.number(bar.sum()))
        for label, bar in zip(labels, counts[list(forms)].to_numpy(), strict=True)
    ]
    return Table(
        head=(head, *forms.values(), words("Sum")),
        widths=(1.8, *(1.0 for _form in forms), 0.6),
        groups=(("", rows(lines)),),
        caption=caption,
    )


def _series(press: Press, counts: pd.DataFrame) -> list[Series]:
    """Return the classes of municipal surveys that occur, the most binding first."""
    return [
        Series(label=entry.label(press.words.language), fill=Fill.of(entry), values=tuple(counts[name].astype(float)))
        for name, entry in survey_forms().items()
        if counts[name].any()
    ]


def _legend(series: list[Series], images: dict[str, str]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for one in series:
        name = f"legend-{one.fill.name}.svg"
        images[name] = symbols.swatch(one.fill)
        pairs.append((name, one.label))
    return tuple(pairs)


def overlap(press: Press, region: Region, images: dict[str, str]) -> Section:
    """Return how many cooperations reach how many municipalities, and the spread of the key figures."""
    words = press.words
    figures = press.figures.reindex(region.keys)
    number = figures["cooperations"].astype(int)
    counts = np.bincount(number.to_numpy())
    width = press.options.size[0] - 32
    series = [Series(label="", fill=Fill(colour=PALETTE["bar"]), values=tuple(counts.astype(float)))]
    images["overlap.svg"] = standing_bars([str(i) for i in range(len(counts))], series, width=width, height=42)
    lines = [(words("Cooperations per municipality"), *_spread(press, number))]
    lines.append((words("Own memberships"), *_spread(press, figures["memberships"])))
    lines.append((words("Partners"), *_spread(press, figures["partners"])))
    lines.append((_congruence(press, figures), *_spread(press, figures["congruence"], 2)))
    said = "; ".join(f"{i}: {count}" for i, count in enumerate(counts) if count)
    return Section(
        heading=words("Overlap and congruence"),
        paragraphs=(_on_most(press, number),),
        picture=Picture(
            file="overlap.svg",
            width=width,
            alt=words("Bars: number of municipalities by number of cooperations. {numbers}.", numbers=said),
        ),
        table=Table(
            head=(
                words("Key figure"),
                words("lowest"),
                words("a quarter up to"),
                words("median"),
                words("a quarter from"),
                words("highest"),
            ),
            widths=(2.6, 0.9, 1.1, 0.9, 1.1, 0.9),
            groups=(("", rows(lines)),),
            caption=words("Spread of overlap and congruence over the municipalities"),
        ),
        notes=(
            words("Bars: across the number of cooperations, upwards the number of municipalities."),
            *([words("Without statutory bodies.")] if len(press.statutory) else []),
            *press.only_filter(region.keys),
        ),
    )


def reached(press: Press, region: Region) -> Section:
    """Return the numbers of the bars of :func:`overlap`."""
    words = press.words
    number = press.figures["cooperations"].reindex(region.keys).astype(int).value_counts().sort_index()
    lines = [(words.number(count), words.number(places)) for count, places in number.items()]
    return Section(
        heading=words("Municipalities by number of cooperations"),
        table=Table(
            head=(words("Number of cooperations"), words("Number of municipalities")),
            widths=(1.0, 1.0),
            groups=(("", rows(lines)),),
            caption=words("How many cooperations reach how many municipalities"),
        ),
    )


def _on_most(press: Press, number: pd.Series) -> str:
    """Name the municipalities with the most cooperations; many equal ones are counted, and none of them is picked."""
    words = press.words
    most = number[number == number.max()].index
    if not number.max():
        return words("No cooperation reaches any of these municipalities.")
    if len(most) > 2 * _FEW:
        return words(
            "{municipalities} municipalities have the most cooperations ({count}).",
            municipalities=words.number(len(most)),
            count=words.number(number.max()),
        )
    return words(
        "Most cooperations ({count}): {names}.",
        count=words.number(number.max()),
        names=words.listing(press.names(most)),
    )


def _congruence(press: Press, figures: pd.DataFrame) -> str:
    """Return the name of the row; with the number of municipalities that have a partner, where some have none."""
    words, known = press.words, int(figures["congruence"].notna().sum())
    name = words("Congruence (1 = always the same partners)")
    if known == len(figures):
        return name
    return words("{name}; {count} with a partner", name=name, count=words.number(known))


def _spread(press: Press, values: pd.Series, decimals: int = 0) -> list[str]:
    known = values.dropna().astype(float)
    if known.empty:
        return ["–"] * 5
    parts = np.quantile(known, (0, 0.25, 0.5, 0.75, 1))
    return [press.words.number(v, decimals if decimals or float(v).is_integer() else 1) for v in parts]


def years(press: Press, region: Region, images: dict[str, str]) -> list[Section]:
    """Return how many cooperations existed at the end of each year, by format."""
    words, records = press.words, press.analysis.cooperations
    ids = press.free.area.loc[press.free.area["key"].isin(region.keys), "cooperation_id"]
    here = records[records.index.isin(ids) & (records["active"].astype(bool) | records["end_date"].notna())]
    dated = here[here["start_date"].notna()]
    if dated.empty:
        return []
    last = press.analysis.provenance.as_of.year
    first = max(int(dated["start_date"].min().year), last - _YEARS + 1)
    counts = _existing(dated, range(first, last + 1))
    series = _series(press, counts)
    width = press.options.size[0] - 32
    images["years.svg"] = standing_bars([str(year) for year in counts.index], series, width=width, height=52)
    total = counts.sum(axis=1)
    sentence = "; ".join(
        f"{year}: {words.number(total[year])}" for year in sorted({first, *range(first, last, 10), last})
    )
    unknown = int(here["start_date"].isna().sum())
    return [
        Section(
            heading=words("Time line"),
            picture=Picture(
                file="years.svg",
                width=width,
                alt=words("Bars: cooperations that existed at the end of each year. {numbers}.", numbers=sentence),
                legend=_legend(series, images),
            ),
            table=_numbers(
                press,
                words("Year"),
                [str(year) for year in counts.index],
                counts,
                words("Cooperations at the end of each year by format"),
            ),
            notes=(
                words("Cooperations at the end of each year; the last bar is the date of the sheet."),
                *([words("Without statutory bodies.")] if len(press.statutory) else []),
                *press.only_filter(region.keys),
                *(
                    (
                        words.plural(
                            unknown,
                            "One cooperation whose start is unknown is missing here.",
                            "{count} cooperations whose start is unknown are missing here.",
                        ),
                    )
                    if unknown
                    else ()
                ),
            ),
        )
    ]


def _existing(dated: pd.DataFrame, years: range) -> pd.DataFrame:
    """Count the cooperations that had begun and not ended, by year and class of municipal surveys."""
    kinds = dated["format"].map(codelists.load("formats").field("survey_class")).fillna("Sonstige")
    ends = pd.to_datetime([f"{year}-12-31" for year in years])
    start = dated["start_date"].to_numpy()[:, None]
    end = dated["end_date"].to_numpy()[:, None]
    there = (start <= ends.to_numpy()) & ~(end < ends.to_numpy())
    table = pd.DataFrame(there, index=kinds.to_numpy(), columns=list(years)).groupby(level=0).sum()
    return table.reindex(list(survey_forms()), fill_value=0).T
