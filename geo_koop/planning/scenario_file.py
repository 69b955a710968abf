"""A scenario as a file (YAML): who would found or join what. It is never mixed into the records."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

import yaml

from geo_koop.errors import UsageError
from geo_koop.locale import identifiers

Step = dict[str, dict[str, Any]]
"""One of ``found`` and ``join`` with its fields."""
_FORMAT: Final = "unknown"
"""Code of the form: nobody has decided on it yet."""


class _Text(str):
    """A text that stands in quotation marks, whatever it looks like."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Writes texts of the data in quotation marks, so that no reader takes a key for a number."""


def _quoted(dumper: yaml.SafeDumper, text: _Text) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')


_Dumper.add_representer(_Text, _quoted)


def found(
    *,
    name: str,
    topics: Sequence[str],
    members: Sequence[str],
    taken: Collection[str] = (),
    form: str = _FORMAT,
) -> Step:
    """Return the step that founds a cooperation.

    Parameters
    ----------
    name : str
    topics : sequence of str
        Codes.
    members : sequence of str
        Keys of municipalities, as in ``members.csv``.
    taken : collection of str
        Identifiers that exist: the new one is another one.
    form : str
        Code of the format; unknown where nobody has decided.

    Raises
    ------
    UsageError
        If there are fewer than two members.
    """
    several = list(dict.fromkeys(members))
    if len(several) < 2:
        raise UsageError(
            "A cooperation of {count} municipalities cannot be founded.",
            "Choose at least two municipalities.",
            count=len(several),
        )
    return {
        "found": {
            "id": identifier(name, taken),
            "name": name,
            "topics": list(topics),
            "format": form,
            "members": several,
        }
    }


def join(cooperation: str, members: Sequence[str]) -> Step:
    """Return the step by which municipalities join a cooperation."""
    return {"join": {"cooperation": cooperation, "members": list(dict.fromkeys(members))}}


def text(name: str, as_of: date, steps: Sequence[Step]) -> str:
    r"""Return a scenario as YAML; names and keys stand in quotation marks.

    Parameters
    ----------
    name : str
    as_of : datetime.date
        When its steps take effect.
    steps : sequence of Step
        Applied in their order.

    Examples
    --------
    >>> print(text("Bauhof: A & B", date(2026, 11, 28), [join("hof", ["09184123"])]))
    scenario: "Bauhof: A & B"
    as_of: 2026-11-28
    steps:
    - join:
        cooperation: "hof"
        members:
        - "09184123"
    <BLANKLINE>
    """
    content = {"scenario": _Text(name), "as_of": as_of, "steps": [_marked(step) for step in steps]}
    return str(yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000))


def _marked(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _marked(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_marked(part) for part in value]
    return _Text(value) if isinstance(value, str) else value


def identifier(name: str, taken: Collection[str]) -> str:
    """Return an identifier made of a name that no other cooperation has."""
    made = identifiers.made_of(name, otherwise="neu")
    number, free = 2, made
    while free in taken:
        number, free = number + 1, f"{made}-{number}"
    return free
