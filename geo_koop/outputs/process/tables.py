"""The way of cooperations as tables: named in the language, or with codes for other programs."""

from typing import Any

import pandas as pd

from geo_koop.outputs.process import sentences
from geo_koop.outputs.wording import Wording
from geo_koop.planning.lifetimes import Durations
from geo_koop.planning.process import Overview


def events(table: pd.DataFrame, names: pd.Series, words: Wording, *, one: bool = False) -> pd.DataFrame:
    """Return events named in the language.

    Parameters
    ----------
    table : pandas.DataFrame
        Of :func:`geo_koop.planning.process.history`.
    names : pandas.Series
        Of the cooperations, by id.
    words : Wording
    one : bool
        Whether they are of one cooperation, whose name need not stand in each row.
    """
    origin = {True: words("derived"), False: words("recorded")}
    shown = {
        words("Cooperation"): table["cooperation_id"].map(names),
        words("Date"): [words.day(text) or words("without a date") for text in table["date"]],
        words("Event"): [words.label("events", code) for code in table["kind"]],
        words("Member"): table["name"],
        words("Stage after it"): [words.label("stages", code) if code else "" for code in table["stage"]],
        words("Form after it"): [words.label("formats", code) if code else "" for code in table["format"]],
        words("Origin"): table["derived"].map(origin),
        words("Remark"): table["note"],
        words("Source"): table["source"],
    }
    made = pd.DataFrame(shown).reset_index(drop=True)
    return made.drop(columns=words("Cooperation")) if one else made


def state(code: str, step: str, words: Wording) -> str:
    """Return the label of a state of the flows."""
    named = sentences.states(words)
    if step == "stage":
        return words.label("stages", code)
    return named[code] if code in named else words.label("bindingness", code)


def flows(table: pd.DataFrame, words: Wording, day: str) -> pd.DataFrame:
    """Return flows named in the language: what the drawing shows, row by row."""
    heads = sentences.headings(words, day)
    names = ("begin", "form", "stage")
    rows = [
        (
            heads[row.step - 1],
            state(row.source, names[row.step - 1], words),
            heads[row.step],
            state(row.target, names[row.step], words),
            words.number(row.cooperations),
        )
        for row in table.itertuples()
    ]
    columns = [words("From"), words("State there"), words("To"), words("State here"), words("Cooperations")]
    return pd.DataFrame(rows, columns=columns)


def ended(found: Overview, words: Wording) -> pd.DataFrame:
    """Return what has ended, latest first, undated ones last."""
    table = found.ended.sort_values("end_date", ascending=False, kind="stable", na_position="last")
    return pd.DataFrame(
        {
            words("Cooperation"): table["name"],
            words("Form"): [words.label("formats", code) for code in table["format"]],
            words("Stage"): [words.label("stages", code) for code in table["stage"]],
            words("End"): [words.day(text) or words("without a date") for text in table["end"]],
        }
    ).reset_index(drop=True)


def shares(found: Durations, words: Wording, without: str) -> pd.DataFrame:
    """Return to which share something has not happened yet after so many years; ``without`` names that."""
    table = found.shares
    made = pd.DataFrame(
        {
            words("Years"): table["years"].map(words.number),
            without: table["share"].map(words.share),
            words("95 % interval"): [
                words("{low} to {high}", low=words.share(row.low), high=words.share(row.high))
                if pd.notna(row.low) and pd.notna(row.high)
                else "–"
                for row in table.itertuples()
            ],
            words("Seen so long (n)"): table["at_risk"].map(words.number),
        }
    )
    return made if table["low"].notna().any() else made.drop(columns=words("95 % interval"))


def durations(found: Durations) -> dict[str, Any]:
    """Return durations as JSON takes them."""
    low, high = found.interval or (None, None)
    rows = found.shares.astype(object).where(found.shares.notna(), None)
    return {
        "n": found.n,
        "events": found.events,
        "censored": found.n - found.events,
        "left_out": found.left_out,
        "left_out_events": found.left_out_events,
        "median_years": found.median,
        "median_interval": [low, high] if found.interval else None,
        "shares": rows.to_dict("records"),
    }


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return events with codes, for other programs: ``event_date`` as an ISO day."""
    return table.assign(event_date=table["event_date"].dt.strftime("%Y-%m-%d").fillna(""))
