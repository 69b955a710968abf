"""The sheet of a scenario: what would change, before and after, and that it is no recorded state."""

import pandas as pd

from geo_koop.outputs.classes import families
from geo_koop.outputs.classes.palette import INK
from geo_koop.outputs.mapsheet.drawing import AreaClass, Outline, Plan
from geo_koop.outputs.mapsheet.frame import fit_land
from geo_koop.outputs.mapsheet.symbols import Fill
from geo_koop.outputs.report.options import ReportOptions
from geo_koop.outputs.report.plates import plate
from geo_koop.outputs.report.press import Press, open_press
from geo_koop.outputs.report.sheet import Figure, MapPart, Section, Sheet, Table, rows
from geo_koop.outputs.scenarios import content, sentences
from geo_koop.outputs.wording import Wording
from geo_koop.planning.scenarios import Outcome

_COOPERATIONS, _TOWNS, _ALL = 12, 24, 60


def press(outcome: Outcome, options: ReportOptions | None = None) -> Press:
    """Return what the document is set with: the state after the scenario.

    Raises
    ------
    UsageError
        See :func:`geo_koop.outputs.report.options.check`.
    """
    return open_press(outcome.after, options or ReportOptions())


def scenario_sheet(press: Press, outcome: Outcome) -> Sheet:
    """Return the sheet of a scenario.

    Parameters
    ----------
    press : Press
        As returned by :func:`press`.
    outcome : Outcome
    """
    words = press.words
    drawn = _map(press, outcome)
    listed = sentences.consequences(outcome, words)
    return Sheet(
        kind="scenario",
        title=outcome.scenario.name,
        subtitle=press.dated(sentences.mark(outcome, words)),
        kicker=words("Scenario, no recorded state"),
        map=drawn[0] if drawn else None,
        figures=_figures(words, outcome),
        sentences=(sentences.lead(outcome, words), *listed),
        lead=1,
        cautions=(
            sentences.mark(outcome, words) + ".",
            *sentences.notes(outcome, words, ("impossible",)),
            sentences.unchecked(words),
        ),
        sections=(
            _steps(words, outcome),
            *_cooperations(words, outcome),
            *_municipalities(words, outcome),
            _method(words),
        ),
        images=drawn[1] if drawn else {},
    )


def _figures(words: Wording, outcome: Outcome) -> tuple[Figure, ...]:
    table, towns = outcome.cooperations, outcome.municipalities
    counts = table["change"].value_counts()
    figures = [
        Figure(label=words("Steps"), value=words.number(len(outcome.scenario.steps))),
        Figure(
            label=words("Cooperations that change"),
            value=words.number(int((table["change"] != "same").sum())),
            beside=words("{count} of them new", count=words.number(counts.get("founded", 0))),
        ),
        Figure(
            label=words("Municipalities that the steps concern"),
            value=words.number(int(towns["direct"].sum())),
            beside=words("partners change for {count} more", count=words.number(int((~towns["direct"]).sum()))),
        ),
    ]
    return tuple(figures)


def _steps(words: Wording, outcome: Outcome) -> Section:
    told = {number: [] for number in range(1, len(outcome.scenario.steps) + 1)}  # type: dict[int, list[str]]
    for note in outcome.notes:
        text = sentences.text(note, words)
        told[note.step].append(f"{sentences.kind(note.kind, words)}: {text}" if note.kind == "nothing" else text)
    lines = [
        (str(step.number), sentences.said(outcome, step, words), "; ".join(told[step.number]) or "–")
        for step in outcome.scenario.steps[:_ALL]
    ]
    return Section(
        heading=words("Steps"),
        table=Table(
            head=(words("Step"), words("If …"), words("Note")),
            widths=(0.4, 2.2, 2.0),
            groups=(("", rows(lines)),),
            caption=words("Steps of the scenario in their order"),
        ),
        notes=_more(words, len(outcome.scenario.steps), _ALL),
    )


def _cooperations(words: Wording, outcome: Outcome) -> list[Section]:
    table = outcome.cooperations
    if table.empty:
        return []
    groups = []
    for one in table.index[:_COOPERATIONS]:
        lines = [row for row in content.cooperation_rows(outcome, one, words) if row[1:] != ("–", "–")]
        heading = f"{sentences.name_of(table.loc[one])} ({sentences.change(str(table['change'][one]), words)})"
        groups.append((heading, rows(lines)))
    return [
        Section(
            heading=words("Cooperations before and after"),
            table=Table(
                head=(words("What"), words("Before"), words("After (scenario)")),
                widths=(1.2, 2.0, 2.0),
                groups=tuple(groups),
                caption=words("What changes in each cooperation that the steps touch"),
            ),
            notes=_more(words, len(table), _COOPERATIONS),
        )
    ]


def _municipalities(words: Wording, outcome: Outcome) -> list[Section]:
    table = content.municipality_table(outcome, words, direct=True)
    others = int((~outcome.municipalities["direct"]).sum())
    notes = [*_more(words, len(table), _TOWNS)]
    if others:
        notes.append(
            words.plural(
                others,
                "The partners of one more municipality change; JSON and workbook name it.",
                "The partners of {count} more municipalities change; JSON and workbook name them.",
            )
        )
    if table.empty:
        return []
    lines = [tuple(str(cell) for cell in row) for row in table.head(_TOWNS).itertuples(index=False, name=None)]
    return [
        Section(
            heading=words("Municipalities before and after"),
            table=Table(
                head=tuple(table.columns),
                widths=(1.4, 0.8, 0.9, 0.8, 1.1, 2.0),
                groups=(("", rows(lines)),),
                caption=words("Municipalities that the steps concern, before → after"),
            ),
            notes=(
                *notes,
                words(
                    "Memberships, partners and congruence without bodies that a law prescribes; "
                    "topics through all bodies."
                ),
            ),
        )
    ]


def _method(words: Wording) -> Section:
    return Section(
        heading=words("How it is computed"),
        paragraphs=(
            words(
                "The steps are applied to a copy of the records, in their order and on the day named above; then "
                "the same analysis runs as for the recorded state. The records themselves are not changed."
            ),
        ),
        general=True,
    )


def _more(words: Wording, number: int, most: int) -> tuple[str, ...]:
    if number <= most:
        return ()
    return (words("{count} more: see JSON or workbook.", count=words.number(number - most)),)


def _map(press: Press, outcome: Outcome) -> tuple[MapPart, dict[str, str]] | None:
    """Draw who joins, stays and leaves of the cooperation that the first sentence is about."""
    words, towns = press.words, press.analysis.municipalities
    one = sentences.foremost(outcome)
    had, has = (_covered(outcome, side, one) for side in ("before", "after"))
    had = pd.Index([outcome.municipalities["merged_into"].get(key, "") or key for key in had]).unique()
    if one is None:
        has = towns.index[towns.index.isin(outcome.municipalities.index[outcome.municipalities["direct"]])]
        had = has
    had, has = (keys[keys.isin(towns.index)] for keys in (had, has))
    every = had.union(has)
    if every.empty:
        return None
    looks = families.scenario()
    parts = {"leaves": had.difference(has), "stays": had.intersection(has), "joins": has.difference(had)}
    classes = tuple(
        AreaClass(label=looks[name].label(words.language), fill=Fill.of(looks[name]), keys=keys)
        for name, keys in parts.items()
    )
    if one is None:
        title = words("municipalities that the scenario concerns")
        label = words("municipality that the steps concern")
        classes = (AreaClass(label=label, fill=Fill.of(looks["stays"]), keys=every),)
    else:
        title = words("who joins, stays and leaves: {name}", name=sentences.name_of(outcome.cooperations.loc[one]))
    plan = Plan(
        classes=classes,
        outlines=(Outline(label=words("area after the scenario"), colour=INK, keys=has, width=0.7),),
        focus=has[:0],
        named=every if len(every) <= _TOWNS else every[:0],
        open_land_label=words("area without a municipality (lake, forest)"),
    )
    return plate(
        press,
        plan,
        fit_land(press.ground.extent(every), press.options.map_rooms),
        title=title,
        overview_keys=every,
        notes=(sentences.mark(outcome, words),),
        counted=tuple(entry.label for entry in classes),
    )


def _covered(outcome: Outcome, side: str, one: str | None) -> pd.Index:
    analysis = outcome.before if side == "before" else outcome.after
    area = analysis.area
    if one is None:
        return pd.Index([], dtype="str")
    ended = analysis.cooperations["status"].get(one) == "ended"
    return pd.Index(area.loc[(area["cooperation_id"] == one) & (not ended), "key"].unique())
