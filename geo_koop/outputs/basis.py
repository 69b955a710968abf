"""What a sheet rests on beside the state of the register, as a short mark that its link carries."""

import hashlib
import re
from dataclasses import asdict
from typing import Final

from geo_koop import codelists
from geo_koop.result.analysis import Analysis

PARTS: Final = ("areas", "settings", "codelists", "records")
"""Parts of the mark, in their order."""
_RECORDS: Final = ("cooperations", "members", "actors", "sources", "scopes", "events")
_LETTERS: Final = 8


def mark(analysis: Analysis) -> str:
    """Return the beginnings of the checksums of :data:`PARTS`, joined by hyphens.

    Parameters
    ----------
    analysis : Analysis
        Its date and filters do not matter.
    """
    made = analysis.provenance
    sums = {
        role: [(f.role, f.sha256) for f in made.files if (f.role in _RECORDS) == (role == "records")]
        for role in ("areas", "records")
    }
    lists = [
        (name, [sorted(entry.items(), key=repr) for entry in codelists.load(name).entries.values()])
        for name in codelists.NAMES
    ]
    parts = {**sums, "settings": sorted(asdict(made.settings).items()), "codelists": lists}
    return "-".join(hashlib.sha256(repr(parts[name]).encode()).hexdigest()[:_LETTERS] for name in PARTS)


def is_mark(text: str) -> bool:
    """Tell whether a text is such a mark.

    >>> is_mark("0a1b2c3d-0a1b2c3d-0a1b2c3d-0a1b2c3d"), is_mark("latest")
    (True, False)
    """
    return bool(re.fullmatch(rf"[0-9a-f]{{{_LETTERS}}}(-[0-9a-f]{{{_LETTERS}}}){{{len(PARTS) - 1}}}", text))


def differing(one: str, other: str) -> tuple[str, ...]:
    """Return which of :data:`PARTS` differ between two marks.

    >>> differing("00000000-00000000-00000000-00000000", "00000000-00000001-00000000-00000000")
    ('settings',)
    """
    pairs = zip(PARTS, one.split("-"), other.split("-"), strict=True)
    return tuple(name for name, left, right in pairs if left != right)
