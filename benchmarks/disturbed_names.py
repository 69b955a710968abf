"""Makes names as lists of offices have them out of the official register, each with the key that is meant."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd

SHARED = Path(__file__).parents[2] / "shared" / "data"
REGISTER = SHARED / "register_2021.csv"
Step = Callable[[str, str, random.Random], str]
SLIPS = 0.1
"""Share of the names with a slip of the pen."""
_ADDITION = re.compile(
    r"\s*(?:\(.*\)|/.*|\b[abiov]\.\s?(?:d\.)?.*|"
    r"\b(?:am|an der|im|in der|ob der|ob|unter der|unter|auf der|auf dem|vor der|bei|in)\s.*)$"
)
_ABBREVIATED = {
    " an der ": (" a. d. ", " a.d.", " a.d. "),
    " am ": (" a. ", " a."),
    " im ": (" i. ",),
    " in der ": (" i. d. ", " i.d."),
    " bei ": (" b. ", " b."),
    " ob der ": (" o. d. ", " o.d."),
    " b.": (" bei ", " b. "),
    " a.": (" a. ",),
    "Sankt ": ("St. ", "St."),
}


def areas() -> pd.DataFrame:
    """Return the register as areas: indexed by ``key``, with ``name, designation, district, state``."""
    table = pd.read_csv(REGISTER, dtype="str")
    table = table[~table["name"].str.contains("gemfr|gemeindefrei", case=False)]
    parts = table["name"].str.extract(r"^(?P<name>[^,]+)(?:,\s*(?P<designation>.*))?$")
    frame = parts.assign(key=table["key"], district=table["key"].str[:5], state=table["key"].str[:2])
    return frame.fillna({"designation": "Gemeinde"}).set_index("key")


def disturbed(frame: pd.DataFrame, count: int, *, seed: int = 1) -> pd.DataFrame:
    """Return disturbed names.

    Parameters
    ----------
    frame : pandas.DataFrame
        As returned by :func:`areas`.
    count : int
        Number of names.
    seed : int

    Returns
    -------
    pandas.DataFrame
        ``name, key, district, how`` (the disturbances), and ``unambiguous``: whether nobody else in
        the register has this name, read with its addition where the disturbed one kept it.
    """
    chance = random.Random(seed)
    namesakes = frame["name"].map(core).value_counts()
    same = frame["name"].value_counts()
    official_names, designations = frame["name"].to_dict(), frame["designation"].to_dict()
    rows = []
    for key in chance.choices(list(frame.index), k=count):
        official = official_names[key]
        names, how, remaining = official, [], True
        steps = chance.sample(_FORMS, chance.choice((1, 1, 2)))
        if chance.random() < SLIPS:
            steps.append(chance.choice(_SLIPS))
        for step in steps:
            if step in _SLIPS and core(step(names, "", random.Random(key))) in namesakes:
                continue  # It would be another place's name: no reader could see the slip.
            names = step(names, designations[key], random.Random(key))
            how.append(_STEPS[step])
            remaining = remaining and step is not _without_addition
        unique = namesakes[core(official)] == 1 or (
            remaining and core(official) != _plain(official) and same[official] == 1
        )
        rows.append((names, key, key[:5], ", ".join(how), unique))
    return pd.DataFrame(rows, columns=["name", "key", "district", "how", "unambiguous"])


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())


def core(name: str) -> str:
    """Return the letters of a name without what is added to it."""
    return _plain(_ADDITION.sub("", name)) or _plain(name)


def _in_front(name: str, designation: str, chance: random.Random) -> str:
    town = "tadt" in designation
    market = designation in ("M", "Markt")
    words = (
        ("Stadt ", "Stadt ", "Stadtverwaltung ")
        if town
        else ("Markt ", "Marktgemeinde ")
        if market
        else ("Gemeinde ", "Gde. ", "Gem. ")
    )
    return name if name.startswith(("Markt ", "Stadt ")) else chance.choice(words) + name


def _behind(name: str, designation: str, chance: random.Random) -> str:
    return f"{name}, {designation}"


def _transcribed(name: str, _designation: str, _chance: random.Random) -> str:
    for letter, spelt in zip("äöüßÄÖÜ", ("ae", "oe", "ue", "ss", "Ae", "Oe", "Ue"), strict=True):
        name = name.replace(letter, spelt)
    return name


def _broken_letters(name: str, _designation: str, _chance: random.Random) -> str:
    return name.encode("utf-8").decode("cp1252", errors="replace")


def _abbreviated(name: str, _designation: str, chance: random.Random) -> str:
    for long, short in _ABBREVIATED.items():
        if long in name:
            return name.replace(long, chance.choice(short), 1)
    return name


def _shape_of_addition(name: str, _designation: str, chance: random.Random) -> str:
    found = re.match(r"^(.*\S)\s*\(([^)/]+)\)$", name)
    return f"{found[1]}{chance.choice(('/', ' / ', ' '))}{found[2]}" if found else name


def _without_addition(name: str, _designation: str, _chance: random.Random) -> str:
    return _ADDITION.sub("", name) or name


def _capitals(name: str, _designation: str, chance: random.Random) -> str:
    return name.upper() if chance.random() < 0.5 else name.lower()


def _blanks(name: str, _designation: str, chance: random.Random) -> str:
    return chance.choice(
        (f" {name} ", name.replace(" ", "  "), name.replace(" ", "\u00a0"), f"{name}\n", f"{name} *", f"{name} 1)")
    )


def _hyphens(name: str, _designation: str, chance: random.Random) -> str:
    return name.replace("-", chance.choice((" - ", " ", "–"))) if "-" in name else name


def _lost(name: str, _designation: str, chance: random.Random) -> str:
    at = chance.randrange(1, max(len(core(name)) - 1, 2))
    return name[:at] + name[at + 1 :]


def _doubled(name: str, _designation: str, chance: random.Random) -> str:
    at = chance.randrange(1, max(len(core(name)) - 1, 2))
    return name[:at] + name[at - 1] + name[at:]


def _swapped(name: str, _designation: str, chance: random.Random) -> str:
    at = chance.randrange(1, max(len(core(name)) - 2, 2))
    return name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]


def _wrong(name: str, _designation: str, chance: random.Random) -> str:
    at = chance.randrange(1, max(len(core(name)) - 1, 2))
    return name[:at] + chance.choice("abcdefghijklmnoprstuvwz") + name[at + 1 :]


_SLIPS: tuple[Step, ...] = (_lost, _doubled, _swapped, _wrong)
_STEPS: dict[Step, str] = {
    _in_front: "designation in front",
    _behind: "designation behind",
    _transcribed: "umlauts transcribed",
    _broken_letters: "wrong encoding",
    _abbreviated: "abbreviated",
    _shape_of_addition: "addition written otherwise",
    _without_addition: "addition left out",
    _capitals: "capitals",
    _blanks: "blanks and footnotes",
    _hyphens: "hyphens",
    _lost: "letter lost",
    _doubled: "letter doubled",
    _swapped: "letters swapped",
    _wrong: "wrong letter",
}
_FORMS = [step for step in _STEPS if step not in _SLIPS]
