"""The words of a cost sheet in a workbook: its sheets, columns, keys and kinds, in both languages.

The first word of each is German, the second English: so the workbook is written. What else people write is read, too.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

Words = Mapping[str, Sequence[str]]

SHEETS: Words = MappingProxyType(
    {
        "sheet": ("Angaben", "Sheet"),
        "members": ("Mitglieder", "Members"),
        "positions": ("Positionen", "Positions", "Kostenpositionen"),
        "shares": ("Anteile", "Shares"),
        "coalitions": ("Koalitionen", "Coalitions"),
    }
)
FIELDS: Words = MappingProxyType(
    {
        "cost_sheet": ("Titel", "Title"),
        "as_of": ("Stand", "As of", "Datum"),
        "source": ("Quelle", "Source"),
        "currency": ("Währung", "Currency"),
        "years_from": ("Erstes Jahr", "First year"),
        "years_to": ("Letztes Jahr", "Last year"),
        "base_year": ("Basisjahr", "Base year"),
        "discount_rate": ("Zinssatz", "Discount rate", "Diskontsatz"),
        "levy_capacity_date": ("Stand der Umlagekraft", "Date of the levy capacity"),
    }
)
MEMBER: Words = MappingProxyType(
    {
        "key": ("Schlüssel", "Key", "AGS"),
        "name": ("Name", "Name", "Gemeinde", "Mitglied"),
        "inhabitants": ("Einwohner", "Inhabitants", "Einwohnerzahl"),
        "area": ("Fläche (km²)", "Area (km²)", "Fläche", "Area", "km²"),
        "levy_capacity": ("Umlagekraft (€)", "Levy capacity (€)", "Umlagekraft", "Levy capacity", "Umlagegrundlage"),
        "votes": ("Stimmen", "Votes"),
        "standalone": ("Kosten allein je Jahr (€)", "Costs alone per year (€)", "Kosten allein", "Costs alone"),
    }
)
POSITION: Words = MappingProxyType(
    {
        "number": ("Nr.", "No."),
        "name": ("Position", "Position", "Name", "Bezeichnung"),
        "kind": ("Art", "Kind"),
        "amount": ("Betrag je Jahr (€)", "Amount per year (€)", "Betrag", "Amount", "Betrag je Jahr"),
        "from": ("von", "from"),
        "to": ("bis", "to"),
        "key": ("Verteilschlüssel", "Key of sharing", "Schlüssel", "Key"),
        "base": ("Sockelanteil", "Base share", "Sockel", "Base"),
        "variable": ("Schlüssel des Rests", "Key of the rest", "Zweiter Schlüssel", "Second key"),
    }
)
SHARE: Words = MappingProxyType(
    {
        "number": ("Nr.", "No."),
        "position": ("Position", "Position"),
        "key": ("Schlüssel", "Key", "AGS"),
        "name": ("Name", "Name", "Mitglied"),
        "quantity": ("Menge oder Gewicht", "Quantity or weight", "Menge", "Quantity", "Gewicht", "Weight"),
        "caps": ("höchstens je Jahr (€)", "at most per year (€)", "Obergrenze", "Cap"),
        "floors": ("mindestens je Jahr (€)", "at least per year (€)", "Untergrenze", "Floor"),
        "exclude": ("ausgeschlossen", "excluded"),
    }
)
COALITION_COST: Words = MappingProxyType(
    {"cost": ("Kosten allein je Jahr (€)", "Costs alone per year (€)", "Kosten allein", "Costs alone")}
)
KEYS: Words = MappingProxyType(
    {
        "inhabitants": ("Einwohner", "inhabitants"),
        "area": ("Fläche", "area"),
        "use": ("Nutzung", "use", "Menge"),
        "equal": ("zu gleichen Teilen", "equal", "gleich"),
        "base+variable": ("Sockel und Rest", "base and rest", "base+variable", "Sockel + variabel"),
        "levy_capacity": ("Umlagekraft", "levy capacity", "levy_capacity"),
        "weights": ("eigene Gewichte", "own weights", "weights", "Gewichte"),
    }
)
KINDS: Words = MappingProxyType(
    {"cost": ("Kosten", "cost", "Kosten/Ausgabe", "Ausgabe"), "income": ("Ertrag", "income", "Einnahme", "Erlös")}
)


def code(words: Words, written: str) -> str:
    """Return the code of a word, whatever its case and blanks; empty where none is meant.

    Examples
    --------
    >>> code(KEYS, " Zu gleichen  Teilen"), code(KEYS, "levy_capacity"), code(KEYS, "Mond")
    ('equal', 'levy_capacity', '')
    """
    plain = " ".join(str(written).casefold().split())
    return next((c for c, known in words.items() if plain == c or plain in (w.casefold() for w in known)), "")


def word(words: Words, code: str, language: str) -> str:
    """Return the word that a workbook shows for a code."""
    return words[code][0 if language == "de" else 1]
