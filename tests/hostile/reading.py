"""Reads a hostile file as the command line does, in a process with limits, and tells what became of it."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.hostile.canary import SECRET

ROOT = Path(__file__).parents[2]

AREAS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"key": f"0918411{i}", "name": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 48], [x + 0.1, 48], [x + 0.1, 48.1], [x, 48.1], [x, 48]]],
            },
        }
        for i, (name, x) in enumerate([("Altdorf", 11.0), ("Neudorf", 11.1)])
    ],
}
"""Two honest municipalities, to which the builders of hostile files do something."""

HONEST = {
    "areas.geojson": json.dumps(AREAS),
    "cooperations.csv": "cooperation_id,name,topics\nzv,Zweckverband,water\n",
    "members.csv": "cooperation_id,key\nzv,09184110\nzv,09184111\n",
    "list.csv": "Zweckverband;Mitglieder\nWasser;Altdorf, Neudorf\nSchule;Neudorf und Altdorf\n",
    "profile.yaml": "shape: cell\ncolumns: {member: Mitglieder, cooperation: Zweckverband}\n",
    "names.csv": "Gemeinde\nAltdorf\nNeudorf\n",
}

BOUNDARIES = ["--boundaries", "{areas.geojson}", "--boundary-profile", "key=key,name=name"]
RECORDS = ["--cooperations", "{cooperations.csv}", "--members", "{members.csv}"]
PLACE = [*BOUNDARIES, *RECORDS]
SHEET = ["report", "municipality", "09184110"]

COMMANDS: Mapping[str, list[str]] = {
    "boundaries": ["validate", "--boundaries", "{file}", *BOUNDARIES[2:], *RECORDS],
    "table": ["validate", *PLACE, "--attributes", "{file}"],
    "records": ["validate", *BOUNDARIES, "--cooperations", "{file}", *RECORDS[2:]],
    "list": ["import", "{file}", *PLACE, "--draft", "{out}/draft.yaml"],
    "settings": ["validate", *PLACE, "--settings", "{file}"],
    "columns": ["validate", *BOUNDARIES[:2], "--boundary-profile", "{file}", *RECORDS],
    "record columns": ["validate", *PLACE, "--record-profile", "{file}"],
    "profile": ["import", "{list.csv}", *PLACE, "--profile", "{file}", "--out", "{out}/tables"],
    "decisions": [
        "import",
        "{list.csv}",
        *PLACE,
        "--profile",
        "{profile.yaml}",
        "--decisions",
        "{file}",
        "--out",
        "{out}/tables",
    ],
    "name rules": ["match", "{names.csv}", *PLACE, "--column", "Gemeinde", "--name-rules", "{file}"],
    "logo": [*SHEET, *PLACE, "--logo", "{file}", "--out", "{out}/sheet.pdf"],
    "logo of a page": [*SHEET, *PLACE, "--logo", "{file}", "--out", "{out}/sheet.html"],
    "template": [*SHEET, *PLACE, "--template", "{file}", "--out", "{out}/sheet.pdf"],
    "project": ["validate", "--project", "{file}"],
    "project in print": [*SHEET, "--project", "{file}", "--out", "{out}/sheet.pdf"],
}
"""The command of each kind; names in braces are the hostile file, the folder for results and the honest files."""


@dataclass(frozen=True)
class Outcome:
    """What a process that read a file left behind.

    Attributes
    ----------
    code
        Exit code, negative where a signal ended it.
    messages
        What it said on the error output.
    output
        What it said on the output.
    leaks
        Where the canary's word stands in output, messages or results.
    litter
        Files that it left in its working folder and its folder for temporary files.
    seconds, processor, megabytes
        Time, time of the processor, and the peak of memory.
    """

    code: int
    messages: str
    output: str
    leaks: list[str] = field(default_factory=list)
    litter: list[str] = field(default_factory=list)
    seconds: float = 0
    processor: float = 0
    megabytes: float = 0


class Reader:
    """Reads hostile files, each in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0
        self._honest = folder / "honest"
        self._honest.mkdir(parents=True)
        for name, text in HONEST.items():
            (self._honest / name).write_text(text, encoding="utf-8")

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.hostile.child"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, encoding="utf-8", bufsize=1)
        honest = self._arguments("boundaries", {"file": self._honest / "areas.geojson"})
        print(json.dumps(honest), file=self._process.stdin, flush=True)
        return self

    def _arguments(self, kind: str, names: dict[str, Path]) -> list[str]:
        arguments = COMMANDS[kind]
        for name, path in (names | {name: self._honest / name for name in HONEST}).items():
            arguments = [part.replace("{" + name + "}", str(path)) for part in arguments]
        return [*arguments, "--lang", "en"]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def read(self, path: Path, kind: str) -> Outcome:
        """Read ``path`` as what ``kind`` says and return what happened."""
        self._count += 1
        work = self._folder / str(self._count)
        out, here, scratch, cache = (work / name for name in ("out", "here", "scratch", "cache"))
        for folder in (out, here, scratch, cache):
            folder.mkdir(parents=True)
        arguments = self._arguments(kind, {"file": path, "out": out})
        output, messages = work / "output.txt", work / "messages.txt"
        job = {
            "arguments": arguments,
            "folder": str(here),
            "output": str(output),
            "messages": str(messages),
            "environment": {
                "GEO_KOOP_CANARY": SECRET,
                "TMPDIR": str(scratch),
                "XDG_CACHE_HOME": str(cache),
                "COLUMNS": "200",
            },
        }
        print(json.dumps(job), file=self._process.stdin, flush=True)
        answer = json.loads(self._process.stdout.readline())
        left = sorted(str(p.relative_to(work)) for folder in (here, scratch) for p in folder.rglob("*"))
        written = [output, messages, *(p for p in out.rglob("*") if p.is_file())]
        leaks = [p.name for p in written if _holds_secret(p)]
        return Outcome(messages=_beginning(messages), output=_beginning(output), leaks=leaks, litter=left, **answer)


def _beginning(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(1_000_000).decode("utf-8", "replace")


def _holds_secret(path: Path) -> bool:
    content = path.read_bytes()
    return any(SECRET.encode(code) in content for code in ("utf-8", "utf-16-le"))
