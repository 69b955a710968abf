"""Cells with several members: the decision table of docs/import.md, and that no word of a cell is lost."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_koop.intake.lists import cell_words, cells, remarks
from geo_koop.intake.lists.import_profile import SEPARATORS
from geo_koop.intake.names.reference import Reference

PLACES = [
    ("Haar", "09184123", "09184"),
    ("Grasbrunn", "09184121", "09184"),
    ("Oberschleißheim", "09184135", "09184"),
    ("Unterschleißheim", "09184149", "09184"),
    ("Höhenkirchen-Siegertsbrunn", "09184127", "09184"),
    ("Garching b.München", "09184119", "09184"),
    ("München", "09162000", "09162"),
    ("Karlsfeld", "09174126", "09174"),
    ("Bergkirchen", "09174113", "09174"),
    ("Dachau", "09174115", "09174"),
    ("Freising", "09178124", "09178"),
    ("Eching", "09178120", "09178"),
    ("Eching", "09274124", "09274"),
    ("Erding", "09177117", "09177"),
    ("Dorfen", "09177115", "09177"),
    ("Isen", "09177123", "09177"),
    ("Rosenheim", "09163000", "09163"),
    ("Kolbermoor", "09187150", "09187"),
    ("Rotenburg a.d. Fulda", "06632018", "06632"),
    ("Fulda", "06631009", "06631"),
    ("Berga/Elster", "16076004", "16076"),
    ("Neustadt (Hessen)", "06534014", "06534"),
    ("Ohne", "03456016", "03456"),
    ("Baiern", "09175113", "09175"),
    ("Anzing", "09175111", "09175"),
    ("Poing", "09175135", "09175"),
]
TITLES = {
    "09184": "Landkreis München",
    "09162": "München, Landeshauptstadt",
    "09174": "Landkreis Dachau",
    "09178": "Landkreis Freising",
    "09274": "Landkreis Landshut",
    "09177": "Landkreis Erding",
    "09163": "Rosenheim, Kreisfreie Stadt",
    "09187": "Landkreis Rosenheim",
    "09175": "Landkreis Ebersberg",
    "06631": "Landkreis Fulda",
}
AREAS = pd.DataFrame(
    {
        "name": [name for name, _key, _district in PLACES],
        "district": [district for _name, _key, district in PLACES],
        "district_name": [TITLES.get(district, "") for _name, _key, district in PLACES],
        "state": [key[:2] for _name, key, _district in PLACES],
    },
    index=pd.Index([key for _name, key, _district in PLACES], name="key"),
)
KNOWN = Reference(areas=AREAS).places()


def parts(cell):
    return cells.read([cell], SEPARATORS, KNOWN)[cell]


def told(cell):
    return [(part.kind, part.text) for part in parts(cell)]


def names(*texts):
    return [("", text) for text in texts]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        # a bare name is a member, whatever else it could be
        ("Karlsfeld, Bergkirchen, Dachau", names("Karlsfeld", "Bergkirchen", "Dachau")),
        ("Karlsfeld, Dachau", names("Karlsfeld", "Dachau")),
        ("Haar, München", names("Haar", "München")),
        ("Karlsfeld, Landkreis Dachau", names("Karlsfeld", "Landkreis Dachau")),
        ("Eching, Freising, Haar", names("Eching", "Freising", "Haar")),
        ("Eching und Freising", names("Eching", "Freising")),
        # uncertain alone, told by the next part: open
        ("Eching, Freising", [("either", "Eching"), ("either", "Freising")]),
        ("Eching/Freising", [("either", "Eching"), ("either", "Freising")]),
        # what the register knows stays whole
        ("Isen, Markt", names("Isen, Markt")),
        ("Isen, Markt; Erding, Große Kreisstadt", names("Isen, Markt", "Erding, Große Kreisstadt")),
        ("Berga/Elster/Haar", names("Berga/Elster", "Haar")),
        ("Haar, Neustadt (Hessen)", names("Haar", "Neustadt (Hessen)")),
        ("Höhenkirchen – Siegertsbrunn, Haar", names("Höhenkirchen – Siegertsbrunn", "Haar")),
        ("Höhenkirchen-Siegertsbrunn-Haar-Poing", names("Höhenkirchen-Siegertsbrunn", "Haar", "Poing")),
        ("Rotenburg/Fulda", [("", "Rotenburg/Fulda"), ("addition", "Fulda")]),
        ("Haar/Rotenburg/Fulda", [("", "Haar"), ("either", "Rotenburg"), ("either", "Fulda")]),
        # layout
        ("1. Haar 2. Poing 3. Isen", names("Haar", "Poing", "Isen")),
        ("a) Haar b) Poing", names("Haar", "Poing")),
        ("• Haar\n• Poing", names("Haar", "Poing")),
        ("Gras-\nbrunn,\nHaar und\nPoing", names("Grasbrunn", "Haar", "Poing")),
        ("Haar\nGarching b.\nMünchen", names("Haar", "Garching b. München")),
        # heads
        ("Gemeinden Haar, Grasbrunn und Poing", names("Haar", "Grasbrunn", "Poing")),
        ("die Städte Erding und Dorfen", names("Erding", "Dorfen")),
        ("Große Kreisstädte Dachau, Freising und Erding", names("Dachau", "Freising", "Erding")),
        (
            "Landkreise Dachau, Freising und Erding",
            names("Landkreis Dachau", "Landkreis Freising", "Landkreis Erding"),
        ),
        ("Landkreise Dachau und Freising; Haar", names("Landkreis Dachau", "Landkreis Freising", "Haar")),
        (
            "Landkreise Dachau und Freising, Erding",
            [*names("Landkreis Dachau", "Landkreis Freising"), ("either", "Erding")],
        ),
        ("Lkr. Dachau, Freising", [("", "Lkr. Dachau"), ("either", "Freising")]),
        ("LK Dachau, Haar", names("LK Dachau", "Haar")),
        ("Stadt und Landkreis Rosenheim", names("Stadt Rosenheim", "Landkreis Rosenheim")),
        ("Dachau, Lkr., Haar", names("Dachau, Lkr.", "Haar")),
        ("Ober- und Unterschleißheim", names("Oberschleißheim", "Unterschleißheim")),
        ("LK Ebersberg: Poing, Anzing", [("heading", "LK Ebersberg"), *names("Poing", "Anzing")]),
        ("VG Isen, Haar", names("VG Isen", "Haar")),
        ("Haar, Poing u. a.", [("", "Haar"), ("group", "u. a."), ("", "Poing")]),
        # exclusions
        ("Haar, nicht Poing, Isen", [("", "Haar"), ("excluded", "Poing"), ("", "Isen")]),
        ("Ohne, Haar", names("Ohne", "Haar")),
    ],
)
def test_decision_table(cell, expected):
    assert sorted(told(cell)) == sorted(expected)


@pytest.mark.parametrize(
    ("cell", "excluded", "proposed"),
    [
        ("alle Gemeinden des Landkreises außer Poing", ["Poing"], {"09175111", "09175113"}),
        ("alle Gemeinden des Landkreises Erding außer Isen und Dorfen", ["Isen", "Dorfen"], {"09177117"}),
        ("1 von 3 Kommunen (ohne Baiern u. Poing)", ["Baiern", "Poing"], {"09175111"}),
        ("Landkreis Ebersberg ohne Anzing", ["Anzing"], {"09175113", "09175135"}),
        ("alle Städte und Gemeinden im Landkreis Erding", [], {"09177117", "09177115", "09177123"}),
    ],
)
def test_groups_are_proposals_and_the_excluded_are_never_members(cell, excluded, proposed):
    found = parts(cell)
    assert [part.kind for part in found] == ["group"] + ["excluded"] * len(excluded)
    assert [part.text for part in found[1:]] == excluded
    assert set(found[0].candidates) == proposed


@pytest.mark.parametrize(
    ("cell", "fields"),
    [
        ("Haar (bis 2019)", {"end": "2019"}),
        ("Haar (ausgetreten)", {"counts": "former"}),
        ("Haar - ausgetreten 2021", {"counts": "former", "end": "2021"}),
        ("Haar (geplant)", {"role": "proposed", "counts": "unclear"}),
        ("Haar (Gast)", {"role": "other", "counts": "unclear"}),
        ("Haar (assoziiert)", {"role": "other", "counts": "unclear"}),
        ("Haar ab 01.01.2026", {"start": "2026-01-01"}),
        ("ab 01.01.2026: Haar", {"start": "2026-01-01"}),
        ("Haar (seit März 2003, Gründungsmitglied)", {"start": "2003-03", "role": "founder"}),
        ("Haar (2005–2019)", {"start": "2005", "end": "2019"}),
        ("Haar 30 %", {"share": "30"}),
        ("Haar (25,5 %)", {"share": "25.5"}),
        ("Haar zu 1/4", {"share": "25"}),
        ("Haar (2 Stimmen)", {"votes": "2"}),
        ("evtl. Haar", {"role": "mentioned", "counts": "unclear"}),
        ("Haar (angefragt)", {"role": "proposed", "counts": "unclear"}),
        ("Haar (Federführung)", {"unread": ("Federführung",)}),
        ("Haar, Federführung", {"unread": ("Federführung",)}),
        ("Haar (nur Ortsteil Gronsdorf)", {"unread": ("nur Ortsteil Gronsdorf",)}),
    ],
)
def test_words_about_a_member(cell, fields):
    (part,) = parts(cell)
    assert (part.kind, part.sought) == ("", "Haar")
    said = part.said._asdict()
    assert {name: said[name] for name in fields} == fields
    assert said["read"] or said["unread"]


@pytest.mark.parametrize("text", ["Haar", "Neustadt (Hessen)", "Ohne", "Rotenburg a.d. Fulda"])
def test_a_name_is_no_remark(text):
    assert remarks.take(text, KNOWN) == (text, remarks.NOTHING)


OFFICIAL = sorted({name for name, _key, _district in PLACES} - {"Ohne"})
SIGNS = st.sampled_from([*SEPARATORS, ", ", " / ", "; ", "\n"])
ASIDE = st.sampled_from(["", "", " (bis 2019)", " (Gast)", " (Sitz, seit 2003)", " [geplant; 30 %]", " *"])
QUOTED = st.sampled_from(["{}", "{}", '"{}"', "„{}“"])


@given(st.lists(st.tuples(st.sampled_from(OFFICIAL), ASIDE, QUOTED, SIGNS), min_size=1, max_size=8))
def test_names_with_separators_brackets_and_quotes_come_out_whole(written):
    cell = "".join(quoted.format(name) + aside + sign for name, aside, quoted, sign in written)
    found = " ".join(part.text for part in parts(cell))
    for name, _aside, _quoted, _sign in written:
        for piece in re.split(r"[/]", name):
            assert piece in found, cell


WORDS = re.compile(r"[^\W\d_]{3,}")


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [*OFFICIAL, "Landkreise", "Städte", "(", ")", "[", "außer", "alle Gemeinden", "bis 2019", "u. a.", ":"]
            ),
            st.text("abcÄß().,;/-–: \n", max_size=6),
            SIGNS,
        ),
        max_size=12,
    )
)
def test_no_word_of_a_cell_is_lost(pieces):
    cell = " ".join(pieces)
    found = parts(cell)
    assert found
    out = " ".join(
        text for part in found for text in (part.text, part.sought, *part.said.read, *part.said.unread)
    ).casefold()
    words = cell_words.load()
    dropped = {"und", "sowie", "ausser", *words.heads, *words.titles}
    flat = re.sub(r"\W", "", out)
    for word in WORDS.findall(cell):
        if word.casefold() not in dropped:
            assert word.casefold() in out or word.casefold() in flat, cell


@pytest.mark.parametrize(
    "cell", ["", " ", ";", "und", "(" * 500, ")" * 500, "()" * 500, "a" * 30_000, ", " * 5_000, "Haar, " * 2_000]
)
def test_strange_cells_are_read(cell):
    assert parts(cell)


@pytest.mark.parametrize(
    ("cell", "members", "asked"),
    [
        ("Haar (und Grasbrunn)", ["Haar", "Grasbrunn"], []),
        ("Haar (sowie Grasbrunn, Poing)", ["Haar", "Grasbrunn", "Poing"], []),
        ("Haar (vertritt auch Grasbrunn und Poing), Isen", ["Haar", "Isen"], ["Grasbrunn", "Poing"]),
        ("Haar (Herr Fulda), Isen", ["Haar", "Isen"], []),
        ("Haar (seit 2003), Isen", ["Haar", "Isen"], []),
        # who speaks for a municipality stands for it
        ("Bgm. Haar, Bürgermeisterin von Isen", ["Haar", "Isen"], []),
    ],
)
def test_members_in_words_beside_a_name_are_members_or_asked_for(cell, members, asked):
    found = parts(cell)
    assert [part.sought for part in found if not part.kind] == members
    assert [part.sought for part in found if part.kind == "either"] == asked


@pytest.mark.parametrize(
    ("cell", "start", "end", "kept"),
    [
        ("Haar (seit 1.1.09)", "2009-01-01", "", ()),
        ("Haar (ab März 2019)", "2019-03", "", ()),
        ("Haar (2005–2019)", "2005", "2019", ()),
        # What is not exact is read as dates of cooperations are, and kept as it was written.
        ("Haar (bis Ende 2019)", "", "2019-12", ("bis Ende 2019",)),
        # A day that does not exist is no date.
        ("Haar (bis 31.02.2019)", "", "", ("bis 31.02.2019",)),
        ("Haar (seit 2019-13)", "", "", ("seit 2019-13",)),
    ],
)
def test_dates_beside_names_are_read_as_all_dates(cell, start, end, kept):
    (part,) = parts(cell)
    assert (part.sought, part.said.start, part.said.end, part.said.unread) == ("Haar", start, end, kept)


@pytest.mark.parametrize("title", ["Mitglieder (Stand 2023)", "Mitglieder", "Gemeinden (3)"])
def test_a_title_with_a_bracket_of_figures_is_a_title(title):
    assert told(f"{title}: Haar, Poing, Anzing") == names("Haar", "Poing", "Anzing")
