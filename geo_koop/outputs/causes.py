"""Findings for a screen: one line for each cause, with the rows behind it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import pandas as pd

from geo_koop import findings
from geo_koop.locale import mark as _
from geo_koop.locale import translator

SEVERAL: Final[Mapping[str, str]] = MappingProxyType(
    {
        "key_zero_restored": _("The leading zero of {count} keys was restored."),
        "key_from_ars": _("{count} regional keys (ARS) were read as keys of municipalities."),
        "key_malformed": _("{count} cells hold no key; their rows were not used."),
        "key_missing": _("{count} rows have no key and were not used."),
        "key_duplicate": _("{count} rows repeat a key and were not used."),
        "key_carried_forward": _("{count} keys have ended; their successors were taken."),
        "key_carried_backward": _("{count} keys are younger than the boundaries; the earlier keys were taken."),
        "geometry_repaired": _("{count} boundaries were invalid and were repaired."),
        "parts_dissolved": _("{count} municipalities consist of several rows, which were joined."),
        "name_missing": _("{count} areas have no name; their keys stand for it."),
        "attribute_key_unknown": _("{count} keys of this table are not in the boundaries; their rows were not used."),
        "attribute_invalid": _("{count} values cannot be used and were left out."),
        "number_open": _("{count} numbers can be read in two ways and were left out."),
        "number_mixed": _("{count} numbers are written otherwise than most of their column; they were read."),
        "cells_merged": _("{count} merged cells were read as standing in each of their rows."),
        "value_filled_down": _("{count} empty cells were filled from the row above."),
        "row_unreadable": _("{count} rows could not be read and were not used."),
        "row_too_long": _("{count} rows have more cells than there are headings and were not used."),
        "row_joined": _("{count} rows have a cell for each member; these were read as members."),
        "row_without_membership": _("{count} rows hold no membership and were left out."),
        "header_repeated": _("The headings stand {count} times again; these rows were passed over."),
        "list_open_end": _("{count} entries say that their list goes on: not all members are named."),
        "row_of_sums": _("{count} rows hold sums and were passed over."),
        "word_joined": _("{count} words that were parted at the end of a line were joined."),
        "line_above": _("{count} lines above the headings were passed over."),
        "row_hidden": _("{count} hidden rows were read as any other row."),
        "text_struck": _("{count} cells hold struck-out text, which was read."),
        "cell_comment": _("{count} cells have comments, which were not used."),
        "formula_without_value": _("{count} formulas have no stored result and were read as empty."),
        "cell_private": _("{count} cells with contacts or passwords were left out."),
        "member_outside": _("{count} members are not in the boundaries."),
        "single_member": _("{count} cooperations have a single certain member."),
        "no_member": _("{count} cooperations have no certain member."),
        "name_matched": _("{count} names are not the official ones; they were read as municipalities."),
        "name_guessed": _("{count} names were read as the municipality that they fit best: check them."),
        "name_actor": _("{count} names are no municipalities; they were taken as further actors."),
        "name_left_out": _("{count} names name nobody, or were left out by a decision."),
        "membership_merged": _("{count} members are the same municipality as another today; counted once."),
        "name_differs": _("{count} names in the records differ from those of the boundaries; the keys decided."),
    }
)
"""Codes whose findings have one cause, with the text for several of them."""

_RANGES: Final = 8


def of(found: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return one line for each cause, in the order of the findings.

    Parameters
    ----------
    found : pandas.DataFrame
        As made by :func:`geo_koop.findings.collect`.
    language : {"de", "en"}

    Returns
    -------
    pandas.DataFrame
        ``severity, code, file, sheet, column, rows, count, message, done, remedy``; ``rows`` is a text such as
        ``2–40, 45``.

    Examples
    --------
    >>> keys = findings.report("key_zero_restored", file="a.csv", row=[2, 3, 4, 7], value=["1"] * 4, key="01")
    >>> of(keys, "en")[["rows", "count", "message"]].to_numpy().tolist()
    [['2–4, 7', 4, 'The leading zero of 4 keys was restored.']]
    """
    columns = ["severity", "code", "file", "sheet", "column", "rows", "count", "message", "done", "remedy"]
    if found.empty:
        return pd.DataFrame(columns=columns)
    several = found["code"].isin(SEVERAL)
    own = pd.Series(range(len(found)), index=found.index).astype("str")
    position = found["file"] + "\n" + found["sheet"] + "\n" + found["column"]
    cause = found["code"] + "\n" + position.where(several, own)
    sizes = cause.map(cause.value_counts())
    # Only the first of each cause is put into words.
    first = found[~cause.duplicated()]
    worded = findings.render(first, language)
    count = sizes[first.index]
    translate = translator(language, "findings")
    texts = {code: translate(text) for code, text in SEVERAL.items()}
    lines = [
        texts[code].format(count=number) if number > 1 else message
        for code, number, message in zip(worded["code"], count, worded["message"], strict=True)
    ]
    behind = found["row"].groupby(cause, sort=False).agg(lambda rows: ranges(sorted(set(rows.dropna()))))
    return worded.assign(
        rows=behind[cause[first.index]].to_numpy(),
        count=count,
        message=lines,
        done=worded["done"].where(count == 1, ""),
    )[columns].reset_index(drop=True)


def ranges(rows: Sequence[int]) -> str:
    """Return lines as people write them.

    Examples
    --------
    >>> ranges([2, 3, 4, 7, 9, 10])
    '2–4, 7, 9–10'
    """
    parts: list[list[int]] = []
    for row in rows:
        if parts and row == parts[-1][1] + 1:
            parts[-1][1] = row
        else:
            parts.append([row, row])
    shown = [str(first) if first == last else f"{first}–{last}" for first, last in parts[:_RANGES]]
    return ", ".join([*shown, "…"] if len(parts) > _RANGES else shown)
