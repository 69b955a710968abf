"""What is suggested where a name is not known."""

import pytest

from geo_koop.errors import UsageError
from geo_koop.result import named


def suggested(analysis, text):
    with pytest.raises(UsageError) as caught:
        named.municipality(analysis, text)
    return caught.value.remedy


def test_a_whole_name_goes_before_a_word_of_a_longer_one(embedded):
    # "Harr" is as much like "Haar" as like the word "Harz" of five other names.
    assert suggested(embedded, "Harr").startswith("Did you mean: Haar (Landkreis München, 09184123)")


def test_a_key_that_lost_its_zero_is_suggested_and_not_taken(embedded):
    assert "Haar (Landkreis München, 09184123)" in suggested(embedded, "9184123")
