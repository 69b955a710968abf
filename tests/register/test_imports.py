"""A list that is taken over into a register: what it says, and nothing of what it leaves empty."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from geo_koop.intake.records.cooperations import ALIASES
from geo_koop.register import changes, content, imports, records, store, views
from geo_koop.register.content import Content
from geo_koop.register.rights import Actor

NOW = datetime(2026, 5, 3, tzinfo=UTC)
HUBER = Actor(name="A. Huber")


@pytest.fixture
def register(tmp_path):
    kept = store.create(tmp_path / "register.sqlite")
    member = {"key": "09101000", "name": "Öd", "role": "founder"}
    fields = {"name": "ZV Öd", "topics": "water", "format": "special_purpose_association", "owner": "Landratsamt"}
    about = {"actor": HUBER, "now": NOW, "reason": "Anfang", "source": "Satzung", "publish": True}
    records.save(kept, "zv", Content(fields=fields, rows={"members": (member,)}), based_on=0, **about)
    records.save(kept, "anders", Content(fields={"name": "Anderes"}), based_on=0, **about)
    return kept


def a_list(cooperations, members):
    made = {name: pd.DataFrame(columns=list(columns), dtype="str") for name, columns in ALIASES.items()}
    for name, rows in (("cooperations", cooperations), ("members", members)):
        made[name] = pd.DataFrame([dict.fromkeys(ALIASES[name], "") | row for row in rows], dtype="str")
    return made


def test_a_list_adds_and_changes_as_drafts_and_empties_nothing(register):
    told = a_list(
        [{"cooperation_id": "zv", "name": "ZV Öd", "start": "1999"}, {"cooperation_id": "neu", "name": "Neu"}],
        [{"cooperation_id": "zv", "key": "09101001"}, {"cooperation_id": "neu", "key": "09101002"}],
    )
    with register.reading() as connection:
        given = imports.of_list(connection, told, file="liste.xlsx")
    about = {"actor": HUBER, "now": NOW, "reason": "Umfrage", "source": "liste.xlsx"}
    assert changes.apply_tables(register, given, seen=2, **about).revision == 3
    with register.reading() as connection:
        assert views.drafts(connection) == ["neu", "zv"]
        found = content.working(connection, "zv")
        assert (found.fields["start"], found.fields["format"]) == ("1999", "special_purpose_association")
        assert found.fields["owner"] == "Landratsamt"
        assert [(row["key"], row["role"]) for row in found.rows["members"]] == [
            ("09101000", "founder"),
            ("09101001", ""),
        ]


def test_a_list_that_says_the_same_changes_nothing(register):
    told = a_list([{"cooperation_id": "zv", "name": "ZV Öd"}], [{"cooperation_id": "zv", "key": "09101000"}])
    with register.reading() as connection:
        given = imports.of_list(connection, told, file="liste.xlsx")
    about = {"actor": HUBER, "now": NOW, "reason": "Umfrage", "source": "liste.xlsx"}
    assert changes.apply_tables(register, given, seen=2, **about).revision is None
