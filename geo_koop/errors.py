"""Exceptions: for what cannot go on. What can go on is a finding (see :mod:`geo_koop.findings`)."""


class GeoKoopError(Exception):
    """Base of every error that geo_koop raises on purpose; its text is meant for the user.

    Parameters
    ----------
    problem : str
        What is wrong, and where (file, layer, column, value).
    remedy : str, optional
        What to do about it.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem}\n{self.remedy}" if self.remedy else self.problem


class InputError(GeoKoopError):
    """A file or table cannot be used at all: missing, unreadable, empty, or without a needed column."""


class UsageError(GeoKoopError):
    """A request contradicts itself or names something that does not exist (option, filter, setting)."""


class OutputError(GeoKoopError):
    """A result cannot be written: folder missing, file exists, disk full, no permission."""
