"""The rules of states on cooperation as data: shipped rows, their columns and codes, and what they are called.

``law_rules.csv`` is made by ``data/law/build_rules.py``; ``docs/law.md`` describes it.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from geo_koop.codelists import Codelist, parse
from geo_koop.locale import mark as _

Row = Mapping[str, str]

FEDERATION: Final = "00"
COLUMNS: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "id": ("Kennung", "ID"),
        "state": ("Land", "Bundesland", "State"),
        "kind": ("Art", "Kind"),
        "code": ("Code",),
        "subject": ("Gegenstand", "Subject"),
        "forms": ("Formen", "Form", "Format", "Forms"),
        "topics": ("Themen", "Thema", "Topics"),
        "statement": ("Aussage", "Statement"),
        "value": ("Wert", "Value"),
        "value_to": ("Wert bis", "Value to"),
        "value_labels": ("Werte gelten für", "Value labels"),
        "unit": ("Einheit", "Unit"),
        "compares": ("Vergleicht", "Compares"),
        "card": ("Hinweis", "Card"),
        "law_ref": ("Rechtsgrundlage", "Law"),
        "valid_from": ("Gilt ab", "Valid from"),
        "valid_until": ("Gilt bis", "Valid until"),
        "other_value": ("Anderer Wert", "Other value"),
        "other_value_to": ("Anderer Wert bis", "Other value to"),
        "other_unit": ("Einheit des anderen Werts", "Other unit"),
        "other_source": ("Andere Quelle", "Other source"),
        "other_date": ("Stand der anderen Quelle", "Other date"),
        "source": ("Quelle", "Source"),
        "source_note": ("Quelle, Näheres", "Source note"),
        "date": ("Stand", "Date", "As of"),
        "date_note": ("Stand, Näheres", "Date note"),
        "seen": ("Gesehen", "Seen"),
        "certainty": ("Sicherheit", "Certainty"),
        "note": ("Anmerkung", "Note"),
        "action": ("Aktion", "Action"),
    }
)
"""Columns of a file of rules; the first word is German, all are read."""
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "law": _("Law"),
        "form": _("Form"),
        "approval": _("Approval"),
        "levy": _("Levy"),
        "funding": _("Funding"),
        "rule": _("Restriction"),
        "tax": _("Tax"),
    }
)
CERTAINTIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "high": _("high"),
        "medium": _("medium"),
        "low": _("low"),
        "conflict": _("sources contradict each other"),
        "not_found": _("not found"),
    }
)
COMPARES: Final = ("members", "state_members", "years", "saving", "districts", "association")
"""What of a plan a row can be put beside."""
COUNTED: Final = ("members", "years", "saving")
"""What of it is compared as a number; the rest is only told."""
AMOUNTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "EUR": _("{value} euros"),
        "EUR_per_municipality": _("{value} euros for each municipality"),
        "EUR_per_unit": _("{value} euros for each unit"),
        "EUR_per_year": _("{value} euros a year"),
        "percent": _("{value} per cent"),
        "percent_per_year": _("{value} per cent a year"),
        "years": _("{value} years"),
        "municipalities": _("{value} municipalities"),
        "municipalities_or_districts": _("{value} municipalities or districts"),
    }
)
"""Units of numbers."""
DAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "date": _("{value}"),
        "month": _("{value}"),
        "month_day_previous_year": _("{value} of the year before"),
        "last_change": _("last changed on {value}"),
        "last_change_seen": _("last change that was seen: {value}"),
        "text_valid_from": _("wording in force from {value}"),
        "in_force": _("in force from {value}"),
    }
)
"""Units of dates."""
VALUES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "yes": _("yes"),
        "none": _("no approval needed"),
        "approval": _("approval"),
        "notice": _("notice"),
        "notice_or_approval": _("notice or approval"),
        "approval_and_notice": _("approval, and notice"),
        "written_form": _("in writing"),
        "established_by_authority": _("established by the authority"),
        "existing_only": _("existing ones only"),
        "forbidden": _("not allowed"),
        "required": _("required"),
        "votes_levy": _("levy corresponds to votes"),
        "benefit": _("by benefit"),
        "capacity": _("financial capacity"),
        "size": _("size"),
        "inhabitants": _("inhabitants"),
        "levy_base": _("levy base"),
        "effort": _("effort"),
        "cap": _("largest amount for a member"),
        "exclusion": _("exclusion of a member"),
        "other_if_adequate": _("another adequate measure"),
    }
)
"""Values that are words; several stand joined by ``|``."""


@lru_cache
def states() -> Codelist:
    """Return the states: first two digits of a key to name."""
    return _list("law_states")


@lru_cache
def subjects() -> Codelist:
    """Return what rules are about."""
    return _list("law_subjects")


@lru_cache
def rules() -> tuple[Row, ...]:
    """Return the shipped rules, a row for each fact."""
    text = (files(__package__) / "law_rules.csv").read_text(encoding="utf-8")
    return tuple(MappingProxyType(row) for row in csv.DictReader(io.StringIO(text)))


def _list(name: str) -> Codelist:
    return parse(name, (files(__package__) / f"{name}.yaml").read_text(encoding="utf-8"))
