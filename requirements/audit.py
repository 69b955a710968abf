"""Asks a service of advisories about every pin, and believes "none known" only where every pin was looked up.

``make audit`` runs it. An audit that could not ask, left packages out, or was about nothing is no audit: it fails.
"""

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FILES = ("dev.txt", "build.txt", "tools.txt")
"""Together they hold every pin: dev holds app, ogc and test."""


def pins(texts: Sequence[str]) -> dict[str, str]:
    """Return name to version of what files of requirements pin."""
    found = (match for text in texts for match in re.finditer(r"^([\w.-]+)==([\w.!+]+)", text, re.MULTILINE))
    return {_normal(match[1]): match[2] for match in found}


def verdict(answer: str, wanted: Mapping[str, str]) -> list[str]:
    """Return what is wrong: advisories, and pins that were not looked up.

    Parameters
    ----------
    answer : str
        What pip-audit has written, as JSON.
    wanted : Mapping[str, str]
        Name to version of all pins.
    """
    try:
        told: list[dict[str, Any]] = list(json.loads(answer)["dependencies"])
    except (ValueError, KeyError, TypeError):
        return ["the audit gave no answer that can be read"]
    checked = {_normal(each["name"]): each.get("version") for each in told if "vulns" in each}
    wrong = [f"{each['name']}: not checked, {each['skip_reason']}" for each in told if "skip_reason" in each]
    wrong += [f"{name} {version}: not checked" for name, version in wanted.items() if checked.get(name) != version]
    if not wanted or not checked:
        wrong.append("nothing was checked")
    for each in told:
        for advisory in each.get("vulns", ()):
            mended = ", ".join(advisory.get("fix_versions", ())) or "no version yet"
            wrong.append(f"{each['name']} {each['version']}: {advisory['id']}, mended in {mended}")
    return wrong


def main() -> int:
    """Ask, and tell."""
    folder = Path(__file__).parent
    paths = [folder / name for name in FILES]
    wanted = pins([path.read_text(encoding="utf-8") for path in paths])
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--format", "json"]
    command += ["--progress-spinner", "off", *(part for path in paths for part in ("--requirement", str(path)))]
    asked = subprocess.run([*command, *sys.argv[1:]], stdout=subprocess.PIPE, text=True, check=False)
    wrong = verdict(asked.stdout, wanted)
    sys.stdout.writelines(f"{line}\n" for line in wrong)
    if wrong:
        sys.stdout.write(f"AUDIT FAILED: {len(wrong)} points, {len(wanted)} pins\n")
        return 1
    sys.stdout.write(f"{len(wanted)} pins were looked up; no advisory is known.\n")
    return 0


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
