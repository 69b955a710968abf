"""A small analysis and its geometry."""

import pytest

from geo_koop.outputs.webmap.geometry import build_geometry
from tests.browser.synthetic import sample_analysis


@pytest.fixture(scope="module")
def analysis():
    return sample_analysis()


@pytest.fixture(scope="module")
def geometry(analysis):
    return build_geometry(analysis.municipalities, analysis.unincorporated)
