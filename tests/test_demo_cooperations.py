"""The embedded cooperation records are whole, coded and sourced."""

import re
from pathlib import Path

import pandas as pd
import pytest

from geo_koop import codelists

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "data" / "cooperations"
FACTS = ROOT.parent / "shared" / "data" / "cooperation_facts"
REGISTER = ROOT.parent / "shared" / "data" / "register_2021.csv"

COLUMNS = {
    "cooperations": [
        "cooperation_id",
        "name",
        "topics",
        "format",
        "stage",
        "start",
        "end",
        "obligation",
        "note_de",
        "note_en",
    ],
    "members": ["cooperation_id", "key", "name", "role", "via", "from", "to", "counts_as_member", "covers", "note"],
    "actors": ["cooperation_id", "name", "kind", "cooperation_ref"],
    "sources": ["cooperation_id", "url", "date", "completeness", "note"],
    "scopes": ["scope_id", "area", "topics", "date", "grade", "source"],
}

#: Source and record may differ in these, for a reason that the README of the folder gives.
STAGE_CHANGED = {
    "arge-hoehenkirchner-forst",
    "bauhof-allendorf-bromskirchen",
    "studie-haunetal-kirchheim-niederaula-breitenbach",
    "verwaltungsgemeinschaft-allendorf-bromskirchen",
}
COMPLETENESS_WEAKENED = {"lag-ammersee", "mvv-gmbh"}

DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
#: Pads a date that names only a year or month to its first or its last possible day.
FIRST, LAST = "0000-01-01", "0000-12-31"


def read(path: Path) -> pd.DataFrame:
    """Return a table of text, empty cells as empty text."""
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Return the embedded tables by name."""
    return {name: read(FOLDER / f"{name}.csv") for name in COLUMNS}


@pytest.fixture(scope="module")
def facts() -> dict[str, pd.DataFrame]:
    """Return the facts that the records rest on, or skip."""
    if not FACTS.is_dir():
        pytest.skip(f"the shared facts are not here: {FACTS}")
    return {name: read(FACTS / f"{name}.csv") for name in ("cooperations", "members", "actors")}


def assert_codes(values: pd.Series, codelist: str, *, empty: bool = False) -> None:
    """Assert that every value is a code of a codelist."""
    known = set(codelists.load(codelist).codes) | ({""} if empty else set())
    assert set(values) <= known, f"{codelist}: {sorted(set(values) - known)}"


@pytest.mark.parametrize("name", COLUMNS)
def test_the_files_are_plain_csv_in_the_documented_layout(name, tables):
    raw = (FOLDER / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\n")
    table = tables[name]
    assert list(table.columns) == COLUMNS[name]
    assert not table.duplicated().any()
    for column in table:
        assert (table[column] == table[column].str.strip()).all(), column


def test_there_are_225_records_with_unique_ids_and_names(tables):
    records = tables["cooperations"]
    assert len(records) == 225
    assert records["cooperation_id"].is_unique
    assert records["name"].is_unique
    assert records["cooperation_id"].str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*").all()


def test_every_code_is_in_its_codelist(tables):
    records, members = tables["cooperations"], tables["members"]
    topics = records.set_index("cooperation_id")["topics"].str.split(";").explode()
    assert_codes(topics, "topics")
    assert not topics.reset_index().duplicated().any(), "a record names a topic twice"
    assert_codes(records["format"], "formats")
    assert_codes(records["stage"], "stages")
    assert_codes(members["role"], "roles")
    assert_codes(members["counts_as_member"], "membership")
    assert_codes(tables["actors"]["kind"], "actors")
    assert_codes(tables["sources"]["completeness"], "completeness", empty=True)
    assert_codes(tables["scopes"]["grade"], "grades")


def test_every_row_refers_to_a_record_in_the_order_of_the_records(tables):
    ids = tables["cooperations"]["cooperation_id"]
    for name in ("members", "actors", "sources"):
        refers = tables[name]["cooperation_id"]
        assert set(refers) <= set(ids), name
        position = refers.map(pd.Series(ids.index, index=ids))
        assert position.is_monotonic_increasing, f"{name}.csv is not in the order of cooperations.csv"
    actors = tables["actors"]
    refers = actors["cooperation_ref"]
    assert set(refers) <= {"", *ids}
    assert ((refers != "") == (actors["kind"] == "cooperation")).all()
    assert (refers != actors["cooperation_id"]).all(), "an actor refers to its own record"


def test_every_record_has_a_dated_or_undated_source_with_a_url(tables):
    sources = tables["sources"]
    assert sources["url"].str.fullmatch(r"https?://[^\s\"]+").all()
    assert set(sources["cooperation_id"]) == set(tables["cooperations"]["cooperation_id"])
    assert not sources.duplicated(["cooperation_id", "url"]).any()
    graded = sources.loc[sources["completeness"] != "", "cooperation_id"]
    assert graded.is_unique
    assert len(graded) == 225


def test_member_keys_are_text_of_5_or_8_digits_and_unique_in_a_record(tables):
    members = tables["members"]
    assert members["key"].str.fullmatch(r"\d{5}|\d{8}").all()
    assert not members.duplicated(["cooperation_id", "key"]).any()
    assert (members["name"] != "").all()
    named = members.groupby("key")["name"].nunique()
    assert (named == 1).all(), f"several names for {list(named[named > 1].index)}"
    assert (tables["actors"]["name"] != "").all()


def test_indirect_members_say_through_whom(tables):
    members = tables["members"]
    assert ((members["via"] != "") == (members["role"] == "indirect")).all()


@pytest.mark.parametrize(("name", "first", "last"), [("cooperations", "start", "end"), ("members", "from", "to")])
def test_dates_are_well_formed_and_in_order(name, first, last, tables):
    table = tables[name]
    for column in (first, last):
        assert table[column].str.fullmatch(rf"({DATE})?").all(), column
    both = table[(table[first] != "") & (table[last] != "")]
    begin = both[first] + both[first].map(lambda text: FIRST[len(text) :])
    end = both[last] + both[last].map(lambda text: LAST[len(text) :])
    assert (begin <= end).all()
    assert tables["sources"]["date"].str.fullmatch(rf"({DATE})?").all()


def test_only_finished_records_have_an_end(tables):
    records = tables["cooperations"]
    assert set(records.loc[records["end"] != "", "stage"]) <= {"completed", "ended"}


def test_only_yes_and_former_members_have_an_end(tables):
    members = tables["members"]
    assert set(members.loc[members["to"] != "", "counts_as_member"]) <= {"yes", "former"}


@pytest.mark.parametrize("column", ["note_de", "note_en"])
def test_every_record_has_one_short_sentence_of_its_own_in_each_language(column, tables):
    notes = tables["cooperations"][column]
    assert notes.str.fullmatch(r"[A-ZÄÖÜ].{20,158}\.").all()
    assert notes.is_unique
    assert not notes.str.contains(r"  | ,|\.\.| - ").any()


def test_the_two_languages_differ(tables):
    records = tables["cooperations"]
    assert (records["note_de"] != records["note_en"]).all()
    numbers = records[["note_de", "note_en"]].map(lambda text: sorted(re.findall(r"\b(?:19|20)\d\d\b", text)))
    differing = records.loc[numbers["note_de"] != numbers["note_en"], "cooperation_id"]
    assert differing.empty, f"the years differ between the languages: {list(differing)}"


def test_one_survey_scope_covers_both_regions_and_all_topics(tables):
    (scope,) = tables["scopes"].to_dict("records")
    assert scope["area"] == "muenchen_14;nordhessen"
    assert scope["topics"] == "*"
    assert scope["date"] == "2026"
    assert scope["grade"] == "desk_research"
    assert scope["source"]


def test_the_readme_gives_the_figures_of_the_tables(tables):
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    members, actors = tables["members"], tables["actors"]
    counts = members["counts_as_member"].value_counts()
    certain = members.loc[members["counts_as_member"] == "yes", "cooperation_id"].nunique()
    districts = (members["key"].str.len() == 5).sum()
    grades = tables["sources"]["completeness"].value_counts()
    for text in (
        f"{len(members):,} ({counts['yes']:,} `yes`, {counts['unclear']} `unclear`, {counts['former']} `former`)",
        f"{districts} of them are districts",
        f"| {len(actors)}, of which {(actors['kind'] == 'cooperation').sum()} are themselves recorded",
        f"| {len(tables['sources'])}; each record",
        f"({grades['full']} `full`, {grades['partial']} `partial`, {grades['mentioned']} `mentioned`)",
        f"**Records without any certain member** ({225 - certain})",
    ):
        assert text in readme, text


def test_the_facts_are_carried_over(tables, facts):
    records, known = tables["cooperations"], facts["cooperations"]
    assert list(records["cooperation_id"]) == list(known["id"])
    region = known.set_index("id")["region"].reindex(records["cooperation_id"])
    assert region.value_counts().to_dict() == {"muenchen_14": 108, "nordhessen": 103, "werra_meissner": 14}
    assert list(records["start"].str[:4]) == list(known["start_year"])

    triple = ["cooperation_id", "key", "counts_as_member"]
    assert tables["members"][triple].equals(facts["members"][triple])
    assert list(tables["actors"]["cooperation_id"]) == list(facts["actors"]["cooperation_id"])


def test_sources_stages_and_completeness_follow_the_facts(tables, facts):
    known = facts["cooperations"].set_index("id")
    main = tables["sources"].drop_duplicates("cooperation_id").set_index("cooperation_id")
    assert main["url"].equals(known["source_url"].rename("url").rename_axis("cooperation_id"))
    assert list(main["date"]) == list(known["as_of"])

    grade = {"full_membership_verified": "full", "partial_membership": "partial", "mentioned_only": "mentioned"}
    changed = main["completeness"].to_numpy() != known["confidence"].map(grade).to_numpy()
    assert set(main.index[changed]) == COMPLETENESS_WEAKENED

    stages = {"active": "operating", "completed": "completed", "ended": "ended", "unknown": "unknown"}
    records = tables["cooperations"].set_index("cooperation_id")
    planned = known["status"] == "planned"
    expected = known["status"].map(stages).to_numpy()
    changed = (records["stage"].to_numpy() != expected) & ~planned.to_numpy()
    not_planned = ~records["stage"].isin({"idea", "exploration", "agreed"}) & planned.to_numpy()
    assert set(records.index[changed | not_planned]) == STAGE_CHANGED


def test_no_sentence_is_copied_from_the_facts(tables, facts):
    evidence = set(facts["cooperations"]["evidence"].str.casefold().str.rstrip("."))
    for column in ("note_de", "note_en"):
        copied = tables["cooperations"][column].str.casefold().str.rstrip(".").isin(evidence)
        assert not copied.any()


def test_municipal_keys_and_names_are_those_of_the_register(tables):
    if not REGISTER.is_file():
        pytest.skip(f"the shared register is not here: {REGISTER}")
    register = read(REGISTER).set_index("key")["name"].str.split(",").str[0].str.replace(" ", "")
    members = tables["members"]
    municipal = members[members["key"].str.len() == 8]
    official = municipal["key"].map(register)
    assert official.notna().all()
    assert (official == municipal["name"].str.replace(" ", "")).all()
    districts = members.loc[members["key"].str.len() == 5, "key"]
    assert set(districts) <= set(register.index.str[:5])


def test_obligation_is_told_of_each_record() -> None:
    table = pd.read_csv(FOLDER / "cooperations.csv", dtype=str, keep_default_na=False).set_index("cooperation_id")
    assert table["obligation"].value_counts().to_dict() == {"voluntary": 180, "unknown": 43, "statutory": 2}
    # The regional planning association and the rescue service are prescribed by law; the planning
    # association PV says of itself that it is voluntary.
    assert set(table.index[table["obligation"] == "statutory"]) == {"rpv-muenchen", "zrf-fuerstenfeldbruck"}
    assert table.loc["pv-muenchen", "obligation"] == "voluntary"
    assert set(table.loc[table["format"] == "other", "obligation"]) == {"unknown"}
