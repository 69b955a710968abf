"""An atlas in volumes: one for each district, with an index of its municipalities, to be handed to the district."""

import re
from collections.abc import Sequence
from pathlib import Path

from geo_koop.errors import UsageError
from geo_koop.outputs import target
from geo_koop.outputs.report import places
from geo_koop.outputs.report.atlas import KINDS, Progress, write_atlas
from geo_koop.outputs.report.make import PRINTED
from geo_koop.outputs.report.places import Region
from geo_koop.outputs.report.press import Press


def districts_of(press: Press, regions: Sequence[Region]) -> list[Region]:
    """Return the districts in which municipalities of the regions lie, whole, by their keys.

    Raises
    ------
    UsageError
        If a municipality has no district: it would be in no volume.
    """
    table = press.analysis.municipalities
    inside = table.loc[table.index.isin([key for region in regions for key in region.keys])]
    codes = inside["district"].fillna("").astype("str")
    alone = inside.loc[(codes == "").to_numpy(), "name"]
    if len(alone):
        raise UsageError(
            "Municipalities without a district would be in no volume: {names}.",
            "Write one atlas without --volumes, or give them a district.",
            names=press.words.listing(sorted(alone.astype("str"))[:6]),
        )
    return [places.region(press.analysis, code, press.options.language) for code in sorted(codes.unique())]


def file_of(out: Path, district: Region) -> Path:
    """Return the file of a volume: the name asked for, with key and name of the district.

    Examples
    --------
    >>> import pandas as pd
    >>> file_of(Path("atlas.pdf"), Region(code="06631", name="Landkreis Fulda", keys=pd.Index([]))).name
    'atlas-06631-landkreis-fulda.pdf'
    """
    name = re.sub(r"[\W_]+", "-", district.name.casefold()).strip("-")[:60]
    return out.with_name("-".join(part for part in (out.stem, district.code, name) if part) + out.suffix)


def write_volumes(
    press: Press,
    regions: Sequence[Region],
    out: Path,
    *,
    kinds: Sequence[str] = KINDS,
    processes: int | None = None,
    progress: Progress | None = None,
    overwrite: bool = False,
) -> list[Path]:
    """Write an atlas for each district of the regions; see :func:`geo_koop.outputs.report.atlas.write_atlas`.

    Returns
    -------
    list of Path
        The files, in the order of the keys of the districts; see :func:`file_of`.

    Raises
    ------
    UsageError
        If the ending is not known, or a municipality has no district.
    OutputError
        If a file exists or cannot be written, or a sheet cannot be drawn. No volume is begun where one exists.
    """
    districts = districts_of(press, regions)
    files = [file_of(out, district) for district in districts]
    for file in files:
        target.check(file, endings=PRINTED, overwrite=overwrite)
    for file, district in zip(files, districts, strict=True):
        write_atlas(
            press,
            [district],
            file,
            kinds=kinds,
            index=True,
            processes=processes,
            progress=progress,
            overwrite=overwrite,
        )
    return files
