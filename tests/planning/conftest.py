import pytest

from geo_koop import analyse, workspace
from geo_koop.planning.search_index import SearchIndex
from tests import nine
from tests.planning.few import request_in


@pytest.fixture(scope="session")
def country(tmp_path_factory):
    """Return the analysis of the country of nine municipalities (tests/nine.py)."""
    request = nine.request_in(tmp_path_factory.mktemp("nine"))
    return workspace.evaluate(workspace.load(request), as_of=request.as_of)


@pytest.fixture(scope="session")
def few(tmp_path_factory):
    """Return the analysis of a few records to look for (tests/planning/few.py)."""
    return analyse(request_in(tmp_path_factory.mktemp("few")))


@pytest.fixture(scope="session")
def index(few):
    return SearchIndex(few)
