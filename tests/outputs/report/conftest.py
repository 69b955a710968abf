"""Presses that several tests share."""

import pytest

from geo_koop.outputs.report import ReportOptions, open_press

BASE = "https://ikz.example.org/koop"


@pytest.fixture(scope="session")
def press(embedded):
    """Return a press for the embedded data, in German."""
    options = ReportOptions(office="Regionalverband", base_url=BASE)
    return open_press(embedded, options)


@pytest.fixture(scope="session")
def english(embedded):
    """Return the same in English."""
    return open_press(embedded, ReportOptions(language="en"))
