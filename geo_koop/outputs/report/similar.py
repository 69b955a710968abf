"""Vergleichbare Gemeinden: who is most like a municipality, by indicators, and what they do that it does not."""

import pandas as pd

from geo_koop import codelists
from geo_koop.outputs.classes import families
from geo_koop.outputs.classes.palette import INK
from geo_koop.outputs.mapsheet.drawing import AreaClass, Outline, Plan
from geo_koop.outputs.mapsheet.frame import fit_land
from geo_koop.outputs.mapsheet.symbols import Fill
from geo_koop.outputs.report.plates import plate
from geo_koop.outputs.report.potential import asked, cautions, people
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import MapPart, Section, Sheet, Table, rows
from geo_koop.planning import everywhere
from geo_koop.planning import similar as alike

MOST = 10
"""Municipalities that are compared."""
_HALF = 5
_FEW = 3
_MOST_INDICATORS = 6


def similar_sheet(press: Press, key: str) -> Sheet:
    """Return the sheet of the municipalities that are most like one.

    Parameters
    ----------
    press : Press
    key : str
        Of a municipality of the analysis.

    Raises
    ------
    UsageError
        If no indicator is known.
    """
    words, analysis = press.words, press.analysis
    town = analysis.municipalities.loc[key]
    table = alike.similar(analysis, key, most=MOST)
    done = everywhere.done_by(analysis, key, table.index)
    done = done[done.index.isin(press.single_topics)]
    part, images = _map(press, key, table.index)
    return Sheet(
        kind="similar",
        title=str(town["name"]),
        subtitle=press.dated(str(town["district_name"] or ""), people(press, town["population"])),
        kicker=words("Comparable municipalities"),
        map=part,
        sentences=tuple(_sentences(press, key, table, done)),
        cautions=tuple(cautions(press, words("The order follows likeness alone; it is no judgement of quality."))),
        sections=(_indicators(press, key, table), *_done(press, done, len(table)), _method(press)),
        images=images,
    )


def _sentences(press: Press, key: str, table: pd.DataFrame, done: pd.DataFrame) -> list[str]:
    words = press.words
    name = str(press.analysis.municipalities.loc[key, "name"])
    said = [
        words(
            "Most like {name} by {count} indicators: {names}.",
            name=name,
            count=words.number(alike.likeness(press.analysis).raw.shape[1]),
            names=words.listing(table["name"].head(_FEW).astype("str").tolist()),
        )
    ]
    if not asked(press, key):
        said.append(words("{name} was not surveyed: whether it has gaps is not known here.", name=name))
    elif len(done):
        first = done.iloc[0]
        said.append(
            words(
                "On {topic}, {count} of {all} of them that are known work together; {name} has a gap there.",
                topic=press.topic(str(done.index[0])),
                count=words.number(first["doing"]),
                all=words.number(first["known"]),
                name=name,
            )
        )
    else:
        said.append(words("None of them works together on a topic that is a gap of {name}.", name=name))
    return said


def _indicators(press: Press, key: str, table: pd.DataFrame) -> Section:
    words = press.words
    raw = alike.likeness(press.analysis).raw
    names = list(raw.columns)[:_MOST_INDICATORS]
    heads = {
        "population": words("Inhabitants"),
        "density": words("Inhabitants per km²"),
        "area_km2": words("km²"),
        "central_place": words("Central place"),
    }
    towns = press.analysis.municipalities

    def line(one: str, difference: str) -> tuple[str, ...]:
        values = [_value(press, name, raw.loc[one, name]) for name in names]
        return (f"{towns.loc[one, 'name']} ({towns.loc[one, 'district_name']})", difference, *values)

    own = [line(key, "–")]
    others = [line(str(row.Index), words.number(row.difference, 2)) for row in table.itertuples()]
    missing = int((table["missing"] > 0).sum())
    left_out = len(raw.columns) - len(names)
    notes = [words("Difference: in standard deviations over all indicators; 0 is the same.")]
    if missing:
        notes.append(
            words.plural(
                missing,
                "Of one of them an indicator is unknown: the median stands for it.",
                "Of {count} of them indicators are unknown: medians stand for them.",
            )
        )
    if left_out:
        notes.append(words.plural(left_out, "One more indicator counts.", "{count} more indicators count."))
    return Section(
        heading=words("Indicators side by side"),
        table=Table(
            head=(words("Municipality"), words("Difference"), *(heads.get(name, name) for name in names)),
            widths=(3.4, 1.2, *(1.3 for _name in names)),
            groups=((words("This municipality"), rows(own)), (words("Most like it"), rows(others))),
            caption=words("Indicators of the municipality and of those that are most like it"),
        ),
        notes=tuple(notes),
    )


def _value(press: Press, name: str, value: float) -> str:
    words = press.words
    if name == "central_place":
        codes = codelists.load("central_places").codes
        return "–" if pd.isna(value) else words.label("central_places", codes[int(value)])
    decimals = 1 if name == "area_km2" or (pd.notna(value) and abs(value) < 10 and value != int(value)) else 0
    return words.number(value, decimals)


def _done(press: Press, done: pd.DataFrame, number: int) -> list[Section]:
    words = press.words
    if done.empty:
        return []
    lines = [
        (
            press.topic(str(row.Index)),
            words("{count} of {all}", count=words.number(row.doing), all=words.number(row.known)),
            words.listing(press.names(list(row.keys)), most=_HALF),
        )
        for row in done.itertuples()
    ]
    return [
        Section(
            heading=words("What they do together, and this municipality does not"),
            table=Table(
                head=(words("Topic"), words("Municipalities"), words("Which ones")),
                widths=(2.2, 1.2, 5.0),
                groups=(("", rows(lines)),),
                caption=words("Topics on which comparable municipalities work together and this one has a gap"),
            ),
            notes=(
                words(
                    "Of {count} comparable municipalities those are counted about which it is known: they are members, "
                    "or somebody looked.",
                    count=words.number(number),
                ),
            ),
        )
    ]


def _method(press: Press) -> Section:
    words = press.words
    return Section(
        heading=words("Method"),
        paragraphs=(
            words(
                "Indicators are cut at 1 and 99 %, standardised and weighed alike; the difference is the Euclidean "
                "distance, after the statistical nearest neighbours of the British Office for National Statistics."
            ),
        ),
        general=True,
    )


def _map(press: Press, key: str, others: pd.Index) -> tuple[MapPart, dict[str, str]]:
    words, focus = press.words, pd.Index([key])
    near, far = families.counts()[3], families.counts()[1]
    name = str(press.analysis.municipalities.loc[key, "name"])
    classes = (
        AreaClass(label=words("rank 6 to 10"), fill=Fill.of(far), keys=others[_HALF:]),
        AreaClass(label=words("the five most alike"), fill=Fill.of(near), keys=others[:_HALF]),
        AreaClass(label=name, fill=Fill.of(families.state("chosen")), keys=focus),
    )
    every = focus.union(others)
    plan = Plan(
        classes=classes,
        outlines=(Outline(label="", colour=INK, keys=focus, width=0.7),),
        focus=focus,
        named=others,
        open_land_label=words("area without a municipality (lake, forest)"),
    )
    return plate(
        press,
        plan,
        fit_land(press.ground.extent(every), press.options.map_rooms),
        title=words("{name} and the municipalities that are most like it", name=name),
        overview_keys=every,
        counted=tuple(entry.label for entry in classes[:-1]),
    )
