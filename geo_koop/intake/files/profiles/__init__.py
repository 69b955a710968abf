"""Column maps: how the products of others name what geo_koop needs. Each known product is a YAML file here."""

import fnmatch
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from geo_koop.errors import InputError, UsageError
from geo_koop.intake.files import headings, keys, yaml_text

KNOWN = ("geo_koop", "vg250", "vg250-ew", "vg25", "vg1000", "vg5000", "lau")
UNINCORPORATED = ("gemeindefrei", "gutsbezirk")
"""What the designation of an area says that has no council."""

FIELDS = (
    "key",
    "ars",
    "name",
    "designation",
    "district",
    "district_name",
    "state",
    "state_name",
    "association",
    "association_name",
    "kind",
    "region",
    "context",
    "population",
    "population_date",
    "central_place",
    "official_area_km2",
)


@dataclass(frozen=True, kw_only=True)
class BoundaryProfile:
    """How a boundary file is to be read.

    Attributes
    ----------
    name : str
    columns : Mapping[str, str]
        Field of :data:`FIELDS` to the column of the file.
    layers : tuple of str
        Patterns of the layer that holds the municipalities, the best first.
    districts, states : Mapping
        ``layers, key, name, designation``: where the names of the higher levels stand.
    associations : Mapping
        The same of municipal associations; ``left_out`` are words in the designation of rows that are none.
    keep : Mapping
        ``column, values``: which rows are areas of municipalities; empty for all.
    unincorporated : Mapping
        ``column, contains``: how unincorporated areas are told apart.
    population_pattern : str
        Pattern of the column of inhabitants, where its name holds a year.
    title, attribution : Mapping[str, str]
        Language to text.
    source_note : Mapping[str, str]
        Language to the attribution that the publisher asks for, with ``{year}``.
    licence : str
    national_keys : str
        Key system; empty where keys and the place of the areas tell it. In the known layouts it is what is usual.
    recognise : tuple of str
        Columns by which the layout is known, in any case.
    """

    name: str
    columns: Mapping[str, str]
    layers: tuple[str, ...] = ("*",)
    districts: Mapping[str, Any] = field(default_factory=dict)
    states: Mapping[str, Any] = field(default_factory=dict)
    associations: Mapping[str, Any] = field(default_factory=dict)
    keep: Mapping[str, Any] = field(default_factory=dict)
    unincorporated: Mapping[str, Any] = field(default_factory=dict)
    population_pattern: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    attribution: Mapping[str, str] = field(default_factory=dict)
    source_note: Mapping[str, str] = field(default_factory=dict)
    licence: str = ""
    national_keys: str = ""
    recognise: tuple[str, ...] = ()


def boundary_profile(
    text: str | BoundaryProfile | None, columns: Sequence[str], *, file: str, layer: str = ""
) -> BoundaryProfile:
    """Return the column map that a user names, or the one that fits the columns.

    Parameters
    ----------
    text : str or BoundaryProfile, optional
        A known name, the path of a YAML file, or ``key=…,name=…``.
    columns : sequence of str
        Columns of the layer.
    file, layer : str
        Name of the file, for messages; name of the layer, which tells products of one layout apart.

    Raises
    ------
    UsageError
        If the map is malformed.
    InputError
        If no map is given and none fits, or the map names columns that are not there.
    """
    profile = named(text) if text else _recognised(columns, file, layer)
    profile = _spelt_as(profile, columns)
    missing = [c for c in (profile.columns.get("key"), profile.columns.get("name")) if c and c not in columns]
    if missing:
        raise InputError(
            "{file} lacks the column {missing} of the map {profile}. It has: {columns}.",
            "Choose another layer, or another profile: --boundary-profile key=…,name=…",
            file=file,
            missing=", ".join(missing),
            profile=profile.name,
            columns=", ".join(columns),
        )
    kinds = profile.columns.get("designation")
    if not profile.unincorporated and kinds in columns:
        # Whatever names the columns, the designation tells areas without a council.
        return replace(profile, unincorporated={"column": kinds, "contains": list(UNINCORPORATED)})
    return profile


def named(text: str | BoundaryProfile) -> BoundaryProfile:
    """Return the profile of a known name, a YAML file, or an inline map ``key=…,name=…``.

    Raises
    ------
    UsageError
        If there is none of that name, or it is malformed.
    """
    if isinstance(text, BoundaryProfile):
        return text
    if text in KNOWN:
        return _known(text)
    if "=" in text and not yaml_text.is_file(text):
        return _checked("inline", {"columns": headings.inline_map(text)})
    if not yaml_text.is_file(text):
        raise UsageError(
            "There is no boundary profile “{text}”.",
            "Use one of {known}, a YAML file, or a map such as key=statcode,name=statnaam.",
            text=text,
            known=", ".join(KNOWN),
        )
    return _of(Path(text).stem, yaml_text.read(Path(text)))


@cache
def _known(name: str) -> BoundaryProfile:
    return parse(name, _written(name))


def parse(name: str, text: str) -> BoundaryProfile:
    """Read a profile from YAML.

    Raises
    ------
    UsageError
        If it is no YAML mapping, or names a field that does not exist.
    """
    return _of(name, yaml_text.parse(text, file=name))


def _of(name: str, content: Any) -> BoundaryProfile:
    """Make a profile of what its YAML holds."""
    if isinstance(content, dict) and content.get("like") in KNOWN:
        content = _entries(str(content["like"])) | {entry: value for entry, value in content.items() if entry != "like"}
    if not isinstance(content, dict) or not isinstance(content.get("columns"), dict):
        raise UsageError(
            "The profile {name} has no mapping named columns.",
            "Add: columns: {{key: …, name: …}}",
            name=name,
        )
    return _checked(name, content)


def _entries(name: str) -> dict[str, Any]:
    """Return what stands in the file of a known profile, on which another builds with ``like``."""
    content: dict[str, Any] = yaml_text.parse(_written(name), file=name)
    return content


def _written(name: str) -> str:
    return (files(__package__) / f"{name}.yaml").read_text(encoding="utf-8")


def _checked(name: str, content: dict[str, Any]) -> BoundaryProfile:
    columns = content["columns"]
    strange = sorted({str(field) for field in columns} - set(FIELDS))
    if strange or not columns.get("key"):
        raise UsageError(
            "The column map {name} names {strange}.",
            "Fields are: {known}.",
            name=name,
            strange=", ".join(strange) or "–",
            known=", ".join(FIELDS),
        )
    known = {f.name: f for f in fields(BoundaryProfile) if f.name != "name"}
    unknown = sorted(str(entry) for entry in content if entry not in known)
    if unknown:
        raise UsageError(
            "The profile {name} has unknown entries: {unknown}.",
            "Entries are: {known}.",
            name=name,
            unknown=", ".join(unknown),
            known=", ".join(known),
        )
    read: dict[str, Any] = {
        entry: tuple(value) if isinstance(value, list) else value for entry, value in content.items()
    }
    wrong = [f"{entry}: {read[entry]!r}" for entry in read if not isinstance(read[entry], _kind_of(known[entry]))]
    wrong += [f"{field}: {column!r}" for field, column in columns.items() if not isinstance(column, str) or not column]
    if read.get("national_keys", "") not in ("", *keys.SYSTEMS):
        wrong.append(f"national_keys: {read['national_keys']!r}")
    if wrong:
        raise UsageError(
            "The profile {name} has entries of a wrong kind: {wrong}.",
            "Mend the file.",
            name=name,
            wrong=", ".join(wrong),
        )
    return BoundaryProfile(name=name, **read)


def _kind_of(entry: Field[Any]) -> type:
    """Return the Python type of an entry in YAML: that of its default."""
    made = entry.default_factory() if entry.default_factory is not MISSING else entry.default
    return dict if made is MISSING else type(made)


def _recognised(columns: Sequence[str], file: str, layer: str) -> BoundaryProfile:
    about = [named(name) for name in KNOWN]
    # The name of the layer tells products of one layout apart, else the one that knows most of the columns.
    about.sort(key=lambda p: (not layer.lower().startswith(p.name.split("-")[0]), -len(p.recognise)))
    there = {column.casefold() for column in columns}
    for profile in about:
        if {column.casefold() for column in profile.recognise} <= there:
            return profile
    needed = _by_headings(columns)
    if needed:
        return needed
    raise InputError(
        "The columns of {file} are not known: {columns}.",
        "Say which is which: --boundary-profile key=…,name=…",
        file=file,
        columns=", ".join(columns) or "–",
    )


def _by_headings(columns: Sequence[str]) -> BoundaryProfile | None:
    """Make a column map of what the headings say, where a key and a name are among them."""
    plain = {_bare(column): column for column in reversed(columns)}
    found: dict[str, str] = {}
    for field_, known in headings.of("boundaries").items():
        column = next((plain[_bare(word)] for word in (field_, *known) if _bare(word) in plain), None)
        if column is not None and column not in found.values():
            found[field_] = column
    if not {"key", "name"} <= set(found):
        return None
    kinds = found.get("designation", "")
    land = next((column for column in columns if column.casefold() == "gf"), None)
    keep = {"column": land, "values": ["4", "9"]} if land and kinds else {}
    return BoundaryProfile(name="headings", columns=found, keep=keep, layers=("*gem*", "*"))


def _bare(word: str) -> str:
    return "".join(sign for sign in word.casefold() if sign.isalnum())


def _spelt_as(profile: BoundaryProfile, columns: Sequence[str]) -> BoundaryProfile:
    """Spell the columns of a map as the file does: in another case, or cut off after ten letters by a shapefile."""
    lower = {column.casefold(): column for column in reversed(columns)}

    def spelt(column: str) -> str:
        return column if column in columns else lower.get(column.casefold(), column)

    own = {name: spelt(column) for name, column in profile.columns.items()}
    for name, column in own.items():
        short = lower.get(column[:10].casefold())
        if column not in columns and len(column) > 10 and short and short not in own.values():
            own[name] = short
    return replace(
        profile,
        columns=own,
        keep=_column_spelt(profile.keep, spelt),
        unincorporated=_column_spelt(profile.unincorporated, spelt),
    )


def _column_spelt(rule: Mapping[str, Any], spelt: Callable[[str], str]) -> Mapping[str, Any]:
    return {**rule, "column": spelt(str(rule["column"]))} if "column" in rule else rule


def layer_patterns(text: str | BoundaryProfile | None) -> tuple[str, ...]:
    """Return the layer patterns of a profile; without one, those of all known profiles."""
    if text:
        return named(text).layers
    return tuple(pattern for name in KNOWN for pattern in named(name).layers if pattern != "*")


def matching(names: Sequence[str], patterns: Sequence[str]) -> list[str]:
    """Return the names that fit the first pattern that fits any, without regard to case."""
    for pattern in patterns:
        found = [name for name in names if fnmatch.fnmatch(name.lower(), pattern.lower())]
        if found:
            return found
    return []
