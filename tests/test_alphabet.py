"""Names stand in the order of a German dictionary (DIN 5007-1)."""

import pandas as pd

from geo_koop.locale.alphabet import alphabetical, order, sort_key


def test_umlauts_stand_with_their_vowels_and_sharp_s_as_two():
    given = ["Zorneding", "Öd", "Oberhaching", "Odelzhausen", "Ödenstockach", "Ärztehaus", "Aßling", "Assenhausen"]
    assert alphabetical(given) == [
        "Ärztehaus",
        "Assenhausen",
        "Aßling",
        "Oberhaching",
        "Öd",
        "Odelzhausen",
        "Ödenstockach",
        "Zorneding",
    ]


def test_letters_of_neighbours_stand_with_their_plain_ones():
    assert alphabetical(["Żory", "Łódź", "Lublin", "Élancourt", "Evry", "Århus", "Aalborg"]) == [
        "Aalborg",
        "Århus",
        "Élancourt",
        "Evry",
        "Łódź",
        "Lublin",
        "Żory",
    ]


def test_equal_names_keep_their_order_and_missing_ones_stand_first():
    names = pd.Series(["Berg", None, "Ähm", "Berg"], dtype="str")
    assert order(names).tolist() == [1, 2, 0, 3]


def test_of_equal_letters_the_plain_name_comes_first():
    assert sort_key("Muhr") < sort_key("Mühr")
