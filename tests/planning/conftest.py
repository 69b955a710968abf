"""The small country of examples, read once."""

import pytest

from geo_koop import analyse
from geo_koop.planning.search_index import SearchIndex
from tests.planning.country import request_in


@pytest.fixture(scope="session")
def country(tmp_path_factory):
    return analyse(request_in(tmp_path_factory.mktemp("examples")))


@pytest.fixture(scope="session")
def index(country):
    return SearchIndex(country)
