"""What all tests of the app share."""

import pytest

from geo_koop.app.components import map_panel


@pytest.fixture(autouse=True)
def without_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for a browser that is not there."""
    monkeypatch.setattr(map_panel, "PAUSE", 0)
