"""Writing all layers of Germany as GeoPackage, against bare ``pyogrio.write_dataframe`` of the same tables.

The 10,997 municipalities of VG5000 with its municipal associations as cooperations.
"""

import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from benchmarks import germany
from geo_koop import AnalysisRequest, analyse
from geo_koop.outputs import export


def records(folder: Path) -> AnalysisRequest:
    """Write the municipal associations (several municipalities with the same first nine digits of the ARS)."""
    areas = gpd.read_file(germany.BOUNDARIES, ignore_geometry=True)[["AGS", "ARS"]]
    pairs = areas.assign(cooperation_id="vb-" + areas["ARS"].str[:9]).rename(columns={"AGS": "key"})
    pairs = pairs[pairs.groupby("cooperation_id")["key"].transform("size") > 1]
    ids = pairs["cooperation_id"].unique()
    columns = {"name": ids, "topics": "back_office", "format": "special_purpose_association", "stage": "operating"}
    pd.DataFrame({"cooperation_id": ids, **columns}).to_csv(folder / "cooperations.csv", index=False)
    pairs[["cooperation_id", "key"]].to_csv(folder / "members.csv", index=False)
    return AnalysisRequest(
        boundaries=germany.BOUNDARIES, cooperations=folder / "cooperations.csv", members=folder / "members.csv"
    )


def naive(parts: dict[str, pd.DataFrame], out: Path) -> None:
    for name, table in parts.items():
        pyogrio.write_dataframe(table, out, layer=name, driver="GPKG", append=out.exists())


def timed(write: Callable[[], object]) -> tuple[float, float]:
    """Return seconds and seconds of the processor; the latter say more on a machine that others use, too."""
    began, busy = time.perf_counter(), time.process_time()
    write()
    return time.perf_counter() - began, time.process_time() - busy


def main() -> None:
    germany.require()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        analysis = analyse(records(folder))
        parts = export.tables(analysis)
        print(f"{len(analysis.municipalities)} municipalities, {len(analysis.cooperations)} cooperations")
        # The first export also works out what an analysis works out on demand.
        for turn in ("first", "again"):
            bare = timed(lambda turn=turn: naive(parts, folder / f"naive {turn}.gpkg"))
            ours = timed(lambda turn=turn: export.export(analysis, folder / f"ours {turn}.gpkg"))
            for what, one, other in zip(("seconds", "seconds of the processor"), bare, ours, strict=True):
                print(f"{turn}, {what}: bare writes {one:.1f}, export {other:.1f}: ratio {other / one:.2f}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"peak memory {peak:.2f} GB")


if __name__ == "__main__":
    main()
