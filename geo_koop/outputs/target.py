"""Where results go: a file appears complete or not at all, and nothing is replaced without being asked."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo_koop.errors import OutputError, UsageError
from geo_koop.locale import translator


def check(out: Path, *, endings: tuple[str, ...] = (), overwrite: bool = False, language: str = "de") -> Path:
    """Make sure that a file can be written, before any work is done.

    Parameters
    ----------
    out : Path
        File to write.
    endings : tuple of str
        Endings that the writer knows, such as ``(".gpkg",)``; empty: any.
    overwrite : bool
        Whether a file that exists may be replaced.
    language : {"de", "en"}
        Of the messages.

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    UsageError
        If the ending is not one of ``endings``.
    OutputError
        If the file exists and must not be replaced, or its folder is missing or cannot be written to.
    """
    _ = translator(language, "cli")
    if endings and out.suffix.lower() not in endings:
        raise UsageError(
            _("The ending of {file} is not known here.").format(file=out),
            _("Known endings: {endings}.").format(endings=", ".join(endings)),
        )
    if out.is_dir():
        raise OutputError(_("{file} is a folder.").format(file=out), _("Name a file."))
    if out.exists() and not overwrite:
        raise OutputError(
            _("{file} exists already.").format(file=out), _("Choose another name, or replace it with --overwrite.")
        )
    if not out.parent.is_dir():
        raise OutputError(_("The folder {folder} does not exist.").format(folder=out.parent), _("Create it first."))
    if not os.access(out.parent, os.W_OK):
        raise OutputError(
            _("The folder {folder} cannot be written to.").format(folder=out.parent),
            _("Choose a folder in which you may write."),
        )
    return out


@contextmanager
def writing(
    out: Path, *, endings: tuple[str, ...] = (), overwrite: bool = False, language: str = "de"
) -> Iterator[Path]:
    """Give a temporary path beside ``out``, and move it there once it is written.

    Parameters
    ----------
    out, endings, overwrite, language
        As in :func:`check`.

    Yields
    ------
    Path
        To write to; it has the name of ``out``, in a folder of its own.

    Raises
    ------
    OutputError
        As in :func:`check`, and if writing fails.
    """
    _ = translator(language, "cli")
    check(out, endings=endings, overwrite=overwrite, language=language)
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".geo-koop-", ignore_cleanup_errors=True) as folder:
            temporary = Path(folder) / out.name
            yield temporary
            temporary.replace(out)
    except OSError as error:
        raise OutputError(
            _("{file} could not be written: {reason}").format(file=out, reason=error.strerror or error),
            _("Close the file where it is open in another program, and look at free space and permissions."),
        ) from error
