"""Where the pictures of a result come from: the root package says it, so that a result knows no output."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

_maker: list[str] = []


def use(module: str) -> None:
    """Let a module draw results: its functions ``explore``, ``plot`` and ``html`` get an analysis."""
    _maker[:] = [module]


def by(name: str) -> Callable[..., Any]:
    """Return the function of that name; its module is loaded when something is drawn."""
    made: Callable[..., Any] = getattr(import_module(_maker[0]), name)
    return made
