"""Compare the hinterland by distance and steps with functional urban areas (FUA), city by city.

The radius rule is the one that patterns use where no commuting zones are loaded; FUA are those of Eurostat's table.
Inhabitants of both are those of that table. A core is in neither set.

Run: ``python -m benchmarks.fua``, or with ``--markdown`` for the table of ``docs/method.md``.
"""

import sys

import numpy as np
import pandas as pd

from benchmarks import germany
from geo_koop import workspace
from geo_koop.analysis.territory import Territory
from geo_koop.model import AnalysisRequest, Settings

LAU = germany.SHARED / "lau_2019.csv.gz"


def compare(land: Territory, settings: Settings | None = None) -> pd.DataFrame:
    """Return for each core of a zone how many municipalities the radius has, the zone has, and both have.

    Parameters
    ----------
    land : Territory
        With commuting zones.
    settings : Settings, optional
        Whose radius is used.

    Returns
    -------
    pandas.DataFrame
        Indexed by the key of the core, the largest first: ``population, radius_km, by_radius, by_zone, both,
        precision, recall, f1``; missing where a set is empty.
    """
    settings = settings or Settings()
    n = land.n
    cores = np.unique(land.zone_core[land.zone_core >= 0])
    cores = cores[~np.isnan(land.population[cores])]
    people = land.population[cores]
    radius = settings.radius * (people / settings.radius_population) ** settings.radius_exponent
    offset = land.xy[None, :n] - land.xy[cores][:, None]
    distance = np.hypot(offset[..., 0], offset[..., 1])
    steps = land.steps[cores][:, :n].toarray()
    near = (steps > 0) & (steps <= settings.hinterland_steps)
    inside = (distance <= radius[:, None]) | (near & (distance <= settings.hinterland_steps_radius * radius[:, None]))
    zone = land.zone_core[None, :] == cores[:, None]
    other = np.arange(n)[None, :] != cores[:, None]
    inside, zone = inside & other, zone & other
    table = pd.DataFrame(
        {
            "population": people,
            "radius_km": radius / 1000,
            "by_radius": inside.sum(axis=1),
            "by_zone": zone.sum(axis=1),
            "both": (inside & zone).sum(axis=1),
        },
        index=land.municipalities[cores],
    )
    return scores(table).sort_values("population", ascending=False)


def scores(table: pd.DataFrame) -> pd.DataFrame:
    """Add precision, recall and F1 (the harmonic mean of both) of the radius against the zone."""
    return table.assign(
        precision=table["both"] / table["by_radius"].where(table["by_radius"] > 0),
        recall=table["both"] / table["by_zone"].where(table["by_zone"] > 0),
        f1=2 * table["both"] / (table["by_radius"] + table["by_zone"]).where(lambda size: size > 0),
    )


def overall(table: pd.DataFrame) -> pd.Series:
    """Return the scores of all pairs of core and municipality taken together."""
    return scores(table[["by_radius", "by_zone", "both"]].sum().to_frame().T).iloc[0]


def german() -> tuple[pd.DataFrame, pd.Series]:
    """Return the comparison for all functional urban areas of Germany, and the names of the municipalities."""
    request = AnalysisRequest(
        boundaries=germany.BOUNDARIES, attributes=LAU, attribute_profile="lau", zones=LAU, project=None
    )
    inputs = workspace.load(request, keep=False)
    municipalities, _unincorporated = inputs.split
    return compare(inputs.territory), municipalities["name"]


def main() -> None:
    germany.require()
    if not LAU.is_file():
        sys.exit(f"This benchmark needs Eurostat's table at {LAU}; it is not here.")
    table, names = german()
    everything = overall(table)
    if "--markdown" in sys.argv:
        for key, row in table.iterrows():
            print(
                f"| {names[key]} | {row.population:,.0f} | {row.radius_km:.0f} | {row.by_zone:.0f}"
                f" | {row.by_radius:.0f} | {row.both:.0f} | {row.precision:.2f} | {row.recall:.2f} | {row.f1:.2f} |"
            )
    else:
        print(table.assign(name=names.reindex(table.index)).round(2).to_string())
    print(
        f"{len(table)} cores: precision {everything.precision:.3f}, recall {everything.recall:.3f}, "
        f"F1 {everything.f1:.3f}; median F1 of a core {table['f1'].median():.3f}"
    )


if __name__ == "__main__":
    main()
