"""The tables of an analysis as they are exported: labels beside codes, documented types, geometry."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geo_koop import codelists
from geo_koop import findings as finding_words
from geo_koop.locale import translator
from geo_koop.outputs.classes.planned import only_planned
from geo_koop.outputs.export import potential, provenance, schema
from geo_koop.outputs.export.unions import united
from geo_koop.outputs.wording import Wording
from geo_koop.planning import network
from geo_koop.result.analysis import Analysis
from geo_koop.result.words import chosen

ANY_TOPIC = "any"
NETWORK = frozenset({"network_edges", "network_nodes"})
"""Layers that rest on clusters, which take some seconds for a whole country."""
_NOT_ASKED_FOR = frozenset({"other", "unknown"})
"""Topics that nobody looks for: never a gap."""
_DATE = pd.ArrowDtype(pa.date32())


def build(
    analysis: Analysis, *, language: str = "de", crs: Any = None, layers: Collection[str] | None = None
) -> dict[str, pd.DataFrame]:
    """Return the layers and tables of an export; geometry in the coordinate system of the analysis.

    Parameters
    ----------
    analysis : Analysis
    language : {"de", "en"}
        Of labels and findings; codes and both reasons are always there.
    crs : pyproj.CRS, optional
        Of the export, for the provenance.
    layers : collection of str, optional
        What is asked for: of what is written on request alone, only these are made; where neither layer of the network
        is among them, its clusters are not looked for.

    Returns
    -------
    dict
        Name to table, in the order of :func:`geo_koop.outputs.export.schema.layers`: GeoDataFrame for a
        layer, DataFrame for a table; fields, order and types as documented.
    """
    pairs = _pairs(analysis)
    records = _cooperations(analysis, pairs, language)
    fields = schema.fields(schema.indicators(analysis.municipalities))
    made = {
        "municipalities": _municipalities(analysis, language),
        "unincorporated": analysis.unincorporated.reset_index(),
        "cooperations": records,
        "cooperation_parts": _parts(analysis, pairs),
        "members": _members(analysis, language),
        "comembership": _comembership(analysis),
        **(_network(analysis) if layers is None or not NETWORK.isdisjoint(layers) else {}),
        "membership": _numbered(
            pairs.assign(shown=pairs["cooperation_id"].map(analysis.cooperations["shown"])),
            analysis.municipalities.index,
            records["cooperation_id"],
        ),
        "topic_coverage": _topic_coverage(analysis, language),
        "topic_matrix": _topic_matrix(analysis),
        "actors": analysis.actors.assign(kind_label=_labels(analysis.actors["kind"], "actors", language)),
        "sources": analysis.sources.assign(
            completeness_label=_labels(analysis.sources["completeness"], "completeness", language)
        ),
        "scopes": analysis.scopes.assign(grade_label=_labels(analysis.scopes["grade"], "grades", language)),
        "codelists": _codelists(),
        "findings": finding_words.render(analysis.findings, language),
        "provenance": provenance.table(analysis, crs=crs),
        "field_documentation": schema.documentation(fields),
    }
    made |= potential.build(analysis, language, layers or ())
    return {name: _typed(made[name], name, fields[name]) for name in schema.layers() if name in made}


def select(parts: Mapping[str, pd.DataFrame], analysis: Analysis, wanted: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Restrict tables to places and cooperations and what belongs to them.

    A place brings the cooperations that cover it, a cooperation the municipalities that it covers; of
    relations those rows remain of which both ends do.

    Parameters
    ----------
    parts : Mapping[str, DataFrame]
        As :func:`build` returns them.
    analysis : Analysis
    wanted : sequence of str
        Codes of regions, keys or names of municipalities, districts or states, ids or names of cooperations; empty:
        everything.

    Raises
    ------
    UsageError
        If one of them does not exist, or a name stands for several.
    """
    if not wanted:
        return dict(parts)
    areas, names = analysis.municipalities, list(chosen(analysis, wanted))
    pairs = _pairs(analysis)
    picked = analysis.cooperations.index.intersection(names)
    places = areas.index[analysis.inside([name for name in names if name not in picked])]
    keys = places.union(pairs.loc[pairs["cooperation_id"].isin(picked), "key"])
    ids = picked.union(pairs.loc[pairs["key"].isin(places), "cooperation_id"])
    remaining = {name: _restrict(table, keys, ids) for name, table in parts.items()}
    if "unincorporated" in remaining:
        districts = areas.loc[keys, "district"].unique()
        remaining["unincorporated"] = parts["unincorporated"][parts["unincorporated"]["district"].isin(districts)]
    if "membership" in remaining:
        remaining["membership"] = _numbered(
            remaining["membership"], remaining["municipalities"]["key"], remaining["cooperations"]["cooperation_id"]
        )
    return remaining


def _restrict(table: pd.DataFrame, keys: pd.Index, ids: pd.Index) -> pd.DataFrame:
    keep = np.ones(len(table), dtype=bool)
    if "nearest_key" in table:
        # What a municipality could join does not cover it, so that only the municipality is asked for.
        keep &= table["key"].isin(keys).to_numpy()
    elif "keys" in table:
        keep &= potential.touching(table, keys)
    elif "cooperation_id" in table:
        keep &= table["cooperation_id"].isin(ids).to_numpy()
    elif "key" in table and {"name", "ars", "topic"} & set(table.columns):
        keep &= table["key"].isin(keys).to_numpy()
    if "through" in table:
        keep &= table["key"].isin(keys).to_numpy()
    if "key_a" in table:
        keep &= (table["key_a"].isin(keys) & table["key_b"].isin(keys)).to_numpy()
    return table[keep].reset_index(drop=True)


def _municipalities(analysis: Analysis, language: str) -> gpd.GeoDataFrame:
    rows = analysis.coverage(level="municipality")
    survey = rows[rows["topic"] == ANY_TOPIC].set_index("key")[["status", "grade", "bindingness"]]
    named = {heading: name for name, heading in schema.indicators(analysis.municipalities)}
    table = analysis.municipalities.rename(columns=named).join(analysis.overlap).join(survey)
    table = table.join(_topics_and_gaps(rows, table.index, language))
    free = analysis.without_statutory()
    return table.assign(
        statutory=table["cooperations"] - free.overlap["cooperations"].reindex(table.index, fill_value=0),
        congruence=free.congruence.reindex(table.index),
        all_congruence=analysis.congruence.reindex(table.index),
        only_planned=(table["cooperations"] > 0) & only_planned(analysis, [ANY_TOPIC]),
        bindingness_label=_labels(table["bindingness"].astype("str"), "bindingness", language),
    ).reset_index()


def _topics_and_gaps(rows: pd.DataFrame, keys: pd.Index, language: str) -> pd.DataFrame:
    """Return per municipality the topics that are covered, those that are not, and those nobody looked for.

    Groups of topics and parts of topics are left out: the topics tell the same.
    """
    topics = codelists.load("topics")
    status = _wide(rows, "status", keys)
    single = [code for code in codelists.single_topics() if code in status]
    labels = topics.labels(language)
    covered = {code: (status[code] == "covered").to_numpy() for code in single}
    gaps = {code: (status[code] == "none_recorded").to_numpy() for code in single if code not in _NOT_ASKED_FOR}
    unseen = {code: (status[code] == "not_surveyed").to_numpy() for code in single if code not in _NOT_ASKED_FOR}
    return pd.DataFrame(
        {
            "n_topics": _number(covered, keys),
            "topics": _joined(covered, {code: code for code in single}, ";", keys),
            "topics_label": _joined(covered, labels, ", ", keys),
            "n_gaps": _number(gaps, keys),
            "gaps": _joined(gaps, {code: code for code in single}, ";", keys),
            "gaps_label": _joined(gaps, labels, ", ", keys),
            "n_not_surveyed": _number(unseen, keys),
        },
        index=keys,
    )


def _number(chosen: dict[str, np.ndarray], keys: pd.Index) -> np.ndarray:
    return sum(chosen.values(), start=np.zeros(len(keys), dtype="int64"))


def _joined(chosen: dict[str, np.ndarray], words: dict[str, str], separator: str, keys: pd.Index) -> np.ndarray:
    text = np.full(len(keys), "", dtype=object)
    for code, rows in chosen.items():
        text[rows] += words[code] + separator
    return np.asarray(pd.Series(text, dtype="str").str.removesuffix(separator).to_numpy())


def _cooperations(analysis: Analysis, pairs: pd.DataFrame, language: str) -> gpd.GeoDataFrame:
    """Return all cooperations with labels, decision, indicators and the union of their municipalities."""
    table = analysis.cooperations
    decided = analysis.patterns.drop(columns=["pattern", "provisional"])
    topics = analysis.topics.assign(label=_labels(analysis.topics["topic"], "topics", language))
    words = Wording(language)
    joined = topics.groupby("cooperation_id")["label"].agg(", ".join).reindex(table.index, fill_value="")
    groups = codelists.load("topics").field("group")
    first = topics.drop_duplicates("cooperation_id").set_index("cooperation_id")["topic"].map(groups)
    records = table.join(decided).assign(
        topics_label=joined,
        topic_group=first.reindex(table.index),
        pattern_label=_labels(table["pattern"], "patterns", language),
        format_label=_spoken_of(table, words.form),
        stage_label=_labels(table["stage"], "stages", language),
        instrument=table["format"].map(codelists.load("formats").field("instrument")),
        obligation_label=_labels(table["obligation"], "obligation", language),
        completeness_label=_labels(table["completeness"], "completeness", language),
        bindingness_label=_spoken_of(table, words.bindingness),
    )
    shapes = analysis.municipalities.geometry
    outlines = united(shapes, pairs.set_index("cooperation_id")["key"], table.index)
    return gpd.GeoDataFrame(records.reset_index(), geometry=outlines, crs=shapes.crs)


def _pairs(analysis: Analysis) -> pd.DataFrame:
    """Return each cooperation and municipality once; in the order of the municipalities' keys."""
    inside = analysis.area["key"].isin(analysis.municipalities.index)
    return analysis.area[inside].drop_duplicates(["cooperation_id", "key"]).reset_index(drop=True)


def _parts(analysis: Analysis, pairs: pd.DataFrame) -> gpd.GeoDataFrame:
    records, areas = analysis.cooperations, analysis.municipalities
    table = pairs.assign(
        cooperation=pairs["cooperation_id"].map(records["name"]),
        name=pairs["key"].map(areas["name"]),
        **{name: pairs["cooperation_id"].map(records[name]) for name in ("pattern", "provisional", "shown")},
    )
    return gpd.GeoDataFrame(table, geometry=areas.geometry.reindex(pairs["key"]).to_numpy(), crs=areas.crs)


def _numbered(pairs: pd.DataFrame, keys: Iterable[str], ids: Iterable[str]) -> pd.DataFrame:
    """Add the row numbers of municipality and cooperation, which a GeoPackage relates."""
    return pairs.assign(
        base_id=pd.Index(keys).get_indexer(pairs["key"]) + 1,
        related_id=pd.Index(ids).get_indexer(pairs["cooperation_id"]) + 1,
    )


def _members(analysis: Analysis, language: str) -> gpd.GeoDataFrame:
    """Place each membership: at a point in the municipality, or at the mean point of the district's."""
    areas = analysis.municipalities
    centre = areas.geometry.centroid
    mean = pd.DataFrame({"x": centre.x, "y": centre.y}).groupby(areas["district"]).mean()
    inside = pd.concat([areas.geometry, analysis.unincorporated.geometry]).representative_point()
    points = pd.concat(
        [inside, gpd.GeoSeries(gpd.points_from_xy(mean["x"], mean["y"]), index=mean.index, crs=areas.crs)]
    )
    table = analysis.members.assign(
        cooperation=lambda t: t["cooperation_id"].map(analysis.cooperations["name"]),
        role_label=lambda t: _labels(t["role"], "roles", language),
        counts_as_member_label=lambda t: _labels(t["counts_as_member"], "membership", language),
        # Empty is no code: formats that know the codelist of a field would refuse it.
        covers=lambda t: t["covers"].mask(t["covers"] == ""),
        covers_label=lambda t: _labels(t["covers"], "covers", language),
    )
    places = points[~points.index.duplicated()].reindex(table["unit_key"]).to_numpy()
    return gpd.GeoDataFrame(table, geometry=places, crs=areas.crs)


def _comembership(analysis: Analysis) -> gpd.GeoDataFrame:
    """Draw a line for each pair that shares a cooperation which no law prescribes; the number of all stands beside."""
    shared = analysis.comembership.rename(columns={"cooperations": "all_cooperations"}).drop(columns="distance_km")
    edges = analysis.without_statutory().comembership.merge(shared, on=["key_a", "key_b"], how="left")
    return _lines(edges, analysis.municipalities)


def _network(analysis: Analysis) -> dict[str, gpd.GeoDataFrame]:
    """Return ties and municipalities of the network, without what a law prescribes."""
    found, areas = network.build(analysis.without_statutory()), analysis.municipalities
    nodes = found.nodes.rename_axis("key")
    places = areas.geometry.loc[nodes.index].representative_point()
    return {
        "network_edges": _lines(found.edges, areas),
        "network_nodes": gpd.GeoDataFrame(nodes.reset_index(), geometry=places.to_numpy(), crs=areas.crs),
    }


def _lines(edges: pd.DataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Draw pairs of municipalities as lines between points inside them."""
    names, points = areas["name"], areas.representative_point()
    ends = [shapely.get_coordinates(points.reindex(edges[c]).to_numpy()) for c in ("key_a", "key_b")]
    table = edges.assign(name_a=edges["key_a"].map(names), name_b=edges["key_b"].map(names))
    lines: Any = shapely.linestrings(np.stack(ends, axis=1)) if len(edges) else []
    return gpd.GeoDataFrame(table, geometry=lines, crs=areas.crs)


def _topic_coverage(analysis: Analysis, language: str) -> pd.DataFrame:
    text = translator(language, "map")
    table = analysis.coverage(level="municipality")
    words = {"covered": text("covered"), "none_recorded": text("none recorded"), "not_surveyed": text("not surveyed")}
    topics = codelists.load("topics").labels(language) | {ANY_TOPIC: text("Any topic")}
    return table.assign(
        name=table["key"].map(analysis.municipalities["name"]),
        topic_label=table["topic"].map(topics).astype("str"),
        status_label=table["status"].map(words),
    )


def _topic_matrix(analysis: Analysis) -> pd.DataFrame:
    rows = analysis.coverage(level="municipality")
    keys = analysis.municipalities.index
    wide = _wide(rows, "cooperations", keys).join(_wide(rows, "bindingness", keys).add_suffix("_bindingness"))
    return wide.assign(name=analysis.municipalities["name"]).rename_axis("key").reset_index()


def _wide(rows: pd.DataFrame, value: str, keys: pd.Index) -> pd.DataFrame:
    """Return a row per municipality and a column per topic; the rows are unique, nothing is put together."""
    return rows.pivot(index="key", columns="topic", values=value).reindex(keys)  # noqa: PD010


def _codelists() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"codelist": name, "position": position, **entry}
            for name in codelists.NAMES
            for position, entry in enumerate(codelists.load(name).entries.values(), start=1)
        ]
    )


def _spoken_of(table: pd.DataFrame, say: Callable[[Any, bool], str]) -> pd.Series:
    """Return what is said of each format, planned ones as plans; each case is worded once."""
    pairs = pd.MultiIndex.from_arrays([table["format"], table["planned"].astype(bool)])
    said = {pair: say(*pair) for pair in pairs.unique()}
    return pd.Series([said[pair] for pair in pairs], index=table.index, dtype="str")


def _labels(codes: pd.Series, codelist: str, language: str) -> pd.Series:
    return codes.map(codelists.load(codelist).labels(language)).astype("str")


def _typed(table: pd.DataFrame, layer: str, listed: Mapping[str, schema.Field]) -> pd.DataFrame:
    """Return the documented fields in their order and types, and polygons as multipolygons."""
    missing = sorted(set(listed) - set(table.columns))
    table = table.assign(**dict.fromkeys(missing)) if missing else table
    plain = pd.DataFrame({name: _as_kind(table[name], field.type) for name, field in listed.items()})
    kind = schema.layers()[layer].geometry
    if not kind:
        return plain
    shapes = table.geometry.to_numpy() if isinstance(table, gpd.GeoDataFrame) else []
    return gpd.GeoDataFrame(plain, geometry=_multi(shapes) if kind == "MultiPolygon" else shapes, crs=table.crs)


def _multi(shapes: Any) -> np.ndarray:
    made = np.asarray(shapes, dtype=object).copy()
    single = shapely.get_type_id(made) == shapely.GeometryType.POLYGON
    if single.any():
        parts = made[single]
        made[single] = shapely.multipolygons(parts, indices=np.arange(len(parts)))
    return made


def _as_kind(values: pd.Series, kind: str) -> pd.Series:
    if kind == "integer":
        return pd.to_numeric(values).astype("Float64").round().astype("Int64")
    if kind == "real":
        numbers = pd.to_numeric(values).astype("float64")
        return numbers.where(np.isfinite(numbers))
    if kind == "boolean":
        return values.astype("boolean")
    if kind == "date":
        return pd.to_datetime(values, errors="coerce").dt.normalize().astype(_DATE)
    return values.astype("str")
