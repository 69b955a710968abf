"""Normalises official boundary products to the project's own GeoPackage: VG250, VG25, VG1000, VG5000, LAU."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyogrio
import yaml

from geo_koop import findings
from geo_koop.errors import InputError, OutputError, UsageError
from geo_koop.intake.areas import boundaries
from geo_koop.intake.files import keys, layers, limits, profiles, tables, unpack
from geo_koop.model import Boundaries, Loaded

LAYER: Final = "municipalities"
_STAND_FILE = "aktualitaet.txt"
_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
_LAU = re.compile(r"LAU_RG_\w+?_(\d{4})_", re.IGNORECASE)
_COUNTRY = re.compile(r"[A-Z]{2}")
_MORE = 20
"""Times that a product, which its user fetched by name, may hold what other files may: VG25 is the largest."""


def read(
    path: Path,
    *,
    layer: str | None = None,
    profile: str | None = None,
    country: str | None = None,
    crs: str | None = None,
    gebietsstand: str = "",
    year: str = "",
) -> Loaded[Boundaries]:
    """Read an official product as it was published.

    Parameters
    ----------
    path : Path
        The archive (ZIP), its unpacked folder, or a file of it.
    layer, profile : str, optional
        As in :func:`geo_koop.intake.areas.boundaries.load`.
    country : str, optional
        Of a European product (LAU) only this country (``DE``); the key is then the national one. Of others the
        key system, as in :func:`geo_koop.intake.areas.boundaries.load`.
    crs : str, optional
        As in :func:`geo_koop.intake.areas.boundaries.load`.
    gebietsstand : str
        ISO date; found in the product (``aktualitaet.txt``, name of a LAU layer) where it is left out.
    year : str
        Year of the source note: that of the retrieval; the year of the Gebietsstand where it is left out.

    Returns
    -------
    Loaded of Boundaries
        With the Gebietsstand, and the attribution of the product with its year.

    Raises
    ------
    InputError, UsageError
        As in :func:`geo_koop.intake.areas.boundaries.load`, and for archives that must not be unpacked.
    """
    path = Path(path)
    with _opened(path) as folder, layers.opened(*_files(folder)) as found:
        chosen = layers.choose(found.layers, profiles.layer_patterns(profile), layer, file=path.name)
        source = Path(chosen.source)
        about = profiles.boundary_profile(profile, layers.columns(chosen), file=path.name, layer=chosen.name)
        system = country.lower() if country else None
        if country and about.name == "lau":
            source, chosen, about = _of_country(chosen, about, country, folder if folder != path else None)
            system = system if system in keys.SYSTEMS else "other"
        elif system is not None and system not in keys.SYSTEMS:
            raise UsageError("This product has no countries to choose from.", "Leave out --country.")
        loaded = boundaries.load(source, layer=chosen.name, profile=about, country=system, crs=crs, most=_most())
        stand = gebietsstand or _stand(folder, path, chosen.name)
    unknown = findings.report("gebietsstand_unknown", file=path.name, value=[] if stand else [""])
    info = loaded.value.info
    notes = {language: _note(text, year or stand[:4]) for language, text in about.source_note.items()}
    info = replace(
        info, gebietsstand=stand or info.gebietsstand, attribution=notes or info.attribution, title=about.title
    )
    return Loaded(
        value=replace(loaded.value, info=info),
        findings=findings.collect([loaded.findings.assign(file=path.name), unknown]),
        files=(tables.source_file("boundaries", path, loaded.files[0].rows),),
    )


def _note(text: str, year: str) -> str:
    """Return a source note with its year, or without any where none is known.

    Examples
    --------
    >>> _note("© BKG ({year}) dl-de/by-2-0", "2021"), _note("© BKG ({year}) dl-de/by-2-0", "")
    ('© BKG (2021) dl-de/by-2-0', '© BKG dl-de/by-2-0')
    >>> _note("© EuroGeographics (LAU {year})", "")
    '© EuroGeographics (LAU)'
    """
    return text.replace("{year}", year) if year else re.sub(r" \(\{year\}\)| \{year\}", "", text)


@contextmanager
def _opened(path: Path) -> Iterator[Path]:
    """Give the folder into which an archive was unpacked, or the path itself."""
    if path.suffix.lower() != ".zip":
        yield path
        return
    tables.existing(path)
    with tempfile.TemporaryDirectory(prefix="geo-koop-", ignore_cleanup_errors=True) as folder:
        yield unpack.unpack(path, Path(folder))


def _files(path: Path) -> list[Path]:
    """List the boundary files below a folder, or the file itself; of one product in several projections, one."""
    if not path.is_dir() or path.suffix.lower() == ".gdb":
        return [path]
    files = sorted(p for p in path.rglob("*") if p.suffix.lower() in (".shp", ".gpkg", ".geojson", ".fgb"))
    if not files:
        raise InputError("The folder {path} holds no boundary file.", "Name the file itself.", path=path)
    return [p for p in files if p.stem.endswith("_3035")] or files


def _most() -> limits.Limits:
    usual = limits.from_environment()
    return replace(usual, features=usual.features * _MORE, vertices=usual.vertices * _MORE)


def _of_country(
    chosen: layers.Layer, about: profiles.BoundaryProfile, country: str, folder: Path | None
) -> tuple[Path, layers.Layer, profiles.BoundaryProfile]:
    """Cut one country out of a European layer; its key is then the national one."""
    code = country.upper()
    columns = layers.columns(chosen)
    if about.name != "lau" or not {"CNTR_CODE", "LAU_ID"} <= set(columns):
        raise UsageError("This product has no countries to choose from.", "Leave out --country.")
    table = layers.read(chosen, most=_most())
    part = table[table["CNTR_CODE"].astype("str") == code] if _COUNTRY.fullmatch(code) else table.iloc[:0]
    if part.empty:
        known = ", ".join(sorted(table["CNTR_CODE"].dropna().astype("str").unique()))
        raise UsageError(
            "There is no country {country} in this product.", "Countries: {known}.", country=code, known=known
        )
    target_path = folder or Path(tempfile.mkdtemp(prefix="geo-koop-"))
    path = target_path / f"{chosen.name}.gpkg"
    pyogrio.write_dataframe(part, path, layer=chosen.name)
    national = replace(about, columns={**about.columns, "key": "LAU_ID"})
    return path, replace(chosen, source=str(path)), national


def _stand(target_path: Path, path: Path, layer: str) -> str:
    """Return the date on which a product was valid, as far as the product tells; ISO."""
    folders = [target_path] if target_path.is_dir() else [target_path.parent, target_path.parent.parent]
    texts = [p for folder in folders for pattern in (_STAND_FILE, f"*/{_STAND_FILE}", f"*/*/{_STAND_FILE}")
             for p in sorted(folder.glob(pattern))]  # fmt: skip
    for text in texts:
        day = _DAY.search(text.read_text(encoding="latin-1"))
        if day:
            return f"{day[3]}-{day[2]}-{day[1]}"
    lau = _LAU.search(layer) or _LAU.search(path.name)
    return f"{lau[1]}-01-01" if lau else ""


def write(loaded: Boundaries, out: Path, *, source: str, sha256: str = "", overwrite: bool = False) -> Path:
    """Write boundaries in the project's own layout, with the file ``NAME.yaml`` that tells where they come from.

    Parameters
    ----------
    loaded : Boundaries
    out : Path
        GeoPackage.
    source, sha256 : str
        Name and checksum of the file that was read, for the sidecar.
    overwrite : bool
        Replace files that exist.

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    OutputError
        If the file exists already or cannot be written.
    UsageError
        If it is no GeoPackage.
    """
    out = Path(out)
    beside = out.with_suffix(".yaml")
    if out.suffix.lower() != ".gpkg":
        raise UsageError("{file} is no GeoPackage.", "Name it with the ending .gpkg.", file=out.name)
    there = [path for path in (out, beside) if path.exists()]
    if there and not overwrite:
        raise OutputError(
            "{file} exists already.", "Choose another name, or replace it with --overwrite.", file=there[0]
        )
    info = loaded.info
    about = {
        "title": dict(info.title),
        "attribution": dict(info.attribution),
        "gebietsstand": info.gebietsstand,
        "licence": info.licence,
        "approximate": info.approximate,
        "national_keys": info.national_keys,
        "source": {"file": source, "sha256": sha256, "profile": info.profile},
    }
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".geo-koop-", ignore_cleanup_errors=True) as folder:
            made = Path(folder) / out.name
            # Newer versions of the format make the GDAL of long-term releases warn that it may not read all.
            pyogrio.write_dataframe(loaded.areas.reset_index(), made, layer=LAYER, driver="GPKG", VERSION="1.3")
            made.replace(out)
        beside.write_text(yaml.safe_dump(about, allow_unicode=True, sort_keys=False), encoding="utf-8")
    except (OSError, pyogrio.errors.DataSourceError) as error:
        raise OutputError(
            "{file} could not be written: {reason}.",
            "Look at free space and permissions, and close the file where it is open in another program.",
            file=out,
            reason=getattr(error, "strerror", None) or error,
        ) from error
    return out
