"""What all tests of the app share."""

import pytest

from geo_koop.app.components import map_panel


@pytest.fixture(autouse=True)
def without_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for a browser that is not there."""
    monkeypatch.setattr(map_panel, "PAUSE", 0)


@pytest.fixture(autouse=True)
def with_uploads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take files, as an operator may set it; a public server takes none by itself."""
    monkeypatch.setenv("GEO_KOOP_UPLOAD_MB", "200")
