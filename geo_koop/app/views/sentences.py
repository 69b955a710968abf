"""Tables and sentences about cooperations, prepared for display. Pure functions on an analysis."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import pandas as pd

from geo_koop import codelists
from geo_koop.app.words import Words
from geo_koop.locale import mark as _
from geo_koop.locale.alphabet import alphabetical, order, sort_key
from geo_koop.outputs import figures, inhabitants
from geo_koop.result.analysis import STATUTORY, THROUGH_OTHERS, Analysis

STATUS = {
    "active": _("active"),
    "not_started": _("not begun"),
    "ended": _("ended"),
    "not_agreed": _("not operating yet"),
    "start_unknown": _("start unknown"),
}
THROUGH = {
    "member": _("member itself"),
    "indirect": _("indirect member"),
    "association": _("through its association"),
    "district": _("through its district"),
}
UNITS = {
    "association": _("association, each of its municipalities counts"),
    "extending": _("district, extends the area"),
    "co_carrier": _("co-carrier, not counted as area"),
    "within": _("inside a district that counts as a whole"),
    "unresolved": _("not in the boundaries"),
}


_TOLD = ("full", "partial", "mentioned")


def region_labels(analysis: Analysis, words: Words) -> dict[str, str]:
    """Return survey regions, states and districts with their names."""
    table = analysis.municipalities
    labels = {
        code: names.get(words.language) or next(iter(names.values()), code)
        for code, names in analysis.provenance.boundaries.regions.items()
    }
    for level in ("state", "district"):
        once = table.drop_duplicates(level).set_index(level)[f"{level}_name"]
        once = once.iloc[order(once)]
        labels |= {str(code): str(name or code) for code, name in once.items() if code not in labels}
    return {str(code): str(code) for code in table["region"].dropna().unique()} | labels


def topic_labels(words: Words) -> dict[str, str]:
    """Return topics and groups to choose from; a group that has topics says that it means all of them."""
    topics = codelists.load("topics")
    parents = {entry["group"] for entry in topics.entries.values() if not entry.get("is_group")}
    whole = words("{group} (all)")
    return {c: whole.format(group=text) if c in parents else text for c, text in topics.labels(words.language).items()}


def municipality_labels(analysis: Analysis) -> pd.Series:
    """Return name and district of each municipality, sorted by name: to choose from."""
    table = analysis.municipalities
    district = table["district_name"].fillna("").astype("str")
    text = table["name"] + (" (" + district + ")").where(district != "", "")
    text = text.mask(district.str.partition(",")[0] == table["name"], district)
    return text.iloc[order(text)]


def pattern_label(pattern: str, provisional: bool, words: Words) -> str:
    """Return the name of a pattern, with a remark where it is provisional."""
    text = words.label("patterns", pattern)
    return f"{text} ({words('provisional')})" if provisional and pattern != "unclassified" else text


def not_drawn(analysis: Analysis, words: Words, table: pd.DataFrame) -> pd.Series:
    """Tell for cooperations of an analysis why the map does not show them; empty where it does."""
    status = table["status"].map({code: words(text) for code, text in STATUS.items()})
    # Asked this way round the few ids are looked for among the many rows, not the many among the few.
    covered = analysis.area["cooperation_id"]
    placed = table.index.isin(covered[covered.isin(table.index)].unique())
    reason = pd.Series("", index=table.index, dtype="str")
    reason = reason.mask(~placed, words("no certain member with a known boundary"))
    reason = reason.mask(table["n_members"] == 0, words("no certain member"))
    return reason.mask(~table["shown"].astype(bool), status)


def cooperation_table(analysis: Analysis, words: Words, ids: pd.Index | None = None) -> pd.DataFrame:
    """Return the cooperations with labels instead of codes.

    Parameters
    ----------
    analysis : Analysis
    words : Words
    ids : pandas.Index, optional
        Only these cooperations, in any order.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``cooperation_id``, sorted by name: ``name, topics, format, bindingness`` (Int64),
        ``binding_label, stage, status, start, end, members, unclear, pattern, not_drawn, note``.
    """
    table = analysis.cooperations if ids is None else analysis.cooperations.loc[ids]
    stages = codelists.load("stages").labels(words.language)
    shown = pd.DataFrame(
        {
            "name": table["name"],
            "topics": table["topics"].map(lambda codes: words.labels("topics", codes)),
            "format": [
                words.form(code, bool(plan)) for code, plan in zip(table["format"], table["planned"], strict=True)
            ],
            "bindingness": table["bindingness"],
            "binding_label": [
                words.bindingness(code, bool(plan))
                for code, plan in zip(table["format"], table["planned"], strict=True)
            ],
            "stage": table["stage"].map(stages).fillna(table["stage"]),
            "status": table["status"].map({code: words(text) for code, text in STATUS.items()}),
            "start": table["start"].map(words.day),
            "end": table["end"].map(words.day),
            "members": table["n_members"],
            "unclear": table["n_unclear"],
            "pattern": [
                pattern_label(p, bool(v), words) for p, v in zip(table["pattern"], table["provisional"], strict=True)
            ],
            "not_drawn": not_drawn(analysis, words, table),
            "note": table[f"note_{words.language}"].fillna(""),
        },
        index=table.index,
    )
    return shown.iloc[order(shown["name"])]


def search(table: pd.DataFrame, analysis: Analysis, text: str) -> pd.DataFrame:
    """Return the rows in which each word occurs, in any column or in the name of a member.

    Parameters
    ----------
    table : pandas.DataFrame
        As made by :func:`cooperation_table`.
    analysis : Analysis
    text : str
    """
    members = analysis.members
    named = (members["name"].astype("str") + " " + members["area_name"].astype("str") + " " + members["key"]).groupby(
        members["cooperation_id"]
    )
    hay = table.index.to_series().astype("str")
    for column in ("name", "topics", "format", "binding_label", "stage", "pattern", "note"):
        hay = hay + " " + table[column].astype("str")
    hay = (hay + " " + named.agg(" ".join).reindex(table.index).fillna("")).str.casefold()
    keep = pd.Series(True, index=table.index)
    for word in text.casefold().split():
        keep &= hay.str.contains(word, regex=False)
    return table[keep]


def covering(analysis: Analysis, key: str, words: Words) -> pd.DataFrame:
    """Return the cooperations that cover a municipality, the most binding first.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``cooperation_id``: columns of :func:`cooperation_table` and ``through``. Only
        cooperations that are shown.
    """
    area = analysis.area
    rows = area.loc[area["key"] == key, ["cooperation_id", "through"]].set_index("cooperation_id")["through"]
    ids = rows.index[analysis.cooperations["shown"].reindex(rows.index, fill_value=False).astype(bool)]
    table = cooperation_table(analysis, words, ids)
    table = table.assign(through=rows.reindex(table.index).map({c: words(t) for c, t in THROUGH.items()}))
    return table.sort_values("bindingness", ascending=False, na_position="last", kind="stable")


def uncertain_at(analysis: Analysis, key: str, words: Words) -> pd.DataFrame:
    """Return the memberships of a municipality that do not count.

    Returns
    -------
    pandas.DataFrame
        ``cooperation_id, name, certainty, role``: unclear and former ones, those of other dates, and
        those of cooperations that are not shown.
    """
    members = analysis.members
    here = members[members["key"] == key]
    shown = here["cooperation_id"].map(analysis.cooperations["shown"]).astype(bool)
    rows = here[~(here["counts"] & shown)].drop_duplicates("cooperation_id")
    return pd.DataFrame(
        {
            "cooperation_id": rows["cooperation_id"],
            "name": rows["cooperation_id"].map(analysis.cooperations["name"]),
            "certainty": certainty(rows, words).where(
                ~rows["counts"],
                rows["cooperation_id"]
                .map(analysis.cooperations["status"])
                .map({c: words(t) for c, t in STATUS.items()})
                .radd(words("cooperation") + " "),
            ),
            "role": rows["role"].map(lambda code: words.label("roles", code)),
        }
    ).reset_index(drop=True)


def certainty(members: pd.DataFrame, words: Words) -> pd.Series:
    """Return in words how certain memberships are on the date."""
    text = members["counts_as_member"].map(codelists.load("membership").labels(words.language))
    return text.mask((members["counts_as_member"] == "yes") & ~members["counts"], words("not a member on this date"))


@dataclass(frozen=True, kw_only=True)
class Detail:
    """Everything about one cooperation.

    Attributes
    ----------
    name, note : str
    facts : tuple of (str, str)
        Label and value: topics, format, bindingness, stage and so on.
    pattern, reason : str
    indicators : tuple of (str, str)
        The numbers behind the pattern.
    not_drawn : str
        Why the map does not show it; empty where it does.
    members, actors : pandas.DataFrame
        Columns already named in the language.
    sources : tuple of (str, str, str)
        Text, web address (empty where it is none), remarks.
    """

    name: str
    note: str
    facts: tuple[tuple[str, str], ...]
    pattern: str
    reason: str
    indicators: tuple[tuple[str, str], ...]
    not_drawn: str
    members: pd.DataFrame
    actors: pd.DataFrame
    sources: tuple[tuple[str, str, str], ...]


def cooperation_detail(analysis: Analysis, cooperation_id: str, words: Words) -> Detail:
    """Return everything about one cooperation of an analysis."""
    record = analysis.cooperations.loc[cooperation_id]
    row = cooperation_table(analysis, words, pd.Index([cooperation_id])).iloc[0]
    facts = (
        (words("Topics"), row["topics"]),
        (words("Format"), f"{row['format']} · {words('bindingness')}: {row['binding_label']}"),
        (words("Obligation"), words.label("obligation", record["obligation"])),
        (words("Stage"), f"{row['stage']} ({words('on the date')}: {row['status']})"),
        (words("Duration"), _duration(row["start"], row["end"], words)),
        (words("Members"), _member_count(row, words)),
        (words("List of members"), words.label("completeness", record["completeness"])),
    )
    return Detail(
        name=str(row["name"]),
        note=str(row["note"]),
        facts=facts,
        pattern=str(row["pattern"]),
        reason=str(analysis.patterns.loc[cooperation_id, f"reason_{words.language}"]),
        indicators=_indicators(analysis, cooperation_id, words),
        not_drawn=str(row["not_drawn"]),
        members=_members(analysis, cooperation_id, words),
        actors=_actors(analysis, cooperation_id, words),
        sources=sources(analysis, cooperation_id, words),
    )


def _duration(start: str, end: str, words: Words) -> str:
    if start and end:
        return words("{start} to {end}", start=start, end=end)
    if start:
        return words("since {start}", start=start)
    return words("until {end}", end=end) if end else words("start unknown")


def _member_count(row: pd.Series, words: Words) -> str:
    certain = words.number(row["members"])
    return words("{count}, and {unclear} unclear", count=certain, unclear=row["unclear"]) if row["unclear"] else certain


def _indicators(analysis: Analysis, cooperation_id: str, words: Words) -> tuple[tuple[str, str], ...]:
    """Return the numbers that exist for a cooperation."""
    row = analysis.patterns.loc[cooperation_id]
    core = row.get("core_key")
    core_name = analysis.municipalities["name"].get(core, "") if isinstance(core, str) else ""
    found = [
        (words("Inhabitants of the area"), _inhabitants(analysis, cooperation_id, words)),
        (words("Area"), words("{value} km²", value=words.number(row["area_km2"]))),
        (words("Districts touched"), words.number(row["districts"])),
        (words("Connected pieces"), words.number(row["pieces"])),
        (words("Territorial units with another one near"), words.share(row["near_share"])),
        (
            words("Extent (largest distance between two points)"),
            words("{value} km", value=words.number(row["extent_km"], 1)),
        ),
        (words("Largest distance between two middles"), words("{value} km", value=words.number(row["span_km"], 1))),
    ]
    if core_name:
        found.append((words("Largest municipality"), core_name))
    if row["pattern"] == "city_hinterland":
        found.append((words("Radius of the hinterland"), words("{value} km", value=words.number(row["radius_km"]))))
        found.append((words("Others in the hinterland"), words.share(row["hinterland_share"])))
    if row["pattern"] != "unclassified":
        found.append((words("Margin to the nearest threshold"), words.share(row["margin"])))
    return tuple((label, value) for label, value in found if not value.startswith("–"))


def _inhabitants(analysis: Analysis, cooperation_id: str, words: Words) -> str:
    """Return the inhabitants of the area, and whose are missing; a dash without an area."""
    keys = pd.Index(analysis.area.loc[analysis.area["cooperation_id"] == cooperation_id, "key"].unique())
    if keys.empty:
        return "–"
    members = analysis.members[analysis.members["cooperation_id"] == cooperation_id]
    lost = members[members["counts"].astype(bool) & (members["level"] == "unresolved")]
    return inhabitants.total(analysis, keys, words, beyond=alphabetical(lost["area_name"].astype("str")))


def _members(analysis: Analysis, cooperation_id: str, words: Words) -> pd.DataFrame:
    rows = analysis.members[analysis.members["cooperation_id"] == cooperation_id]
    table = pd.DataFrame(
        {
            words("Name"): rows["area_name"],
            words("Status"): certainty(rows, words),
            words("Role"): rows["role"].map(codelists.load("roles").labels(words.language)).fillna(rows["role"]),
            words("via"): rows["via"],
            words("In the area"): rows["unit"].map({c: words(t) for c, t in UNITS.items()}).fillna(""),
            words("from"): rows["from"].map(words.day),
            words("to"): rows["to"].map(words.day),
            words("Note"): rows["note"],
        }
    )
    rank = (~rows["counts"]).astype(int).astype("str") + rows["area_name"].map(sort_key)
    table = table.loc[rank.sort_values(kind="stable").index]
    kept = [name for name in table if table[name].fillna("").ne("").any()]
    return table[kept].reset_index(drop=True)


def _actors(analysis: Analysis, cooperation_id: str, words: Words) -> pd.DataFrame:
    rows = analysis.actors[analysis.actors["cooperation_id"] == cooperation_id]
    kinds = codelists.load("actors").labels(words.language)
    return pd.DataFrame(
        {words("Name"): rows["name"], words("Kind"): rows["kind"].map(kinds).fillna(rows["kind"])}
    ).reset_index(drop=True)


def sources(analysis: Analysis, cooperation_id: str, words: Words) -> tuple[tuple[str, str, str], ...]:
    """Return text, web address (empty where it is none) and remarks of each source of a cooperation."""
    return sources_of(analysis, [cooperation_id], words).get(cooperation_id, ())


def sources_of(
    analysis: Analysis, ids: Sequence[str] | pd.Index, words: Words
) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Return :func:`sources` of several cooperations, by id; those without a source are left out."""
    rows = analysis.sources[analysis.sources["cooperation_id"].isin(ids)]
    return {str(identifier): _sourced(part, words) for identifier, part in rows.groupby("cooperation_id")}


def _sourced(rows: pd.DataFrame, words: Words) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (
            *_link(str(url)),
            " · ".join(
                part
                for part in (
                    words("as of {date}", date=words.day(day)) if day else "",
                    words("members: {grade}", grade=words.label("completeness", grade)) if grade in _TOLD else "",
                    str(note or ""),
                )
                if part
            ),
        )
        for url, day, grade, note in zip(rows["url"], rows["date"], rows["completeness"], rows["note"], strict=True)
    )


def _link(url: str) -> tuple[str, str]:
    """Return text and address of a source; only web addresses become links."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url, ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return url, ""
    path = parts.path.rstrip("/")
    text = parts.hostname.removeprefix("www.") + (path if len(path) <= 50 else f"{path[:20]}…{path[-28:]}")
    return text, url.strip()


def _recorded(active: int, reached: int, every: int, words: Words) -> str:
    """Return in a sentence how many cooperations are recorded in how many of the municipalities."""
    one, many = words("municipality"), words("municipalities")
    if not active:
        return words("In {places}, no active cooperation is recorded.", places=words.count(every, one, many))
    places = (
        words.count(every, one, many)
        if every == 1
        else words("{reached} of {all} municipalities", reached=words.number(reached), all=words.number(every))
    )
    if active == 1:
        return words("In {places}, 1 active cooperation is recorded.", places=places)
    return words("In {places}, {count} active cooperations are recorded.", places=places, count=words.number(active))


def summary(analysis: Analysis, words: Words) -> str:
    """Return the sentence above the map: what the filters and the switches leave.

    Parameters
    ----------
    analysis : Analysis
        What counts; where something is left out, the number with it is said too.
    words : Words
    """
    found = figures.of(analysis)
    parts = [_recorded(found.active, found.reached, found.municipalities, words)]
    parts += _left_out(analysis, words) if analysis.left_out else _prescribed(analysis, words)
    if found.cooperations > found.active:
        count = words.number(found.cooperations - found.active)
        parts.append(words("Drawn too, though not active: {count}.", count=count))
    if found.drawn < found.cooperations:
        parts.append(
            words(
                "Only in the table, because no certain member with a known boundary is recorded: {count}.",
                count=words.number(found.cooperations - found.drawn),
            )
        )
    return " ".join(parts)


def _left_out(analysis: Analysis, words: Words) -> list[str]:
    """Say what the switches leave out, and the numbers with it; nothing where these are the same."""
    found, every = figures.of(analysis), figures.of(analysis.fuller)
    if (found.active, found.reached) == (every.active, every.reached):
        return []
    with_all = words(
        "{cooperations} in {places}",
        cooperations=words.count(every.active, words("cooperation"), words("cooperations")),
        places=words.count(every.reached, words("municipality"), words("municipalities")),
    )
    if analysis.left_out == (STATUTORY,):
        return [words("Without statutory bodies; with them {numbers}.", numbers=with_all)]
    if analysis.left_out == (THROUGH_OTHERS,):
        return [words("Own memberships only; through districts and associations too {numbers}.", numbers=with_all)]
    return [words("Own memberships only, without statutory bodies; with all {numbers}.", numbers=with_all)]


def counted_how(analysis: Analysis, words: Words) -> str:
    """Say what numbers leave out; empty where they count all."""
    own = words("Own memberships only.") if THROUGH_OTHERS in analysis.left_out else ""
    law = words("Counted without statutory bodies.") if STATUTORY in analysis.left_out else ""
    return f"{law} {own}".strip()


def _prescribed(analysis: Analysis, words: Words) -> list[str]:
    """Say how many of the cooperations a law prescribes, and how many municipalities the others reach."""
    every, free = figures.of(analysis), figures.of(analysis.without_statutory())
    count = every.cooperations - free.cooperations
    if not count:
        return []
    reached, asked = words.number(free.reached), words.number(free.municipalities)
    places = words("{reached} of {all} municipalities", reached=reached, all=asked)
    number = words.number(count)
    return [words("Statutory bodies among them: {count}; the others reach {places}.", count=number, places=places)]


def unused_rows(analysis: Analysis, words: Words) -> str:
    """Say how many findings tell of rows that were not used; empty where none."""
    count = int((analysis.findings["severity"] == "error").sum())
    text = words("Not everything in the data could be used. Findings of errors: {count}.", count=words.number(count))
    return text if count else ""
