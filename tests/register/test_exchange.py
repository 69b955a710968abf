"""Folders go in and come out again, and nothing is lost or altered on the way."""

import csv
import io
import random
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from geo_koop.errors import InputError
from geo_koop.register import checks, csv_form, exchange, reading, schema, store, views
from tests.conftest import examples

EMBEDDED = Path(__file__).parents[2] / "data" / "cooperations"


def put(folder, **contents):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


def loaded(register, folder, now, **how):
    return exchange.load(register, reading.folder(folder), now=now, author="Anna", **how)


def dumped(register, **how):
    return exchange.texts(register, **how)[0]


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def register(url):
    return store.create(url)


def again(contents, folder, clock, address):
    """Load what was dumped into a register of its own and dump that."""
    folder.mkdir()
    exchange.write(contents, {name: folder / name for name in contents})
    other = store.create(address)
    loaded(other, folder, clock())
    return {name: text for name, text in dumped(other, everything=True).items() if name in contents}


def test_the_embedded_records_come_out_as_they_went_in(register, tmp_path, clock):
    counts = loaded(register, EMBEDDED, clock())
    given_ = {name: pd.read_csv(EMBEDDED / f"{name}.csv", dtype=str, keep_default_na=False) for name in counts.added}
    assert counts.revision == 1
    assert counts.added == {name: len(table) for name, table in given_.items()}
    first = dumped(register)
    for name, table in given_.items():
        found = pd.read_csv(io.StringIO(first[f"{name}.csv"]), dtype=str, keep_default_na=False)
        by = [name_ for name_ in ("cooperation_id",) if name_ in table]
        wanted = table.sort_values(by, kind="stable") if by else table
        assert found[table.columns].to_numpy().tolist() == wanted.to_numpy().tolist()
        assert (found.drop(columns=table.columns) == "").all(axis=None)
    assert again(first, tmp_path / "out", clock, tmp_path / "second.sqlite") == first
    # The same once more changes nothing, and is no revision.
    assert loaded(register, tmp_path / "out", clock()).revision is None
    assert checks.check(register) == []


CELL = st.text(
    st.one_of(
        st.sampled_from("äöüÄß\"';,\n\r\t=+-@ |\\ \u00a0\u2028"),
        st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"),
    ),
    max_size=8,
)
HEADING = st.text(st.sampled_from('abcÄ ,"\n='), min_size=1, max_size=4).filter(
    lambda name: name not in ("key", "name")
)


@st.composite
def folders(draw):
    """Draw tables in the exchange form, cells of any signs."""
    ids = draw(st.lists(CELL.filter(bool), min_size=1, max_size=3, unique=True))
    found = {}
    for name in ("cooperations", "members", "scopes", "sources"):
        known = schema.COLUMNS[name]
        extra = draw(st.lists(HEADING.filter(lambda h, known=known: h not in known), max_size=2, unique=True))
        cells = st.lists(CELL, min_size=len(known) + len(extra), max_size=len(known) + len(extra))
        table = draw(st.lists(cells, max_size=4)) if name != "cooperations" else [draw(cells) for _ in ids]
        if name != "scopes":
            named = ids if name == "cooperations" else [draw(st.sampled_from(ids)) for _row in table]
            table = [[one, *row[1:]] for one, row in zip(named, table, strict=True)]
        quoted = [
            [c if not set(c) & set('",\r\n') else f'"{c.replace(chr(34), chr(34) * 2)}"' for c in row]
            for row in [[*known, *extra], *table]
        ]
        found[name] = "".join(f"{','.join(row)}\n" for row in quoted)
    return found


@examples(
    15,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(folder=folders())
def test_dump_of_a_load_of_a_dump_is_the_same_to_the_byte(tmp_path_factory, folder, clock):
    place = tmp_path_factory.mktemp("trip")
    source = place / "in"
    source.mkdir()
    for name, text in folder.items():
        (source / f"{name}.csv").write_bytes(text.encode("utf-8"))
    register = store.create(place / "first.sqlite")
    loaded(register, source, clock())
    first = dumped(register, everything=True)
    for name in folder:
        told = list(csv.reader(io.StringIO(folder[name], newline="")))
        came = list(csv.reader(io.StringIO(first[f"{name}.csv"], newline="")))
        filled = [h for at, h in enumerate(told[0]) if h in schema.COLUMNS[name] or any(r[at] for r in told[1:])]
        assert sorted(came[0]) == sorted(filled)
        pick = lambda table, names: sorted([r[table[0].index(n)] for n in names] for r in table[1:])  # noqa: E731
        assert pick(came, filled) == pick(told, filled)
    folder_again = place / "out"
    folder_again.mkdir()
    exchange.write(first, {name: folder_again / name for name in first})
    other = store.create(place / "second.sqlite")
    loaded(other, folder_again, clock())
    assert dumped(other, everything=True) == first
    assert checks.check(other) == []


COOPERATIONS = "cooperation_id,name,Farbe\na,Amt Öd,rot\nb,Bund,\n"
MEMBERS = "cooperation_id,key,name,note\na,01,Eins,\na,02,Zwei,alt\nb,01,Eins,\n"


def test_update_by_identifier_leaves_the_rest(register, tmp_path, clock):
    loaded(register, put(tmp_path / "1", cooperations=COOPERATIONS, members=MEMBERS), clock())
    counts = loaded(
        register,
        put(
            tmp_path / "2",
            cooperations="cooperation_id,name\na,Amt Neu\nc,Club\n",
            members="cooperation_id,key,note\na,02,neu\na,03,\n",
        ),
        clock(),
    )
    assert (counts.added["cooperations"], counts.changed["cooperations"], counts.removed["cooperations"]) == (1, 1, 0)
    found = dumped(register)
    # A column that the second folder lacks stays: the colour, the name of the member.
    assert [(r["cooperation_id"], r["name"], r["Farbe"]) for r in rows(found["cooperations.csv"])] == [
        ("a", "Amt Neu", "rot"),
        ("b", "Bund", ""),
        ("c", "Club", ""),
    ]
    assert [(r["cooperation_id"], r["key"], r["name"], r["note"]) for r in rows(found["members.csv"])] == [
        ("a", "01", "Eins", ""),
        ("a", "02", "Zwei", "neu"),
        ("a", "03", "", ""),
        ("b", "01", "Eins", ""),
    ]


def test_replace_removes_the_rest_and_the_history_keeps_it(register, tmp_path, clock):
    loaded(
        register,
        put(tmp_path / "1", cooperations=COOPERATIONS, members=MEMBERS, sources="cooperation_id,url\nb,x\n"),
        clock(),
    )
    loaded(
        register,
        put(tmp_path / "2", cooperations="cooperation_id,name\na,Amt\n", members="cooperation_id,key\na,02\n"),
        clock(),
        replace=True,
    )
    found = dumped(register)
    assert [r["cooperation_id"] for r in rows(found["cooperations.csv"])] == ["a"]
    assert [(r["key"], r["name"]) for r in rows(found["members.csv"])] == [("02", "Zwei")]
    assert rows(found["sources.csv"]) == []
    before = dumped(register, recorded_on=1)
    assert [r["cooperation_id"] for r in rows(before["cooperations.csv"])] == ["a", "b"]
    assert len(rows(before["members.csv"])) == 3
    assert checks.check(register) == []


def test_two_rows_of_one_member_are_both_kept(register, tmp_path, clock):
    twice = "cooperation_id,key,from,to\na,01,1990,1995\na,01,2000,\n"
    folder = put(tmp_path / "1", cooperations="cooperation_id,name\na,A\n", members=twice)
    loaded(register, folder, clock())
    put(tmp_path / "1", members="cooperation_id,key,from,to\na,01,2000,2010\n")
    loaded(register, folder, clock())
    found = rows(dumped(register)["members.csv"])
    assert [(r["from"], r["to"]) for r in found] == [("1990", "1995"), ("2000", "2010")]


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({"cooperations": "cooperation_id,name\na,A\na,B\n"}, "rows 2, 3 have the same cooperation_id"),
        ({"cooperations": "cooperation_id,name\n,A\n"}, "rows 2 lack cooperation_id"),
        ({"members": "cooperation_id,key\nx,01\n"}, "neither in the folder nor in the register"),
        ({"cooperations": "name\nA\n"}, "cooperation_id"),
        ({"events": "cooperation_id,kind\na,Feier\n"}, "kind of event"),
        ({}, "holds no record tables"),
    ],
)
def test_a_folder_that_does_not_fit_together_changes_nothing(tmp_path, clock, tables, words):
    register = store.create(tmp_path / "register.sqlite")
    with pytest.raises(InputError, match=words):
        loaded(register, put(tmp_path / "x", **tables), clock())
    with register.reading() as connection:
        assert views.recorded_on(connection, None) is None


def test_a_workbook_is_read_too(tmp_path, clock):
    register = store.create(tmp_path / "register.sqlite")
    (tmp_path / "x").mkdir()
    with pd.ExcelWriter(tmp_path / "x" / "cooperations.xlsx") as book:
        pd.DataFrame({"id": ["a"], "Kooperation": ["Amt"], "Wiedervorlage": ["2027-01-01"]}).to_excel(
            book, sheet_name="Kooperationen", index=False
        )
        pd.DataFrame({"id": ["a"], "Ereignis": ["founded"], "Datum": ["1999"]}).to_excel(
            book, sheet_name="Ereignisse", index=False
        )
    loaded(register, tmp_path / "x", clock())
    found = dumped(register)
    assert rows(found["cooperations.csv"])[0]["review_after"] == "2027-01-01"
    assert [(r["kind"], r["date"]) for r in rows(found["events.csv"])] == [("founded", "1999")]


def test_readers_see_what_was_published(register, tmp_path, clock):
    folder = put(tmp_path / "1", cooperations="cooperation_id,name\na,A\nb,B\n", members="cooperation_id,key\na,01\n")
    loaded(register, folder, clock())
    put(tmp_path / "1", cooperations="cooperation_id,name\na,A neu\nb,B\n", members="cooperation_id,key\na,01\na,02\n")
    loaded(register, folder, clock(), draft=True)
    names = lambda **how: [r["name"] for r in rows(dumped(register, **how)["cooperations.csv"])]  # noqa: E731
    assert names() == ["A", "B"]
    assert len(rows(dumped(register)["members.csv"])) == 1
    assert names(everything=True) == ["A neu", "B"]
    assert exchange.publish(register, None, now=clock(), author="Bert") == ["a"]
    assert names() == ["A neu", "B"]
    assert len(rows(dumped(register)["members.csv"])) == 2
    assert names(recorded_on=2) == ["A", "B"]
    assert names(recorded_on=2, everything=True) == ["A neu", "B"]


def test_every_revision_shows_what_was_shown_then(register, tmp_path, clock):
    """Whatever was loaded, published, removed and written by hand since: each state is as it was noted down."""
    chance = random.Random(3)
    noted = {}
    for step in range(24):
        here = chance.sample("abcdef", chance.randint(1, 4))
        cells = {one: chance.choice(["", "Öd", "neu", str(step)]) for one in here}
        folder = put(
            tmp_path / str(step),
            cooperations="cooperation_id,name\n" + "".join(f"{one},{name}\n" for one, name in cells.items()),
            members="cooperation_id,key\n" + "".join(f"{one},{chance.randint(1, 4)}\n" for one in here),
            scopes=f"scope_id,area,topics,date,grade\ns,*,*,{2000 + chance.randint(0, 2)},survey\n",
        )
        if step % 5 == 4:
            exchange.publish(register, None, now=clock(), author="Bert")
        else:
            loaded(register, folder, clock(), replace=chance.random() < 0.3, draft=chance.random() < 0.5)
        with register.reading() as connection:
            newest = views.recorded_on(connection, None)
        noted[newest.number] = (dumped(register), dumped(register, everything=True))
    assert len(noted) > 15
    for number, shown in noted.items():
        now = (dumped(register, recorded_on=number), dumped(register, recorded_on=number, everything=True))
        assert now == shown, number


def test_internal_records_stay_inside(register, tmp_path, clock):
    folder = put(
        tmp_path / "1",
        cooperations="cooperation_id,name,visibility\na,A,Internal\nb,B,\n",
        members="cooperation_id,key\na,01\nb,01\n",
    )
    loaded(register, folder, clock())
    found = dumped(register)
    assert [r["cooperation_id"] for r in rows(found["cooperations.csv"])] == ["b"]
    assert [r["cooperation_id"] for r in rows(found["members.csv"])] == ["b"]
    assert "Internal" in dumped(register, everything=True)["cooperations.csv"]


def test_what_is_internal_now_is_not_shown_by_way_of_the_past(register, tmp_path, clock):
    folder = put(tmp_path / "1", cooperations="cooperation_id,name\na,A\nb,B\n")
    loaded(register, folder, clock())
    put(tmp_path / "1", cooperations="cooperation_id,name,visibility\na,A,internal\n")
    loaded(register, folder, clock())
    ids = lambda **how: [r["cooperation_id"] for r in rows(dumped(register, **how)["cooperations.csv"])]  # noqa: E731
    assert ids(recorded_on=1) == ids() == ["b"]
    assert ids(recorded_on=1, everything=True) == ["a", "b"]


def test_what_was_internal_when_it_was_removed_stays_hidden_in_the_past(register, tmp_path, clock):
    states = ("a,A,\nb,B,\nc,C,\n", "a,A,internal\nb,B,\nc,C,\n", "c,C,\n")
    for number, rest in enumerate(states):
        folder = put(tmp_path / str(number), cooperations="cooperation_id,name,visibility\n" + rest)
        loaded(register, folder, clock(), replace=True)
    ids = lambda **how: [r["cooperation_id"] for r in rows(dumped(register, **how)["cooperations.csv"])]  # noqa: E731
    assert ids() == ["c"]
    # What was public to its end is shown as it was; what was internal then is not.
    assert ids(recorded_on=1) == ids(recorded_on=2) == ["b", "c"]
    assert ids(recorded_on=1, everything=True) == ["a", "b", "c"]


def test_a_day_ends_in_berlin(tmp_path, clock):
    register = store.create(tmp_path / "register.sqlite")
    folder = put(tmp_path / "1", cooperations="cooperation_id,name\na,A\n")
    from datetime import UTC, datetime

    # 23:30 UTC on 1 March is half past midnight of 2 March in Berlin.
    loaded(register, folder, datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert rows(dumped(register, recorded_on=date(2026, 3, 1))["cooperations.csv"]) == []
    assert len(rows(dumped(register, recorded_on=date(2026, 3, 2))["cooperations.csv"])) == 1


def test_what_somebody_wrote_by_hand_comes_out_as_it_is(register, tmp_path, clock, by_hand):
    loaded(register, put(tmp_path / "1", cooperations="cooperation_id,name\na,A\n"), clock())
    by_hand("UPDATE cooperations SET name = '  =A1 \" '")
    first = dumped(register, everything=True)
    assert rows(first["cooperations.csv"])[0]["name"] == '  =A1 " '
    assert again(first, tmp_path / "out", clock, tmp_path / "second.sqlite") == first


def test_a_broken_column_of_unforeseen_columns_is_said(register, tmp_path, clock, by_hand):
    loaded(register, put(tmp_path / "1", cooperations="cooperation_id,name\na,A\n"), clock())
    by_hand("UPDATE cooperations SET further = '[1]'")
    with pytest.raises(InputError, match="column further"):
        dumped(register, everything=True)


def test_own_form_is_known_by_its_bytes(tmp_path):
    table = pd.DataFrame([dict.fromkeys(schema.COLUMNS["actors"], "x") | {"further": "{}"}])
    path = tmp_path / "actors.csv"
    path.write_text(csv_form.text("actors", table), encoding="utf-8")
    assert csv_form.own("actors", path) is not None
    path.write_text(csv_form.text("actors", table) + " ", encoding="utf-8")
    assert csv_form.own("actors", path) is None
