"""Letters of texts from data that an output would take for more than text.

A GIS format or a table carries every letter that it can hold. What people read (terminal, page, paper,
drawing, metadata) shows a sign in place of a letter that gives commands, so that nothing vanishes unseen.
"""

import re

REPLACED = "\ufffd"
"""Stands where a letter cannot: the replacement character of Unicode, �."""

_COMMANDS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
"""Control characters other than tabulator and line's end, marks that turn the order of letters round, halves of
letters (which come from names of files and options that are no UTF-8), and what is no letter at all."""

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~$&])")
_SYNTAX = {ord(letter): f"&#{ord(letter)};" for letter in "&<>\"'#="}


def visible(text: str) -> str:
    r"""Return a text in which a sign stands for each letter that commands a terminal or turns the order round.

    XML and UTF-8 can hold what is left.

    Examples
    --------
    >>> visible("Öd \x1b[2J 5\u202e")
    'Öd �[2J 5�'
    """
    return _COMMANDS.sub(REPLACED, text)


def for_xml(text: str) -> str:
    r"""Return a text without what XML cannot hold; for tables that say so beside the data.

    Examples
    --------
    >>> for_xml("Öd\x00\ufffe")
    'Öd'
    """
    return _NO_XML.sub("", text)


def for_markdown(text: str) -> str:
    r"""Return a text that Markdown shows as it is, on one line, behind a list's sign or in a table.

    Examples
    --------
    >>> for_markdown("a*b [x](y) &amp;")
    'a\\*b \\[x\\](y) \\&amp;'
    """
    return _MARKDOWN.sub(r"\\\1", visible(" ".join(text.split())))


def for_drawing(text: str) -> str:
    """Return a text for an SVG drawing: nothing of it is taken for a mark, nor for a name that drawings refer to.

    Examples
    --------
    >>> for_drawing("<a> url(#b)")
    '&#60;a&#62; url(&#35;b)'
    """
    return visible(text).translate(_SYNTAX)
