"""Names to keys: certain, or open."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import disturbed_names
from geo_koop import codelists
from geo_koop.errors import GeoKoopError, UsageError
from geo_koop.intake.names import matching, name_rules, spelling

DATA = Path(__file__).parents[3] / "data"
AREAS = pd.DataFrame(
    {
        "name": [
            "Garching b.München",
            "Markt Schwaben",
            "Neustadt (Hessen)",
            "Neustadt (Dosse)",
            "Neukirchen",
            "Neukirchen",
            "Adelsdorf",
            "Rothenburg ob der Tauber",
            "Kaufungen",
            "Mühldorf a.Inn",
            "Neustadt a.d.Donau",
            "Gießen",
        ],
        "state": ["09", "09", "06", "12", "06", "09", "09", "09", "06", "09", "09", "06"],
    },
    index=pd.Index([f"090000{i:02}" for i in range(12)], name="key"),
)


@pytest.fixture(scope="module")
def demo():
    import pyogrio

    table = pyogrio.read_dataframe(DATA / "boundaries" / "demo.gpkg", read_geometry=False)
    return table[table["kind"] == "municipality"].set_index("key")


@pytest.fixture(scope="module")
def germany(shared):
    disturbed_names.REGISTER = shared / "register_2021.csv"
    return disturbed_names.areas()


def match(name, areas, **beside):
    return matching.match_names(pd.Series([name]), areas, context=pd.DataFrame([beside]) if beside else None).iloc[0]


@pytest.mark.parametrize(
    ("name", "key", "kind"),
    [
        ("Garching b.München", "09000000", "exact"),
        (" Garching b. München ", "09000000", "normalised"),
        ("Stadt Garching bei Muenchen", "09000000", "normalised"),
        ("Garching", "", "ambiguous"),
        ("Markt Schwaben", "09000001", "exact"),
        ("Gemeinde Markt Schwaben", "09000001", "normalised"),
        ("Schwaben", "", "ambiguous"),
        ("Neustadt (Hessen)", "09000002", "exact"),
        ("NEUSTADT (HESSEN)", "09000002", "normalised"),
        ("Neustadt", "", "ambiguous"),
        ("Neustadt (Sachsen)", "", "ambiguous"),
        ("Neukirchen", "", "ambiguous"),
        ("Adelsdorf", "09000006", "exact"),
        ("Rothenburg o.d. Tauber", "09000007", "normalised"),
        ("Große Kreisstadt Rothenburg o. d. Tauber", "09000007", "normalised"),
        ("Kaufungen (Hessen)", "09000008", "context"),
        ("Kaufungen, Gemeinde", "09000008", "normalised"),
        ("Mühldorf am Inn", "09000009", "normalised"),
        ("Neustadt an der Donau", "09000010", "normalised"),
        ("Giessen", "09000011", "normalised"),
        ("", "", "not_municipality"),
    ],
)
def test_name_is_matched_or_left_open(name, key, kind):
    row = match(name, AREAS)
    assert (row["key"], row["kind"]) == (key, kind)


HARD = {
    "Garching b. München": "09184119",
    "Gde. Haar": "09184123",
    "Haar*": "09184123",
    "Haar 1)": "09184123",
    "  Haar\u00a0": "09184123",
    "85540 Haar": "09184123",
    "09184123 Haar": "09184123",
    "9184123": "09184123",
    "3. Haar": "09184123",
    "Haar (Lkr. München)": "09184123",
    "Stadt Freising": "09178124",
    "Freising Stadt": "09178124",
    "Markt Schwaben": "09175127",
    "Marktschwaben": "09175127",
    "Markt Indersdorf": "09174131",
    "Markt Indersdorf, Markt": "09174131",
    "Kreisstadt Dachau": "09174115",
    "Große Kreisstadt Dachau": "09174115",
    "St. Wolfgang": "09177137",
    "St.Wolfgang": "09177137",
    "Sankt Wolfgang": "09177137",
    "Neustadt (Hessen)": "06534016",
    "Rotenburg/Fulda": "06632018",
    "Rotenburg a.d.F.": "06632018",
    "Rotenburg (Fulda)": "06632018",
    "Muenchen": "09162000",
    "Munchen": "09162000",
    "MÃ¼nchen": "09162000",
    "M\ufffdnchen": "09162000",
    "Mu\u0308nchen": "09162000",
    "Landeshauptstadt München": "09162000",
    "München, Landeshauptstadt": "09162000",
    "Fürstenfeldbruck, GKSt": "09179121",
    "Bad Sooden - Allendorf": "06636001",
    "BAD HERSFELD": "06632002",
    "Hersfeld, Bad": "06632002",
    "Ober\u00adhaching": "09184134",
    "Ober-\nhaching": "09184134",
    "Gröbenzel": "09179126",
    "Unterschleisheim": "09184149",
    "Hann. Münden": "03159017",
    "Hannoversch Münden": "03159017",
    "Höhenkirchen Siegertsbrunn": "09184127",
    "Höhenkirchen/Siegertsbrunn": "09184127",
    "Kirchheim b. M.": "09184131",
    "Kassel Stadt": "06611000",
    "LK Ebersberg": "09175",
    "Lkr. Dachau": "09174",
    "Dachau (Landkreis)": "09174",
    "Landkreis Dachau": "09174",
    "Landratsamt Dachau": "09174",
    "Schwalm-Eder-Kreis": "06634",
    "Kassel-Land": "06633",
    "Emmering (Lkr. Fürstenfeldbruck)": "09179119",
}
OPEN = [
    "Indersdorf",
    "Hersfeld",
    "Neustadt",
    "Neustadt a. d. Aisch",
    "Frankfurt/M.",
    "Halle",
    "Ascha",
    "Aschau",
    "Buchholz",
    "Stadtwerke München GmbH",
    "AWO Kreisverband",
    "Zweckverband Raum Kassel",
    "VHS Haar",
    "VG Odelzhausen",
    "Land Hessen",
    "Freistaat Bayern",
    "Gemeinden des Landkreises",
    "und weitere",
    "Haar und weitere",
    "Haar, Grasbrunn und Vaterstetten",
    "Staufenberg/Lahn",
    "Schwarzach b.Nabburg",
    "Stadt Hagen",
    "Markt Oberdorf",
    "Markt Nordheim",
    "München-Pasing",
    "Garching-Hochbrück",
    "OT Hochbrück",
    "Stadt und Landkreis Kassel",
    "Emmering",
    "Taufkirchen",
    "Ottenbrunn",
    "Unteraichbach",
    "k.A.",
    "–",
    "<b>Haar</b>",
    "x" * 5000,
]


@pytest.mark.parametrize(("name", "key"), HARD.items())
def test_names_as_offices_write_them(name, key, demo):
    assert match(name, demo)["key"] == key


@pytest.mark.parametrize("name", OPEN)
def test_what_is_not_certain_stays_open(name, demo):
    assert match(name, demo)["key"] == ""


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("Stadtwerke München GmbH", "public_company"),
        ("Zweckverband Raum Kassel", "association"),
        ("VG Odelzhausen", "association"),
        ("VHS Haar", "civil_society"),
        ("Freistaat Bayern", "state"),
        ("Landkreis Dachau", "district"),
    ],
)
def test_bodies_are_told_apart(name, level, demo):
    row = match(name, demo)
    assert (row["kind"], row["level"]) == ("not_municipality", level)


def test_several_are_told_as_several(demo):
    row = match("und weitere", demo)
    assert (row["kind"], row["level"], row["key"]) == ("several", "group", "")


def test_candidates_stand_with_what_is_open(demo):
    assert set(match("Emmering", demo)["candidates"]) == {"09175136", "09179119"}
    assert match("Indersdorf", demo)["candidates"] == ("09174131",)


# ---- context


@pytest.mark.parametrize(
    ("beside", "key"),
    [
        ({"district": "Landkreis Ebersberg"}, "09175136"),
        ({"district": "LK Fürstenfeldbruck"}, "09179119"),
        ({"district": "09179"}, "09179119"),
        ({"district": "9179"}, "09179119"),
        ({"state": "Bayern"}, ""),
        ({"district": "München"}, ""),
        ({"district": "nirgends"}, ""),
    ],
)
def test_district_decides_among_namesakes(beside, key, demo):
    assert match("Emmering", demo, **beside)["key"] == key


def test_a_district_that_contradicts_opens_the_name(demo):
    row = match("Haar", demo, district="Landkreis Dachau")
    assert (row["key"], row["rule"]) == ("", "context_contradicts")


def test_other_members_decide_among_namesakes(demo):
    written = pd.Series(["Emmering", "Grafing b.München", "Aßling", "Emmering"])
    context = pd.DataFrame({"cooperation": ["a", "a", "a", "b"]})
    edges = pd.DataFrame({"key_a": ["09175136"], "key_b": ["09175112"]})
    table = matching.match_names(written, demo, context=context, neighbours=edges)
    assert table["kind"].tolist() == ["context", "exact", "exact", "ambiguous"]
    assert table["key"][0] == "09175136"
    assert table["rule"][0] == "companions"


def test_postcodes_of_the_same_list_decide(demo):
    written = pd.Series(["Emmering", "Grafing b.München", "Aßling", "Fürstenfeldbruck"])
    context = pd.DataFrame({"postcode": ["83550", "83567", "83553", "82256"]})
    table = matching.match_names(written, demo, context=context)
    assert table["key"][0] in ("", "09175136")


def test_former_names_lead_to_the_successor():
    areas = pd.DataFrame({"name": ["Wesertal"]}, index=["06633030"])
    former = pd.DataFrame(
        {"name": ["Oberweser", "Wahlsburg", "Geteilt", "Geteilt"], "key": ["06633030"] * 2 + ["06633030", "x"]}
    )
    table = matching.match_names(pd.Series(["Gemeinde Oberweser", "Unterweser"]), areas, former=former)
    assert table["key"].tolist() == ["06633030", ""]
    assert table["rule"][0] == "former_name"


def test_result_is_aligned_with_the_names():
    table = matching.match_names(pd.Series(["Kaufungen", None, "Neukirchen"], index=[7, 3, 5]), AREAS)
    assert table.index.tolist() == [7, 3, 5]
    assert table["kind"].tolist() == ["exact", "not_municipality", "ambiguous"]


def test_nothing_to_match_and_nothing_to_match_with():
    assert matching.match_names(pd.Series([], dtype="str"), AREAS).empty
    assert matching.match_names(pd.Series(["Haar"]), AREAS.iloc[:0])["kind"].tolist() == ["not_found"]


@given(st.lists(st.text(max_size=30), max_size=8))
def test_whatever_is_written_has_one_answer_with_codes_of_the_lists(texts):
    table = matching.match_names(pd.Series(texts, dtype="str"), AREAS)
    assert len(table) == len(texts)
    assert set(table["kind"]) <= set(codelists.load("match_kinds").codes)
    assert set(table["rule"]) <= set(codelists.load("match_rules").codes)
    automatic = table["kind"].isin([k for k, yes in codelists.load("match_kinds").field("automatic").items() if yes])
    assert (table.loc[automatic, "key"] != "").all()


# ---- the whole country, and other languages


def test_disturbed_names_of_germany_are_matched_and_none_wrongly(germany):
    made = disturbed_names.disturbed(germany, 3_000)
    table = matching.match_names(made["name"], germany)
    automatic = table["key"] != ""
    wrong = made[automatic & (table["key"] != made["key"])]
    assert len(wrong) <= 3, wrong
    assert automatic[made["unambiguous"]].mean() >= 0.95


def test_places_that_are_not_there_are_not_taken_for_others(germany):
    gone = germany[~germany["name"].str.contains(r"[(/.]| ")].sample(500, random_state=1)
    left = germany.drop(germany.index[germany["name"].isin(gone["name"])])
    names_left = set(left["name"].map(disturbed_names.core))
    alone = gone.loc[~gone["name"].map(disturbed_names.core).isin(names_left), "name"].reset_index(drop=True)
    table = matching.match_names(alone, left)
    assert len(alone) > 100
    assert (table["key"] != "").mean() < 0.02


def test_swiss_names_without_rules_of_a_language(shared):
    import pyogrio

    old, new = (
        pyogrio.read_dataframe(shared / "swiss_municipalities" / year / "municipalities.shp", read_geometry=False)
        for year in ("2012", "2019")
    )
    areas = pd.DataFrame({"name": new["name"].to_numpy()}, index=new["id"].astype(str))
    table = matching.match_names(old["name"], areas, rules="neutral")
    same = table["key"].map(areas["name"]) == old["name"]
    there = old["id"].astype(str).isin(areas.index)
    assert (table["key"] == old["id"].astype(str))[there].mean() > 0.99
    assert ((table["key"] != "") & ~same).sum() <= 5


@pytest.mark.parametrize(
    ("rules", "official", "written", "matched"),
    [
        ("fr", ["Saint-Étienne", "Le Mans", "Besançon"], ["ST ETIENNE", "Ville de Besancon", "Mans (Le)"], [0, 2, 1]),
        (
            "nl",
            ["'s-Gravenhage", "Bergen (L.)", "Bergen (NH.)"],
            ["Gemeente s Gravenhage", "Bergen", "Bergen NH"],
            [0, None, 2],
        ),
        ("ch", ["Biel/Bienne", "Wald (ZH)", "Wald (AR)"], ["Bienne", "Wald ZH", "Wald"], [0, 1, None]),
        ("neutral", ["Biel/Bienne", "Stadtlohn"], ["Biel", "Stadt Lohn"], [0, None]),
        ("neutral", ["Tårnby", "Saint-Prex", "Den Helder"], ["Taarnby kommune", "St-Prex", "Helder, Den"], [0, 1, 2]),
        ("neutral", ["Berga/Elster", "Haar"], ["Haar und Berga/Elster", "Elster/Berga", "Haar/Berga"], [None, 0, None]),
    ],
)
def test_rules_of_other_languages(rules, official, written, matched):
    areas = pd.DataFrame({"name": official}, index=[str(i) for i in range(len(official))])
    table = matching.match_names(pd.Series(written), areas, rules=rules)
    wanted = ["" if i is None else str(i) for i in matched]
    assert table["key"].tolist() == wanted


@pytest.mark.parametrize("text", ["nirgends", "no.yaml"])
def test_unknown_rules_are_refused(text):
    with pytest.raises(UsageError, match=text):
        name_rules.load(text)


@pytest.mark.parametrize("text", ["[1", "- a", "letter: {}", "joints: am", "slash: both"])
def test_malformed_rules_are_refused(text):
    with pytest.raises(GeoKoopError):
        name_rules.parse("eigene", text)


@pytest.mark.parametrize("name", name_rules.KNOWN)
def test_known_rules_can_be_read(name):
    assert spelling.read("Haar", name_rules.load(name)).base == "haar"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Gießen, Stadt Adelsdorf", "ambiguous"),
        ("Gießen, Markt Schwaben", "ambiguous"),
        ("Gießen, Stadt", "normalised"),
        ("Gießen, Stadt der Musik", "normalised"),
    ],
)
def test_a_designation_behind_a_comma_may_begin_another_name(text, kind):
    assert matching.match_names(pd.Series([text]), AREAS)["kind"].tolist() == [kind]
