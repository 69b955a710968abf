"""The command that writes the papers of an undertaking as one document."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from geo_koop.cli import reports
from geo_koop.cli.options import AsOf, data, look, options, output
from geo_koop.cli.process import Filled, OwnList
from geo_koop.cli.program import DONE
from geo_koop.cli.rules import Own
from geo_koop.cli.steps import tell
from geo_koop.cli.whatif import tried
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.locale import translator


@reports.app.command()
@options(data, look, output)
def pack(
    scenario: Annotated[Path, typer.Option(metavar="FILE", help=_("Scenario (YAML): what is to be decided on."))],
    costs: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Cost sheet (YAML or XLSX)."))] = None,
    rules: Own = None,
    checklist: OwnList = None,
    answers: Filled = None,
    as_of: AsOf = None,
    *,
    data: Mapping[str, Any],
    look: Mapping[str, Any],
    output: Mapping[str, Any],
) -> int:
    """Write the papers of an undertaking: draft resolution, scenario, division of costs, law and funding, road map."""
    from geo_koop.intake.records import rules_file
    from geo_koop.outputs import report, target
    from geo_koop.outputs.report import pack as papers
    from geo_koop.planning import answers as filled
    from geo_koop.planning import checklists, cost_checks, undertaking
    from geo_koop.planning import costs as sharing
    from geo_koop.planning import rules as planning

    text = translator(output["lang"], "cli")
    if output["findings"]:
        raise UsageError(
            text(_("A scenario has no findings of its own.")),
            text(_("Leave out --findings; geo-koop validate shows those of the data.")),
        )
    out = reports.target_of(look, output)
    target.check(out, endings=reports.WRITTEN, overwrite=output["overwrite"])
    how = reports.looks(look, output)
    # A slip in a small file is told before the data are read.
    whole = checklists.read(checklist) if checklist else checklists.shipped()
    given = filled.read(answers, whole) if answers else None
    shares = sharing.share(cost_checks.read(costs)) if costs else None
    own = planning.load(rules or rules_file.of_project(data["project"]))
    outcome = tried(scenario, as_of, data, output)
    about = undertaking.make(outcome, shares=shares, own_rules=own, checklist=whole, answers=given)
    press = papers.press(about, how)
    report.write(press, papers.sheets(press, about), out, overwrite=output["overwrite"])
    tell(out, output)
    return DONE
