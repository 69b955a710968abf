"""What names of a list are looked up in."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from geo_koop.intake.files import keys
from geo_koop.intake.names import decisions as by_hand
from geo_koop.intake.names import matching, name_rules
from geo_koop.intake.names.gazetteer import Gazetteer
from geo_koop.intake.names.places import Places

_NAMED_AT_ALL = (
    "namesakes",
    "addition_left_out",
    "part_of_name",
    "designation_differs",
    "context_contradicts",
    "addition_short",
)


@dataclass(frozen=True, kw_only=True)
class Reference:
    """What names are looked up in.

    Attributes
    ----------
    areas : pandas.DataFrame
        Areas of the boundaries, indexed by ``key``.
    neighbours : pandas.DataFrame, optional
        ``key_a, key_b``.
    former : pandas.DataFrame, optional
        ``name, key``; see :func:`geo_koop.intake.names.matching.match_names`.
    national : {"de", ""}
        Whether keys are German; it also chooses the name rules where no others are named.
    """

    areas: pd.DataFrame
    neighbours: pd.DataFrame | None = None
    former: pd.DataFrame | None = None
    national: str = "de"
    _made: dict[str, Gazetteer] = field(default_factory=dict, init=False, repr=False, compare=False)
    _places: dict[str, Places] = field(default_factory=dict, init=False, repr=False, compare=False)

    def gazetteer(self, named: str = "") -> Gazetteer:
        """Return the look-up of the areas by name rules, made once."""
        rules = self.rules(named)
        if rules not in self._made:
            self._made[rules] = Gazetteer(self.areas, name_rules.load(rules), self.former)
        return self._made[rules]

    def places(self, named: str = "") -> Places:
        """Return what the boundaries know of a text on its own, made once for each of the name rules."""
        rules = self.rules(named)
        if rules not in self._places:
            self._places[rules] = Places(self.gazetteer(rules))
        return self._places[rules]

    def rules(self, named: str = "") -> str:
        """Return the name rules: those named, or those of the country."""
        return named or ("de" if self.national == "de" else "neutral")


def look_up(
    names: pd.Series,
    context: pd.DataFrame,
    reference: Reference,
    *,
    rules: str = "",
    decisions: pd.DataFrame | None = None,
    written: pd.Series | None = None,
) -> pd.DataFrame:
    """Return what names are found to be, with what was decided by hand in its place.

    Parameters
    ----------
    names : pandas.Series
    context : pandas.DataFrame
        Aligned with them; columns :data:`geo_koop.intake.names.matching.CONTEXT`.
    reference : Reference
    rules : str
        Name rules; ``""``: by the country of the boundaries.
    decisions : pandas.DataFrame, optional
        See :mod:`geo_koop.intake.names.decisions`.
    written : pandas.Series, optional
        What stands in the list, where that is not what is looked up; decisions are made on it.

    Returns
    -------
    pandas.DataFrame
        As returned by :func:`geo_koop.intake.names.matching.match_names`.
    """
    found = matching.match_names(
        names,
        reference.areas,
        context=context,
        neighbours=reference.neighbours,
        gazetteer=reference.gazetteer(rules),
    )
    found = found if written is None else found.assign(name=written)
    return found if decisions is None else by_hand.apply(found, decisions, context[["cooperation", "district"]])


def known_by(reference: Reference, rules: str = "") -> Callable[[pd.Series], pd.Series]:
    """Return a function that tells which texts are names or keys of one municipality or district."""

    def known(texts: pd.Series) -> pd.Series:
        found = matching.match_names(texts, reference.areas, gazetteer=reference.gazetteer(rules))
        key = keys.normalise(texts, national="de")["key"].isin(reference.areas.index)
        by_name = (found["key"] != "") | ((found["kind"] == "ambiguous") & found["rule"].isin(_NAMED_AT_ALL))
        return by_name | key | texts.isin(reference.areas.index)

    return known
