"""Own words of an office for topics, formats and stages, and own number plates; checked like the shipped ones."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from geo_koop import codelists
from geo_koop.codelists import Codelist
from geo_koop.codelists import words as shipped_words
from geo_koop.errors import InputError, Phrase
from geo_koop.intake.files import yaml_text
from geo_koop.intake.names import number_plates

LISTS: Final = ("topics", "formats", "stages")
_CODE: Final = re.compile("[A-ZÄÖÜ]{1,3}")
_DISTRICT: Final = re.compile(r"(?:0[1-9]|1[0-6])\d{3}")


def words(path: Path, file: str, own: Mapping[str, Codelist]) -> Codelist:
    """Return own words, each with its list and code.

    Parameters
    ----------
    path : Path
        YAML: list to code to words, as ``geo_koop/codelists/words.yaml``.
    file : str
        For messages.
    own : Mapping of Codelist
        The lists that the project extends: words may stand for own entries.

    Raises
    ------
    InputError
        If it is no such file, a list or code does not exist, or a word stands for another code already.
    """
    lists = _mapping(path, file, "Write: stages: {{ended: [sleeping, …]}} (docs/own-data.md).")
    entries: dict[str, Mapping[str, Any]] = {}
    faults: list[Phrase] = []
    for name, of_codes in lists.items():
        if name not in LISTS or not isinstance(of_codes, dict):
            faults.append(placed(name, Phrase("the list is one of {known}", known=", ".join(LISTS))))
            continue
        codelist = own.get(name, codelists.shipped(name))
        known = {word: meaning.code for word, meaning in shipped_words.of(codelist).items()}
        for code, said in of_codes.items():
            if code not in codelist.codes:
                faults.append(placed(f"{name}.{code}", Phrase("there is no such code")))
            elif not isinstance(said, list) or not all(isinstance(word, str) and word.strip() for word in said):
                faults.append(placed(f"{name}.{code}", Phrase("these are no words")))
            else:
                faults += _added(name, code, said, known, entries)
    _refuse(file, faults)
    return Codelist("words", MappingProxyType(entries))


def _added(
    name: str, code: str, said: list[str], known: dict[str, str], entries: dict[str, Mapping[str, Any]]
) -> list[Phrase]:
    """Add the words for a code, and return what is wrong with them."""
    faults = []
    for word in said:
        form = shipped_words.plain(word)
        if known.setdefault(form, code) != code:
            faults.append(placed(f"{name}.{code}", Phrase("{word} stands for {other}", word=word, other=known[form])))
        entries[f"{name}:{form}:{code}"] = MappingProxyType({"list": name, "word": form, "code": code})
    return faults


def plates(path: Path, file: str) -> Codelist:
    """Return own number plates, each with the keys of its districts.

    Parameters
    ----------
    path : Path
        YAML: code to keys of districts.
    file : str
        For messages.

    Raises
    ------
    InputError
        If it is no such file, a code is none or is shipped, or a key is none of a district.
    """
    entries: dict[str, Mapping[str, Any]] = {}
    faults: list[Phrase] = []
    for code, keys in _mapping(path, file, 'Write: RV: ["08436"] (docs/own-data.md).').items():
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            faults.append(placed(code, Phrase("a number plate is one to three capitals")))
        elif code in number_plates.shipped():
            faults.append(placed(code, Phrase("the code is there already")))
        elif not isinstance(keys, list) or not keys or not all(_is_district(key) for key in keys):
            faults.append(placed(code, Phrase("the keys of districts are texts of 5 digits")))
        else:
            entries[code] = MappingProxyType({"keys": tuple(keys)})
    _refuse(file, faults)
    return Codelist("number_plates", MappingProxyType(entries))


def _is_district(key: object) -> bool:
    return isinstance(key, str) and _DISTRICT.fullmatch(key) is not None


def _mapping(path: Path, file: str, remedy: str) -> Mapping[Any, Any]:
    content = yaml_text.read(path)
    if not isinstance(content, dict):
        raise InputError("{file} is no list of entries.", remedy, file=file)
    return content


def _refuse(file: str, faults: list[Phrase]) -> None:
    if faults:
        raise InputError("{file}: {faults}.", "Mend the file.", file=file, faults=faults)


def placed(entry: object, phrase: Phrase) -> Phrase:
    """Put the name of the entry before a fault, so that both are translated."""
    template, params = phrase.parts()
    return _Placed(template, **params, entry=entry)


class _Placed(Phrase):
    def words(self, translate: Any) -> str:
        _template, params = self.parts()
        return f"{params['entry']}: {super().words(translate)}"
