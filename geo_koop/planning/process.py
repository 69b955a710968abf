"""Werdegang: how cooperations came about, changed and ended, as far as it is recorded.

Events of the register are taken as they are. Where they say nothing, a start, an end and the times of members give
*derived* events. The form that a record names is that of today: it is never taken for the form of the beginning.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.intake.files import dates
from geo_koop.result.analysis import Analysis

COLUMNS: Final = (
    *("cooperation_id", "event_date", "date", "kind", "stage", "format", "key", "name", "note", "source", "derived"),
)
BEGINNING: Final = ("idea", "study", "resolution", "letter_of_intent", "founded", "contract")
"""Kinds of events with which a cooperation can begin."""
PREPARING: Final = ("idea", "study", "resolution", "letter_of_intent")
"""Kinds that bind nobody yet."""
BINDING: Final = 3
"""Bindingness of a contract: domain.md, taxonomy of formats."""
INFORMAL: Final = "0"
NOT_RECORDED: Final = "not_recorded"
"""State of a beginning whose form nobody recorded."""
UNKNOWN: Final = "unknown"
STEPS: Final = ("begin", "form", "stage")
"""Columns of the flows: form at the beginning, form and stage on the date of the view."""
_ENDS: Final = ("ended", "merged")
_DAY: Final = "datetime64[s]"


def history(analysis: Analysis) -> pd.DataFrame:
    """Return the events of all cooperations up to the date of the view, recorded and derived.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    pandas.DataFrame
        ``cooperation_id, event_date`` (first day of what is said, of an end the last; missing where undated), ``date``
        (as exact as it is known), ``kind, stage, format`` (codes, ``""`` where nothing is said), ``key, name`` (of the
        member), ``note, source, derived``; by cooperation and day, undated ones last.

    Notes
    -----
    A start gives *founded* and an end *ended*, where no such event is recorded; plans give none. A member's own
    beginning gives *joined* unless it may be that of the cooperation: two dates of which one is a year alone are told
    apart by their years. The same of ends.
    """
    until = pd.Timestamp(analysis.provenance.as_of)
    recorded = analysis.events.assign(derived=False)
    recorded = recorded[recorded["event_date"].isna() | (recorded["event_date"] <= until)]
    made = [recorded, *_of_records(analysis, recorded), *_of_members(analysis, recorded)]
    table = pd.concat([part for part in made if len(part)] or [recorded], ignore_index=True)
    table = table[table["event_date"].isna() | (table["event_date"] <= until)]
    table = table.assign(event_date=table["event_date"].astype(_DAY), name=_names(analysis, table["key"]))
    table = table.reindex(columns=list(COLUMNS)).fillna({"note": "", "source": "", "key": ""})
    by = ["cooperation_id", "event_date"]
    return table.astype({"derived": bool}).sort_values(by, kind="stable", na_position="last").reset_index(drop=True)


def _of_records(analysis: Analysis, recorded: pd.DataFrame) -> list[pd.DataFrame]:
    """Derive foundations and ends from the dates of records."""
    table = analysis.cooperations
    operated = table["stage"].map(codelists.load("stages").field("active")) != "no"
    told = {kind: recorded.loc[recorded["kind"].isin(kinds), "cooperation_id"] for kind, kinds in _TOLD.items()}
    begun = table[operated & table["start_date"].notna() & ~table.index.isin(told["founded"])]
    over = table["stage"].isin(["ended", "completed"]) | table["end_date"].notna()
    gone = table[operated & over & ~table.index.isin(told["ended"])]
    ended = gone["stage"].where(gone["stage"].isin(["ended", "completed"]), "ended")
    return [
        _derived(begun.index, begun["start_date"], _first(begun["start"]), "founded", "operating"),
        _derived(gone.index, gone["end_date"], _last(gone["end"], gone["end_date"]), "ended", ended.to_numpy()),
    ]


_TOLD: Final = {"founded": ("founded",), "ended": _ENDS}


def _of_members(analysis: Analysis, recorded: pd.DataFrame) -> list[pd.DataFrame]:
    """Derive joining and leaving from the times of members, where these are not those of the cooperation."""
    certain = analysis.members["counts_as_member"] != "unclear"
    rows = analysis.members[certain].drop_duplicates(["cooperation_id", "key"])
    life = analysis.cooperations.reindex(rows["cooperation_id"])
    made = []
    for kind, own, whole, read in (("joined", "from", "start", _first), ("left", "to", "end", _until)):
        mine, theirs = rows[f"{own}_date"].to_numpy(), life[f"{whole}_date"].to_numpy()
        texts, beside = read(rows[own]), read(life[whole]).set_axis(rows.index)
        vague = (texts.str.len() == len("YYYY")) | (beside.str.len() == len("YYYY"))
        same = (texts.str[: len("YYYY")] == beside.str[: len("YYYY")]) & vague
        later = mine > theirs if kind == "joined" else mine < theirs
        told = pd.MultiIndex.from_frame(recorded.loc[recorded["kind"] == kind, ["cooperation_id", "key"]])
        known = pd.MultiIndex.from_frame(rows[["cooperation_id", "key"]]).isin(told)
        hit = ~np.isnat(mine) & (np.isnat(theirs) | (later & ~same.to_numpy())) & ~known
        part = rows[hit]
        made.append(_derived(part["cooperation_id"], part[f"{own}_date"], texts[hit], kind, "", key=part["key"]))
    return made


def _derived(
    ids: pd.Index | pd.Series, day: pd.Series, text: pd.Series, kind: str, stage: object, *, key: object = ""
) -> pd.DataFrame:
    columns = {"event_date": day.to_numpy(), "date": text.to_numpy(), "kind": kind, "stage": stage}
    places = {"key": key.to_numpy() if isinstance(key, pd.Series) else key, "note": "", "source": ""}
    return pd.DataFrame({"cooperation_id": np.asarray(ids), **columns, "format": "", **places, "derived": True})


def _first(texts: pd.Series) -> pd.Series:
    return dates.read(texts)["first_text"]


def _until(texts: pd.Series) -> pd.Series:
    return dates.read(texts, end=True)["last_text"]


def _last(texts: pd.Series, days: pd.Series) -> pd.Series:
    """Return ends as exactly as they are known; those that stand in the cell of the start are days."""
    said = _until(texts)
    return said.where((said != "") | days.isna(), days.dt.strftime("%Y-%m-%d")).fillna("")


def _names(analysis: Analysis, keys: pd.Series) -> pd.Series:
    """Return the names of members, of the boundaries or as the records have them."""
    members = analysis.members.drop_duplicates("key").set_index("key")
    written = members["area_name"].where(members["area_name"].fillna("") != "", members["name"])
    known = pd.concat([analysis.municipalities["name"].astype("str"), written.astype("str")])
    known = known[~known.index.duplicated()]
    return keys.map(known).astype("str").where(keys != "", "").fillna(keys)


def beginnings(analysis: Analysis, events: pd.DataFrame) -> pd.DataFrame:
    """Return with which form each cooperation began, where that is recorded.

    Parameters
    ----------
    analysis : Analysis
    events : pandas.DataFrame
        Of :func:`history`.

    Returns
    -------
    pandas.DataFrame
        Indexed as ``cooperations``: ``begin_format`` (``""`` where it is not recorded) and ``begin_date``.

    Notes
    -----
    The form of the first event of :data:`BEGINNING` that names one; unless the cooperation was founded, signed or
    changed before by an event that names none.
    """
    index = analysis.cooperations.index
    dated = events[events["event_date"].notna()]
    opens = dated["kind"].isin(BEGINNING) & (dated["format"] != "") & ~dated["derived"]
    first = dated[opens].drop_duplicates("cooperation_id").set_index("cooperation_id")
    silent = dated["kind"].isin(["founded", "contract", "form_changed", "merged"]) & ~opens
    before = dated[silent].drop_duplicates("cooperation_id").set_index("cooperation_id")["event_date"]
    # What happened on an unknown day may have come first.
    undated = events.loc[
        events["event_date"].isna() & events["kind"].isin(["form_changed", "merged"]), "cooperation_id"
    ]
    hidden = (before.reindex(first.index) < first["event_date"]) | first.index.isin(undated)
    first = first[~hidden]
    return pd.DataFrame(
        {
            "begin_format": first["format"].reindex(index).fillna("").astype("str"),
            "begin_date": first["event_date"].reindex(index).astype(_DAY),
        },
        index=index,
    )


def level(formats: pd.Series) -> pd.Series:
    """Return the bindingness of formats as a code; :data:`UNKNOWN` for other and unknown ones.

    Examples
    --------
    >>> level(pd.Series(["alliance_initiative", "special_purpose_association", "other"])).tolist()
    ['0', '5', 'unknown']
    """
    known = codelists.load("formats").field("bindingness")
    codes = {code: UNKNOWN if number is None else str(number) for code, number in known.items()}
    return formats.map(codes).fillna(UNKNOWN).astype("str")


def states(analysis: Analysis, events: pd.DataFrame) -> pd.DataFrame:
    """Return form at the beginning, form on the date, and stage on the date of each cooperation.

    Parameters
    ----------
    analysis : Analysis
    events : pandas.DataFrame
        Of :func:`history`.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``cooperation_id``; :data:`STEPS` as codes: bindingness, :data:`NOT_RECORDED` or :data:`UNKNOWN`, and
        a stage. Without those that had not started, or whose start is unknown, on the date.
    """
    table = analysis.cooperations
    table = table[~table["status"].isin(["not_started", "start_unknown"])]
    began = beginnings(analysis, events)["begin_format"].reindex(table.index)
    stage = table["stage"].mask((table["status"] == "ended") & ~table["stage"].isin(["completed", "ended"]), "ended")
    # Who came to an end later was still operating on the date.
    stage = stage.mask((table["status"] == "active") & stage.isin(["completed", "ended"]), "operating")
    return pd.DataFrame(
        {
            "begin": level(began).where(began != "", NOT_RECORDED),
            "form": level(table["format"]),
            "stage": stage.astype("str"),
        },
        index=table.index,
    )


def flows(table: pd.DataFrame) -> pd.DataFrame:
    """Count how many cooperations went from one state to the next.

    Parameters
    ----------
    table : pandas.DataFrame
        Of :func:`states`.

    Returns
    -------
    pandas.DataFrame
        ``step`` (1: beginning to form, 2: form to stage), ``source, target`` (codes), ``cooperations``.
    """
    made = []
    for at, (one, other) in enumerate(pairwise(STEPS), start=1):
        counted = table.groupby([one, other]).size().rename("cooperations").reset_index()
        made.append(counted.set_axis(["source", "target", "cooperations"], axis=1).assign(step=at))
    return pd.concat(made, ignore_index=True)[["step", "source", "target", "cooperations"]]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What the events of some cooperations show, and what they cannot.

    Attributes
    ----------
    cooperations : int
    with_events : int
        Cooperations with a recorded event; ``only_derived``: with derived ones alone; the rest has none.
    left_out : int
        Had not started on the date, or their start is unknown: not in the flows.
    begun : int
        Form of the beginning recorded; ``begun_informal``: informal, ``bound_since``: of these, binding on the date.
    informal : int
        Active and informal on the date, of ``active`` active ones whose form is known.
    ended : pandas.DataFrame
        ``name, format, stage, end`` (text, may be empty), ``end_date`` of those that ended by the date, indexed by id.
    """

    cooperations: int
    with_events: int
    only_derived: int
    left_out: int
    begun: int
    begun_informal: int
    bound_since: int
    active: int
    informal: int
    ended: pd.DataFrame


def overview(analysis: Analysis, events: pd.DataFrame) -> Overview:
    """Return what the events of the cooperations of an analysis show.

    Parameters
    ----------
    analysis : Analysis
    events : pandas.DataFrame
        Of :func:`history`.
    """
    table, found = analysis.cooperations, states(analysis, events)
    recorded = events.loc[~events["derived"], "cooperation_id"].nunique()
    informal = found["begin"] == INFORMAL
    active = table["active"].reindex(found.index).astype(bool)
    known = active & (found["form"] != UNKNOWN)
    over = table[table["status"] == "ended"]
    ends = events[events["kind"].isin(_ENDS)].drop_duplicates("cooperation_id", keep="last").set_index("cooperation_id")
    return Overview(
        cooperations=len(table),
        with_events=recorded,
        only_derived=events["cooperation_id"].nunique() - recorded,
        left_out=len(table) - len(found),
        begun=int((found["begin"] != NOT_RECORDED).sum()),
        begun_informal=int(informal.sum()),
        bound_since=int((informal & active & (found["form"].isin([str(n) for n in range(BINDING, 6)]))).sum()),
        active=int(known.sum()),
        informal=int((known & (found["form"] == INFORMAL)).sum()),
        ended=over[["name", "format", "stage"]].assign(
            end=ends["date"].reindex(over.index).fillna(""), end_date=ends["event_date"].reindex(over.index)
        ),
    )
