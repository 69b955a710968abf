"""The console: what is printed from data is text, never markup and never a command to the terminal."""

import sys
from collections.abc import Iterable
from typing import Any

from rich import text as rich_text
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from geo_koop.outputs import letters


class Screen(Console):
    """A console without markup in texts; a sign stands for each letter that would command the terminal.

    Parameters
    ----------
    error : bool
        Write to the standard error.
    wrap : bool
        Break lines at the width of the console; otherwise the terminal does.
    """

    def __init__(self, *, error: bool = False, wrap: bool = False) -> None:
        super().__init__(stderr=error, soft_wrap=not wrap, markup=False, emoji=False, highlight=False)

    def render_str(self, text: str, **how: Any) -> rich_text.Text:
        """Return a text without a style."""
        return super().render_str(_seen(text), **how)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Give the pieces of what is printed; those that rich makes itself to move the cursor stay as they are."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else letters.visible(text), style, control)


class Text(rich_text.Text):
    """Text in a style, in which nothing vanishes unseen: rich takes some control characters out."""

    def __init__(self, text: str = "", style: str = "") -> None:
        super().__init__(_seen(text), style)


def _seen(text: str) -> str:
    return letters.visible(text).replace("\r", letters.REPLACED)


def line(text: str) -> str:
    r"""Return a text from data for a line of its own: what follows a line's end is set in, and passes for no message.

    Examples
    --------
    >>> print(line("one\ntwo"))
    one
      two
    """
    return "\n  ".join(text.splitlines())


def put_out(text: str) -> None:
    """Write a table for other programs: to a pipe or file as it is, to a terminal as people may see it."""
    sys.stdout.write(_seen(text) if sys.stdout.isatty() else text)
