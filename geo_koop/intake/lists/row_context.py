"""What the lines of a list tell of its names: a district in a line of its own or in the title, and the same row."""

import re
from collections.abc import Iterator

import pandas as pd

from geo_koop.intake.files.tables import Table
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.names.places import Places

_DISTRICT = re.compile(r"(?<!\w)(?:Landkreis(?:es)?|Lkr\.?|LK|Kreis(?:es)?)\s+((?:[^\s,;:()–]+\s?){1,4})")
_AGREE = 0.75
_FEWEST = 2


def districts(long: pd.DataFrame, table: Table, places: Places) -> pd.Series:
    """Return the district of each membership, with the one that its lines tell where it is needed.

    A district in a line of its own (Landkreis Erding) counts for the lines below, one in the title or the name of
    the sheet for all; both only where the names below that are certain lie there as a rule, and only for names
    that are not certain and have a namesake there.

    Parameters
    ----------
    long : pandas.DataFrame
        ``sought, district, row``.
    table : Table
    places : Places
    """
    own = long["district"]
    headings = _headings(table.rows, places)
    headed = long["row"].map(_below(headings, table.rows["row"])).astype("str").fillna("")
    for line in (headed, pd.Series(_in_title(table, places), index=long.index, dtype="str")):
        if (line == "").all():
            continue
        fitting = _fitting(long["sought"], line, places)
        own = own.mask((own == "") & fitting, line).astype("str")
    return own


def _headings(rows: pd.DataFrame, places: Places) -> dict[int, str]:
    """Return the district of each line that holds a district and nothing else."""
    cells = rows.drop(columns="row")
    single = (cells != "").sum(axis=1) == 1
    texts = cells[single].max(axis=1)
    found = {text: _one_district(text.strip(" :"), places) for text in texts.unique()}
    return {int(rows.loc[at, "row"]): found[text] for at, text in texts.items() if found[text]}


def _one_district(text: str, places: Places) -> str:
    outcome = places.read(text)
    known = outcome.found
    return known.keys[0] if outcome.body == "district" and known is not None and known.strength == "sure" else ""


def _below(facts: dict[int, str], lines: pd.Series) -> dict[int, str]:
    """Return for each line the district of the last heading above it."""
    at = lines.map(facts).astype("str")
    return dict(zip(lines, at.ffill().fillna(""), strict=True))


def _in_title(table: Table, places: Places) -> str:
    """Return the one district that the lines above a table and the name of its sheet name, or ``""``."""
    above = table.findings["value"][table.findings["code"] == "line_above"]
    texts = [table.sheet, *above.dropna().astype("str")]
    found = {district for text in texts for district in _districts_in(text, places)}
    return found.pop() if len(found) == 1 else ""


def _districts_in(text: str, places: Places) -> Iterator[str]:
    for hit in _DISTRICT.finditer(text):
        words = hit[1].split()
        names = (" ".join(words[:count]) for count in range(len(words), 0, -1))
        yield from next(filter(None, (places.districts(f"Landkreis {name}") for name in names)), ())


def _fitting(names: pd.Series, district: pd.Series, places: Places) -> pd.Series:
    """Tell which names are not certain and have a namesake in their district, if the certain ones lie there."""
    keys = {name: places.municipalities(name) for name in names.unique()}
    cases = pd.DataFrame({"name": names, "district": district})[district != ""].drop_duplicates()
    inside = [any(places.district_of(key) == of for key in keys[name]) for name, of in cases.itertuples(index=False)]
    cases = cases.assign(inside=inside, certain=cases["name"].map(places.is_certain))
    certain = cases[cases["certain"]]
    if len(certain) < _FEWEST or certain["inside"].mean() < _AGREE:
        return pd.Series(False, index=names.index)
    open_ = cases[cases["inside"] & ~cases["certain"]]
    wanted = set(zip(open_["name"], open_["district"], strict=True))
    return pd.Series([case in wanted for case in zip(names, district, strict=True)], index=names.index)


def same_municipality(found: pd.DataFrame, long: pd.DataFrame, profile: ImportProfile) -> pd.DataFrame:
    """Decide open names by another cell of their row, where a row is one municipality; turned, of their column.

    Parameters
    ----------
    found : pandas.DataFrame
        As returned by :func:`geo_koop.intake.names.reference.look_up`.
    long : pandas.DataFrame
        Aligned with it; ``row, column, written``.
    profile : ImportProfile
    """
    named = "member" in profile.columns
    rows = profile.shape in ("wide", "kinds") or (profile.shape == "long" and profile.several_cooperations)
    if long.empty or not ((named and rows) or profile.shape == "turned"):
        return found
    group = long["column"] if profile.shape == "turned" else long["row"].astype("str")
    group = group.astype("str") + "\n" + long["written"].astype("str")
    known = (found["key"] != "") & (found["level"] == "municipality")
    pairs = pd.DataFrame({"group": group, "key": found["key"]})[known].drop_duplicates()
    pairs = pairs[~pairs["group"].duplicated(keep=False)].set_index("group")["key"]
    key = group.map(pairs).astype("str").fillna("")
    present = [one in keys for one, keys in zip(key, found["candidates"], strict=True)]
    decided = (found["kind"] == "ambiguous") & (key != "") & pd.Series(present, index=found.index)
    return found.assign(
        key=found["key"].mask(decided, key),
        kind=found["kind"].mask(decided, "context"),
        level=found["level"].mask(decided, "municipality"),
        rule=found["rule"].mask(decided, "same_row"),
    )
