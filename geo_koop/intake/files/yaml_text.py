"""Reads YAML that users hand in: plain entries, lists and texts, and nothing that computes or grows."""

from pathlib import Path
from typing import Any, ClassVar

import yaml

from geo_koop.codelists import LOADER
from geo_koop.errors import InputError, Phrase
from geo_koop.intake.files import limits

_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_TEXT = "tag:yaml.org,2002:str"
_DIGITS = 400
"""More than the largest number that a computer reckons with."""

_REMEDY = "Mend the file."


class _PlainLoader(LOADER):  # type: ignore[misc]
    """Safe loader to which dates are texts, and a name stands once."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        first: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:timestamp"]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        """Take numbers in sixties (12:30) for texts, as YAML 1.2 does, and numbers that nobody writes."""
        tag = str(super().resolve(kind, value, implicit))
        if tag in _NUMBERS and (":" in value or len(value) > _DIGITS):
            return _TEXT
        return tag

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for name, _ in node.value:
            if (name.tag, name.value) in seen if isinstance(name, yaml.ScalarNode) else False:
                raise yaml.constructor.ConstructorError(None, None, f"“{name.value}” stands twice", name.start_mark)
            if isinstance(name, yaml.ScalarNode):
                seen.add((name.tag, name.value))
        return dict(super().construct_mapping(node, deep=deep))


def is_file(text: str | Path) -> bool:
    """Tell whether a text names a file; one that is too long for a name, or holds what none can, does not."""
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def read(path: Path) -> Any:
    """Return what a YAML file holds.

    Raises
    ------
    InputError
        If it is too large, no UTF-8, or not the plain YAML of :func:`parse`.
    """
    most = limits.from_environment()
    with path.open("rb") as stream:
        found = stream.read(most.yaml_kb * 1_000 + 1)
    return content(found, file=path.name)


def content(given: bytes, *, file: str) -> Any:
    """Return what the bytes of a YAML file hold; see :func:`read`, which takes a path."""
    most = limits.from_environment()
    if len(given) > most.yaml_kb * 1_000:
        raise _too_large(file, most)
    try:
        text = given.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "{file} is no text file in UTF-8.",
            "Choose the YAML file itself, no Word or PDF file; in the editor save it with the encoding UTF-8.",
            file=file,
        ) from error
    return parse(text, file=file)


def parse(text: str, *, file: str) -> Any:
    """Return what a YAML text holds; dates stay texts.

    Parameters
    ----------
    text : str
        YAML without anchors, aliases and tags, not larger or deeper than the limits, each name once.
    file : str
        What the message names.

    Raises
    ------
    InputError
        If it is anything else.
    """
    most = limits.from_environment()
    if len(text) > most.yaml_kb * 1_000:
        raise _too_large(file, most)
    try:
        _check(text, file, most.nesting)
        return yaml.load(text, Loader=_PlainLoader)
    except (yaml.YAMLError, ValueError, TypeError, LookupError, RecursionError) as error:
        raise _fault(file, error) from error


def _check(text: str, file: str, deepest: int) -> None:
    # Events come one by one and build nothing, so that depth and aliases are seen before anything grows.
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if getattr(event, "anchor", None) is not None:
            raise _fault(file, Phrase("line {line} has an anchor (&) or alias (*)", line=line))
        if getattr(event, "tag", None) is not None:
            raise _fault(file, Phrase("line {line} has a tag (!)", line=line))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > deepest:
            raise _fault(file, Phrase("line {line} is more than {most} levels deep", line=line, most=deepest))


def _too_large(file: str, most: limits.Limits) -> InputError:
    return _fault(file, Phrase("it is larger than {size} kB", size=most.yaml_kb))


def _fault(file: str, error: object) -> InputError:
    return InputError("{file} is not valid YAML: {error}", _REMEDY, file=file, error=error)
