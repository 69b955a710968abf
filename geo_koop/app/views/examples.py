"""Examples in words: a sentence, cards and tables of what was found. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from geo_koop import codelists
from geo_koop.app.views.portrait import size_label
from geo_koop.app.views.sentences import STATUS, pattern_label, region_labels
from geo_koop.app.words import Words
from geo_koop.locale import mark as _
from geo_koop.outputs import letters
from geo_koop.planning import examples
from geo_koop.planning.search_index import SearchIndex
from geo_koop.planning.sizes import size_classes
from geo_koop.result.analysis import Analysis

PARTS: Mapping[str, str] = {
    "same_topics": _("Topic shared"),
    "same_format": _("Same format"),
    "same_pattern": _("Same pattern"),
    "same_inhabitants": _("Similar inhabitants"),
    "same_members": _("Similar number of members"),
    "same_bindingness": _("As binding"),
}
STANDING: Mapping[str, str] = {
    "own": _("member itself"),
    "through": _("through its district or association"),
    "prescribed": _("through a statutory body"),
    "none_recorded": _("none recorded"),
    "not_in_filter": _("none in the filter"),
    "not_surveyed": _("not surveyed"),
}


@dataclass(frozen=True, kw_only=True)
class Card:
    """An example: id and name, why it is here, and lines of facts."""

    identifier: str
    name: str
    reason: str
    facts: tuple[str, ...]


def found(
    analysis: Analysis, whole: Analysis, index: SearchIndex, *, text: str, size: int | None, like: str | None
) -> pd.DataFrame:
    """Return the examples that fit a text and a size class; with ``like``, those that have something in common.

    Parameters
    ----------
    analysis : Analysis
        What the filters leave.
    whole : Analysis
    index : SearchIndex
        Of the whole.
    text : str
    size : int, optional
        Size class of a member.
    like : str, optional
        Id of a cooperation of the whole.

    Returns
    -------
    pandas.DataFrame
        ``attrs["left_out"]`` tells whether the text is longer than what is heeded.
    """
    hits = examples.find(analysis, index, text, size=size)
    table = hits.table
    if like:
        alike = examples.like(whole, like)
        alike = alike[alike.index.isin(table.index)]
        table = alike.assign(reason=table["reason"], reason_kind=table["reason_kind"])
    table.attrs["left_out"] = hits.left_out
    return table


def sentence(table: pd.DataFrame, words: Words, *, text: str, size: int | None, like: str, day: str) -> str:
    """Say how many examples there are of what, and which of them cannot simply be copied."""
    count = len(table)
    parts = [words("on “{text}”", text=letters.visible(text))] if text else []
    parts += [words("like {name}", name=like)] if like else []
    parts += [words("with a member of {size}", size=size_label(size, words))] if size is not None else []
    about = " ".join(parts)
    if not count:
        return words("No example {about} is recorded here.", about=about) if about else words("No example is recorded.")
    number = words.count(count, words("example"), words("examples"))
    said = words("{number} {about}", number=number, about=about) if about else number
    idle, law = int((table["status"] != "active").sum()), int((table["obligation"] == "statutory").sum())
    of_them = [words("{count} of them not active on {day}", count=words.number(idle), day=day)] if idle else []
    of_them += [words("{count} prescribed by law", count=words.number(law))] if law else []
    return f"{'; '.join([said, *of_them])}."


def cards(table: pd.DataFrame, analysis: Analysis, words: Words) -> tuple[Card, ...]:
    """Return examples as cards."""
    shown = _labelled(table, analysis, words)
    lines = [words(name) for name in ("Topics", "Format", "Spatial pattern")]
    return tuple(
        Card(
            identifier=str(identifier),
            name=row[words("Name")],
            reason=row[words("Why")],
            facts=(
                " · ".join(filter(None, (row[name] for name in lines))),
                " · ".join(
                    filter(
                        None,
                        (
                            words("Members: {count}", count=row[words("Members")]),
                            words("inhabitants: {count}", count=row[words("Inhabitants")]),
                            row[words("States")],
                            row[words("On the date")],
                        ),
                    )
                ),
            ),
        )
        for identifier, row in zip(shown.index, shown.to_dict("records"), strict=True)
    )


def listed(table: pd.DataFrame, analysis: Analysis, words: Words) -> pd.DataFrame:
    """Return examples as a table named in the language; with ``like`` a column for each part that can agree."""
    shown = _labelled(table, analysis, words)
    # Each part that agrees has a column of its own.
    if "agreeing" in table:
        shown[words("Why")] = table["reason"]
    return shown if shown[words("Why")].ne("").any() else shown.drop(columns=words("Why"))


def _labelled(table: pd.DataFrame, analysis: Analysis, words: Words) -> pd.DataFrame:
    provisional = analysis.cooperations["provisional"].reindex(table.index).fillna(False).astype(bool)
    planned = analysis.cooperations["planned"].reindex(table.index).fillna(False).astype(bool)
    states = region_labels(analysis, words)
    status = {code: words(text) for code, text in STATUS.items()}
    why = table["reason"].astype("str")
    shown = {words("Name"): table["name"], words("Why"): why}
    if "agreeing" in table:
        marks = {True: words("yes"), False: words("no")}
        parts = {
            words(label): table[name].astype(object).map(marks).fillna(words("unknown"))
            for name, label in PARTS.items()
        }
        agree = [words("{count} of {all} parts", count=n, all=len(PARTS)) for n in table["agreeing"]]
        told = _agreeing(table, words)
        shown |= {words("Why"): told.where(why == "", told + "; " + why), words("In common"): agree, **parts}
    shown |= {
        words("Topics"): table["topics"].map(lambda codes: words.labels("topics", codes)),
        words("Format"): [words.form(code, bool(plan)) for code, plan in zip(table["format"], planned, strict=True)],
        words("Spatial pattern"): [
            pattern_label(code, bool(open_), words) for code, open_ in zip(table["pattern"], provisional, strict=True)
        ],
        words("Members"): table["members"].map(words.number),
        words("Inhabitants"): [
            _people(number, lacking, words)
            for number, lacking in zip(table["inhabitants"], table["inhabitants_unknown"], strict=True)
        ],
        words("States"): table["states"].map(lambda codes: ", ".join(states.get(c, c) for c in codes.split(";") if c)),
        words("On the date"): table["status"].map(status),
    }
    return pd.DataFrame(shown, index=table.index)


def _people(number: object, lacking: int, words: Words) -> str:
    """Return the inhabitants of an area; where some are not known, that the sum lacks them."""
    if pd.isna(number):
        return words("unknown")
    said = words.number(number)
    return words("{number} (not known of {count})", number=said, count=words.number(lacking)) if lacking else said


def _agreeing(table: pd.DataFrame, words: Words) -> pd.Series:
    """Return the names of the parts that agree, joined."""
    told = pd.Series("", index=table.index, dtype=object)
    for name, label in PARTS.items():
        agrees = table[name].fillna(False).to_numpy(dtype=bool)
        said = told.where(told == "", told + ", ") + words(label)
        told = told.where(~agrees, said)
    return told.astype("str")


def by_size(analysis: Analysis, _words: Words, key: str) -> pd.DataFrame:
    """Return :func:`geo_koop.planning.examples.by_size`, in the form in which the app keeps what it has made."""
    return examples.by_size(analysis, key)


def size_sentence(table: pd.DataFrame, analysis: Analysis, key: str, words: Words) -> str:
    """Say what most of the others of the size have and a municipality has not."""
    place = analysis.municipalities.loc[key]
    size = size_label(int(size_classes(analysis.municipalities["population"])[key]), words)
    most = int(table["municipalities"].max()) if len(table) else 0
    if not most:
        return words("No other municipality with {size} was surveyed.", size=size)
    said = words(
        "{name} has {size}; up to {count} others of this size were surveyed.",
        name=str(place["name"]),
        size=size,
        count=words.number(most),
    )
    gaps = table[(table["status"] == "none_recorded") & (table["share"].fillna(0) > 0)].head(3)
    if gaps.empty:
        return said
    topics = [
        words(
            "{topic} ({count} of {all})",
            topic=words.label("topics", topic),
            count=words.number(row.covered),
            all=words.number(row.municipalities),
        )
        for topic, row in zip(gaps.index, gaps.itertuples(), strict=True)
    ]
    return f"{said} {words('Not recorded here, but there most often: {topics}.', topics=words.listing(topics))}"


def size_table(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return what others of a size do, topic by topic, named in the language."""
    return pd.DataFrame(
        {
            words("Topic"): table.index.map(codelists.load("topics").labels(words.language)),
            words("Others that have it"): table["covered"].map(words.number),
            words("Surveyed (n)"): table["municipalities"].map(words.number),
            words("Share"): table["share"].map(words.share),
            words("As members themselves"): table["own"].map(words.number),
            words("This municipality"): table["status"].map({code: words(text) for code, text in STANDING.items()}),
        }
    ).reset_index(drop=True)


def state_codes(analysis: Analysis) -> Sequence[str]:
    """Return the keys of the states of the boundaries, those of context too."""
    return [str(code) for code in sorted(analysis.municipalities["state"].dropna().unique()) if code]
