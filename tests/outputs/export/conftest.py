"""One analysis of the embedded data and a hostile one, exported once for all tests."""

import pytest

from geo_koop.outputs import export


@pytest.fixture(scope="package")
def folder(embedded, tmp_path_factory):
    """Return a folder with a GeoPackage, its project and metadata, and the hand-over pack."""
    position = tmp_path_factory.mktemp("export")
    export.export(
        embedded,
        position / "Gemeinden & mehr.gpkg",
        export.Request(with_project=True, with_metadata=True, reproducible=True),
    )
    return position


@pytest.fixture(scope="package")
def package(folder):
    """Return the GeoPackage."""
    return folder / "Gemeinden & mehr.gpkg"
