"""Fetches open data of the Federal Agency for Cartography and Geodesy: the only room that uses the network.

A download is resumed where it was cut, kept with its checksum, and compared with it the next time.
"""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.exceptions import ChunkedEncodingError, RequestException, Timeout
from requests.exceptions import ConnectionError as NoConnection

from geo_koop.errors import InputError, OutputError, UsageError
from geo_koop.intake.files import yaml_text
from geo_koop.version import __version__

ATTEMPTS: Final = 4
"""How often a cut connection is taken up again."""

_TIMEOUT = (15, 60)
_PIECE = 1 << 16
_RETRIED = (NoConnection, ChunkedEncodingError, Timeout)
Advance = Callable[[int, int | None], None]


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where the products lie: product to addresses with ``{edition}``, and the word for the newest edition."""

    products: dict[str, tuple[str, ...]]
    latest: str


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """An archive on disk: its path, checksum, address, and whether it had been fetched before."""

    path: Path
    sha256: str
    url: str
    already_there: bool


def source(path: Path | None = None) -> Source:
    """Read where products lie.

    Parameters
    ----------
    path : Path, optional
        YAML file of the layout of ``areas/downloads.yaml``, for a mirror; that file where it is left out.

    Raises
    ------
    UsageError
        If it is malformed.
    """
    text = (files(__package__) / "downloads.yaml").read_text(encoding="utf-8")
    try:
        content: Any = yaml_text.parse(Path(path).read_text(encoding="utf-8-sig") if path else text, file=str(path))
        base = str(content["base"]).rstrip("/")
        products = {
            str(name): tuple(f"{base}/{place}" for place in places) for name, places in content["products"].items()
        }
        latest = str(content.get("latest", "latest"))
    except (OSError, UnicodeDecodeError, InputError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            "{file} is no list of downloads.", "Write base, latest and products, as in areas/downloads.yaml.",
            file=path,
        ) from error  # fmt: skip
    if not base.startswith(("http://", "https://")):
        raise UsageError("{base} is no address.", "It begins with https://.", base=base)
    return Source(products=products, latest=latest)


def addresses(product: str, year: str | None, where: Source) -> tuple[str, ...]:
    """Return the addresses at which an edition of a product may lie, the best first.

    Raises
    ------
    UsageError
        If the product is not known, or the year is none.
    """
    if product not in where.products:
        raise UsageError(
            "There is no product {product}.", "Products: {known}.", product=product, known=", ".join(where.products)
        )
    if year is not None and not (year.isdigit() and len(year) == 4):
        raise UsageError("{year} is no year.", "Write a year such as 2024, or leave it out for the newest.", year=year)
    return tuple(url.replace("{edition}", year or where.latest) for url in where.products[product])


def host(url: str) -> str:
    """Return the host of an address."""
    return urlsplit(url).netloc


def fetch(
    urls: tuple[str, ...],
    folder: Path,
    name: str,
    *,
    moving: bool = False,
    expected: str = "",
    accept: bool = False,
    contact: Callable[[str], None] = lambda _host: None,
    advance: Advance = lambda _done, _whole: None,
    pause: float = 1.0,
) -> Fetched:
    """Fetch an archive, or take the one that was fetched before.

    Parameters
    ----------
    urls : tuple of str
        Addresses, of which the first that exists is taken.
    folder : Path
        Where archives are kept; made where it does not exist.
    name : str
        Name of the archive there, without ending.
    moving : bool
        Whether the address always leads to the newest edition: then the server is asked whether there
        is a newer one, and another checksum is no fault.
    expected : str
        SHA-256 that the archive must have.
    accept : bool
        Accept an archive that differs from the one recorded.
    contact : callable
        Called with the host before it is contacted; not where the kept archive is taken.
    advance : callable
        Called with the bytes that are there and the bytes in all (``None`` where unknown).
    pause : float
        Seconds before the second attempt; doubled for each further one.

    Returns
    -------
    Fetched

    Raises
    ------
    InputError
        If it does not exist there, the server cannot be reached, or the checksum is another.
    OutputError
        If the disk is full or the folder cannot be written.
    """
    archive, record = folder / f"{name}.zip", folder / f"{name}.json"
    known = _record(record)
    # A damaged archive is fetched anew, and must then have the checksum that was recorded.
    whole = bool(known) and archive.is_file() and _sha256(archive) == known.get("sha256")
    if whole and not moving:
        _compare(archive, str(known["sha256"]), expected)
        return Fetched(path=archive, sha256=known["sha256"], url=known["url"], already_there=True)
    contact(host(urls[0]))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        answer = _download(urls, archive, known if whole else {}, advance, pause)
        if answer is None:
            return Fetched(path=archive, sha256=known["sha256"], url=known["url"], already_there=True)
        part, facts = answer
        _compare(part, facts["sha256"], expected)
        if known and known.get("url") == facts["url"] and not (moving or accept):
            _compare(part, facts["sha256"], known["sha256"], day=known.get("fetched", ""))
        part.replace(archive)
        record.write_text(json.dumps(facts, indent=2), encoding="utf-8")
    except OSError as error:
        if isinstance(error, RequestException):
            raise
        raise OutputError(
            "The archive could not be written to {folder}: {reason}.",
            "Make room on the disk, or name another folder with the environment variable GEO_KOOP_CACHE; what is there "
            "already is taken up again.",
            folder=folder,
            reason=error.strerror or error,
        ) from error
    return Fetched(path=archive, sha256=facts["sha256"], url=facts["url"], already_there=False)


def _record(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and {"sha256", "url"} <= set(found) else {}


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _compare(path: Path, found: str, wanted: str, *, day: str = "") -> None:
    """Refuse an archive whose checksum is not the wanted one."""
    if not wanted or found == wanted.lower():
        return
    if day:
        raise InputError(
            "The archive differs from the one of {day}: its SHA-256 is {found}, and was {wanted}.",
            "If the publisher has corrected it, add --accept.",
            day=day[:10],
            found=found,
            wanted=wanted,
        )
    path.unlink(missing_ok=True)
    raise InputError(
        "The SHA-256 of the archive is {found}, and not {wanted}.",
        "Check the checksum, and fetch it again.",
        found=found,
        wanted=wanted,
    )


def _download(
    urls: tuple[str, ...], archive: Path, known: dict[str, Any], advance: Advance, pause: float
) -> tuple[Path, dict[str, Any]] | None:
    """Fetch from the first address that exists; ``None`` where the server says that nothing has changed."""
    for url in urls:
        part = archive.with_suffix(".part")
        trail = archive.with_suffix(".part.json")
        for attempt in range(1, ATTEMPTS + 1):
            try:
                status, facts = _attempt(url, part, trail, known, advance)
                break
            except _RETRIED as error:
                if attempt == ATTEMPTS:
                    raise InputError(
                        "{host} cannot be reached, or the connection was cut {count} times.",
                        "Try again later: what is there already is taken up again.",
                        host=host(url),
                        count=ATTEMPTS,
                    ) from error
                time.sleep(pause * 2 ** (attempt - 1))
            except RequestException as error:
                raise InputError(
                    "{url} cannot be fetched: {reason}.", "Check the address.", url=url, reason=error
                ) from error
        if status == 304:
            return None
        if status == 200:
            trail.unlink(missing_ok=True)
            return part, facts | {"sha256": _sha256(part), "size": part.stat().st_size}
        if status not in (404, 410):
            raise InputError(
                "{host} answers {status} instead of the archive.", "Try again later.", host=host(url), status=status
            )
    raise InputError("There is no such edition at {url}.", "Choose another year, or another product.", url=urls[0])


def _attempt(url: str, part: Path, trail: Path, known: dict[str, Any], advance: Advance) -> tuple[int, dict[str, Any]]:
    """Ask once, from where the last attempt ended; return the status and what is known of the archive."""
    begun = _record_of_part(trail, url) if part.is_file() else {}
    there = part.stat().st_size if begun else 0
    headers = {"User-Agent": f"geo_koop/{__version__}", "Accept-Encoding": "identity"}
    if there:
        headers |= {"Range": f"bytes={there}-", "If-Range": begun["mark"]}
    elif known.get("url") == url and known.get("mark"):
        headers["If-None-Match" if known["mark"].startswith(('"', "W/")) else "If-Modified-Since"] = known["mark"]
    with requests.get(url, headers=headers, stream=True, timeout=_TIMEOUT) as answer:
        if answer.status_code == 416 or answer.status_code >= 500:
            # The part does not fit the archive any more, or the server is busy: begin anew.
            if answer.status_code == 416:
                part.unlink(missing_ok=True)
            raise NoConnection(answer.status_code)
        if answer.status_code not in (200, 206):
            return answer.status_code, {}
        resumed = answer.status_code == 206
        mark = answer.headers.get("ETag") or answer.headers.get("Last-Modified", "")
        length = answer.headers.get("Content-Length")
        whole = int(length) + (there if resumed else 0) if length and length.isdigit() else None
        facts = {"url": url, "mark": mark, "fetched": datetime.now(UTC).isoformat(timespec="seconds")}
        trail.write_text(json.dumps({"url": url, "mark": mark}), encoding="utf-8")
        with part.open("ab" if resumed else "wb") as out:
            done = there if resumed else 0
            advance(done, whole)
            for piece in answer.iter_content(_PIECE):
                out.write(piece)
                done += len(piece)
                advance(done, whole)
        if whole is not None and done != whole:
            raise ChunkedEncodingError("cut")
    return 200, facts


def _record_of_part(trail: Path, url: str) -> dict[str, Any]:
    """Return what is known of a part: without a mark of the server it cannot be taken up again safely."""
    try:
        found = json.loads(trail.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if found.get("url") == url and found.get("mark") else {}
