"""Rules of states: every sentence has its date, nothing undated is compared, what lapsed or is contested says so."""

import importlib.util
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_koop.codelists import law
from geo_koop.errors import InputError, UsageError
from geo_koop.locale import translator
from geo_koop.outputs.law import words as law_words
from geo_koop.planning import rule_checks, rules

ROOT = Path(__file__).parents[2]
RAW = ROOT.parent / "shared" / "data" / "laender_rules.csv"
DAY = date(2026, 11, 30)
STATES = tuple(code for code in law.states().codes if code != "00")
HESSIAN = ["06633007", "06633015", "06633028"]
PLANS = st.fixed_dictionaries(
    {
        "members": st.lists(st.sampled_from([f"{state}633007" for state in STATES] + HESSIAN), max_size=8),
        "as_of": st.dates(date(1990, 1, 1), date(2050, 1, 1)),
        "years": st.none() | st.integers(0, 50),
        "saving": st.none() | st.integers(0, 100),
    }
)


def asked(states=STATES, members=(), topic="", form="", as_of=DAY, language="de", own=None, **more):
    table = rules.checked(rules.load(own), states, members, topic, form, as_of, **more)
    return law_words.worded(table, language)


def said(table, of):
    return table.set_index("id").loc[of, "statement"]


# What is said of all rows


def test_every_row_of_the_data_is_told_with_source_date_and_certainty():
    table = asked()
    told = table[table["status"] != "no_entry"].set_index("id")
    assert set(told.index) == {row["id"] for row in law.rules()}
    assert len(told) == 158
    for row in law.rules():
        text, shown = told.loc[row["id"], "statement"], told.loc[row["id"]]
        assert shown["certainty_name"], row["id"]
        if row["certainty"] == "not_found":
            assert "nicht gefunden" in text or "nicht recherchiert" in text, row["id"]
            continue
        stamp = f"nach Stand {row['date']}: " if row["date"] else "ohne Datum"
        assert text.startswith(stamp), row["id"]
        if not row["date"]:
            assert "gesehen 2026-11: " in text, row["id"]
        assert row["source"].startswith("http"), row["id"]
        assert shown["dated"], row["id"]


def test_every_row_says_its_certainty_where_it_is_not_high():
    told = asked().set_index("id")["statement"]
    marks = {"medium": "Mittlere Sicherheit", "low": "Unsicher", "conflict": "widersprechen sich – bitte prüfen"}
    for row in law.rules():
        for certainty, mark in marks.items():
            assert (mark in told[row["id"]]) == (row["certainty"] == certainty), row["id"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_sentence_promises_or_refuses_funding(language):
    for day in (date(2015, 1, 1), DAY, date(2030, 1, 1)):
        table = asked(members=HESSIAN, as_of=day, years=5, saving=15, language=language)
        for word in ("förderfähig", "erfüllt", "berechtigt", "eligible", "fulfilled"):
            assert not table["statement"].str.contains(word).any()
        assert not table["statement"].str.contains(r"\{", regex=True).any()


@settings(max_examples=25)
@given(PLANS)
def test_nothing_undated_lapsed_or_uncertain_is_compared(plan):
    table = rules.checked(rules.load(), STATES, **plan)
    compared = table[table["status"].isin(["reached", "below", "not_given", "beside"])]
    assert (compared["date"] != "").all()
    assert compared["certainty"].isin(["high", "medium"]).all()
    assert ((compared["valid_until"] == "") | (compared["valid_until"] >= plan["as_of"].isoformat())).all()
    assert set(table["status"]) <= set(rule_checks.STATUSES)


@settings(max_examples=25)
@given(PLANS)
def test_what_is_past_its_date_says_so(plan):
    table = law_words.worded(rules.checked(rules.load(), STATES, **plan), "de")
    found = table[(table["certainty"] != "not_found") & (table["status"] != "no_entry")]
    past = (found["valid_until"] != "") & (found["valid_until"] < plan["as_of"].isoformat())
    assert (past == found["statement"].str.contains("abgelaufen – bitte prüfen|ist vorbei – bitte prüfen")).all()


def test_weak_sources_are_of_low_certainty():
    weak = ("rheinpfalz.de", "ad-hoc-news.de", "reflecta.org", "knigalit.ru")
    rows = [row for row in law.rules() if any(name in row["source"] for name in weak)]
    assert len(rows) == 10
    assert {row["certainty"] for row in rows} == {"low"}


# Single rules, as the sources have them


def test_hesse_asks_for_three_municipalities():
    table = asked(("06",), HESSIAN, years=5)
    assert said(table, "06-funding-min_members") == "nach Stand 2021-12: mindestens drei Kommunen – hier drei"
    assert said(table, "06-funding-min_years") == "nach Stand 2021-12: mindestens 5 Jahre – hier 5"
    assert said(table, "06-funding-min_saving").endswith("– hier nicht angegeben")


def test_parties_of_other_states_are_counted_and_told_apart():
    table = asked((), [*HESSIAN[:2], "09184123"])
    assert said(table, "06-funding-min_members") == (
        "nach Stand 2021-12: mindestens drei Kommunen – hier drei, davon zwei aus diesem Land"
    )


def test_two_are_told_beside_the_exception_of_the_source():
    assert said(asked(("06",), HESSIAN[:2]), "06-funding-min_members") == (
        "nach Stand 2021-12: mindestens drei Kommunen – hier zwei. "
        "Die Angabe lautet: in der Regel mindestens 3 Kommunen (zwei in begründeten Ausnahmefällen)"
    )


def test_alternatives_of_a_condition_are_told():
    assert "oder wesentliche Verbesserung, oder Beitrag" in said(asked(("05",), saving=3), "05-funding-min_saving")


def test_a_member_that_is_named_twice_counts_once():
    assert "hier drei" in said(asked(("06",), [*HESSIAN, HESSIAN[0]]), "06-funding-min_members")


def test_thuringia_s_undated_condition_is_told_and_not_compared():
    text = said(asked(("16",), ["16061045", "16061001", "16061002"]), "16-funding-min_members")
    assert text == (
        "ohne Datum, gesehen 2026-11: in der Regel mindestens 3 Gemeinden oder Landkreise. "
        "Nicht mit dem Vorhaben verglichen"
    )


@pytest.mark.parametrize(
    ("state", "rule", "last"),
    [
        ("09", "09-funding-amount_regular", date(2025, 12, 31)),
        ("06", "06-funding-min_members", date(2026, 12, 31)),
        ("05", "05-funding-amount_crossborder", date(2026, 12, 31)),
    ],
)
def test_programmes_lapse_the_day_after_their_last(state, rule, last):
    assert "abgelaufen" not in said(asked((state,), as_of=last), rule)
    after = said(asked((state,), as_of=date(last.year + 1, 1, 1)), rule)
    assert after.endswith(f"Galt bis 31.12.{last.year}: abgelaufen – bitte prüfen")


def test_a_rule_is_not_compared_before_it_was_in_force():
    table = asked(("06",), HESSIAN, as_of=date(2020, 1, 1))
    assert said(table, "06-funding-min_members").endswith("Gilt erst ab 07.12.2021")
    assert "hier" not in said(table, "06-funding-min_members")


def test_sources_that_contradict_each_other_show_both_values():
    table = asked(("05",))
    for rule, values in {
        "05-funding-amount_2_v2021": ("175.000 Euro", "150.000 Euro"),
        "05-funding-amount_more_other": ("30.000 Euro", "35.000 Euro"),
        "05-funding-max_share_v2021": ("90 Prozent", "80 Prozent"),
    }.items():
        assert all(value in said(table, rule) for value in values), rule


def test_ranges_and_pairs_become_words():
    table = asked(("03", "14")).set_index("id")["value"]
    assert table["03-funding-zukunftsraeume"] == "75.000 bis 300.000 Euro"
    assert table["03-funding-zukunftsregionen"] == (
        "stärker entwickelte Region (SER): 40 Prozent; Übergangsregion (ÜR): 60 Prozent"
    )
    assert table["14-funding-share"] == "60 bis 75 Prozent"
    assert table["14-funding-deadline"] == "30. Oktober des Vorjahres"


def test_city_states_are_not_researched_and_a_search_without_result_is_not_found():
    table = asked(("11", "02", "04", "13"))
    for state in ("11", "02", "04"):
        assert said(table, f"{state}-law-law") == "Dieses Land ist nicht recherchiert."
        assert set(table[table["state"] == state]["kind"]) == {"law"}
    assert said(table, "13-funding-program") == "nicht gefunden, gesucht 2026-11"


def test_where_the_data_have_nothing_it_is_said_and_does_not_mean_none():
    table = asked(("01",))
    blank = table[table["status"] == "no_entry"].set_index("kind")["statement"]
    assert set(blank.index) == {"approval", "levy"}
    assert blank["levy"] == (
        "Zur Umlage enthalten die Daten keine Angabe für dieses Land: das heißt nicht, dass es keine gibt."
    )


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ("06", "öffentlich-rechtliche Vereinbarung"),
        ("05", "öffentlich-rechtliche Vereinbarung"),
        ("09", "Zweckvereinbarung"),
        ("14", "Zweckvereinbarung"),
    ],
)
def test_forms_have_the_name_of_their_state(state, name):
    table = asked((state,), form="public_law_agreement")
    assert table[table["kind"] == "form"]["subject"].tolist() == [name]


def test_saxony_names_only_existing_administrative_associations():
    assert said(asked(("14",)), "14-form-verwaltungsverband") == (
        "nach Stand 2014-03-18: nur bestehende (Verwaltungsverband)"
    )


def test_the_authority_depends_on_the_districts():
    one = said(asked(("07",), ["07131001", "07131002"]), "07-approval-zweckverband")
    assert one.endswith("– hier: alle aus einem Kreis")
    two = said(asked(("07",), ["07131001", "07132002"]), "07-approval-zweckverband")
    assert two.endswith("– hier: Beteiligte aus zwei Kreisen")


def test_the_members_of_an_administrative_association_are_told_in_thuringia():
    inside = {"VG Musterland": frozenset({"16061001", "16061002"})}
    whole = said(asked(("16",), ["16061001", "16061002"], associations=inside), "16-rule-same_members_as_vg")
    assert (
        "alle Gemeinden, die nach den Grenzdaten zum Gemeindeverband „VG Musterland“ gehören, und niemand sonst"
        in whole
    )
    part = said(asked(("16",), ["16061001"], associations=inside), "16-rule-same_members_as_vg")
    assert "einige der Gemeinden" in part
    other = said(asked(("16",), ["16061001", "16061045"], associations=inside), "16-rule-same_members_as_vg")
    assert "Musterland" not in other


def test_a_topic_leaves_out_what_is_about_others():
    ids = set(asked(("06",), topic="building_yard")["id"])
    assert "06-funding-exclusion_standesamt" not in ids
    assert "00-tax-gewst_hebeberechtigung" not in ids
    assert "06-funding-min_members" in ids
    assert "06-funding-exclusion_standesamt" in set(asked(("06",), topic="administration")["id"])
    assert "00-tax-gewst_hebeberechtigung" in set(asked(("06",), topic="industrial_zone")["id"])


def test_states_follow_from_the_members():
    table = rules.checked(rules.load(), members=["09184123", "06633007"], as_of=DAY)
    assert list(dict.fromkeys(table["state"])) == ["06", "09", "00"]
    assert law_words.several(table, "de").startswith("Die Beteiligten liegen in mehreren Ländern")
    assert "Staatsvertr" not in law_words.several(table, "de")


def test_the_end_of_the_transition_of_vat_is_a_day_to_check():
    before = said(asked(("06",), as_of=date(2026, 12, 31)), "00-tax-ust_2b")
    assert "endet am 31.12.2026; danach gilt § 2b UStG" in before
    after = said(asked(("06",), as_of=date(2027, 1, 1)), "00-tax-ust_2b")
    assert after.endswith("Der 31.12.2026 ist vorbei – bitte prüfen, ob der Termin verschoben wurde")


def test_numbers_are_written_as_the_language_has_them():
    table = asked(("05",), language="en").set_index("id")["value"]
    assert table["05-funding-amount_crossborder"] == "75,000 euros"


@pytest.mark.parametrize(
    ("plan", "problem"),
    [
        ({"states": ("17",), "as_of": DAY}, "no rules for these states: 17"),
        ({"as_of": DAY}, "no rules for these states: –"),
        ({"states": ("06",)}, "No day is given"),
        ({"states": ("06",), "topic": "bauhof", "as_of": DAY}, "“bauhof” is not in the list topics"),
    ],
)
def test_what_cannot_be_asked_is_refused(plan, problem):
    with pytest.raises(UsageError, match=problem):
        rules.checked(rules.load(), **plan)


# The data and their making


def test_every_row_has_a_subject_in_both_languages():
    known = law.subjects()
    assert {row["code"] for row in law.rules()} <= set(known.codes)
    german, english = known.labels("de"), known.labels("en")
    assert all(german.values())
    assert all(english.values())


@pytest.mark.skipif(not RAW.is_file(), reason="RULES NOT BUILT ANEW: the raw table is missing")
def test_the_script_makes_the_data_that_are_shipped():
    spec = importlib.util.spec_from_file_location("build_rules", ROOT / "data" / "law" / "build_rules.py")
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    assert build.build(RAW) == [dict(row) for row in law.rules()]


# An office's own file

HEAD = "Kennung;Land;Art;Code;Aussage;Wert;Einheit;Vergleicht;Stand;Gilt bis;Quelle;Sicherheit;Aktion"
ROW = "06-funding-min_members;Hessen;funding;min_members;mindestens {value};4;municipalities;members;2027-01;2029-12-31;https://example.org/rl;high;"


def own(tmp_path, *lines, head=HEAD):
    path = tmp_path / "regeln.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def test_an_own_row_replaces_the_shipped_one_and_says_whose_it_is(tmp_path):
    path = own(tmp_path, ROW, "06-funding-kreis;6;funding;kreis;Kreisprogramm;;;;2027;;Kreisausschuss;high;")
    found = rules.load(path)
    assert (found.replaced, found.added, found.removed) == (1, 1, 0)
    table = asked(("06",), HESSIAN, as_of=date(2027, 6, 1), own=path).set_index("id")
    assert table.loc["06-funding-min_members", "statement"] == (
        "nach Stand 2027-01: mindestens vier Kommunen – hier drei. Die Angabe lautet: mindestens 4 Kommunen"
    )
    assert table.loc["06-funding-min_members", "origin"] == "regeln.csv"
    assert table.loc["06-funding-kreis", "state_name"] == "Hessen"


def test_an_own_file_can_take_the_place_of_all(tmp_path):
    found = rules.load(own(tmp_path, "*;;;;;;;;;;;;remove", ROW))
    assert [row["id"] for row in found.rows] == ["06-funding-min_members"]
    less = rules.load(own(tmp_path, "09-*;;;;;;;;;;;;remove"))
    assert not any(row["state"] == "09" for row in less.rows)
    assert less.removed == sum(row["state"] == "09" for row in law.rules())


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("https://example.org/rl", "", "Zeile 2, Spalte K (Quelle): die Zelle ist leer"),
        ("https://example.org/rl", "javascript:alert(1)", "ist keine Adresse"),
        ("2027-01;", ";", "Zeile 2, Spalte Gesehen: die Zelle ist leer"),
        ("2027-01;", "01.2027;", "Spalte I (Stand): „01.2027“ ist kein Datum"),
        ("2029-12-31", "2029-02-30", "„2029-02-30“ ist kein Tag"),
        (";4;", ";4.000,5;", "„4.000,5“ ist keine Zahl"),
        (";4;municipalities;", ";2027-12;month;", "„month“ ist keine Einheit von Zahlen"),
        (";high;", ";sicher;", "„sicher“ ist nicht bekannt"),
        (";Hessen;", ";Atlantis;", "„Atlantis“ ist nicht bekannt"),
        (";high;", ";conflict;", "Anderer Wert: die Zelle ist leer"),
        (";high;", ";high;löschen", "„löschen“ ist nicht bekannt; bekannt sind: remove"),
    ],
)
def test_faults_are_named_with_row_and_column(tmp_path, old, new, fault):
    with pytest.raises(InputError) as refused:
        rules.load(own(tmp_path, ROW.replace(old, new)))
    assert fault in refused.value.words(translator("de", "errors"))[0]


def test_all_faults_are_named_at_once(tmp_path):
    path = own(tmp_path, ROW, ROW, ROW.replace("Hessen", "Hesen"), head=HEAD.replace("Wert", "Wrt"))
    with pytest.raises(InputError) as refused:
        rules.load(path)
    problem = refused.value.words(translator("de", "errors"))[0]
    assert "die Spalte „Wrt“ ist nicht bekannt" in problem
    assert "„06-funding-min_members“ steht schon in Zeile 2" in problem
    assert "„Hesen“ ist nicht bekannt" in problem


@settings(max_examples=40)
@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=13), max_size=4))
def test_any_cells_are_read_or_refused(tmp_path_factory, cells):
    lines = [";".join(cell.replace(";", ",").replace("\n", " ").replace("\r", " ") for cell in row) for row in cells]
    path = own(tmp_path_factory.mktemp("own"), *(line.encode("utf-8", "ignore").decode() for line in lines))
    try:
        found = rules.load(path)
    except InputError:
        return
    law_words.worded(rules.checked(found, ("06",), as_of=DAY), "de")
