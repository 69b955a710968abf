"""Who has which role, and how long names are kept."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from geo_koop.errors import UsageError
from geo_koop.register import checks, people, pseudonyms, records, review, revisions, schema, store
from geo_koop.register.content import Content
from geo_koop.register.rights import Actor
from tests.register.conftest import START, copied
from tests.register.test_commands import run  # noqa: F401
from tests.register.test_records import first

ADMIN = Actor(name="Ada", role="local")
SUBJECT = "248289761001"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    return copied(request, first)


@pytest.fixture
def register(url):
    return store.open_(url)


def test_a_claim_gives_a_role_at_the_first_login_and_never_again(register, clock):
    clock()
    assert people.introduce(register, SUBJECT, "editor", name="Ida Roth", now=clock())
    assert (people.role_of(register, SUBJECT), people.named(register, SUBJECT)) == ("editor", "Ida Roth")
    people.give_role(register, SUBJECT, "reader", actor=ADMIN, now=clock())
    assert not people.introduce(register, SUBJECT, "editor", name="Ida Roth", now=clock())
    assert people.role_of(register, SUBJECT) == "reader"
    people.remove(register, SUBJECT, actor=ADMIN, now=clock())
    assert people.role_of(register, SUBJECT) == "none"
    assert not people.introduce(register, SUBJECT, "editor", name="Ida Roth", now=clock())
    assert people.role_of(register, SUBJECT) == "none"
    assert checks.check(register) == []


@pytest.mark.parametrize("role", ["admin", "none", "local", "king"])
def test_a_claim_makes_no_administrator(register, clock, role):
    assert not people.introduce(register, SUBJECT, role, name="Ida", now=clock())
    assert not people.known(register, SUBJECT)


def test_a_person_without_the_role_gives_none(register, clock):
    clock()
    people.give_role(register, "r", "reviewer", name="Rita", actor=ADMIN, now=clock())
    rita = Actor(name="Rita", subject="r", role="admin")  # as a session might still believe
    for act in (
        lambda: people.give_role(register, "r", "admin", actor=rita, now=clock()),
        lambda: people.remove(register, "r", actor=rita, now=clock()),
        lambda: people.people(register, actor=rita),
        lambda: pseudonyms.replace_names(register, years=1, now=clock(), actor=rita),
    ):
        with pytest.raises(UsageError, match="may not do this"):
            act()
    assert people.role_of(register, "r") == "reviewer"


def test_the_last_administrator_stays(register, clock):
    clock()
    people.give_role(register, "a", "admin", name="Ada", actor=ADMIN, now=clock())
    with pytest.raises(UsageError, match="last administrator"):
        people.remove(register, "a", actor=ADMIN, now=clock())
    people.give_role(register, "b", "admin", actor=ADMIN, now=clock())
    people.remove(register, "a", actor=ADMIN, now=clock())
    with pytest.raises(UsageError, match="knows nobody"):
        people.remove(register, "a", actor=ADMIN, now=clock())


def everything(register):
    """Return all that the database holds, as text."""
    with register.reading() as connection:
        tables = [*schema.metadata.tables.values()]
        return json.dumps([[list(row) for row in connection.execute(sa.select(t))] for t in tables], default=str)


def test_old_names_become_numbers_and_the_history_stays(register):
    later = START + timedelta(days=800)
    ida, udo = Actor(name="Ida Roth", subject="i"), Actor(name="Udo Kern", subject="u")
    people.give_role(register, "i", "editor", name="Ida Roth", actor=ADMIN, now=START + timedelta(days=1))
    people.give_role(register, "u", "reviewer", name="Udo Kern", actor=ADMIN, now=START + timedelta(days=1))
    opened = records.open_record(register, "a", actor=ida)
    changed = Content(fields={**opened.working.fields, "name": "Amt Au"}, rows=opened.working.rows)
    how = {"reason": "Anruf", "source": "Amtsblatt"}
    made = records.save(register, "a", changed, based_on=1, actor=ida, now=START + timedelta(days=2), **how)
    review.mark_reviewed(register, {"a": made.revision}, actor=udo, now=START + timedelta(days=3))
    review.comment(register, "a", text="Stimmt das?", actor=ida, now=START + timedelta(days=4))
    number = records.open_record(register, "a", actor=udo).comments[0].number
    people.remove(register, "i", actor=ADMIN, now=START + timedelta(days=5))
    review.close_comment(register, number, actor=udo, now=later - timedelta(days=20))
    review.comment(register, "a", text="Ja.", actor=udo, now=later - timedelta(days=10))
    told = [(r.number, r.recorded, r.reason, r.source, r.kind) for r in revisions.listed(register)]

    done = pseudonyms.replace_names(register, years=2, now=later, actor=ADMIN)
    assert (done.before.isoformat(), done.revisions, done.people) == ("2026-05-09", 7, 4)
    assert checks.check(register) == []
    listed = {r.number: r for r in revisions.listed(register)}
    assert told == [(r.number, r.recorded, r.reason, r.source, r.kind) for r in revisions.listed(register)][1:]
    authors = [listed[number].author for number in range(1, 8)]
    assert authors == ["Person 1", "Person 2", "Person 2", "Person 3", "Person 4", "Person 3", "Person 2"]
    assert {listed[number].subject for number in range(1, 8)} == {""}
    assert [listed[number].author for number in (8, 9)] == ["Udo Kern", "Udo Kern"]
    seen = records.open_record(register, "a", actor=udo)
    assert [c.author for c in seen.comments] == ["Udo Kern"] or seen.comments
    assert seen.review is None or seen.review.reviewer == "Person 4"
    text = everything(register)
    assert "Ida Roth" not in text
    assert "Udo Kern" in text  # is still there, and wrote lately
    again = pseudonyms.replace_names(register, years=2, now=later + timedelta(days=1), actor=ADMIN)
    assert (again.people, again.revisions) == (0, 0)
    assert checks.check(register) == []
    with pytest.raises(UsageError, match="no number of years"):
        pseudonyms.replace_names(register, years=0, now=later, actor=ADMIN)


def test_the_commands(run, tmp_path):  # noqa: F811
    at = ("--register", tmp_path / "r.sqlite")
    assert run("register", "init", tmp_path / "p", *at)[0] == 0
    assert run("register", "users", "add", "s1", "admin", "--name", "Ada", *at)[0] == 0
    assert run("register", "users", "add", "s2", "editor", "--name", "Ida", "--author", "Ada", *at)[::2] == (
        0,
        "s2 hat jetzt die Rolle editor.\n",
    )
    code, _out, said = run("register", "users", "add", "s2", "reader", *at)
    assert code == 2
    assert "steht schon in der Tabelle der Personen" in said
    assert run("register", "users", "role", "s2", "reviewer", *at)[0] == 0
    code, _out, said = run("register", "users", "role", "s3", "reviewer", *at)
    assert code == 2
    assert "niemanden" in said
    code, out, _err = run("register", "users", "list", "--output-format", "csv", *at)
    assert (code, out.split()) == (0, ["subject,name,role,note", "s1,Ada,admin,", "s2,Ida,reviewer,"])
    assert "Rolle" in run("register", "users", "list", *at)[1]
    assert run("register", "users", "remove", "s2", *at)[0] == 0
    assert run("register", "users", "remove", "s1", *at)[0] == 2
    code, _out, said = run("register", "pseudonyms", "--years", "3", *at)
    assert code == 0
    assert "0 Namen" in said
    assert run("register", "check", *at)[0] == 0
    assert run("register", "users", "add", "s4", "king", *at)[0] == 2
