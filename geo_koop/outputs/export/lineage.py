"""How an export came about, in sentences."""

from collections.abc import Iterator, Mapping

from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs import recorded
from geo_koop.outputs.export.about import About
from geo_koop.outputs.wording import Wording

_ROLES = {
    "boundaries": _("Boundaries"),
    "attributes": _("Attributes of the municipalities"),
    "zones": _("Commuting zones"),
    "links": _("Links by ferry and bridge"),
    "changes": _("Territorial changes"),
    "cooperations": _("Cooperations"),
    "members": _("Members"),
    "actors": _("Other actors"),
    "sources": _("Sources"),
    "scopes": _("Survey scopes"),
    "events": _("Events of the cooperations"),
}


def sentences(about: About) -> Iterator[str]:
    """Yield how the data came about: what was read, how it was put together, and by which rules.

    Parameters
    ----------
    about : About
    """
    text, items = translator(about.language, "export"), about.items
    wording = Wording(about.language)
    for key, name in items.items():
        if key.startswith("file.") and key.count(".") == 1:
            role = key.removeprefix("file.")
            yield text(_("{role}: file {name}, rows: {rows}, SHA-256 {sum}.")).format(
                role=text(_ROLES[role]) if role in _ROLES else role,
                name=name,
                rows=items[f"{key}.rows"],
                sum=items[f"{key}.sha256"],
            )
    if state := recorded.said_of(items, about.language):
        yield f"{state}."
    if items["gebietsstand"]:
        yield text(_("The boundaries are those of {day}.")).format(day=wording.day(items["gebietsstand"]))
    if items["approximate_boundaries"] == "True":
        yield text(_("The boundaries are approximate."))
    yield text(
        _("geo_koop {version} joined boundaries and records; each cooperation has its spatial pattern as of {day}.")
    ).format(version=items["geo_koop_version"], day=wording.day(items["as_of"]))
    yield text(_("Thresholds: {list}.")).format(list=_listed(items, "settings."))
    filters = _listed(items, "filters.")
    yield text(_("Filters: {list}.")).format(list=filters) if filters else text(_("No filter was set."))
    if items["statutory_left_out"] != "0":
        yield text(
            _(
                "Shared memberships and congruence leave out bodies that a law prescribes ({count} cooperations); the "
                "numbers with them stand beside."
            )
        ).format(count=items["statutory_left_out"])
    if items["crs"] != items["crs_of_analysis"]:
        yield text(_("The coordinates were transformed from {old} to {new}.")).format(
            old=items["crs_of_analysis"], new=items["crs"]
        )


def _listed(items: Mapping[str, str], prefix: str) -> str:
    given = {key.removeprefix(prefix): value for key, value in items.items() if key.startswith(prefix) and value}
    return ", ".join(f"{name} = {value}" for name, value in given.items())
