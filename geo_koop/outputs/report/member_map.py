"""The map of the members of a cooperation: who takes part how, and the core."""

import pandas as pd

from geo_koop import codelists
from geo_koop.outputs.classes.families import state
from geo_koop.outputs.mapsheet.drawing import AreaClass, Outline, Plan
from geo_koop.outputs.mapsheet.frame import fit_land
from geo_koop.outputs.mapsheet.symbols import Fill
from geo_koop.outputs.report.plates import plate
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import MapPart
from geo_koop.outputs.wording import Wording

_HATCHES = {"member": "rising", "indirect": "dotted", "association": "falling", "district": "plain"}
_TINTS = {"member": 0.45, "indirect": 0.65, "association": 0.55, "district": 0.75}


def tint(colour: str, share: float) -> str:
    """Return a colour mixed with white.

    >>> tint("#000000", 0.5)
    '#808080'
    """
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * share):02x}" for part in parts)


def member_map(
    press: Press,
    identifier: str,
    area: pd.DataFrame,
    members: pd.DataFrame,
    *,
    size: tuple[float, float] | None = None,
) -> tuple[MapPart, dict[str, str]]:
    """Return the map of the members; ``size`` in millimetres, that of a sheet where it is left out."""
    words, ground = press.words, press.ground
    pattern = str(press.analysis.cooperations.loc[identifier, "pattern"])
    colour = str(codelists.load("patterns").field("colour")[pattern])
    labels = {
        "district": words("through a member district"),
        "indirect": words("takes part indirectly"),
        "association": words("through a member association"),
        "member": words("member"),
    }
    unclear = pd.Index(members.loc[(members["counts_as_member"] == "unclear"), "key"]).difference(area["key"])
    named = state("unclear_member")
    classes = [AreaClass(label=named.label(words.language), fill=Fill.of(named), keys=unclear)]
    classes += [
        AreaClass(
            label=label,
            fill=Fill(colour=tint(colour, _TINTS[through]), hatch=_HATCHES[through]),
            keys=pd.Index(area.loc[area["through"] == through, "key"]),
        )
        for through, label in labels.items()
    ]
    core = press.analysis.patterns.loc[identifier, "core_key"]
    core_is_city = bool(press.analysis.core_cities[identifier])
    keys = pd.Index(area["key"])
    has_core = isinstance(core, str) and core in keys
    plan = Plan(
        classes=tuple(classes),
        outlines=(Outline(label=words("area of the cooperation"), colour=colour, keys=keys),),
        stars=pd.Index([core]) if has_core and core_is_city else keys[:0],
        star_label=words("core city"),
        rings=pd.Index([core]) if has_core and not core_is_city else keys[:0],
        ring_label=_largest(press, area, words),
        focus=pd.Index([core]) if has_core else keys[:0],
        named=pd.Index(area.loc[area["through"] != "district", "key"]).union(unclear),
        open_land_label=words("area without a municipality (lake, forest)"),
    )
    frame = fit_land(ground.extent(keys.union(unclear)), (size,) if size else press.options.map_rooms)
    return plate(
        press,
        plan,
        frame,
        title=words("Members of {name}", name=press.analysis.cooperations.loc[identifier, "name"]),
        overview_keys=keys,
        counted=tuple(entry.label for entry in classes[::-1]),
    )


def _largest(press: Press, area: pd.DataFrame, words: Wording) -> str:
    """Return what the ring says; where inhabitants of a member are unknown, another one may be larger."""
    own = area.loc[area["through"] != "district", "key"]
    counted = press.analysis.municipalities["population"].reindex(own).notna().all()
    return words("most populous member") if counted else words("most populous member, as far as known")
