"""The hostile project, its analysis, and the folder of what is made of it: once for all tests."""

import pytest

from geo_koop import analyse
from geo_koop.model import AnalysisRequest
from tests.texts import planted
from tests.texts.made import Made


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Return the hostile project and what is made of it."""
    project = planted.make(tmp_path_factory.mktemp("planted"))
    analysis = analyse(AnalysisRequest(project=project))
    return Made(project=project, folder=tmp_path_factory.mktemp("outputs"), analysis=analysis)
