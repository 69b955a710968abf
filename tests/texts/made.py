"""The hostile project and the files and prints that are made of it, each once."""

import os
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from typer.testing import CliRunner

from geo_koop.cli import app
from geo_koop.outputs import export, report
from geo_koop.outputs.report import ReportOptions, annex, atlas, make, office, open_press, places, resolution
from geo_koop.result.analysis import Analysis
from tests.texts import planted


@dataclass(frozen=True)
class Made:
    """The hostile project and what is made of it, in a folder."""

    project: Path
    folder: Path
    analysis: Analysis

    def exported(self, name: str, form: str | None = None) -> Path:
        """Return an export, made when it is first asked for."""
        out = self.folder / name
        if not out.exists():
            package = out.suffix == ".gpkg"
            export.export(self.analysis, out, export.Request(form=form, with_project=package, with_metadata=package))
        return out

    @cached_property
    def press(self) -> report.Press:
        """A press with an office of a hostile name."""
        return open_press(self.analysis, ReportOptions(office=planted.text("office"), base_url="https://x.test/"))

    def reported(self, ending: str) -> list[Path]:
        """Return all sheets, and the atlas."""
        made = [self.folder / f"sheets{ending}", self.folder / f"atlas{ending}"]
        if not made[0].exists():
            region = places.survey_regions(self.analysis, "de")
            orders = [
                ("municipality", "09101000", None),
                ("cooperation", str(self.analysis.cooperations.index[0]), None),
                ("example", str(self.analysis.cooperations.index[0]), None),
                ("topic", "water", region[0]),
                ("region", "", region[0]),
            ]
            sheets = [*(make.make(self.press, order) for order in orders), annex.annex_sheet(self.press)]
            if ending in office.ENDINGS:
                # An atlas is printed; a draft for a council is no slides.
                drafts = [
                    resolution.Resolution(municipality="09101000"),
                    resolution.Resolution(cooperation=orders[1][1]),
                ]
                sheets += [make.make(self.press, draft) for draft in drafts] if ending != ".pptx" else []
            report.write(self.press, sheets, made[0])
            if ending in office.ENDINGS:
                return made[:1]
            atlas.write_atlas(self.press, region, made[1], processes=1)
        return [path for path in made if path.exists()]

    def printed(self, *arguments: str, terminal: bool) -> str:
        """Return what a command prints, on a terminal or into a file."""
        command = [*arguments, "--project", str(self.project)]
        if terminal:
            return on_terminal([sys.executable, "-m", "geo_koop.cli", *command], self.folder)
        with chdir(self.folder):
            return CliRunner().invoke(app, command, env={"COLUMNS": "20000"}).stdout


def on_terminal(command: list[str], folder: Path) -> str:
    """Run a command on a terminal of its own; return all that it sends there."""
    import pty

    ours, theirs = pty.openpty()
    surroundings = os.environ | {"COLUMNS": "20000", "TERM": "xterm-256color"}
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, cwd=folder, env=surroundings):
        os.close(theirs)
        sent = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            sent += part
    os.close(ours)
    return sent.decode("utf-8", "replace")
