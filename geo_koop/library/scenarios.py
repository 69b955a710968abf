"""What would be if municipalities founded, joined, left, merged: before and after a scenario."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any, Unpack

from geo_koop import workspace
from geo_koop.errors import UsageError
from geo_koop.given import FileLike, only_known
from geo_koop.library.analysing import RequestFields, settings_of
from geo_koop.model import AnalysisRequest
from geo_koop.planning import scenario_checks, scenario_steps, scenarios
from geo_koop.planning.scenario_checks import Scenario
from geo_koop.planning.scenarios import Outcome
from geo_koop.result.analysis import Analysis


def whatif(
    scenario: FileLike | Mapping[str, Any], request: AnalysisRequest | None = None, /, **fields: Unpack[RequestFields]
) -> Outcome:
    """Try a scenario: what becomes of each cooperation and municipality that its steps touch.

    Parameters
    ----------
    scenario : str, path or mapping
        YAML file, or what one holds (``docs/scenarios.md``).
    request : AnalysisRequest, optional
        Without one, and without fields, the embedded data.
    **fields
        As :func:`geo_koop.analyse` takes them. ``as_of`` goes before the date of the scenario; where neither is there,
        the latest evidence date of the data. There are no filters: a scenario is about all records.

    Returns
    -------
    Outcome
        Tables ``cooperations`` and ``municipalities`` with columns ``…_before`` and ``…_after``, ``notes`` on steps,
        and both analyses. It is no recorded state: what is ``after`` cannot be exported as one.

    Raises
    ------
    InputError
        If the file is not in order, or a step cannot be done; places and choices are named.
    UsageError
        If a field is impossible.

    Examples
    --------
    >>> import geo_koop as gk
    >>> steps = [{"join": {"cooperation": "nordallianz", "members": ["Haar"]}}]
    >>> found = gk.whatif({"scenario": "Haar", "as_of": "2026-11-28", "steps": steps})
    >>> found.cooperations.loc["nordallianz", ["n_members_before", "n_members_after"]].tolist()
    [8, 9]
    """
    checked = _checked(scenario)
    only_known(
        "Unknown options: {strange}.", fields, [name for name in RequestFields.__annotations__ if name != "filters"]
    )
    given: dict[str, Any] = dict(fields)
    if "settings" in given:
        given["settings"] = settings_of(given["settings"])
    asked = replace(request or AnalysisRequest(), **given)
    return outcome(workspace.load(asked), checked, as_of=asked.as_of)


def outcome(
    inputs: workspace.Inputs, scenario: Scenario, *, as_of: date | None = None, before: Analysis | None = None
) -> Outcome:
    """Try a scenario on data that were read already.

    Parameters
    ----------
    inputs : Inputs
    scenario : Scenario
    as_of : datetime.date, optional
        Goes before the date of the scenario; where neither is there, the latest evidence date of the data.
    before : Analysis, optional
        Of these inputs on that date, without filters; made where it is left out.

    Raises
    ------
    InputError
        If a step cannot be done.
    """
    day = as_of or scenario.as_of
    if before is None or (day and before.provenance.as_of != day):
        before = workspace.evaluate(inputs, as_of=day)
    info = inputs.boundaries.info
    applied = scenario_steps.apply(
        scenario,
        inputs.records,
        inputs.boundaries.areas,
        as_of=before.provenance.as_of,
        national=info.national_keys,
    )
    changed = workspace.supposed(inputs, applied.records, applied.areas, merged=applied.merged)
    if applied.merged:
        after = workspace.evaluate(changed, as_of=before.provenance.as_of)
    else:
        after = workspace.renew(before, changed, applied.touched)
    after = after.replace(provenance=replace(after.provenance, scenario=scenario.name))
    return scenarios.compare(scenario, applied, before, after)


def _checked(given: Any) -> Scenario:
    if isinstance(given, Scenario):
        return given
    if isinstance(given, Mapping):
        return scenario_checks.build(given, file="scenario")
    if isinstance(given, (str, PathLike)):
        return scenario_checks.read(Path(given))
    raise UsageError(
        "{value} is no scenario.",
        "Give the path of a YAML file, or what one holds.",
        value=repr(given)[:80],
    )
