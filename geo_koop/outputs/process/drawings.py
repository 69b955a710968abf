"""The way of cooperations as drawings (SVG): a time line, and how forms and stages follow each other.

Neither says anything that the tables beside them do not say.
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape

import pandas as pd

from geo_koop import codelists
from geo_koop.outputs.classes.palette import INK, PALETTE, PAPER, QUIET
from geo_koop.outputs.process import sentences, tables
from geo_koop.outputs.wording import Wording
from geo_koop.planning import process

_WIDTH = 920.0
_LETTER = 7.0
"""Pixels of a letter, on the average."""
_LANE = 20.0
_MARGIN = 24.0
_NODE, _GAP, _LEAST = 16.0, 20.0, 3.0
_LABELS = 220.0
_TALL = 360.0
_Place = Callable[[pd.Timestamp], float]
"""Where a day lies, in pixels."""


def _text(x: float, y: float, said: str, *, anchor: str = "start", bold: bool = False, halo: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    rim = f' stroke="{PAPER}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"' if halo else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}"{weight}{rim}>{escape(said)}</text>'


def _svg(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    head = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {head} role="img" aria-label="{escape(title)}" '
        f'font-family="Source Sans 3, Source Sans Pro, Arial, sans-serif" font-size="13">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def time_line(events: pd.DataFrame, name: str, until: pd.Timestamp, words: Wording) -> str:
    """Draw the events of a cooperation along the years; empty where none is dated.

    Parameters
    ----------
    events : pandas.DataFrame
        Of :func:`geo_koop.planning.process.history`, of one cooperation.
    name : str
        Of the cooperation.
    until : pandas.Timestamp
        Date of the view: the end of the line.
    words : Wording
    """
    dated = events[events["event_date"].notna()]
    if dated.empty:
        return ""
    first, last = dated["event_date"].min(), max(until, dated["event_date"].max())
    span = max((last - first).days, 365)
    left, right = _MARGIN, _WIDTH - _MARGIN

    def at(day: pd.Timestamp) -> float:
        return float(left + (right - left) * (day - first).days / span)

    marks = _marks(dated, words)
    lanes, placed = _lanes([(at(day), said) for day, said, _derived in marks], right)
    base = _MARGIN + (max(lanes, default=0) + 1) * _LANE
    parts = [_life(dated, until, at, base)]
    for (day, said, derived), lane, start in zip(marks, lanes, placed, strict=True):
        x, y = at(day), base - (lane + 1) * _LANE
        fill = PAPER if derived else PALETTE["bar"]
        dash = ' stroke-dasharray="2 2"' if derived else ""
        parts += [
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{base:.1f}" y2="{y + 4:.1f}" stroke="{QUIET}"{dash}/>',
            f'<circle cx="{x:.1f}" cy="{base:.1f}" r="5" fill="{fill}" stroke="{INK}" stroke-width="1.5"/>',
            _text(start, y, said, halo=True),
        ]
    parts += _years(first, last, at, base)
    legend = base + 52
    for x, fill, said in (
        (left, PALETTE["bar"], words("recorded")),
        (left + 110, PAPER, words("derived from the dates of the record")),
    ):
        parts += [
            f'<circle cx="{x + 5:.1f}" cy="{legend - 4:.1f}" r="5" fill="{fill}" stroke="{INK}" stroke-width="1.5"/>',
            _text(x + 16, legend, said),
        ]
    return _svg(_WIDTH, legend + 12, words("Time line: {name}", name=name), parts)


def _marks(dated: pd.DataFrame, words: Wording) -> list[tuple[pd.Timestamp, str, bool]]:
    """Return day, label and origin of what is drawn; what several members did at once is one mark."""
    found = []
    for (day, text, kind, derived), rows in dated.groupby(["event_date", "date", "kind", "derived"], sort=False):
        said = f"{words.day(text)} {words.label('events', kind)}"
        if len(rows) > 1:
            said += f" ({words.number(len(rows))})"
        elif str(rows["name"].iloc[0]):
            said += f": {rows['name'].iloc[0]}"
        elif str(rows["format"].iloc[0]):
            said += f": {words.label('formats', rows['format'].iloc[0])}"
        found.append((pd.Timestamp(day), said if len(said) < 48 else f"{said[:46]}…", bool(derived)))
    return found


def _lanes(marks: Sequence[tuple[float, str]], right: float) -> tuple[list[int], list[float]]:
    """Return for each label the lowest lane in which it meets no other, and where it begins."""
    ends = [-1.0] * 200
    lanes, starts = [], []
    for x, said in marks:
        wide = len(said) * _LETTER
        start = max(min(x - 4, right - wide), 0.0)
        lane = next((i for i, end in enumerate(ends) if end < start), len(ends) - 1)
        ends[lane] = start + wide + 8
        lanes.append(lane)
        starts.append(start)
    return lanes, starts


def _life(dated: pd.DataFrame, until: pd.Timestamp, at: _Place, base: float) -> str:
    """Draw the time from foundation to end, or to the date of the view."""
    begun = dated.loc[dated["kind"] == "founded", "event_date"]
    over = dated.loc[dated["kind"].isin(["ended", "merged"]), "event_date"]
    line = f'<line x1="{_MARGIN:.1f}" x2="{_WIDTH - _MARGIN:.1f}" y1="{base:.1f}" y2="{base:.1f}" stroke="{QUIET}"/>'
    if begun.empty:
        return line
    end = over.max() if len(over) else until
    one, other = at(begun.min()), at(max(end, begun.min()))
    return (
        f'{line}<line x1="{one:.1f}" x2="{other:.1f}" y1="{base:.1f}" y2="{base:.1f}" stroke="{INK}" stroke-width="4"/>'
    )


def _years(first: pd.Timestamp, last: pd.Timestamp, at: _Place, base: float) -> list[str]:
    """Draw the years below the line, not more than fit."""
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100, 200) if (last.year - first.year) / n <= 14)
    parts = []
    for year in range(first.year + (-first.year) % step, last.year + 1, step):
        day = pd.Timestamp(year, 1, 1)
        if day < first:
            continue
        x = at(day)
        parts += [
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{base + 6:.1f}" y2="{base + 11:.1f}" stroke="{QUIET}"/>',
            _text(x, base + 25, str(year), anchor="middle"),
        ]
    return parts


def alluvial(states: pd.DataFrame, words: Wording, day: str) -> str:
    """Draw how forms at the beginning, forms on the date and stages follow each other; empty where nothing is there.

    Parameters
    ----------
    states : pandas.DataFrame
        Of :func:`geo_koop.planning.process.states`.
    words : Wording
    day : str
        Date of the view, in words.
    """
    if states.empty:
        return ""
    colours = _colours()
    counts = {step: states.groupby(step).size() for step in process.STEPS}
    orders = {step: [code for code in colours[step] if code in counts[step].index] for step in process.STEPS}
    tallest = max(len(order) for order in orders.values())
    scale = _TALL / len(states)
    height = _TALL + (tallest - 1) * _GAP + 62
    x = dict(zip(process.STEPS, (_LABELS, _WIDTH / 2 - _NODE / 2, _WIDTH - _LABELS - _NODE), strict=True))
    top = {step: _tops(orders[step], counts[step], scale) for step in process.STEPS}
    parts = []
    for one, other in (process.STEPS[:2], process.STEPS[1:]):
        flow = states.groupby([one, other]).size()
        leave, arrive = dict(top[one]), dict(top[other])
        for source in orders[one]:
            for target in orders[other]:
                count = int(flow.get((source, target), 0))
                if not count:
                    continue
                thick = count * scale
                colour = colours["form"][source if one == "form" else target]
                ends = (x[one] + _NODE, leave[source], x[other], arrive[target])
                parts.append(_ribbon(*ends, thick, colour))
                leave[source] += thick
                arrive[target] += thick
    for step, heading in zip(process.STEPS, sentences.headings(words, day), strict=True):
        last = step == process.STEPS[2]
        parts.append(_text(x[step] + (0 if last else _NODE), 22, heading, anchor="start" if last else "end", bold=True))
        for code in orders[step]:
            thick = max(float(counts[step][code]) * scale, _LEAST)
            y = top[step][code]
            parts.append(
                f'<rect x="{x[step]:.1f}" y="{y:.1f}" width="{_NODE:.0f}" height="{thick:.1f}" '
                f'fill="{colours[step][code]}" stroke="{INK}" stroke-width="1"/>'
            )
            said = f"{tables.state(code, step, words)} ({words.number(counts[step][code])})"
            place = x[step] + _NODE + 6 if last else x[step] - 6
            parts.append(_text(place, y + thick / 2 + 4, said, anchor="start" if last else "end", halo=True))
    return _svg(_WIDTH, height, words("How forms and stages follow each other"), parts)


def _tops(order: Sequence[str], counts: pd.Series, scale: float) -> dict[str, float]:
    found, y = {}, 40.0
    for code in order:
        found[code] = y
        y += float(counts[code]) * scale + _GAP
    return found


def _ribbon(x0: float, y0: float, x1: float, y1: float, thick: float, colour: str) -> str:
    middle = (x0 + x1) / 2
    down, up = f"C{middle:.1f},{y0:.1f} {middle:.1f},{y1:.1f} {x1:.1f},{y1:.1f}", y1 + thick
    back = f"C{middle:.1f},{up:.1f} {middle:.1f},{y0 + thick:.1f} {x0:.1f},{y0 + thick:.1f}"
    path = f"M{x0:.1f},{y0:.1f} {down} L{x1:.1f},{up:.1f} {back} Z"
    return f'<path d="{path}" fill="{colour}" fill-opacity="0.55" stroke="{INK}" stroke-opacity="0.35"/>'


def _colours() -> Mapping[str, Mapping[str, str]]:
    """Return the states of each column in their order, with the colours of the house."""
    form = codelists.load("bindingness").field("colour") | {process.UNKNOWN: PAPER}
    return {
        "begin": {process.NOT_RECORDED: PAPER, **form},
        "form": form,
        "stage": codelists.load("stages").field("colour"),
    }
