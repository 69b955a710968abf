"""Exceptions: for what cannot go on. What can go on is a finding (see :mod:`geo_koop.findings`)."""

import re
from collections.abc import Callable, Mapping, Sequence

Translate = Callable[[str], str]

_OPTION = re.compile(r"(?<!\S)--([a-z]+(?:-[a-z]+)*)")
_LONGEST = 1_000
_END = 200


def shortened(text: str, most: int = _LONGEST) -> str:
    """Return a text that fits into a message: of a longer one, the beginning and the end.

    Examples
    --------
    >>> len(shortened("x" * 60_000))
    1005
    """
    if len(text) <= most:
        return text
    return f"{text[: most - _END]} […] {text[-_END:]}"


class Phrase:
    """A part of an error's text that is translated too: a template and what it names.

    Examples
    --------
    >>> Phrase("{name} is no date", name="start").words(str)
    'start is no date'
    """

    def __init__(self, template: str, **params: object) -> None:
        self._template, self._params = template, params

    def words(self, translate: Translate) -> str:
        """Return the part in the language of a translator."""
        text = translate(self._template)
        return text.format_map(_worded(self._params, translate)) if self._params else text

    def parts(self) -> tuple[str, dict[str, object]]:
        """Return the template and what it names."""
        return self._template, dict(self._params)

    def __str__(self) -> str:
        return self.words(lambda message: message)


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
        What the templates name; :class:`Phrase` and sequences of them are translated as well.
    """

    def __init__(self, problem: str, remedy: str = "", **params: object) -> None:
        self._templates = (problem, remedy)
        self._params = params
        self.problem, self.remedy = self.words(lambda message: message)
        super().__init__(self.problem)

    def words(self, translate: Translate) -> tuple[str, str]:
        """Return problem and remedy in the language of a translator (catalogue ``errors``)."""
        problem, remedy = (translate(text) if text else "" for text in self._templates)
        if not self._params:
            return problem, remedy
        params = _worded(self._params, translate)
        return problem.format_map(params), remedy.format_map(params).strip()

    def parts(self) -> tuple[tuple[str, str], dict[str, object]]:
        """Return the templates of problem and remedy, and what they name."""
        return self._templates, dict(self._params)

    def __str__(self) -> str:
        """Return problem and remedy as Python meets them: options of the command line under the names of parameters."""
        said = f"{self.problem}\n{self.remedy}" if self.remedy else self.problem
        return _OPTION.sub(lambda option: option[1].replace("-", "_"), said)


class InputError(GeoKoopError):
    """A file or table cannot be used at all: missing, unreadable, empty, or without a needed column."""


class UsageError(GeoKoopError):
    """A request contradicts itself or names something that does not exist (option, filter, setting)."""


class OutputError(GeoKoopError):
    """A result cannot be written: folder missing, file exists, disk full, no permission."""


def _worded(params: Mapping[str, object], translate: Translate) -> dict[str, object]:
    """Return what a template names as texts: a value of a file can be as long as the file."""
    return {name: _said(value, translate) for name, value in params.items()}


def _said(value: object, translate: Translate) -> object:
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, Phrase):
        return value.words(translate)
    if isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(part, Phrase) for part in value):
        return shortened("; ".join(part.words(translate) for part in value))
    return shortened(str(value))
