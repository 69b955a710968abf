"""Ten lists as planners keep them, each with its truth: who is a member of what, and what has to be told.

The lists are written here by hand; names of people are made up. ``members`` names the municipalities (keys) of each
cooperation; ``told`` are pieces of text that some finding has to hold, because they are no certain members.
"""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl


@dataclass(frozen=True)
class Truth:
    """What a list says: municipalities of each cooperation, texts that have to be told, names of further actors."""

    members: dict[str, set[str]]
    told: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    stages: dict[str, str] = field(default_factory=dict)


def _book(path: Path, rows: list[list[object]], title: str = "Tabelle1") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def folder_list(folder: Path) -> tuple[Path, Truth]:
    """A register of contracts by file number, with the partners in a cell and a total below."""
    rows: list[list[object]] = [
        ["Vertragsregister Interkommunale Zusammenarbeit", None, None, None, None, None],
        ["Stand: 12.03.2024, Sachgebiet 11", None, None, None, None, None],
        [],
        ["Az.", "Vertragsgegenstand", "Vertragspartner", "Rechtsform", "Laufzeit von", "Laufzeit bis"],
        [
            "11/01",
            "Gemeinsames Ordnungsamt",
            "Stadt Baunatal; Gemeinde Schauenburg",
            "ÖRV",
            "01.01.2012",
            "unbefristet",
        ],
        ["11/02", "Standesamtsbezirk", "Hofgeismar, Liebenau, Trendelburg", "ÖRV", 2009, None],
        [
            "11/03",
            "Bauhofkooperation",
            "Gemeinden Niestetal u. Kaufungen",
            "Vertrag",
            dt.date(2018, 7, 1),
            "31.12.2030",
        ],
        ["11/04", "Klärschlammverwertung", "Felsberg / Melsungen / Körle / Guxhagen", "ZV", "seit 2015", None],
        ["Summe: 4 Verträge", None, None, None, None, None],
    ]
    return _book(folder / "vertraege.xlsx", rows), Truth(
        {
            "Gemeinsames Ordnungsamt": {"06633003", "06633023"},
            "Standesamtsbezirk": {"06633013", "06633016", "06633025"},
            "Bauhofkooperation": {"06633020", "06633015"},
            "Klärschlammverwertung": {"06634003", "06634014", "06634012", "06634008"},
        },
        told=("Summe: 4 Verträge",),
    )


def whole_groups(folder: Path) -> tuple[Path, Truth]:
    """Members given as groups: all of a district, a district without some, an open end."""
    text = (
        "Projekt;Beteiligte;Status\n"
        "Tierheim;alle Gemeinden des Landkreises Ebersberg;läuft\n"
        "Radwegenetz;Landkreis Starnberg (ohne Tutzing);in Vorbereitung\n"
        "Hochwasserschutz;Felsberg, Melsungen, Guxhagen u. a.;läuft\n"
        "Musikschule;Poing, Anzing und weitere;läuft\n"
        "Archiv;Gauting, Krailling;läuft\n"
    )
    path = folder / "gruppen.csv"
    path.write_bytes(text.encode("cp1252"))
    return path, Truth(
        {
            "Hochwasserschutz": {"06634003", "06634014", "06634008"},
            "Musikschule": {"09175135", "09175111"},
            "Archiv": {"09188120", "09188127"},
        },
        told=("alle Gemeinden des Landkreises Ebersberg", "Landkreis Starnberg (ohne Tutzing)", "u. a.", "weitere"),
        stages={"Archiv": "operating", "Tierheim": "operating"},
    )


def matrix_with_sums(folder: Path) -> tuple[Path, Truth]:
    """Crosses with a row and a column of sums, and a legend below."""
    rows: list[list[object]] = [
        ["Gemeinde", "Zweckverband Wasser", "VHS-Verbund", "Klimaschutz-Manager", "Anzahl"],
        ["Witzenhausen", "x", "x", None, 2],
        ["Großalmerode", "x", None, "X", 2],
        ["Hess. Lichtenau", None, "x", "x", 2],
        ["Neu-Eichenberg", "x", None, None, 1],
        ["Bad Sooden-Allendorf", None, "x", "x", 2],
        ["Summe", 3, 3, 3, 9],
    ]
    return _book(folder / "matrix.xlsx", rows, "IKZ WMK"), Truth(
        {
            "Zweckverband Wasser": {"06636016", "06636004", "06636009"},
            "VHS-Verbund": {"06636016", "06636006", "06636001"},
            "Klimaschutz-Manager": {"06636004", "06636006", "06636001"},
        },
        told=("Summe",),
    )


def minutes(folder: Path) -> tuple[Path, Truth]:
    """Minutes of a meeting of mayors pasted into a text file: one cooperation a line, tab stops between."""
    text = (
        "Kooperation\tMitglieder\tSeit\tAnsprechpartner\n"
        "Gutachterausschuss\tGilching, Weßling, Wörthsee, Seefeld\t2021\tFr. Muster\n"
        "Jugendpflege\tGde. Pöcking + Gde. Feldafing\tca. 2010\tN.N.\n"
        "Energieagentur\tLkr. Starnberg, Lkr. FFB und Lkr. Landsberg\t2017\tHr. Beispiel\n"
        "Wasserzweckverband\tHerrsching (Sitz), Andechs, Inning a. A.\t1962\t\n"
    )
    path = folder / "protokoll.txt"
    path.write_text(text, encoding="utf-8")
    return path, Truth(
        {
            "Gutachterausschuss": {"09188121", "09188144", "09188145", "09188132"},
            "Jugendpflege": {"09188137", "09188118"},
            "Energieagentur": {"09188", "09179", "09181"},
            "Wasserzweckverband": {"09188124", "09188117", "09188126"},
        },
    )


def blocks(folder: Path) -> tuple[Path, Truth]:
    """A block for each cooperation: its name in the first row only, members below, a subtotal after each block."""
    rows: list[list[object]] = [
        ["Verband", "Lfd. Nr.", "Mitgliedsgemeinde", "Anteil"],
        ["Abwasserverband Ampergruppe", 1, "Olching", "40 %"],
        [None, 2, "Gröbenzell", "35 %"],
        [None, 3, "Eichenau", "25 %"],
        ["Zwischensumme", None, None, "100 %"],
        ["Schulverband Maisach", 1, "Maisach", "60 %"],
        [None, 2, "Egenhofen", "40 %"],
        ["Zwischensumme", None, None, "100 %"],
        ["Gesamt", 5, None, None],
    ]
    return _book(folder / "bloecke.xlsx", rows), Truth(
        {
            "Abwasserverband Ampergruppe": {"09179142", "09179126", "09179118"},
            "Schulverband Maisach": {"09179134", "09179117"},
        },
        told=("Zwischensumme", "Gesamt"),
    )


def by_municipality(folder: Path) -> tuple[Path, Truth]:
    """A municipality a row, its cooperations in one cell, keys as numbers in the first column."""
    rows: list[list[object]] = [
        ["AGS", "Kommune", "Kooperationen"],
        [6634005, "Fritzlar", "Stadtmarketing Schwalm-Eder; IKZ Kasse"],
        [6634001, "Borken", "Stadtmarketing Schwalm-Eder"],
        [6634025, "Wabern", "IKZ Kasse"],
        [6634010, "Jesberg", "IKZ Kasse; Nationalparkregion"],
        [6634027, "Bad Zwesten", "Nationalparkregion"],
        [None, "Anzahl: 5", None],
    ]
    return _book(folder / "kommunen.xlsx", rows), Truth(
        {
            "Stadtmarketing Schwalm-Eder": {"06634005", "06634001"},
            "IKZ Kasse": {"06634005", "06634025", "06634010"},
            "Nationalparkregion": {"06634010", "06634027"},
        },
        told=("Anzahl: 5",),
    )


def former_members(folder: Path) -> tuple[Path, Truth]:
    """A CSV of a records system: quoted cells with line breaks, words about members, dates in German."""
    text = (
        '"Nr";"Bezeichnung";"Mitglieder";"Gegründet";"Bemerkung"\n'
        '1;"ZV Raum Kassel";"Stadt Kassel\nAhnatal\nBaunatal\nCalden (ausgetreten 2019)\nEspenau";'
        '"12.12.1972";"Sitz Kassel"\n'
        '2;"Breitbandinitiative";"LK Kassel\nSchwalm-Eder-Kreis\nWerra-Meißner-Kreis";"2014";""\n'
        '3;"Wassergemeinschaft";"Vellmar\nFuldatal (Gast)";"03/1999";""\n'
    )
    path = folder / "fachverfahren.csv"
    path.write_bytes(text.encode("utf-8-sig"))
    return path, Truth(
        {
            "ZV Raum Kassel": {"06611000", "06633001", "06633003", "06633005", "06633007"},
            "Breitbandinitiative": {"06633", "06634", "06636"},
            "Wassergemeinschaft": {"06633026", "06633009"},
        },
        told=("ausgetreten", "Gast"),
    )


def one_column_each(folder: Path) -> tuple[Path, Truth]:
    """A column for each cooperation with its members below, of unequal length, and a count in the last row."""
    rows: list[list[object]] = [
        ["NordAllianz", "Zweckverband Schulen", "ÖPNV-Verbund Ost"],
        ["Eching (FS)", "Ismaning", "Poing"],
        ["Garching", "Unterföhring", "Vaterstetten"],
        ["Hallbergmoos", None, "Zorneding"],
        ["Ismaning", None, "Grafing"],
        ["Neufahrn b. Freising", None, None],
        ["Oberschleißheim", None, None],
        ["Anzahl: 6", "Anzahl: 2", "Anzahl: 4"],
    ]
    return _book(folder / "spalten.xlsx", rows), Truth(
        {
            "NordAllianz": {"09178120", "09184119", "09178130", "09184130", "09178145", "09184135"},
            "Zweckverband Schulen": {"09184130", "09184147"},
            "ÖPNV-Verbund Ost": {"09175135", "09175132", "09175139", "09175122"},
        },
        told=("Anzahl",),
    )


def numbers_of_members(folder: Path) -> tuple[Path, Truth]:
    """A long list with districts as hints, planned things, companies among members, and a number of members below."""
    rows: list[list[object]] = [
        ["Kooperationsname", "Thema", "Gemeinde / Partner", "Landkreis", "Stand"],
        ["Klärwerk Sempt", "Abwasser", "Emmering", "EBE", "in Betrieb"],
        ["Klärwerk Sempt", "Abwasser", "Markt Schwaben", "EBE", "in Betrieb"],
        ["Klärwerk Sempt", "Abwasser", "Stadtwerke Erding GmbH", "ED", "in Betrieb"],
        ["Radschnellweg", "Verkehr", "Emmering", "FFB", "Idee"],
        ["Radschnellweg", "Verkehr", "Fürstenfeldbruck", "FFB", "Idee"],
        ["Radschnellweg", "Verkehr", "Landeshauptstadt München", None, "Idee"],
        ["gesamt", None, "6", None, None],
    ]
    return _book(folder / "partner.xlsx", rows), Truth(
        {
            "Klärwerk Sempt": {"09175136", "09175127"},
            "Radschnellweg": {"09179119", "09179121", "09162000"},
        },
        told=("gesamt",),
        actors=("Stadtwerke Erding GmbH",),
        stages={"Klärwerk Sempt": "operating", "Radschnellweg": "idea"},
    )


def associations(folder: Path) -> tuple[Path, Truth]:
    """Members given as all of an association or of a district by another wording, with counts in brackets."""
    text = (
        "Name der Kooperation|Mitglieder (Anzahl)|Art\n"
        "Gewässer III. Ordnung|sämtliche Mitgliedsgemeinden der VG Glonn (6)|Zweckverband\n"
        "Wohnungsbau|Landkreis München mit allen Kommunen (30)|GmbH\n"
        "Feuerwehr-Einkauf|Meinhard, Wanfried, Eschwege usw.|formlos\n"
        "Bildungsregion|sämtliche Städte und Gemeinden im Werra-Meißner-Kreis|Verein\n"
        "Datenschutz|Herleshausen (1), Ringgau (2), Sontra (3)|Vereinbarung\n"
    )
    path = folder / "ikz.txt"
    path.write_text(text, encoding="utf-16")
    return path, Truth(
        {
            "Feuerwehr-Einkauf": {"06636007", "06636013", "06636003"},
            "Datenschutz": {"06636005", "06636010", "06636011"},
        },
        told=(
            "sämtliche Mitgliedsgemeinden der VG Glonn",
            "Landkreis München mit allen Kommunen",
            "usw.",
            "sämtliche Städte und Gemeinden im Werra-Meißner-Kreis",
        ),
    )


LISTS = (
    folder_list,
    whole_groups,
    matrix_with_sums,
    minutes,
    blocks,
    by_municipality,
    former_members,
    one_column_each,
    numbers_of_members,
    associations,
)
