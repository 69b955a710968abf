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
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa

from geo_koop import AnalysisRequest, workspace
from geo_koop.register import exchange, reading, records, rights, schema, store, views, writing

YEARS = range(2006, 2026)
MEMBERS = 10
TIMES = 15
STAGES = ("operating", "operating", "operating", "idea", "ended")
TOPICS = ("water", "waste_water", "it_digitalisation", "care", "land_management", "tourism")
FORMATS = ("special_purpose_association", "public_law_agreement", "company", "alliance")
EDITOR = rights.Actor(name="Bench")


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("database", nargs="?", choices=["sqlite", "postgresql"])
    given.add_argument("--records", type=int, default=100_000)
    given.add_argument("--keep", type=Path, help="SQLite file that is used again where it is there")
    given.add_argument("--without-analysis", action="store_true")
    asked = given.parse_args()
    for kind in [asked.database] if asked.database else ["sqlite", "postgresql"]:
        with _place(kind, asked.keep) as (address, other):
            _measure(kind, address, other, asked.records, analysis=not asked.without_analysis)


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


def _measure(kind: str, address: str, other: str, count: int, *, analysis: bool) -> None:
    def say(what: str, seconds: float, more: str = "") -> None:
        print(f"{kind}: {what}: {seconds:.3f} s{more}", flush=True)

    if kind == "sqlite" and Path(address).is_file():
        register = store.open_(address)
    else:
        register = store.create(address)
        say("made", _timed(lambda: _fill(register, count)))
    chance = random.Random(2)
    some = [f"k{chance.randrange(count):06d}" for _i in range(TIMES)]
    opened = {}

    def open_(name: str) -> None:
        opened[name] = records.open_record(register, name, actor=EDITOR)

    say("open a record", *_middle([_timed(lambda name=name: open_(name)) for name in some]))
    times = []
    for number, name in enumerate(some):
        seen = opened[name]
        changed = records.Content(fields={"note_de": f"{number} {time.time()}"})
        how = {"actor": EDITOR, "now": datetime.now(UTC), "reason": "Pflege", "source": "Anruf"}
        times.append(
            _timed(
                lambda name=name, seen=seen, changed=changed, how=how, number=number: records.save(
                    register, name, changed, based_on=seen.revision, publish=number % 2 == 0, **how
                )
            )
        )
    say("save a record", *_middle(times))
    say("history of a record", _timed(lambda: _history(register, some[0])))
    now = _timed(lambda: _tables(register, None))
    say("records as published now", now)
    then = _timed(lambda: _tables(register, 30))
    say("records as published in revision 30 of 40", then, f", {then / now:.2f} times")
    if analysis:
        request = AnalysisRequest(register=address)
        now = _timed(lambda: workspace.evaluate(workspace.load(request, keep=False), as_of=date(2026, 1, 1)))
        say("analysis of what is published now", now)
        request = AnalysisRequest(register=address, recorded_on=30)
        then = _timed(lambda: workspace.evaluate(workspace.load(request, keep=False), as_of=date(2026, 1, 1)))
        say("analysis as recorded in revision 30", then, f", {then / now:.2f} times")
    _round_trip(register, other, say)


def _round_trip(register: store.Register, other: str, say: Callable[[str, float], None]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, first = Path(name), {}

        def dump() -> None:
            first.update(exchange.texts(register, everything=True)[0])
            exchange.write(first, {file: folder / file for file in first})

        def load() -> None:
            exchange.load(store.create(other), reading.folder(folder), now=datetime.now(UTC), author="Bench")

        say("dump", _timed(dump))
        say("load into an empty register", _timed(load))
        again = exchange.texts(store.open_(other), everything=True)[0]
        print("dump, load, dump are equal to the byte:", again == first, flush=True)


def _history(register: store.Register, name: str) -> None:
    from geo_koop.register import revisions

    revisions.of_record(register, name)


def _tables(register: store.Register, revision: int | None) -> None:
    with register.reading() as connection:
        views.tables(connection, revision=revision)


def _timed(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def _middle(times: list[float]) -> tuple[float, str]:
    return statistics.median(times), f" (most {max(times):.3f})"


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
