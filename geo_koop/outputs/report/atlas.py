"""An atlas: cover, contents, method, all sheets of a region, annex. Drawn on all cores, and resumed after a break.

Each sheet is drawn into a folder beside the file; Typst sets the whole at the end, so that contents, page
numbers and bookmarks are those of one document. A folder that is left over from a run that was cut short is
used again where data, options and version are the same.
"""

import errno
import hashlib
import json
import os
import pickle
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import pandas as pd

from geo_koop.errors import OutputError
from geo_koop.locale.alphabet import sort_key
from geo_koop.outputs import target
from geo_koop.outputs.report import volume
from geo_koop.outputs.report.annex import annex_sheet, method_sheet
from geo_koop.outputs.report.document import Cover, write_document, write_sheet
from geo_koop.outputs.report.make import PRINTED, Order, make, put
from geo_koop.outputs.report.places import Region
from geo_koop.outputs.report.press import ANY_TOPIC, Press

KINDS = ("region", "topic", "municipality", "cooperation")
JOB = "job.pickle"
PROCESSES = 2
"""Processes that draw, where nothing is asked: each takes 0.3 GB, and an atlas shall need 0.7 GB at most."""
_NO_ROOM = f"[Errno {errno.ENOSPC}]"
"""How a process that draws ends where there is no room."""
_FEW = 12
"""Up to so many sheets are drawn in this process: starting others takes longer."""

Progress = Callable[[int, int], None]


def orders_of(press: Press, regions: Sequence[Region], kinds: Sequence[str] = KINDS) -> list[tuple[str, Order]]:
    """Return the sheets of an atlas: part of the contents, and order.

    Parameters
    ----------
    press : Press
    regions : sequence of Region
    kinds : sequence of str
        Of :data:`KINDS`.
    """
    words = press.words
    names = press.analysis.municipalities["name"].map(sort_key)
    made: list[tuple[str, Order]] = []
    for region in regions:
        here = press.area[press.area["key"].isin(region.keys)]
        if "region" in kinds:
            made.append((region.name, ("region", "", region)))
        if "topic" in kinds:
            cells = press.coverage[press.coverage.index.isin(region.keys) & (press.coverage["status"] == "covered")]
            met = set(cells["topic"].unique()) - {ANY_TOPIC}
            codes = [code for code in press.single_topics if code in met]
            made += [(words("Topics: {region}", region=region.name), ("topic", code, region)) for code in codes]
        if "municipality" in kinds:
            keys = names.reindex(region.keys).sort_values(kind="stable").index
            part = words("Municipalities: {region}", region=region.name)
            made += [(part, ("municipality", str(key), None)) for key in keys]
        if "cooperation" in kinds:
            ids = press.shown.index[press.shown.index.isin(here["cooperation_id"])]
            part = words("Cooperations: {region}", region=region.name)
            made += [(part, ("cooperation", str(one), None)) for one in ids]
    return made


def write_atlas(
    press: Press,
    regions: Sequence[Region],
    out: Path,
    *,
    kinds: Sequence[str] = KINDS,
    index: bool = False,
    processes: int | None = None,
    progress: Progress | None = None,
    overwrite: bool = False,
) -> Path:
    """Write an atlas as PDF or HTML.

    Parameters
    ----------
    press : Press
    regions : sequence of Region
    out : Path
        File to write; sheets that are done lie in a folder ``NAME.parts`` beside it until it is.
    kinds : sequence of str
        Of :data:`KINDS`.
    index : bool
        Put an index of the municipalities behind the contents: name and page.
    processes : int, optional
        Number of processes; :data:`PROCESSES` where it is left out, or one where there is one core.
    progress : callable, optional
        Called with the number of sheets that are done and of all.
    overwrite : bool
        Replace a file that exists.

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    UsageError
        If the ending is not known.
    OutputError
        If a sheet cannot be drawn, or the file cannot be written.
    """
    target.check(out, endings=PRINTED, overwrite=overwrite)
    folder = out.with_name(f"{out.name}.parts")
    try:
        with target.worded(out):
            _prepare(folder, press)
            _bind(press, regions, folder, kinds, index=index, processes=processes, progress=progress)
            _set(press, folder, out, processes=processes, overwrite=overwrite)
    except OutputError as error:
        if target.no_room(error.__cause__):
            # What is drawn would be in the way of making room.
            shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
    return out


def _bind(
    press: Press,
    regions: Sequence[Region],
    folder: Path,
    kinds: Sequence[str],
    *,
    index: bool,
    processes: int | None,
    progress: Progress | None,
) -> None:
    """Draw the sheets into a folder, and write down what binds them."""
    orders = orders_of(press, regions, kinds)
    names = [_name(order) for _part, order in orders]
    _draw(folder, press, orders, _processes(processes), progress or (lambda _done, _all: None))
    # A volume goes to one district: its annex tells of no other.
    keys = pd.Index([key for region in regions for key in region.keys]) if index else None
    front, back = method_sheet(press), annex_sheet(press, keys)
    words = press.words
    first = [(words("Method"), write_sheet(folder, front, "method"))]
    last = [(words("Annex"), write_sheet(folder, back, "annex"))]
    parts = [*first, *((part, f"{name}.json") for (part, _order), name in zip(orders, names, strict=True)), *last]
    area = words.listing([region.name for region in regions])
    write_document(
        folder,
        press,
        [name for _part, name in parts],
        parts=[part for part, _name in parts],
        title=words("Cooperation of municipalities"),
        cover=Cover(
            kicker=words("Atlas"),
            lines=(area, press.dated(), words.plural(len(orders), "One sheet", "{count} sheets")),
        ),
        index=_index(press, [order for _part, order in orders], len(first)) if index else (),
    )


def _index(press: Press, orders: Sequence[Order], before: int) -> list[tuple[str, int]]:
    """Return the municipalities that have a sheet, and its place among all sheets."""
    names = press.analysis.municipalities["name"]
    found = [(str(names[key]), before + i) for i, (kind, key, _region) in enumerate(orders) if kind == "municipality"]
    return sorted(found, key=lambda entry: sort_key(entry[0]))


def _set(press: Press, folder: Path, out: Path, *, processes: int | None, overwrite: bool) -> None:
    """Write what is drawn: a long PDF in parts, so that memory does not grow with its length."""
    template = press.options.template
    if out.suffix.lower() != ".pdf" or not volume.can_be_parted(folder, template):
        put(press, folder, out, overwrite=overwrite)
        return
    with target.writing(out, endings=PRINTED, overwrite=overwrite) as path:
        volume.set_in_parts(folder, path, template, processes=_processes(processes))


def _processes(asked: int | None) -> int:
    return asked or min(PROCESSES, os.cpu_count() or 1)


def _name(order: Order) -> str:
    """Return a file name for a sheet that is the same in each run."""
    kind, key, region = order
    text = f"{kind}|{key}|{region.code if region else ''}"
    return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _prepare(folder: Path, press: Press) -> None:
    """Make the folder of the sheets; what was drawn from other data or with other options is removed."""
    mark = folder / "fingerprint.txt"
    wanted = _fingerprint(press)
    if folder.is_dir() and (not mark.is_file() or mark.read_text(encoding="utf-8") != wanted):
        if not mark.is_file():
            raise OutputError(
                "The folder {folder} is in the way: the sheets of the atlas are kept there while it is made.",
                "Rename or remove it.",
                folder=folder,
            )
        shutil.rmtree(folder)
    folder.mkdir(exist_ok=True)
    mark.write_text(wanted, encoding="utf-8")


def _fingerprint(press: Press) -> str:
    """Return a text that changes with data, view, options and version."""
    made, options = press.analysis.provenance, press.options
    facts = {
        "files": [(file.name, file.sha256) for file in made.files],
        "view": [str(made.as_of), repr(made.filters), repr(made.settings), made.version],
        "options": {name: str(value) for name, value in asdict(options).items() if name not in ("printed", "template")},
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _draw(folder: Path, press: Press, orders: Sequence[tuple[str, Order]], processes: int, progress: Progress) -> None:
    """Draw the sheets that are not there yet."""
    todo = [order for _part, order in orders if not (folder / f"{_name(order)}.json").is_file()]
    done, everything = len(orders) - len(todo), len(orders)
    progress(done, everything)
    if len(todo) <= _FEW or processes < 2:
        for order in todo:
            write_sheet(folder, make(press, order), _name(order))
            done += 1
            progress(done, everything)
        return
    (folder / JOB).write_bytes(pickle.dumps((replace(press), todo)))
    own = iter(todo[::processes])
    running = [_start(folder, i, processes) for i in range(1, processes)]
    said: queue.Queue[bool] = queue.Queue()
    listeners = [threading.Thread(target=_listen, args=(process, said), daemon=True) for process in running]
    try:
        for listener in listeners:
            listener.start()
        working = True
        while working or any(listener.is_alive() for listener in listeners) or not said.empty():
            # This process holds the analysis anyway, so it draws a share itself.
            if working and (mine := next(own, None)) is not None:
                write_sheet(folder, make(press, mine), _name(mine))
                said.put(True)
            else:
                working = False
            try:
                said.get(timeout=0 if working else 0.2)
            except queue.Empty:
                continue
            done += 1
            progress(done, everything)
        failed = [process for process in running if process.wait()]
        if failed:
            reason = (failed[0].stderr.read() if failed[0].stderr else "").strip().rpartition("\n")[2]
            if _NO_ROOM in reason:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            raise OutputError(
                "A sheet could not be drawn: {reason}",
                "Report this error; what is drawn is kept, and the next run goes on from there.",
                reason=reason,
            )
    finally:
        for process in running:
            if process.poll() is None:
                process.terminate()
            process.wait()
            for stream in (process.stdout, process.stderr):
                if stream:
                    stream.close()
    (folder / JOB).unlink()


def _start(folder: Path, number: int, processes: int) -> "subprocess.Popen[str]":
    """Start a process of its own rather than a fork: an app with threads must not be forked, Windows cannot."""
    root = str(Path(__file__).parents[3])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "geo_koop.outputs.report.worker", str(folder), str(number), str(processes)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    )


def _listen(process: "subprocess.Popen[str]", said: "queue.Queue[bool]") -> None:
    for _line in process.stdout or ():
        said.put(True)


def work(folder: Path, number: int, processes: int) -> None:
    """Draw every ``processes``-th sheet of a job, and say a line for each."""
    press, todo = pickle.loads((folder / JOB).read_bytes())
    for order in todo[number::processes]:
        write_sheet(folder, make(press, order), _name(order))
        sys.stdout.write(".\n")
        sys.stdout.flush()
