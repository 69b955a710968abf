"""A register of a state after twenty years: opening and saving a record, former states, and the way out and in again.

Run: ``python -m benchmarks.register [sqlite|postgresql] [--records 100000] [--keep FILE]``. The register is made in
forty revisions over twenty years: each year records come with ten memberships each, and some of those before change.
PostgreSQL is started for this alone, as for the tests. Times are those of the clock, medians of some; a machine that
others use as well stretches them.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from geo_koop import AnalysisRequest, workspace
from geo_koop.register import exchange, reading, records, revisions, rights, schema, store, views, writing

YEARS = range(2006, 2026)
MEMBERS = 10
TIMES = 15
STAGES = ("operating", "operating", "operating", "idea", "ended")
TOPICS = ("water", "waste_water", "it_digitalisation", "care", "land_management", "tourism")
FORMATS = ("special_purpose_association", "public_law_agreement", "company", "alliance")
EDITOR = rights.Actor(name="Bench")


@dataclass(frozen=True)
class Spent:
    """Seconds of the clock, and of the processor in this process."""

    clock: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.clock:.3f} s ({self.cpu:.3f} s of processor time)"

    def times(self, other: "Spent", kind: str) -> str:
        """Return the ratio; that of the clock where a server does the work."""
        ratio = self.cpu / other.cpu if kind == "sqlite" else self.clock / other.clock
        return f"{self}, {ratio:.2f} times"


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("database", nargs="?", choices=["sqlite", "postgresql"])
    given.add_argument("--records", type=int, default=100_000)
    given.add_argument("--keep", type=Path, help="SQLite file that is used again where it is there")
    given.add_argument("--without", nargs="*", choices=["analysis", "round_trip"], default=[])
    asked = given.parse_args()
    for kind in [asked.database] if asked.database else ["sqlite", "postgresql"]:
        with _place(kind, asked.keep) as (address, other):
            register = _made(kind, address, asked.records)
            _records(kind, register, asked.records)
            _former(kind, register, "records", _tables)
            if "analysis" not in asked.without:
                _former(kind, register, "analysis", lambda _register, revision, at=address: _analysis(at, revision))
            if "round_trip" not in asked.without:
                _round_trip(kind, register, other)


@contextmanager
def _place(kind: str, keep: Path | None) -> Iterator[tuple[str, str]]:
    """Give the addresses of two places for registers."""
    if kind == "postgresql":
        from tests.register.conftest import new_schema, started

        with started() as cluster:
            yield new_schema(cluster), new_schema(cluster)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield str(keep or Path(folder) / "register.sqlite"), str(Path(folder) / "other.sqlite")


def _made(kind: str, address: str, count: int) -> store.Register:
    if kind == "sqlite" and Path(address).is_file():
        return store.open_(address)
    register = store.create(address)
    _say(kind, "made", _timed(lambda: _fill(register, count)))
    return register


def _records(kind: str, register: store.Register, count: int) -> None:
    """Open records and save them, every second one published at once."""
    chance = random.Random(2)
    names = [f"k{chance.randrange(count):06d}" for _i in range(TIMES)]
    opened: dict[str, records.Opened] = {}
    opening, saving = [], []
    for name in names:
        opening.append(_timed(lambda: opened.update({name: records.open_record(register, name, actor=EDITOR)})))  # noqa: B023
    for number, name in enumerate(names):
        save = partial(
            records.save,
            register,
            name,
            records.Content(fields={"note_de": f"{number} {time.time()}"}),
            based_on=opened[name].revision,
            publish=number % 2 == 0,
            actor=EDITOR,
            now=datetime.now(UTC),
            reason="Pflege",
            source="Anruf",
        )
        saving.append(_timed(save))
    for what, spent in (("open a record", opening), ("save a record", saving)):
        most = max(one.clock for one in spent)
        middle = Spent(statistics.median(s.clock for s in spent), statistics.median(s.cpu for s in spent))
        _say(kind, what, f"{middle}, at most {most:.3f} s")
    _say(kind, "history of a record", _timed(lambda: revisions.of_record(register, names[0])))


def _former(
    kind: str, register: store.Register, what: str, read: Callable[[store.Register, int | None], object]
) -> None:
    now = _timed(lambda: read(register, None))
    _say(kind, f"{what} as published now", now)
    then = _timed(lambda: read(register, 30))
    _say(kind, f"{what} as recorded in revision 30 of 40", then.times(now, kind))


def _tables(register: store.Register, revision: int | None) -> None:
    with register.reading() as connection:
        views.tables(connection, revision=revision)


def _analysis(address: str, revision: int | None) -> None:
    request = AnalysisRequest(register=address, recorded_on=revision)
    workspace.evaluate(workspace.load(request, keep=False), as_of=date(2026, 1, 1))


def _round_trip(kind: str, register: store.Register, other: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, first = Path(name), {}

        def dump() -> None:
            first.update(exchange.texts(register, everything=True)[0])
            exchange.write(first, {file: folder / file for file in first})

        def load() -> None:
            exchange.load(store.create(other), reading.folder(folder), now=datetime.now(UTC), author="Bench")

        _say(kind, "dump", _timed(dump))
        _say(kind, "load into an empty register", _timed(load))
        again = exchange.texts(store.open_(other), everything=True)[0]
        _say(kind, "dump, load, dump are equal to the byte", again == first)


def _timed(do: Callable[[], object]) -> Spent:
    clock, cpu = time.perf_counter(), time.process_time()
    do()
    return Spent(time.perf_counter() - clock, time.process_time() - cpu)


def _say(kind: str, what: str, found: object) -> None:
    print(f"{kind}: {what}: {found}", flush=True)


def _fill(register: store.Register, count: int) -> None:
    chance = random.Random(1)
    keys = _keys()
    each = count // len(YEARS)
    for at, year in enumerate(YEARS):
        names = [f"k{number:06d}" for number in range(at * each, (at + 1) * each)]
        _add(register, datetime(year, 1, 15, tzinfo=UTC), names, keys, chance)
        before = [f"k{chance.randrange((at + 1) * each):06d}" for _i in range(each // 5)]
        _change(register, datetime(year, 7, 1, tzinfo=UTC), sorted(set(before)))


def _keys() -> list[str]:
    import pyogrio

    path = Path(__file__).parents[1] / "data" / "boundaries" / "demo.gpkg"
    return sorted(pyogrio.read_dataframe(path, read_geometry=False)["key"])


def _add(register: store.Register, now: datetime, names: list[str], keys: list[str], chance: random.Random) -> None:
    with writing.writing(register, now=now, author="Bench", kind="load") as open_:
        run, tables = open_.connection.execute, schema.TABLES
        run(
            tables["cooperations"].insert(),
            [
                {
                    "cooperation_id": name,
                    "name": f"Verbund {name}",
                    "topics": chance.choice(TOPICS),
                    "format": chance.choice(FORMATS),
                    "stage": chance.choice(STAGES),
                    "start": str(now.year),
                }
                for name in names
            ],
        )
        members, sources = [], []
        for name in names:
            first = chance.randrange(len(keys) - MEMBERS)
            members += [
                {"cooperation_id": name, "key": keys[first + i], "name": f"Ort {i}", "position": i}
                for i in range(MEMBERS)
            ]
            source = {"cooperation_id": name, "url": f"https://example.org/{name}", "date": str(now.year)}
            sources.append(source | {"completeness": "full"})
        run(tables["members"].insert(), members)
        run(tables["sources"].insert(), sources)
        writing.publish(open_, names)


def _change(register: store.Register, now: datetime, names: list[str]) -> None:
    with writing.writing(register, now=now, author="Bench") as open_:
        for table, values in (("cooperations", {"note_de": str(now.year)}), ("members", {"note": str(now.year)})):
            target = schema.TABLES[table]
            statement = target.update().where(target.c.cooperation_id == sa.bindparam("known")).values(values)
            open_.connection.execute(statement, [{"known": name} for name in names])
        writing.publish(open_, names)


if __name__ == "__main__":
    main()
