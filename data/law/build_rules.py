"""Build ``geo_koop/codelists/law_rules.csv``: what state laws and programmes say of cooperation, one fact in a row.

The raw table has a fact in each row as it was gathered from public pages; its path is given on the command line::

    python data/law/build_rules.py PATH_TO_laender_rules.csv

What is done, step by step:

1. Codes become lower-case with underscores; each row gets an ``id`` of state, kind and code.
2. A date of a source is a year, month or day, or nothing: ``undated (Lehrbuch)`` leaves ``date`` empty.
3. A value is a number, a code, or several of them: ``60-75`` is a range (``value``, ``value_to``), ``40/60`` are two
   values (``40|60``) that hold for what ``value_labels`` says.
4. Validity stands in a row of its own: it becomes ``valid_until`` of every row of funding of its state.
5. Rows from newspapers, collections of programmes and the like (``WEAK``) are ``low``, whatever was said of them.
6. Rows that contradict each other (``AGAINST``) name each other's value.
7. ``edits.csv`` changes single cells, each with the reason.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "geo_koop" / "codelists" / "law_rules.csv"
SEEN = "2026-11"
COLUMNS = (
    *("id", "state", "kind", "code", "subject", "forms", "topics", "statement"),
    *("value", "value_to", "value_labels", "unit", "compares", "card", "law_ref", "valid_from", "valid_until"),
    *("other_value", "other_value_to", "other_unit", "other_source", "other_date"),
    *("source", "source_note", "date", "date_note", "seen", "certainty", "note"),
)
WEAK = (
    *("ad-hoc-news.de", "rheinpfalz.de", "schwarzwaelder-bote.de", "morgenpost.de", "wndn.de"),
    *("foerdermittelkompass.reflecta.org", "sabine-verheyen.de", "knigalit.ru"),
)
"""Newspapers and news, collections of programmes, a politician's page, a copy of a textbook."""
AGAINST = (
    ("05-funding-amount_2_v2021", "05-funding-amount_2_other"),
    ("05-funding-amount_more_v2021", "05-funding-amount_more_other"),
)
COMPARES = {
    ("funding", "min_members"): "members",
    ("funding", "min_years"): "years",
    ("funding", "min_saving"): "saving",
    ("funding", "amount_crossborder"): "state_members",
    ("rule", "same_members_as_vg"): "association",
}
CARDS = {("approval", "streit"), ("levy", "umlage_stimmrecht")}
VALUES = {"approval+notice": "approval_and_notice", "votes~levy": "votes_levy"}
RANGE, BOTH = re.compile(r"(\d+)-(\d+)"), re.compile(r"(\d+)/(\d+)")
DATE = re.compile(r"\d{4}(-\d{2}){0,2}")


def plain_code(text: str) -> str:
    """Return a code in lower case with underscores.

    Examples
    --------
    >>> plain_code("gkAnstalt"), plain_code("amount_4+")
    ('gk_anstalt', 'amount_4_more')
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", text.replace("+", "_more")).lower()


def dated(text: str) -> tuple[str, str]:
    """Return the date of a source, and what else was said of it.

    Examples
    --------
    >>> dated("2021-12"), dated("undated (Lehrbuch)"), dated("undated")
    (('2021-12', ''), ('', 'Lehrbuch'), ('', ''))
    """
    found = re.match(DATE, text)
    rest = re.search(r"\((.*)\)", text)
    return (found[0] if found else ""), (rest[1] if rest else "")


def sourced(text: str) -> tuple[str, str]:
    """Return the address of a source, and what else was said of it."""
    found = re.match(r"(https?://\S+)(?: \((.*)\))?$", text)
    return (found[1], found[2] or "") if found else (text, "")


def valued(text: str, unit: str) -> dict[str, str]:
    """Return the columns of a value."""
    if not unit.startswith("month") and (found := RANGE.fullmatch(text)):
        return {"value": found[1], "value_to": found[2]}
    if found := BOTH.fullmatch(text):
        return {"value": f"{found[1]}|{found[2]}"}
    return {"value": VALUES.get(text, text)}


def row_of(raw: dict[str, str]) -> dict[str, str]:
    """Return a row of the raw table in the columns of the codelist."""
    code = plain_code(raw["code"])
    date, date_note = dated(raw["source_date"])
    source, source_note = sourced(raw["source_url"])
    weak = any(name in source for name in WEAK) and raw["certainty"] not in ("conflict", "not_found")
    kind = raw["kind"]
    made = {
        "id": f"{raw['land_code']}-{kind}-{code}",
        "state": raw["land_code"],
        "kind": kind,
        "code": code,
        "forms": raw["geo_koop_format"],
        "statement": raw["statement"],
        "unit": raw["unit"],
        "compares": COMPARES.get((kind, code), ""),
        "card": "yes" if kind in ("tax", "rule") or (kind, code) in CARDS else "",
        "law_ref": raw["law_ref"],
        "source": source,
        "source_note": source_note,
        "date": date,
        "date_note": date_note,
        "seen": SEEN,
        "certainty": "low" if weak else raw["certainty"],
        "note": raw["note"],
    }
    return dict.fromkeys(COLUMNS, "") | made | valued(raw["value"], raw["unit"])


def last_day(text: str) -> str:
    """Return the last day of a month, as far as months end in years' last one here; a day as it is."""
    return f"{text}-31" if re.fullmatch(r"\d{4}-12", text) else text


def with_validity(rows: list[dict[str, str]]) -> None:
    """Give each row of funding the end of validity of its state."""
    ends = {r["state"]: last_day(r["value"]) for r in rows if (r["kind"], r["code"]) == ("funding", "valid_until")}
    for row in rows:
        if row["kind"] == "funding" and row["state"] in ends:
            row["valid_until"] = ends[row["state"]]


def with_others(rows: list[dict[str, str]]) -> None:
    """Let rows that contradict each other name each other's value."""
    by_id = {row["id"]: row for row in rows}
    for one, two in (pair for a, b in AGAINST for pair in ((a, b), (b, a))):
        for name in ("value", "value_to", "unit", "source", "date"):
            by_id[one][f"other_{name}"] = by_id[two][name]


def edited(rows: list[dict[str, str]], edits: Iterable[dict[str, str]]) -> None:
    """Change the cells that ``edits.csv`` names; each must be there as it expects it."""
    by_id = {row["id"]: row for row in rows}
    for edit in edits:
        row, column = by_id[edit["id"]], edit["column"]
        if row[column] != edit["was"]:
            raise SystemExit(f"{edit['id']}, {column}: “{row[column]}” stands there, not “{edit['was']}”")
        row[column] = edit["is"]


def build(raw: Path) -> list[dict[str, str]]:
    """Return the rows of the codelist."""
    with raw.open(encoding="utf-8", newline="") as stream:
        rows = [row_of(row) for row in csv.DictReader(stream)]
    if len({row["id"] for row in rows}) != len(rows):
        raise SystemExit("an id stands twice")
    with_validity(rows)
    with_others(rows)
    with (HERE / "edits.csv").open(encoding="utf-8", newline="") as stream:
        edited(rows, csv.DictReader(stream))
    return sorted(rows, key=lambda row: row["state"])


def main() -> None:
    """Write the codelist."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("raw", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    with given.out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(build(given.raw))


if __name__ == "__main__":
    main()
