"""A record while it is filled in: what a form holds, what is wrong with it, and what it would change.

Everything is text, as it was typed; it is read once, where it is checked.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import pandas as pd
from rapidfuzz import fuzz, process

from geo_koop import codelists
from geo_koop.app.views import find
from geo_koop.app.views import register_history as history
from geo_koop.app.views import register_words as labels
from geo_koop.app.words import Words
from geo_koop.intake.files import dates
from geo_koop.locale import mark as _

Cells = dict[str, str]
_SHORTEST, _ALIKE = 4, 88.0
ROW_ID: Final = "row_id"
PARTS: Final = ("members", "sources", "events", "documents", "actors")
"""Tables of a record, in the order of the form."""
NEW_ROW: Final[Mapping[str, Mapping[str, str]]] = {
    "members": {"role": "member", "counts_as_member": "yes"},
    "sources": {"completeness": "unknown"},
    "events": {"kind": "founded"},
    "documents": {},
    "actors": {"kind": "unknown"},
}
"""What a row that is added says at first: it stands in the form, and can be changed."""
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+-]+):(?=\S)", re.IGNORECASE)
"""What begins like an address: letters and a colon, and no blank after it. “Az.: 12” and “C:\\Akten” are none."""
_SCRIPT: Final = re.compile(r"(javascript|vbscript|data):", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"https?://[^\s/?#]+|mailto:[^\s@]+@[^\s@]+", re.IGNORECASE)
_ENDS: Final = (("cooperations", "end"), ("members", "to"))
_NEEDED: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "members": (("name", "key"), _("{row}: neither name nor key is filled in.")),
    "sources": (("url", "note"), _("{row}: neither address nor note is filled in.")),
    "events": (("kind",), _("{row}: the kind is missing.")),
    "documents": (("title", "address"), _("{row}: neither title nor address is filled in.")),
    "actors": (("name",), _("{row}: the name is missing.")),
}

_NO_ADDRESS: Final[Mapping[str, str]] = {
    "sources": _(
        "{row}: “{text}” is no address. Addresses begin with https://, http:// or mailto:; "
        "a file number has a blank after a colon."
    ),
    "documents": _("{row}: “{text}” is no address. Addresses begin with https://, http:// or mailto:."),
}


@dataclass(kw_only=True)
class Form:
    """A record that is worked on.

    Attributes
    ----------
    record : str
        ``cooperation_id``; empty for a new one.
    based_on : int
        The revision that was seen.
    fields : dict of str to str
    rows : dict of str to list of dict
    before : dict
        The state that was seen, as :mod:`geo_koop.app.views.register_history` has it.
    reason, source : str
        Why it is changed, and what attests it.
    chosen : dict of str to int
        Which row of a table is shown.
    gone : list of dict
        Members that were taken out while the form is filled in.
    collision : object
        What came of a save that somebody else was quicker with; ``None`` otherwise.
    decisions : dict
        What was decided of it.
    publish : bool
        How the save was asked for.
    round : int
        Counts how often widgets begin anew.
    """

    record: str = ""
    based_on: int = 0
    fields: Cells = field(default_factory=dict)
    rows: dict[str, list[Cells]] = field(default_factory=dict)
    before: history.State = field(default_factory=dict)
    reason: str = ""
    source: str = ""
    chosen: dict[str, int] = field(default_factory=dict)
    gone: list[Cells] = field(default_factory=list)
    collision: Any = None
    decisions: dict[tuple[str, str, str], Literal["mine", "theirs"]] = field(default_factory=dict)
    publish: bool = True
    round: int = 0


def state_of(fields: Mapping[str, str] | None, rows: Mapping[str, Iterable[Mapping[str, str]]]) -> history.State:
    """Return a record as its history has states; without fields there is none."""
    if fields is None:
        return {}
    made: history.State = {("cooperations", ""): _filled(fields)}
    for table in PARTS:
        for number, row in enumerate(rows.get(table, ())):
            made[(table, row.get(ROW_ID) or f"+{number}")] = _filled({k: v for k, v in row.items() if k != ROW_ID})
    return made


def _filled(cells: Mapping[str, str]) -> Cells:
    return {column: text for column, text in cells.items() if text}


def begin(
    record: str, based_on: int, fields: Mapping[str, str], rows: Mapping[str, Iterable[Mapping[str, str]]]
) -> Form:
    """Return the form of a record that is there."""
    kept = {table: [dict(row) for row in rows.get(table, ())] for table in PARTS}
    return Form(record=record, based_on=based_on, fields=dict(fields), rows=kept, before=state_of(fields, kept))


def blank(words: Words) -> Form:
    """Return the form of a record that is new."""
    fields = {"stage": "unknown", "obligation": "unknown"}
    rows: dict[str, list[Cells]] = {table: [] for table in PARTS}
    rows["sources"].append(dict(NEW_ROW["sources"]))
    return Form(fields=fields, rows=rows, reason=words("newly recorded"))


def after(form: Form) -> history.State:
    """Return the record as the form says it."""
    return state_of(form.fields, form.rows)


def changes(form: Form, words: Words) -> list[str]:
    """Return what the form changes, in sentences."""
    return list(history.changes(form.before, after(form), words))


def is_changed(form: Form) -> bool:
    """Tell whether the form holds what would be lost."""
    if form.record:
        return form.before != after(form)
    return after(form) != after(Form(fields=blank(Words()).fields, rows=blank(Words()).rows))


def add_row(form: Form, table: str) -> None:
    """Add a row, and look at it."""
    form.rows[table].append(dict(NEW_ROW[table]))
    form.chosen[table] = len(form.rows[table]) - 1


def remove_row(form: Form, table: str, at: int) -> None:
    """Take a row out."""
    if at < len(form.rows[table]):
        form.rows[table].pop(at)
    form.chosen[table] = min(form.chosen.get(table, 0), max(len(form.rows[table]) - 1, 0))


def member_keys(form: Form, known: Mapping[str, str]) -> list[str]:
    """Return the keys of the members that can be searched for, in their order."""
    return list(dict.fromkeys(key for row in form.rows["members"] if (key := row.get("key", "")) in known))


def pick_members(form: Form, keys: Iterable[str], known: Mapping[str, str], names: Mapping[str, str]) -> None:
    """Make the members that can be searched for those that were picked; one that comes back is as it was.

    Parameters
    ----------
    form : Form
    keys : iterable of str
        Keys that were picked.
    known : Mapping of str to str
        What can be searched for; other members stay.
    names : Mapping of str to str
        Key to name.
    """
    picked = list(keys)
    gone = [row for row in form.rows["members"] if row.get("key", "") in known and row["key"] not in picked]
    form.gone += gone
    form.rows["members"] = [row for row in form.rows["members"] if row not in gone]
    there = set(member_keys(form, known))
    for key in picked:
        if key not in there:
            back = [row for row in form.gone if row.get("key") == key]
            form.gone = [row for row in form.gone if row not in back]
            form.rows["members"] += back or [{"key": key, "name": names.get(key, ""), **NEW_ROW["members"]}]
            form.chosen["members"] = len(form.rows["members"]) - 1
    form.chosen["members"] = min(form.chosen.get("members", 0), max(len(form.rows["members"]) - 1, 0))


def alike(name: str, known: pd.Series) -> list[str]:
    """Return names of records that are nearly the same as one that is typed, at most three.

    Examples
    --------
    >>> alike("Zweckverband Oed", pd.Series(["Zweckverband Öd", "Bauhof Öd"]))
    ['Zweckverband Öd']
    """
    typed = find.fold(name)
    if len(typed) < _SHORTEST:
        return []
    lines = [find.fold(one) for one in known]
    found = process.extract(typed, lines, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE, limit=3)
    return [str(known.iloc[at]) for _line, _score, at in found]


def row_names(form: Form, table: str, words: Words) -> list[str]:
    """Return how the rows of a table are called in the form."""
    names = []
    for number, row in enumerate(form.rows[table], start=1):
        called = labels.row(table, row, words)
        names.append(f"{number}. {called if called != '–' else words('not filled in yet')}")
    return names


def options(table: str, column: str, here: str) -> list[str]:
    """Return the codes to choose from; what stands there already stays among them, known or not."""
    codes = [code for code in codelists.load(labels.CODES[table, column]).codes if code]
    return ["", *codes, *([here] if here and here not in codes else [])]


def several(text: str) -> list[str]:
    """Return the codes that stand joined in a cell."""
    return [code for part in text.replace(",", ";").split(";") if (code := part.strip())]


def read_as(table: str, column: str, text: str, words: Words) -> tuple[str, bool]:
    """Return as what a date is read, in words, and whether it is one; nothing is said of what is clear.

    Examples
    --------
    >>> read_as("cooperations", "start", "Q3/2018", Words("en")), read_as("cooperations", "start", "2018", Words("en"))
    (('read as July 2018', True), ('', True))
    >>> read_as("cooperations", "start", "soon", Words("en"))[1]
    False
    """
    if not text.strip():
        return "", True
    end = (table, column) in _ENDS
    found = dates.read(pd.Series([text], dtype="str"), end=end).iloc[0]
    said = str(found["last_text" if end else "first_text"] or "")
    if not said:
        if found["state"] in ("open", "never"):
            return words("read as: no date known"), True
        return words("“{text}” is no date. Write 2018, 2018-07, 31.07.2018 or “seit 2018”.", text=text.strip()), False
    if said == text.strip() or words.day(said) == text.strip():
        return "", True
    return words("read as {date}", date=words.day(said)), True


def faults(form: Form, words: Words) -> list[str]:
    """Return what keeps the form from being saved: what is missing, and dates that are none and were typed now."""
    found = []
    if not form.fields.get("name", "").strip():
        found.append(words("The name is missing."))
    if not form.fields.get("topics", "").strip() and not form.record:
        found.append(words("No topic is chosen."))
    for table in PARTS:
        for row, called in zip(form.rows[table], row_names(form, table, words), strict=True):
            needed, sentence = _NEEDED[table]
            if not any(row.get(column, "").strip() for column in needed):
                found.append(words(sentence, row=_place(table, called, words)))
    # A record that came without a source can be changed all the same: the change itself names one.
    needs = not form.record or any(table == "sources" for table, _item in form.before)
    if needs and not any(_is_told(row) for row in form.rows["sources"]):
        found.append(words("A record needs at least one source: tab “Sources”."))
    found += _strange_addresses(form, words)
    found += _strange_dates(form, words)
    contact = form.fields.get("contact", "").strip()
    if contact and contact != form.before.get(("cooperations", ""), {}).get("contact") and "@" not in contact:
        found.append(words("The function mailbox is no e-mail address."))
    if not form.reason.strip():
        found.append(words("Say in a few words why this is changed."))
    if not source_of(form):
        found.append(words("Name what attests the change: a letter, a page, a list."))
    return found


def _place(table: str, called: str, words: Words) -> str:
    return words("Tab “{tab}”, {row}", tab=words(labels.TABLES[table]), row=called)


def is_address(text: str, *, alone: bool) -> bool:
    """Tell whether a cell may stand: a page or a mailbox, or, unless addresses stand alone there, a text that is none.

    Examples
    --------
    >>> [is_address(text, alone=False) for text in ("https://haar.de/a", "Az.: 12/3", "javascript:alert(1)", "ftp://x")]
    [True, True, False, False]
    >>> [is_address(text, alone=True) for text in ("mailto:ikz@haar.de", "www.haar.de")]
    [True, False]
    """
    # Browsers drop blanks and control characters inside of a scheme.
    bare = "".join(c for c in text if c.isprintable() and not c.isspace())
    if not bare or _ADDRESS.match(text.strip()):
        return True
    return not (alone or _SCHEME.match(text.strip()) or _SCRIPT.match(bare))


def _strange_addresses(form: Form, words: Words) -> list[str]:
    """Say which addresses are none; those that came with the record stay."""
    found = []
    for table, column in (("sources", "url"), ("documents", "address")):
        for row, called in zip(form.rows[table], row_names(form, table, words), strict=True):
            text, old = row.get(column, ""), form.before.get((table, row.get(ROW_ID, "")), {})
            if text != old.get(column, "") and not is_address(text, alone=table == "documents"):
                sentence = _NO_ADDRESS[table]
                found.append(words(sentence, row=_place(table, called, words), text=text.strip()))
    return found


def _is_told(row: Mapping[str, str]) -> bool:
    return any(row.get(column, "").strip() for column in ("url", "note"))


def _strange_dates(form: Form, words: Words) -> list[str]:
    found = []
    for (table, item), cells in after(form).items():
        old = form.before.get((table, item), {})
        for column, text in cells.items():
            if (table, column) in labels.DATES and text != old.get(column):
                said, good = read_as(table, column, text, words)
                if not good:
                    where = f"{words(labels.ROWS[table])} {labels.row(table, cells, words)}, " if item else ""
                    found.append(f"{where}{labels.field(table, column, words)}: {said}")
    return found


def source_of(form: Form) -> str:
    """Return what attests the change: as it was filled in, else the source that the record gets with it."""
    if form.source.strip():
        return form.source.strip()
    there = {item for table, item in form.before if table == "sources"}
    new = [row for row in form.rows["sources"] if row.get(ROW_ID, "") not in there or not row.get(ROW_ID)]
    return next((labels.row("sources", row, Words()) for row in new if _is_told(row)), "")
