"""The options that commands share, and the request that they describe."""

import functools
import inspect
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo_koop import view_date
from geo_koop.cli import standard
from geo_koop.cli.program import likely
from geo_koop.errors import UsageError
from geo_koop.locale import LANGUAGES, translator
from geo_koop.locale import mark as _

if TYPE_CHECKING:
    from geo_koop.model import AnalysisRequest

_DATA, _VIEW, _OUTPUT, _LOOK = _("Data"), _("View and filters"), _("Output"), _("Look of the report")


def _completed(codelist: str) -> Callable[[str], list[str]]:
    """Return what completes the codes of a codelist in a shell."""

    def complete(incomplete: str) -> list[str]:
        from geo_koop import codelists

        return [code for code in codelists.load(codelist).codes if code.startswith(incomplete)]

    return complete


class Language(StrEnum):
    """Language of texts."""

    de = "de"
    en = "en"


class Paper(StrEnum):
    """Paper size of a report."""

    a4 = "a4"
    a3 = "a3"


class CsvDialect(StrEnum):
    """How a CSV is written."""

    plain = "plain"
    excel_de = "excel-de"


class TableFormat(StrEnum):
    """Form of a table on the console or in a file."""

    table = "table"
    json = "json"
    csv = "csv"


Lang = Annotated[Language, typer.Option(metavar="de|en", help=_("Language of all texts."), show_default=False)]
Quiet = Annotated[bool, typer.Option("--quiet", help=_("Only the result and errors, nothing else."))]
Overwrite = Annotated[bool, typer.Option("--overwrite", help=_("Replace files that exist."))]


def as_date(value: str | date) -> date:
    """Read a date as YYYY (its last day), YYYY-MM-DD or DD.MM.YYYY."""
    try:
        return view_date.read(value)
    except UsageError as error:
        raise typer.BadParameter(str(value)) from error


AsOf = Annotated[
    date | None,
    typer.Option(
        parser=as_date, metavar="DATE", help=_("Date of the view: 2020, 2020-01-31 or 31.01.2020; else today.")
    ),
]


Country = Annotated[
    str | None,
    typer.Option(
        metavar="CODE",
        help=_("Key system of the boundaries: de, at, ch, fr, it, nl, lau, other; else told by keys and place."),
    ),
]
BoundariesCrs = Annotated[
    str | None,
    typer.Option(metavar="EPSG:…", help=_("Coordinate system of boundaries that name none, or a wrong one.")),
]


RegisterAddress = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help=_("Register: sqlite:///FILE, postgresql+psycopg://… or a file; else GEO_KOOP_REGISTER, or the project's."),
    ),
]
RecordedOn = Annotated[
    str | None,
    typer.Option(metavar="DATE|rN", help=_("What the register said at the end of a day, or in revision N (r12).")),
]


def register_address(given: str | None) -> str | None:
    """Return the address of the register that was given, or that the environment names."""
    return given or os.environ.get("GEO_KOOP_REGISTER") or None


def data(
    project: Annotated[Path | None, typer.Option(metavar="DIR", help=_("Project folder (see init)."))] = None,
    boundaries: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Boundaries of municipalities."))] = None,
    layer: Annotated[str | None, typer.Option(metavar="NAME", help=_("Layer of the boundary file."))] = None,
    boundary_profile: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|FILE|MAP",
            help=_("Columns of the boundaries: vg250, vg5000, lau, a YAML file, or key=…,name=…"),
        ),
    ] = None,
    country: Country = None,
    boundaries_crs: BoundariesCrs = None,
    attributes: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=_("Table or layer by key: population, central_place.")),
    ] = None,
    attributes_layer: Annotated[
        str | None, typer.Option(metavar="NAME", help=_("Layer of a file of attributes that has several."))
    ] = None,
    attribute_profile: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|FILE|MAP",
            help=_("Columns of the attributes: lau (Eurostat's table), a YAML file, or key=…,population=…"),
        ),
    ] = None,
    zones: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Commuting zones: key, core_key, rule."))] = None,
    links: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Ferry and bridge links."))] = None,
    cooperations: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Table of cooperations."))] = None,
    members: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Table of members."))] = None,
    actors: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Table of further actors."))] = None,
    sources: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Table of sources."))] = None,
    scopes: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Survey scopes: what was looked for."))] = None,
    changes: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=_("Territorial changes: old_key, new_key, date, kind; or an official list.")),
    ] = None,
    records_as_of: Annotated[
        date | None,
        typer.Option(parser=as_date, metavar="DATE", help=_("Gebietsstand of the keys in the records.")),
    ] = None,
    record_profile: Annotated[
        str | None,
        typer.Option(metavar="NAME|FILE|MAP", help=_("Columns of the record tables: a YAML file, or name=…,key=…")),
    ] = None,
    settings: Annotated[
        str | None,
        typer.Option(metavar="NAME|FILE", help=_("Thresholds of the classifier: de, fr, or a YAML file.")),
    ] = None,
    register: RegisterAddress = None,
    recorded_on: RecordedOn = None,
) -> None:
    """Where the data come from; the embedded data where nothing is given."""


def view(
    as_of: AsOf = None,
    region: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help=_("Region code, or key of a state, district or municipality; repeatable.")),
    ] = None,
    topic: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", autocompletion=_completed("topics"), help=_("Topic or topic group; repeatable.")),
    ] = None,
    cooperation_format: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE", autocompletion=_completed("formats"), help=_("Format of the cooperation; repeatable.")
        ),
    ] = None,
    pattern: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", autocompletion=_completed("patterns"), help=_("Spatial pattern; repeatable.")),
    ] = None,
    stage: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE",
            autocompletion=_completed("stages"),
            help=_("Stage; also shows what is not active; repeatable."),
        ),
    ] = None,
    obligation: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE", help=_("Obligation: voluntary, statutory (a law prescribes it), unknown; repeatable.")
        ),
    ] = None,
    bindingness: Annotated[
        list[int] | None,
        typer.Option(min=0, max=5, metavar="0-5", help=_("Bindingness, 0 informal to 5 public body; repeatable.")),
    ] = None,
) -> None:
    """What is looked at: date and filters."""


def output(
    findings: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_("Write the findings to a CSV, XLSX or JSON file."))
    ] = None,
    overwrite: Overwrite = False,
    csv_dialect: Annotated[
        CsvDialect,
        typer.Option(
            metavar="plain|excel-de",
            help=_("How a CSV is written: with commas and decimal points, or as a German Excel opens it."),
            show_default=False,
        ),
    ] = CsvDialect.plain,
    lang: Lang = Language.de,
    quiet: Quiet = False,
) -> None:
    """How results are written."""


def table_output(
    output_format: Annotated[
        TableFormat | None,
        typer.Option(metavar="table|json|csv", help=_("Form of the result; otherwise the ending of --out decides.")),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_("Write the result to a file instead of the console."))
    ] = None,
) -> None:
    """Where a table goes."""


def look(
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_("File to write: PDF, HTML, DOCX, ODT or PPTX."))
    ] = None,
    paper: Annotated[
        Paper,
        typer.Option(metavar="A4|A3", case_sensitive=False, help=_("Paper size; otherwise A4."), show_default=False),
    ] = Paper.a4,
    landscape: Annotated[bool, typer.Option("--landscape", help=_("Turn the paper sideways."))] = False,
    office: Annotated[str | None, typer.Option(metavar="NAME", help=_("Name of the office that publishes."))] = None,
    logo: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Logo: PNG, JPEG, GIF or SVG."))] = None,
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help=_("Address of the app, for a link and a QR code on each sheet.")),
    ] = None,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_("Typst template of the office (see docs/reports.md)."))
    ] = None,
) -> None:
    """How a report looks."""


NO_FILTERS: Mapping[str, Any] = MappingProxyType(dict.fromkeys(inspect.signature(view).parameters))
"""The values of :func:`view` where nothing is asked."""

_RECORD_TABLES = ("cooperations", "members", "actors", "sources", "scopes")
_READ = ("names", "file", "scenario", "costs", "checklist", "answers")
"""Arguments that name a file to read."""
_PANELS = {"data": _DATA, "view": _VIEW, "output": _OUTPUT, "table_output": _OUTPUT, "look": _LOOK}


def options(*groups: Callable[..., None]) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a command the options of ``groups``; it receives each group's values as one mapping."""

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        names = {group.__name__ for group in groups}
        own = [p for p in inspect.signature(command).parameters.values() if p.name not in names]
        shared = {group.__name__: inspect.signature(group).parameters for group in groups}
        for panel, parameters in shared.items():
            for parameter in parameters.values():
                parameter.annotation.__metadata__[0].rich_help_panel = _PANELS[panel]

        @functools.wraps(command)
        def run(**values: Any) -> int:
            read = {name: value for name, value in values.items() if name in _READ or name in shared.get("data", ())}
            with standard.inputs(read) as files:
                values |= files
                parts = {part: {name: values.pop(name) for name in names} for part, names in shared.items()}
                return command(**values, **parts)

        every = [*own, *(p for parameters in shared.values() for p in parameters.values())]
        signature = inspect.Signature([p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in every])
        del run.__wrapped__
        run.__signature__ = signature  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in every}
        return run

    return decorate


def request(data: Mapping[str, Any], view: Mapping[str, Any], language: str) -> "AnalysisRequest":
    """Build the request that the options describe."""
    from geo_koop import codelists
    from geo_koop.intake.records import vocabulary
    from geo_koop.intake.records.settings import load_settings
    from geo_koop.model import AnalysisRequest, Filters

    paths = {name: value for name, value in data.items() if name != "settings" and value is not None}
    # Tables that are named go before the register that the environment names.
    if not any(data.get(name) for name in _RECORD_TABLES) and (address := register_address(data.get("register"))):
        paths["register"] = address
    if data["settings"]:
        paths["settings"] = load_settings(_path_or_name(data["settings"]))
    codelists.use(vocabulary.load(data.get("project")))
    filters = Filters(
        topics=_codes("topics", "--topic", view["topic"], language),
        formats=_codes("formats", "--cooperation-format", view["cooperation_format"], language),
        patterns=_codes("patterns", "--pattern", view["pattern"], language),
        stages=_codes("stages", "--stage", view["stage"], language),
        obligation=_codes("obligation", "--obligation", view["obligation"], language),
        bindingness=tuple(view["bindingness"] or ()),
        regions=tuple(view["region"] or ()),
    )
    return AnalysisRequest(**paths, as_of=view["as_of"], filters=filters)


def _path_or_name(text: str) -> str | Path:
    return Path(text) if Path(text).suffix else text


def _codes(codelist: str, option: str, given: Sequence[str] | None, language: str) -> tuple[str, ...]:
    """Return codes for what was typed: a code, its German or English label, or another word for it."""
    from geo_koop import codelists
    from geo_koop.codelists import words

    text = translator(language, "cli")
    known = codelists.load(codelist)
    found = {name: words.code(codelist, name) for name in given or ()}
    strange = [name for name, code in found.items() if not code]
    if strange:
        by_name = {label.casefold(): code for lang in LANGUAGES for code, label in known.labels(lang).items()}
        by_name |= {code.casefold(): code for code in known.codes}
        near = [get_close_matches(word.casefold(), by_name, n=2, cutoff=0.7) for word in strange]
        similar = dict.fromkeys(by_name[name] for names in near for name in names)
        listing = ", ".join(f"{code} ({label})" for code, label in known.labels(language).items())
        raise UsageError(
            text(_("{option}: {values} is not known.")).format(option=option, values=", ".join(strange)),
            f"{likely(tuple(similar), text)} {text(_('Known are: {codes}.')).format(codes=listing)}".strip(),
        )
    return tuple(dict.fromkeys(found.values()))
