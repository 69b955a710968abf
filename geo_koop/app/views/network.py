"""The network in sentences and tables. Pure functions."""

import pandas as pd

from geo_koop.app.words import Words
from geo_koop.locale import mark as _
from geo_koop.planning import clusters
from geo_koop.planning import network as networks
from geo_koop.planning.network import Explained, Network, Series
from geo_koop.result.analysis import STATUTORY, Analysis

_PARTITIONS = {clusters.DISTRICTS: _("districts"), clusters.PLANNING_REGIONS: _("planning regions")}


def network_of(analysis: Analysis, _words: Words) -> Network:
    """Return the network of what counts, to be made once (:func:`geo_koop.app.data.cache.made`)."""
    return networks.build(analysis)


def series_of(analysis: Analysis, _words: Words) -> Series:
    """Return its years, to be made once."""
    return networks.series(analysis)


def sentence(network: Network, analysis: Analysis, words: Words) -> str:
    """Say how many municipalities work together, and in how many clusters.

    Parameters
    ----------
    network : Network
    analysis : Analysis
        Of which it is made.
    words : Words
    """
    nodes = network.nodes
    tied = int(nodes["cluster"].notna().sum())
    if not tied:
        return words("No two municipalities share a cooperation that counts here.")
    text = words(
        "{municipalities} share a cooperation with another one; {pairs} share {least} or more. They form {clusters}.",
        municipalities=words.count(tied, words("municipality"), words("municipalities")),
        pairs=words.count(len(network.drawn), words("pair"), words("pairs")),
        least=network.least,
        clusters=words.count(len(network.clusters), words("cluster"), words("clusters")),
    )
    alone = int((nodes["cluster"].isna() & nodes["surveyed"]).sum())
    if alone:
        text += " " + words("Surveyed and without a partner: {count}.", count=words.number(alone))
    if STATUTORY in analysis.left_out:
        text += " " + words("Counted without statutory bodies.")
    return text


def agreement(network: Network, words: Words) -> list[str]:
    """Say how far clusters agree with districts and planning regions, or why they are not compared."""
    said = []
    for code, row in network.agreement.iterrows():
        name, number = words(_PARTITIONS[str(code)]), words.number(row["municipalities"])
        if row["groups"] < 2:
            said.append(
                words("Clusters and {name}: not compared, fewer than two are recorded (n = {n}).", name=name, n=number)
            )
            continue
        said.append(
            words(
                "Clusters and {name}: adjusted Rand index {index} (n = {n}; 1: the same, 0: no more than by chance).",
                name=name,
                index=words.number(row["adjusted_rand"], 2),
                n=number,
            )
        )
    return said


def cluster_table(network: Network, words: Words) -> pd.DataFrame:
    """Return the clusters, the largest first, named in the language."""
    table = network.clusters
    return pd.DataFrame(
        {
            words("Cluster"): table.index.astype("int64"),
            words("Municipalities"): table["municipalities"],
            words("Districts"): table["districts"],
            words("Shared memberships inside"): table["ties"],
            words("Stay inside"): table["inside"].map(words.share),
            words("Most connected"): table["names"].map(", ".join),
        }
    )


def pair_table(network: Network, words: Words, municipality: str | None = None) -> pd.DataFrame:
    """Return the pairs that are drawn, the strongest first, named in the language; those of one municipality alone."""
    edges, names = network.drawn, network.nodes["name"]
    if municipality:
        edges = edges[(edges["key_a"] == municipality) | (edges["key_b"] == municipality)]
    yes, no = words("yes"), words("no")
    return pd.DataFrame(
        {
            words("Municipality"): edges["key_a"].map(names),
            words("Partner"): edges["key_b"].map(names),
            words("Shared cooperations"): edges["cooperations"],
            words("Distance in km"): edges["distance_km"].round(1),
            words("Same district"): edges["same_district"].map({True: yes, False: no}),
            words("Same cluster"): edges["same_cluster"].map({True: yes, False: no}),
        }
    ).reset_index(drop=True)


def node_table(network: Network, words: Words) -> pd.DataFrame:
    """Return the municipalities with a partner, those of lowest congruence first, named in the language, by key."""
    nodes = network.nodes[network.nodes["partners"] > 0]
    nodes = nodes.sort_values(["congruence", "partners"], ascending=[True, False], kind="stable")
    return pd.DataFrame(
        {
            words("Municipality"): nodes["name"],
            words("District"): nodes["district_name"],
            words("Own memberships"): nodes["memberships"],
            words("Partners"): nodes["partners"],
            words("Congruence"): nodes["congruence"].map(words.share),
            words("Cluster"): nodes["cluster"].astype("int64"),
        }
    )


def lowering(found: Explained, words: Words) -> str:
    """Say which partner and which cooperation lower the congruence of a municipality most; empty where none does."""
    said = []
    partners = found.partners[found.partners["lowers"]].sort_values("without", ascending=False, kind="stable")
    if len(partners):
        first = partners.iloc[0]
        said.append(
            words(
                "The partner that lowers it most is {name} ({count} shared): without it {share}.",
                name=first["name"],
                count=words.number(first["cooperations"]),
                share=words.share(first["without"]),
            )
        )
    records = found.cooperations[found.cooperations["lowers"]]
    if len(records):
        first = records.iloc[0]
        text = (
            words("The cooperation that lowers it most is {name}, without another recorded member: without it {share}.")
            if not first["partners"]
            else words("The cooperation that lowers it most is {name}: without it {share}.")
        )
        said.append(text.format(name=first["name"], share=words.share(first["without"])))
    return " ".join(said)


def partner_table(found: Explained, words: Words) -> pd.DataFrame:
    """Return the partners of a municipality with what they do to its congruence, named in the language, by key."""
    table = found.partners
    return pd.DataFrame(
        {
            words("Partner"): table["name"],
            words("Shared cooperations"): table["cooperations"],
            words("Share of own memberships"): table["share"].map(words.share),
            words("Distance in km"): table["distance_km"].round(1),
            words("Congruence without it"): table["without"].map(words.share),
            words("Lowers it"): table["lowers"].map({True: words("yes"), False: words("no")}),
        }
    )


def cooperation_table(found: Explained, words: Words) -> pd.DataFrame:
    """Return the cooperations of a municipality with what they do to its congruence, named in the language, by id."""
    table = found.cooperations
    return pd.DataFrame(
        {
            words("Cooperation"): table["name"],
            words("Other members"): table["partners"],
            words("Partners only here"): table["only_here"],
            words("Congruence without it"): table["without"].map(words.share),
            words("Lowers it"): table["lowers"].map({True: words("yes"), False: words("no")}),
        }
    )


def year_table(series: Series, words: Words) -> pd.DataFrame:
    """Return the years, the latest first, named in the language."""
    table = series.years.sort_values("year", ascending=False)
    made = {
        words("Year"): table["year"].astype("str"),
        words("Cooperations"): table["cooperations"],
        words("Municipalities with a partner"): table["municipalities"],
        words("Pairs"): table["edges"],
        words("Pairs with 2 or more"): table["drawn"],
        words("Partners on average"): table["mean_partners"].map(lambda mean: words.number(mean, 1)),
        words("Clusters"): table["clusters"].map(words.number, na_action=None),
        words("Agreement with districts"): table["adjusted_rand_districts"].map(lambda index: words.number(index, 2)),
    }
    if table["adjusted_rand_planning_regions"].notna().any():
        regions = table["adjusted_rand_planning_regions"]
        made[words("Agreement with planning regions")] = regions.map(lambda index: words.number(index, 2))
    return pd.DataFrame(made)


def years_sentence(series: Series, words: Words) -> str:
    """Say how the network grew, and what no year counts."""
    years = series.years[series.years["edges"] > 0]
    said = []
    if len(years):
        first, last = years.iloc[0], years.iloc[-1]
        said.append(
            words(
                "Each year as of 31 December: {pairs} in {first}, {more} in {last}; "
                "{before} partners on average then, {after} now.",
                pairs=words.count(int(first["edges"]), words("pair"), words("pairs")),
                first=int(first["year"]),
                more=words.count(int(last["edges"]), words("pair"), words("pairs")),
                last=int(last["year"]),
                before=words.number(first["mean_partners"], 1),
                after=words.number(last["mean_partners"], 1),
            )
        )
    if series.years["clusters"].isna().any():
        said.append(
            words(
                "Clusters are not looked for in years of more than {most} pairs.",
                most=words.number(networks.MOST_YEARLY),
            )
        )
    if series.without_start:
        count = words.count(series.without_start, words("cooperation"), words("cooperations"))
        said.append(words("Left out of every year, because their start is not known: {count}.", count=count))
    return " ".join(said)
