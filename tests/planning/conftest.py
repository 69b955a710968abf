import pytest

from geo_koop import workspace
from tests import nine


@pytest.fixture(scope="session")
def country(tmp_path_factory):
    """Return the analysis of the country of nine municipalities (tests/nine.py)."""
    request = nine.request_in(tmp_path_factory.mktemp("nine"))
    return workspace.evaluate(workspace.load(request), as_of=request.as_of)
