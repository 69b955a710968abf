"""A scenario in the address of its page: packed, where it is small enough; whatever stands in an address is checked."""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Mapping
from typing import Any, Final

from geo_koop.errors import GeoKoopError
from geo_koop.planning import scenario_checks

MOST: Final = 1_500
"""Letters; browsers, mail programs and servers take addresses of about 2,000."""
_UNPACKED: Final = 20_000
_FORM: Final = re.compile(r"[A-Za-z0-9_-]+")


def pack(content: Mapping[str, Any]) -> str:
    """Return a scenario (``scenario, as_of, steps``) as letters of an address; empty where it is too long.

    Examples
    --------
    >>> steps = [{"end": {"cooperation": "nordallianz"}}]
    >>> unpack(pack({"scenario": "Ende", "as_of": "2026-11-28", "steps": steps}))["steps"] == steps
    True
    """
    plain = json.dumps(
        [content["scenario"], content["as_of"], content["steps"]], ensure_ascii=False, separators=(",", ":")
    ).encode()
    if len(plain) > _UNPACKED:
        return ""
    made = base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode().rstrip("=")
    return made if len(made) <= MOST else ""


def unpack(text: str) -> dict[str, Any] | None:
    """Return the scenario that stands in an address, checked; nothing where it is none, or has no step."""
    if len(text) > MOST or not _FORM.fullmatch(text):
        return None
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        unzipped = zlib.decompressobj()
        plain = unzipped.decompress(packed, _UNPACKED)
        if unzipped.unconsumed_tail or not unzipped.eof:
            return None
        name, day, steps = json.loads(plain)
        made = {"scenario": name, "as_of": day, "steps": steps}
        checked = scenario_checks.build(made, file="–")
    except (GeoKoopError, ValueError, TypeError, RecursionError, binascii.Error, zlib.error):
        return None
    return {**made, "as_of": checked.as_of.isoformat()} if checked.as_of else None
