"""Search by text: what is found and why, whatever somebody types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_koop.planning.search_index import SearchIndex
from geo_koop.planning.search_text import MOST_LETTERS, MOST_WORDS, Query, fold, plain_texts, stemmed
from tests.conftest import examples

HOSTILE = (
    '"',
    '""',
    '"a" OR "b"',
    "Wasser*",
    "name:Wasser",
    "NEAR(Wasser Haar, 2)",
    "Wasser AND NOT Haar",
    "{name text} : Wasser",
    "^Wasser",
    "Wasser'); DROP TABLE stems; --",
    "-Wasser +Haar",
    "\x00",
    "\ud800",
    "a\ud800b",
    "\u202eressaW",
    "½ ² ﬁ Ⅷ",
    "🚰",
    "%_[a-z]",
    "stems",
    "rowid MATCH 1",
    "x" * 100_000,
    "a " * 50_000,
    "Wasser " * 10_000,
    "((((((((((",
    "\\\\\\",
    "\n\t\r.",
)


def found(index, text):
    hits = index.search(text)
    return {index.ids[at]: reason for at, reason in zip(hits.at, hits.reason, strict=True)}


class TestSmallCountry:
    def test_a_part_of_a_word_is_found_with_its_reason_behind_the_topic(self, index):
        """Drinking water is named by its synonym; waste water only contains the letters, as does nothing else."""
        assert found(index, "Wasser") == {
            "trink": "Thema Wasserversorgung, zu dem „Wasser“ gehört",
            "abw": "Name: enthält „wasser“",
        }

    def test_a_word_of_two_letters_goes_through_labels_and_not_through_running_text(self, index):
        """The description of *edv* holds the English word "it", that of no other one."""
        assert found(index, "IT") == {"edv": "Thema IT und Digitalisierung"}
        assert found(index, "edv") == {"edv": "Thema IT und Digitalisierung, zu dem „edv“ gehört"}

    def test_each_field_has_its_reason(self, index):
        assert found(index, "Abwasserverband")["abw"] == "Name: „Abwasserverband“"
        assert found(index, "Kulturbunde")["kult"] == "Name: „Kulturbunde“"
        assert found(index, "Bauhof") == {"weg": "Thema Bauhof"}
        assert found(index, "Winterdienst") == {"weg": "Thema Bauhof, zu dem „Winterdienst“ gehört"}
        assert found(index, "Verein") == {"kult": "Form Verein"}
        assert found(index, "Handschlag") == {"weg": "Form informelle Abstimmung, zu der „Handschlag“ gehört"}
        assert found(index, "Haar") == dict.fromkeys(["abw", "edv", "plan"], "Mitglied Haar")
        assert found(index, "Konzert") == {"kult": "Beschreibung: „Konzert“"}
        assert found(index, "reinig") == {"abw": "Beschreibung: „reinig“"}
        assert found(index, "einigen") == {"abw": "Beschreibung: enthält „einigen“"}

    def test_words_that_belong_together_are_one_reason(self, index):
        assert found(index, "smart city") == {"edv": "Thema IT und Digitalisierung, zu dem „smart city“ gehört"}
        assert found(index, "smart") == {}

    def test_each_word_must_occur_and_has_its_own_reason(self, index):
        assert found(index, "Wasser Celle") == {
            "trink": "Wasser – Thema Wasserversorgung, zu dem „Wasser“ gehört; Celle – Mitglied Celle"
        }
        assert found(index, "Wasser Dorf") == {}

    def test_umlauts_and_sharp_s_fold_both_ways(self, index):
        assert found(index, "Gruenau") == found(index, "grünau") == found(index, "GRÜNAU")
        assert set(found(index, "Gruenau")) == {"abw", "trink", "kult", "plan"}
        assert set(found(index, "Strassenraender")) == set(found(index, "STRAẞENRÄNDER")) == {"weg"}
        assert set(found(index, "Gra\u0308ben")) == {"weg"}

    def test_fillers_count_only_alone(self, index):
        assert found(index, "das Wasser und die Region") == {}
        assert set(found(index, "Wasser in der")) == {"abw", "trink"}
        assert "kult" in found(index, "und")

    def test_nothing_finds_all_and_signs_alone_find_nothing(self, index):
        assert set(found(index, "  ")) == {"abw", "trink", "edv", "weg", "plan", "kult"}
        assert set(found(index, "").values()) == {""}
        assert found(index, "?!") == {}

    def test_the_strongest_reason_comes_first_then_the_name(self, index):
        assert list(found(index, "Haar")) == ["abw", "edv", "plan"]
        assert list(found(index, "Wasser")) == ["trink", "abw"]

    def test_labels_of_the_other_language_are_found_and_told(self, few, index):
        assert found(index, "water supply") == {"trink": "Thema Wasserversorgung (water supply)"}
        english = SearchIndex(few, "en")
        assert found(english, "Wasserversorgung") == {"trink": "topic water supply (Wasserversorgung)"}
        assert found(english, "Abwasser")["abw"] == "topic waste water (Abwasser)"

    def test_the_order_of_rows_changes_nothing(self, few, index):
        turned = few.replace(
            cooperations=few.cooperations.iloc[::-1],
            members=few.members.iloc[::-1],
            topics=few.topics.iloc[::-1],
            patterns=few.patterns.iloc[::-1],
        )
        other = SearchIndex(turned)
        for text in ("", "Wasser", "Haar", "e", "Verband Haar"):
            assert list(found(other, text).items()) == list(found(index, text).items())


class TestWhateverIsTyped:
    @pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
    def test_no_sign_of_a_query_language_has_a_meaning(self, index, text):
        """What is found is what its bare words find."""
        assert set(found(index, text)) == set(found(index, " ".join(Query(text).words) or "?"))

    def test_operators_are_words(self, index):
        assert found(index, "Wasser OR Konzert") == {}
        assert found(index, "Wasser*") == found(index, "Wasser")
        assert found(index, '"Wasser"') == found(index, "Wasser")
        assert found(index, "NEAR(Wasser)") == {}

    def test_what_is_too_long_is_told(self, index):
        assert index.search("x" * (MOST_LETTERS + 1)).left_out
        assert index.search(" ".join(f"w{i}" for i in range(MOST_WORDS + 1))).left_out
        assert not index.search("Wasser " * 20).left_out

    @given(st.text())
    @examples(200)
    def test_any_text_finds_each_at_most_once(self, index, text):
        hits = index.search(text)
        assert len(set(hits.at)) == len(hits.at) == len(hits.reason) <= index.size
        assert all(hits.reason) or not text.strip()

    @given(st.text(alphabet="ab \"*:()^-+{}'NEARORWasser", max_size=60))
    @examples(200)
    def test_any_likeness_of_a_query_language_does_too(self, index, text):
        assert set(index.search(text).at) <= set(range(index.size))

    @given(st.lists(st.sampled_from(["Wasser", "Haar", "Celle", "Verband", "e", "IT", "Straße"]), max_size=4))
    @examples(60)
    def test_more_words_never_find_more(self, index, words):
        fewer = set(index.search(" ".join(words[:-1])).at)
        assert set(index.search(" ".join(words)).at) <= fewer

    @given(st.text(max_size=40))
    @examples(25)
    def test_texts_in_the_records_may_be_anything(self, few, text):
        names = few.cooperations.assign(name=text)
        made = SearchIndex(few.replace(cooperations=names))
        words = Query(text).words
        if words and not Query(text).left_out:
            assert len(made.search(text).at) == len(names)


@pytest.fixture(scope="module")
def whole(embedded):
    return SearchIndex(embedded)


class TestEmbedded:
    def test_water_finds_waste_water(self, whole, embedded):
        reasons = found(whole, "Wasser")
        waste = embedded.topics.loc[embedded.topics["topic"] == "waste_water", "cooperation_id"]
        assert set(waste) <= set(reasons)
        fulda = embedded.cooperations.index[embedded.cooperations["name"] == "Abwasserverband Fulda"][0]
        assert reasons[fulda] == "Name: enthält „wasser“"

    def test_it_finds_digitalisation_and_little_else(self, whole, embedded):
        digital = embedded.topics.loc[embedded.topics["topic"] == "it_digital", "cooperation_id"]
        assert set(digital) <= set(found(whole, "IT"))
        assert len(found(whole, "IT")) <= len(digital) + 2


def test_folding_and_stems():
    assert fold("Ärzte") == "aerzte"
    assert plain_texts(["A-B  c!\n d", ""]) == ["a b c d", ""]
    assert plain_texts([]) == []
    assert stemmed(["haeuser haus", ""], "de") == ["haus haus", ""]
