"""What a scenario changes as plain entries and as tables. Everything carries the name of the scenario."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from geo_koop.outputs import tables, target
from geo_koop.outputs.csv_dialect import PLAIN, Dialect
from geo_koop.outputs.law import words as law_words
from geo_koop.outputs.scenarios import sentences
from geo_koop.outputs.wording import Wording
from geo_koop.planning.scenario_checks import Member
from geo_koop.planning.scenarios import MEASURES, PATTERN, RECORD, Outcome

_SIDES = ("before", "after")
_DECIMALS = 6
_DECIMAL = frozenset({"margin", "span_km", "extent_km", "area_km2", "congruence", "congruence_all"})
OF_TOWN = tuple(
    f"{name}{suffix}" for suffix in ("", "_all") for name in MEASURES if (name, suffix) != ("topics", "_all")
)


_STATEMENT = (
    *("id", "state", "kind", "subject", "statement", "status", "text"),
    *("source", "source_note", "date", "certainty", "valid_until"),
)


def content(outcome: Outcome, words: Wording, laws: Mapping[str, pd.DataFrame | None] | None = None) -> dict[str, Any]:
    """Return the outcome as plain entries; ``docs/scenarios.md`` names them.

    Parameters
    ----------
    outcome : Outcome
    words : Wording
    laws : Mapping of str to DataFrame or None, optional
        As :func:`geo_koop.planning.undertaking.laws` returns them.
    """
    info = outcome.before.provenance
    return {
        "scenario": outcome.scenario.name,
        "recorded": False,
        "note": sentences.mark(outcome, words) + ".",
        "as_of": outcome.as_of.isoformat(),
        "boundaries": info.boundaries.gebietsstand or None,
        "version": info.version,
        "sentence": sentences.lead(outcome, words),
        "steps": [{"number": s.number, "kind": s.kind, **_plain_fields(s.fields)} for s in outcome.scenario.steps],
        "notes": [
            {"step": note.step, "kind": note.kind, "text": sentences.text(note, words)} for note in outcome.notes
        ],
        "rule_checks": None if laws is None else [_rule_checks(*one, words) for one in laws.items()],
        "cooperations": [_cooperation(str(one), row) for one, row in outcome.cooperations.iterrows()],
        "municipalities": [_municipality(str(key), row) for key, row in outcome.municipalities.iterrows()],
    }


def _rule_checks(cooperation: str, table: pd.DataFrame | None, words: Wording) -> dict[str, Any]:
    """Return the statements on a cooperation; ``null`` where its members lie in no state that the rules know."""
    return {
        "cooperation_id": cooperation,
        "note": law_words.advice(words.language),
        "statements": None
        if table is None
        else law_words.worded(table, words.language)[list(_STATEMENT)].to_dict("records"),
    }


def long(outcome: Outcome) -> pd.DataFrame:
    """Return one row for each value before and after, of cooperations and municipalities in one table."""
    parts = []
    for kind, table, names in (
        ("cooperation", outcome.cooperations, (*RECORD, *PATTERN)),
        ("municipality", outcome.municipalities, OF_TOWN),
    ):
        ids = table.index.astype("str")
        shown = table.apply(sentences.name_of, axis=1) if kind == "cooperation" else table["name"]
        for name in names:
            if kind == "cooperation" and name == "name":
                continue
            values = {side: [_cell(name, value) for value in table[f"{name}_{side}"]] for side in _SIDES}
            parts.append(
                pd.DataFrame(
                    {
                        "scenario": outcome.scenario.name,
                        "as_of": outcome.as_of.isoformat(),
                        "kind": kind,
                        "id": ids,
                        "name": list(shown) if len(table) else [],
                        "measure": name,
                        **{side: pd.Series(cells, dtype=object) for side, cells in values.items()},
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def cooperation_rows(outcome: Outcome, cooperation: str, words: Wording) -> list[tuple[str, str, str]]:
    """Return label, before and after of what people look at of a cooperation."""
    row = outcome.cooperations.loc[cooperation]
    cells = {side: _cells(row, side, words) for side in _SIDES}
    return [(label, cells["before"][label], cells["after"][label]) for label in cells["after"]]


def cooperation_lines(outcome: Outcome, cooperation: str, words: Wording) -> pd.DataFrame:
    """Return the same as a table, without what is there on no side."""
    rows = [row for row in cooperation_rows(outcome, cooperation, words) if row[1:] != ("–", "–")]
    return pd.DataFrame(rows, columns=[words("What"), words("Before"), words("After (scenario)")])


def municipality_table(outcome: Outcome, words: Wording, *, direct: bool | None = None) -> pd.DataFrame:
    """Return municipalities with what changes, in words; indexed by key.

    Parameters
    ----------
    outcome : Outcome
    words : Wording
    direct : bool, optional
        Only those that the steps concern themselves, or only the others.
    """
    table = outcome.municipalities
    if direct is not None:
        table = table[table["direct"] == direct]
    labels = (
        *((words("Topics covered"), "topics", False), (words("Memberships"), "memberships", False)),
        *((words("Partners"), "partners", False), (words("Congruence"), "congruence", True)),
    )
    names = outcome.municipalities["name"]
    made = {words("Municipality"): table["name"].astype("str")}
    for label, name, share in labels:
        pairs = zip(table[f"{name}_before"], table[f"{name}_after"], strict=True)
        made[label] = pd.Series([_pair(a, b, words, share=share) for a, b in pairs], index=table.index, dtype="str")
    named = [
        "; ".join(
            part
            for part in (
                words("new: {topics}", topics=_topics(row["gained"], words)) if row["gained"] else "",
                words("no longer: {topics}", topics=_topics(row["lost"], words)) if row["lost"] else "",
                words("merged into {name}", name=names.get(row["merged_into"], row["merged_into"]))
                if row["merged_into"]
                else "",
            )
            if part
        )
        for _key, row in table.iterrows()
    ]
    made[words("What changes")] = pd.Series(named, index=table.index, dtype="str")
    return pd.DataFrame(made, index=table.index)


def cooperation_table(outcome: Outcome, words: Wording) -> pd.DataFrame:
    """Return all touched cooperations, one row for each of what people look at."""
    rows = [
        (sentences.name_of(outcome.cooperations.loc[one]), label, before, after)
        for one in outcome.cooperations.index
        for label, before, after in cooperation_rows(outcome, one, words)
    ]
    heads = (words("Cooperation"), words("What"), words("Before"), words("After (scenario)"))
    return pd.DataFrame(rows, columns=list(heads))


def note_table(outcome: Outcome, words: Wording) -> pd.DataFrame:
    """Return the notes on steps as a table."""
    rows = [(note.step, sentences.kind(note.kind, words), sentences.text(note, words)) for note in outcome.notes]
    return pd.DataFrame(rows, columns=[words("Step"), words("Kind"), words("Note")])


def write(
    outcome: Outcome,
    out: Path,
    words: Wording,
    laws: Mapping[str, pd.DataFrame | None] | None = None,
    *,
    dialect: Dialect = PLAIN,
    overwrite: bool = False,
) -> None:
    """Write the outcome as JSON (:func:`content`), CSV (one long table), XLSX or ODS (sheets for people).

    Raises
    ------
    UsageError
        If the ending is not known.
    OutputError
        If the file exists and ``overwrite`` is not set, or it cannot be written.
    """
    ending = out.suffix.lower()
    if ending == ".json":
        with target.writing(out, endings=tables.ENDINGS, overwrite=overwrite) as path:
            path.write_text(tables.json_text(content(outcome, words, laws)), encoding="utf-8")
    elif ending in tables.BOOKS:
        tables.write_book(sheets(outcome, words), out, overwrite=overwrite)
    else:
        tables.write(long(outcome), out, dialect=dialect, overwrite=overwrite)


def sheets(outcome: Outcome, words: Wording) -> dict[str, pd.DataFrame]:
    """Return the sheets of a workbook; the first says what it is."""
    about = [sentences.mark(outcome, words), words.day(outcome.as_of), sentences.lead(outcome, words)]
    about += [*sentences.consequences(outcome, words), sentences.unchecked(words)]
    towns = municipality_table(outcome, words).rename_axis(words("Key")).reset_index()
    return {
        words("Scenario"): pd.DataFrame({words("Scenario"): about}),
        words("Cooperations"): cooperation_table(outcome, words),
        words("Municipalities"): towns,
        words("Notes"): note_table(outcome, words),
    }


def _cells(row: pd.Series, side: str, words: Wording) -> dict[str, str]:
    there = isinstance(row[f"name_{side}"], str)
    labels = {
        words("Status"): _status(row, side, words),
        words("Format"): words.label("formats", row[f"format_{side}"]),
        words("Topics"): _topics(row[f"topics_{side}"], words),
        words("Pattern"): _pattern(row, side, words),
        words("Reason of the pattern"): row[f"reason_{words.language}_{side}"],
        words("Margin to the nearest threshold"): _margin(row, side, words),
        words("Members"): words.number(row[f"n_members_{side}"]),
        words("Inhabitants"): _people(row, side, words),
        words("Area"): words("{value} km²", value=words.number(row[f"area_km2_{side}"], 1)),
        words("Connected pieces"): words.number(row[f"pieces_{side}"]),
        words("Largest distance between two middles"): _km(row[f"span_km_{side}"], words),
        words("Extent (largest distance between two points)"): _km(row[f"extent_km_{side}"], words),
    }
    return {label: str(value) if there and value == value and value else "–" for label, value in labels.items()}


def _status(row: pd.Series, side: str, words: Wording) -> str:
    named = {
        "active": words("active"),
        "ended": words("ended"),
        "not_started": words("not started"),
        "not_agreed": words("not operating yet"),
        "start_unknown": words("start unknown"),
    }
    return named.get(str(row[f"status_{side}"]), "–")


def _pattern(row: pd.Series, side: str, words: Wording) -> str:
    label = words.label("patterns", row[f"pattern_{side}"])
    return f"{label} ({words('provisional')})" if row[f"provisional_{side}"] is True else label


def _margin(row: pd.Series, side: str, words: Wording) -> str:
    return "–" if row[f"pattern_{side}"] == "unclassified" else words.share(row[f"margin_{side}"])


def _people(row: pd.Series, side: str, words: Wording) -> str:
    number = row[f"population_{side}"]
    if pd.isna(number) or not number:
        return words("unknown")
    missing = sum(int(row[f"{name}_{side}"]) for name in ("population_unknown", "outside_boundaries", "keys_not_found"))
    said = words.number(number)
    return words("{people} (of {count} members unknown)", people=said, count=words.number(missing)) if missing else said


def _km(value: Any, words: Wording) -> str:
    return words("{value} km", value=words.number(value, 1))


def _topics(codes: Any, words: Wording) -> str:
    if not isinstance(codes, str) or not codes:
        return "–"
    return words.listing([words.label("topics", code) for code in codes.split(";")])


def _pair(before: Any, after: Any, words: Wording, *, share: bool) -> str:
    a, b = (words.share(value) if share else words.number(value) for value in (before, after))
    return a if a == b else f"{a} → {b}"


def _cooperation(one: str, row: pd.Series) -> dict[str, Any]:
    return {
        "cooperation_id": one,
        "name": sentences.name_of(row),
        "change": row["change"],
        "steps": [int(part) for part in str(row["steps"]).split(";")],
        "joined": _parts(row["joined"]),
        "left": _parts(row["left"]),
        **{side: _side(row, side) for side in _SIDES},
    }


def _side(row: pd.Series, side: str) -> dict[str, Any] | None:
    if not isinstance(row[f"name_{side}"], str):
        return None
    return {name: _value(name, row[f"{name}_{side}"]) for name in (*RECORD, *PATTERN)}


def _municipality(key: str, row: pd.Series) -> dict[str, Any]:
    made: dict[str, Any] = {
        "key": key,
        "name": row["name"],
        "direct": bool(row["direct"]),
        "merged_into": row["merged_into"] or None,
        "gained": _parts(row["gained"]),
        "lost": _parts(row["lost"]),
    }
    for side in _SIDES:
        there = pd.notna(row[f"topics_{side}"])
        made[side] = {name: _value(name, row[f"{name}_{side}"]) for name in OF_TOWN} if there else None
    return made


def _value(name: str, value: Any) -> Any:
    """Return a value as JSON takes it."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, str):
        return value.split(";") if name == "topics" else value
    if name in ("provisional", "shown"):
        return bool(value)
    number = float(value)
    if number in (float("inf"), float("-inf")):
        return None
    return round(number, _DECIMALS) if name in _DECIMAL else round(number)


def _cell(name: str, value: Any) -> Any:
    return value if isinstance(value, str) else _value(name, value)


def _parts(text: Any) -> list[str]:
    return [part for part in str(text).split(";") if part]


def _plain_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a step as they are written in a file."""
    return {name: _plain(value) for name, value in fields.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Member):
        if value.plain:
            return value.name
        written = {"key": value.name, "role": value.role, "covers": value.covers, "via": value.via}
        numbers = {"share": value.share, "votes": value.votes}
        return {k: v for k, v in written.items() if v} | {k: v for k, v in numbers.items() if v is not None}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
