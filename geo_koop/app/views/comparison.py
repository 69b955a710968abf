"""Two sides of a comparison, prepared for display. Pure functions on analyses."""

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from geo_koop import codelists
from geo_koop.analysis import comparison, timeline
from geo_koop.app.state import State, region_codes
from geo_koop.app.views.coverage_tables import places
from geo_koop.app.views.sentences import cooperation_table, counted_how, region_labels, topic_labels
from geo_koop.app.words import Words
from geo_koop.locale import mark as _
from geo_koop.locale.alphabet import alphabetical
from geo_koop.model import Filters
from geo_koop.outputs import figures
from geo_koop.result.analysis import Analysis

YEARS_BACK = 10
_NAMED = 3
_FIRST_TOPICS = ("water", "mobility")
_SAID = {"left": _("only left"), "both": _("on both sides"), "right": _("only right")}


@dataclass(frozen=True, kw_only=True)
class Side:
    """One side of a comparison.

    Attributes
    ----------
    code : str
        ISO date, topic or region.
    label : str
    as_of : datetime.date
    filters : Filters
    analysis : Analysis
    keys : pandas.Index
        The municipalities that count.
    """

    code: str
    label: str
    as_of: date
    filters: Filters
    analysis: Analysis
    keys: pd.Index

    @property
    def numbers(self) -> pd.Series:
        """The number of cooperations of each municipality that counts."""
        known = pd.Series(figures.per_municipality(self.analysis), index=self.analysis.municipalities.index)
        return known.reindex(self.keys, fill_value=0)

    @property
    def shown(self) -> pd.Index:
        """The cooperations that count."""
        table = self.analysis.cooperations
        return table.index[table["shown"].astype(bool)]


def codes(state: State, whole: Analysis, *, today: date | None = None) -> tuple[str, str]:
    """Return what is compared: the two codes of the state, or the usual ones where it has none."""
    now = today or date.today()
    regions = [*region_codes(whole), "", ""]
    usual = {
        "date": (timeline.day_of(now.year - YEARS_BACK, today=now).isoformat(), (state.as_of or now).isoformat()),
        "topic": _FIRST_TOPICS,
        "region": (regions[0], regions[1] or regions[0]),
    }[state.compare]
    return state.left or usual[0], state.right or usual[1]


def wanted(state: State, code: str, as_of: date) -> tuple[date, Filters]:
    """Return the date and the filters of a side."""
    if state.compare == "date":
        return date.fromisoformat(code), state.filters
    if state.compare == "topic":
        return as_of, replace(state.filters, topics=(code,))
    return as_of, replace(state.filters, regions=(code,))


def label(state: State, code: str, whole: Analysis, words: Words) -> str:
    """Return the name of a side."""
    if state.compare == "date":
        return words.day(code)
    labels = topic_labels(words) if state.compare == "topic" else region_labels(whole, words)
    return labels.get(code, code)


def side(state: State, code: str, as_of: date, whole: Analysis, analysis: Analysis, words: Words) -> Side:
    """Put a side together; ``analysis`` is narrowed by what :func:`wanted` returns, and counts what switches let."""
    day, filters = wanted(state, code, as_of)
    return Side(
        code=code,
        label=label(state, code, whole, words),
        as_of=day,
        filters=filters,
        analysis=figures.counting(analysis, statutory=state.statutory, own=state.own),
        keys=places(whole, filters),
    )


def sentence(left: Side, right: Side, compare: str, undated: int, words: Words) -> str:
    """Say in words how the sides differ."""
    sides = comparison.cooperations(left.shown, right.shown)
    count = sides.value_counts().reindex(comparison.SIDES, fill_value=0)
    text = words(
        "{left}: {n_left}, {right}: {n_right}.",
        left=left.label,
        right=right.label,
        n_left=words.count(len(left.shown), words("cooperation"), words("cooperations")),
        n_right=words.count(len(right.shown), words("cooperation"), words("cooperations")),
    )
    how = _counted_how(left, right, words)
    if compare != "date":
        return " ".join((text, words("In both: {count}.", count=words.number(count["both"])), *how))
    parts = [
        text,
        words("Added: {list}.", list=_names(right.analysis, sides.index[sides == "right"], words)),
        words("No longer there: {list}.", list=_names(left.analysis, sides.index[sides == "left"], words)),
    ]
    if undated:
        parts.append(
            words("Start unknown, and therefore on neither side: {count}.", count=words.number(undated)),
        )
    return " ".join([*parts, *how])


def _counted_how(left: Side, right: Side, words: Words) -> list[str]:
    """Say what the numbers leave out, and the numbers with it."""
    said = dict.fromkeys(filter(None, (counted_how(part.analysis, words) for part in (left, right))))
    if not said:
        return []
    every = (words.number(figures.of(part.analysis.fuller).cooperations) for part in (left, right))
    numbers = dict(zip(("left", "right"), every, strict=True))
    return [*said, words("With all: {left} on the left, {right} on the right.", **numbers)]


def _names(analysis: Analysis, ids: pd.Index, words: Words) -> str:
    names = alphabetical(analysis.cooperations["name"].reindex(ids).astype("str"))
    if not names:
        return words("none")
    listed = ", ".join(f"„{name}“" if words.language == "de" else f"“{name}”" for name in names[:_NAMED])
    if len(names) <= _NAMED:
        return f"{words.number(len(names))} ({listed})"
    return words(
        "{count} ({list} and {more} more)",
        count=words.number(len(names)),
        list=listed,
        more=words.number(len(names) - _NAMED),
    )


def measures(left: Side, right: Side, words: Words) -> pd.DataFrame:
    """Return the measures of both sides.

    Returns
    -------
    pandas.DataFrame
        A column with the measure, one for each side, and the difference; numbers in words, because
        shares and counts stand in one column.
    """
    rows = [_of_side(part, words) for part in (left, right)]
    names = _column_names(left, right, words)
    table = comparison.numbers(*(pd.Series({name: value for name, (value, _d) in row.items()}) for row in rows))
    decimals = {name: d for row in rows for name, (_v, d) in row.items()}
    shown = pd.DataFrame({names[0]: table.index})
    for column, heading in zip(("left", "right", "difference"), names[1:], strict=True):
        sign = column == "difference"
        shown[heading] = [_signed(v, decimals[n], words, sign=sign) for n, v in table[column].items()]
    return shown


def _column_names(left: Side, right: Side, words: Words) -> tuple[str, str, str, str]:
    same = left.label == right.label
    return (
        words("Measure"),
        f"{left.label} ({words('left')})" if same else left.label,
        f"{right.label} ({words('right')})" if same else right.label,
        words("Difference"),
    )


def _signed(value: float, decimals: int, words: Words, *, sign: bool) -> str:
    text = words.number(abs(value), decimals)
    if value < 0:
        return f"−{text}"
    return f"+{text}" if sign and value else text


def _of_side(part: Side, words: Words) -> dict[str, tuple[float, int]]:
    """Return measure to its value and decimals."""
    analysis = part.analysis
    number = part.numbers
    table = analysis.cooperations.loc[part.shown]
    covered = number > 0
    mean = float(number.mean()) if len(number) else 0.0
    found = {
        words("Cooperations"): (float(len(table)), 0),
        words("Municipalities in view"): (float(len(part.keys)), 0),
        words("of these with a cooperation"): (float(covered.sum()), 0),
        words("Share with a cooperation (%)"): (float(covered.mean() * 100) if len(number) else 0.0, 1),
        words("Cooperations per municipality (mean)"): (mean, 1),
    }
    for codelist, column, heading in (
        ("patterns", "pattern", words("Pattern")),
        ("bindingness", "bindingness", words("Bindingness")),
    ):
        counts = table[column].astype("string").value_counts()
        for code, text in codelists.load(codelist).labels(words.language).items():
            found[f"{heading}: {text}"] = (float(counts.get(code, 0)), 0)
    return found


def cooperations(left: Side, right: Side, words: Words) -> pd.DataFrame:
    """Return the cooperations of both sides, those that differ first.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``cooperation_id``, columns named in the language.
    """
    sides = comparison.cooperations(left.shown, right.shown)
    parts = [cooperation_table(part.analysis, words).loc[part.shown] for part in (left, right)]
    table = pd.concat(parts)
    table = table[~table.index.duplicated()]
    where = sides.reindex(table.index)
    headings = {
        "name": words("Name"),
        "topics": words("Topics"),
        "format": words("Format"),
        "pattern": words("Spatial pattern"),
        "start": words("Start"),
        "end": words("End"),
    }
    shown = table[list(headings)].rename(columns=headings)
    shown.insert(1, words("Side"), where.map({code: words(text) for code, text in _SAID.items()}))
    order = where.map({"left": 1, "right": 0, "both": 2}).sort_values(kind="stable").index
    return shown.loc[order]


def municipalities(left: Side, right: Side, words: Words) -> pd.DataFrame:
    """Return the number of cooperations of each municipality on both sides, the largest difference first.

    Returns
    -------
    pandas.DataFrame
        Indexed by key, columns named in the language.
    """
    table = comparison.numbers(left.numbers, right.numbers)
    names = _column_names(left, right, words)
    about = left.analysis.municipalities.loc[table.index]
    shown = pd.DataFrame(
        {
            words("Municipality"): about["name"],
            words("District"): about["district_name"],
            names[1]: table["left"],
            names[2]: table["right"],
            names[3]: table["difference"],
        }
    )
    return shown.loc[table["difference"].abs().sort_values(ascending=False, kind="stable").index]
