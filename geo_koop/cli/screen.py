"""The console: what is printed from data is text, never markup and never a command to the terminal."""

import sys
from collections.abc import Iterable

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

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Give the pieces of what is printed; those that rich makes itself to move the cursor stay as they are."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else letters.visible(text), style, control)


def line(text: str) -> str:
    """Return a text from data for a line of its own: what follows a line's end is set in, and passes for no message.

    Examples
    --------
    >>> print(line("one\\ntwo"))
    one
      two
    """
    return "\n  ".join(text.splitlines())


def put_out(text: str) -> None:
    """Write a table for other programs: to a pipe or file as it is, to a terminal as people may see it."""
    seen = letters.visible(text).replace("\r", letters.REPLACED) if sys.stdout.isatty() else text
    sys.stdout.write(seen)
