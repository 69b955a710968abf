"""Write results to files: layers and tables, printed sheets."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from geo_koop import locale, view_date
from geo_koop.errors import UsageError
from geo_koop.extras import explained
from geo_koop.given import FileLike, Texts, only_known, texts
from geo_koop.result.analysis import Analysis

if TYPE_CHECKING:
    from geo_koop.outputs.report import Press
    from geo_koop.outputs.report.places import Region
    from geo_koop.outputs.report.sheet import Sheet

_SEVERAL = ("layers", "select")


@explained
def export(analysis: Analysis, target: FileLike, *, tell: Callable[[str], None] | None = None, **options: Any) -> Path:
    """Write layers and tables for GIS and spreadsheets.

    Parameters
    ----------
    analysis : Analysis
    target : str or path
        File to write; its ending tells the format (``docs/gis.md``).
    tell : callable, optional
        Is called with a sentence for each thing that the format cannot carry.
    **options
        ``form, layers, select, crs, language, overwrite, reproducible, with_project, with_metadata, contact, dialect``;
        ``crs`` is an EPSG number, a text or a ``pyproj.CRS``: see :class:`geo_koop.outputs.export.Request`.

    Returns
    -------
    Path
        ``target``.

    Raises
    ------
    UsageError
        If ending, layer, coordinate system or option are not known or do not fit.
    OutputError
        If the file exists and ``overwrite`` is not set, or it cannot be written.
    """
    from geo_koop.outputs import export as exports

    _recorded(analysis)
    known = [entry.name for entry in fields(exports.Request)]
    only_known("Unknown options: {strange}.", options, known)
    given: dict[str, Any] = {"language": locale.active()}
    given |= {name: texts(name, value) if name in _SEVERAL else value for name, value in options.items()}
    out = Path(target)
    written = exports.export(analysis, out, exports.Request(**given))
    if tell is not None:
        for sentence in written.left_out:
            tell(sentence)
    return out


def _recorded(analysis: Analysis) -> None:
    """Refuse what a scenario made: nobody must take it for a recorded state."""
    if analysis.provenance.scenario:
        raise UsageError(
            "A scenario is no recorded state: it is not exported or printed as one.",
            "Write the outcome: geo-koop whatif FILE --out RESULT.",
        )


@overload
def report(
    analysis: Analysis,
    target: FileLike,
    *,
    municipality: Texts | None = ...,
    cooperation: Texts | None = ...,
    topic: Texts | None = ...,
    region: Texts | None = ...,
    atlas: Texts | bool | None = ...,
    volumes: None = ...,
    resolution: bool = ...,
    overwrite: bool = ...,
    **look: Any,
) -> Path: ...


@overload
def report(
    analysis: Analysis,
    target: FileLike,
    *,
    atlas: Texts | bool | None = ...,
    volumes: Literal["district"],
    overwrite: bool = ...,
    **look: Any,
) -> list[Path]: ...


@explained
def report(
    analysis: Analysis,
    target: FileLike,
    *,
    municipality: Texts | None = None,
    cooperation: Texts | None = None,
    example: Texts | None = None,
    topic: Texts | None = None,
    region: Texts | None = None,
    potential: Texts | None = None,
    similar: Texts | None = None,
    atlas: Texts | bool | None = None,
    volumes: Literal["district"] | None = None,
    resolution: bool = False,
    overwrite: bool = False,
    **look: Any,
) -> Path | list[Path]:
    """Write sheets, to be printed or edited.

    Parameters
    ----------
    analysis : Analysis
    target : str or path
        File to write: ``.pdf``, ``.html``, ``.docx``, ``.odt`` or ``.pptx``; an atlas ``.pdf`` or ``.html``.
    municipality, cooperation : str or several, optional
        Key or name; id or name: a sheet for each.
    example : str or several, optional
        Id or name of a cooperation: an example sheet for each.
    topic : str or several, optional
        Code or label: a sheet for each of them and each region.
    region : str or several, optional
        Code or name of survey regions, states or districts; ``"all"`` for the whole. Alone: an overview of each. With
        ``topic``: where the topic is looked at. Where it is left out, every survey region.
    potential : str or several, optional
        Key or name of municipalities, or code or name of regions: what each could do about its gaps.
    similar : str or several, optional
        Key or name of municipalities: those that are most like each of them.
    atlas : bool, str or several, optional
        ``True``, or the regions: cover, contents, method, all sheets, sources and findings.
    volumes : {"district"}, optional
        An atlas for each district of the regions of ``atlas`` (all of them where that is left out), with an index of
        its municipalities: ``NAME-KEY-DISTRICT``.
    resolution : bool
        Drafts for a council about what is named instead: municipalities, topics, topics of municipalities, or
        cooperations.
    overwrite : bool
        Replace a file that exists.
    **look
        ``language, paper, landscape, office, logo, base_url, template, since, printed``: see
        :class:`geo_koop.outputs.report.ReportOptions`.

    Returns
    -------
    Path, or list of Path
        ``target``; the files of the volumes, in the order of the keys of the districts.

    Raises
    ------
    UsageError
        If the ending or an option is not known, what is named does not exist or is ambiguous, or more than one kind
        of sheet is asked for.
    OutputError
        If the file exists and ``overwrite`` is not set, or it cannot be written.
    """
    from geo_koop.outputs import report as reports
    from geo_koop.outputs.report.atlas import write_atlas
    from geo_koop.outputs.report.options import check
    from geo_koop.outputs.report.volumes import write_volumes

    _recorded(analysis)
    atlas = _with_volumes(atlas, volumes)
    kinds: dict[str, Any] = {
        "municipality": municipality,
        "cooperation": cooperation,
        "example": example,
        "topic": topic,
    }
    kinds |= {"potential": potential, "similar": similar, "atlas": atlas or None}
    asked = [name for name, value in kinds.items() if value is not None]
    asked += ["region"] if region is not None and asked != ["topic"] else []
    if resolution:
        _fits_draft(kinds)
    elif len(asked) > 1:
        raise UsageError(
            "A report is of one kind, but {kinds} are asked for.",
            "Write a file for each; region goes with topic alone.",
            kinds=", ".join(asked),
        )
    only_known("Unknown options: {strange}.", look, [entry.name for entry in fields(reports.ReportOptions)])
    given: dict[str, Any] = {"language": locale.active()}
    given |= {name: Path(value) if name in ("logo", "template") and value else value for name, value in look.items()}
    if given.get("since") is not None:
        given["since"] = view_date.read(given["since"])
    press = reports.open_press(analysis, check(reports.ReportOptions(**given)))
    out = Path(target)
    if atlas:
        regions = _regions(press, None if atlas is True else atlas)
        if volumes:
            return write_volumes(press, regions, out, overwrite=overwrite)
        write_atlas(press, regions, out, overwrite=overwrite)
        return out
    if resolution:
        return reports.write(press, _drafts(press, kinds, region), out, overwrite=overwrite)
    kind = asked[0] if asked else "region"
    return reports.write(press, _sheets(press, kind, kinds, region), out, overwrite=overwrite)


def _with_volumes(atlas: Texts | bool | None, volumes: str | None) -> Texts | bool | None:
    """Return what an atlas is asked for; volumes are an atlas of all regions where none is named."""
    if volumes is None:
        return atlas
    only_known("Unknown volumes: {strange}.", [volumes], ["district"])
    return atlas or True


def _sheets(press: "Press", kind: str, kinds: dict[str, Any], region: Texts | None) -> "list[Sheet]":
    from geo_koop.outputs.report import places
    from geo_koop.outputs.report.annex import annex_sheet
    from geo_koop.outputs.report.make import make

    if kind == "region":
        return [*(make(press, (kind, one.code, one)) for one in _regions(press, region)), annex_sheet(press)]
    wanted = texts(kind, kinds[kind])
    if kind == "topic":
        return [make(press, (kind, places.topic(one), at)) for one in wanted for at in _regions(press, region)]
    if kind == "potential":
        found = [places.municipality_or_region(press.analysis, one, press.options.language) for one in wanted]
        return [make(press, (kind, one, None) if isinstance(one, str) else (kind, "", one)) for one in found]
    find = places.cooperation if kind in ("cooperation", "example") else places.municipality
    return [make(press, (kind, find(press.analysis, one), None)) for one in wanted]


def _fits_draft(kinds: dict[str, Any]) -> None:
    """Refuse a draft about nothing, or about a cooperation and something else."""
    asked = [name for name, value in kinds.items() if value is not None]
    if "atlas" in asked or asked not in (["cooperation"], ["municipality"], ["topic"], ["municipality", "topic"]):
        raise UsageError(
            "A draft resolution is about municipalities, topics, topics of municipalities, or cooperations.",
            "Name municipality, topic, both, or cooperation.",
        )


def _drafts(press: "Press", kinds: dict[str, Any], region: Texts | None) -> "list[Sheet]":
    from geo_koop.outputs.report import places
    from geo_koop.outputs.report.make import make
    from geo_koop.outputs.report.resolution import Resolution

    named = {kind: texts(kind, value) for kind, value in kinds.items() if value is not None}
    if "cooperation" in named:
        ids = [places.cooperation(press.analysis, one) for one in named["cooperation"]]
        return [make(press, Resolution(cooperation=one)) for one in ids]
    keys = [places.municipality(press.analysis, one) for one in named.get("municipality", ())]
    codes = [places.topic(one) for one in named.get("topic", ())]
    # A municipality alone brings its district.
    at = _regions(press, region) if codes and (region is not None or not keys) else [None]
    return [
        make(press, Resolution(municipality=key, topic=code, region=one))
        for key in keys or [""]
        for code in codes or [""]
        for one in at
    ]


def _regions(press: "Press", wanted: Texts | None) -> "list[Region]":
    from geo_koop.outputs.report import places

    analysis, language = press.analysis, press.options.language
    if wanted is None:
        return places.survey_regions(analysis, language)
    return [places.region(analysis, one, language) for one in texts("region", wanted)]
