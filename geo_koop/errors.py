"""Exceptions: for what cannot go on. What can go on is a finding (see :mod:`geo_koop.findings`)."""

from collections.abc import Callable


class GeoKoopError(Exception):
    """Base of every error that geo_koop raises on purpose; its text is meant for the user.

    Parameters
    ----------
    problem : str
        What is wrong, and where (file, layer, column, value): an English message; with parameters,
        a template that names them as ``{file}``. German stands in the catalogue ``errors``.
    remedy : str, optional
        What to do about it, likewise.
    **params
        What the templates name.
    """

    def __init__(self, problem: str, remedy: str = "", **params: object) -> None:
        self._templates = (problem, remedy)
        self._params = params
        self.problem, self.remedy = self.words(lambda message: message)
        super().__init__(self.problem)

    def words(self, translate: Callable[[str], str]) -> tuple[str, str]:
        """Return problem and remedy in the language of a translator."""
        problem, remedy = (translate(text) if text else "" for text in self._templates)
        if not self._params:
            return problem, remedy
        return problem.format_map(self._params), remedy.format_map(self._params)

    def __str__(self) -> str:
        return f"{self.problem}\n{self.remedy}" if self.remedy else self.problem


class InputError(GeoKoopError):
    """A file or table cannot be used at all: missing, unreadable, empty, or without a needed column."""


class UsageError(GeoKoopError):
    """A request contradicts itself or names something that does not exist (option, filter, setting)."""


class OutputError(GeoKoopError):
    """A result cannot be written: folder missing, file exists, disk full, no permission."""
