"""Checklists as tables, and as files to fill in."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import yaml

from geo_koop.outputs.process import sentences
from geo_koop.outputs.wording import Wording
from geo_koop.planning import checklists
from geo_koop.planning.checklists import Answers, Item


def table(items: Sequence[Item], answers: Answers | None, words: Wording) -> pd.DataFrame:
    """Return items named in the language; with what was answered, where something was."""
    language = words.language
    made = {
        words("Stage"): [checklists.stage(item.stage, language) for item in items],
        words("Item"): [item.text[language] for item in items],
        words("Why"): [item.why[language] for item in items],
        words("Source"): [item.source[language] for item in items],
    }
    if answers is not None:
        given = [answers.of(item.code) for item in items]
        made |= {
            words("Answer"): [sentences.answer(one, words) for one in given],
            words("Remark"): [one.note for one in given],
            words("By whom (function)"): [one.by for one in given],
            words("Date"): [words.day(one.date) for one in given],
        }
    return pd.DataFrame(made)


def rows(items: Sequence[Item], answers: Answers | None) -> dict[str, Any]:
    """Return items as JSON takes them, with codes; with what was answered and how much of it."""
    made: list[dict[str, Any]] = []
    for item in items:
        row: dict[str, Any] = {"code": item.code, "stage": item.stage, "formats": sorted(item.formats)}
        row |= {
            f"{name}_{lang}": text for name in ("text", "why", "source") for lang, text in getattr(item, name).items()
        }
        if answers is not None:
            row |= vars(answers.of(item.code))
        made.append(row)
    told = {} if answers is None else {"readiness": vars(checklists.readiness(items, answers))}
    return {**told, "items": made}


def blank(items: Sequence[Item], answers: Answers | None, words: Wording) -> str:
    """Return a file to fill in: every item with its text as a remark, and what has been answered already."""
    given = answers or Answers()
    head = {"answers": given.title or words("Checklist")} | (
        {"cooperation": given.cooperation} if given.cooperation else {}
    )
    parts = [
        "# " + words("answer: yes, no, open or not_applicable; by: a function, no person; date: YYYY-MM-DD"),
        yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=10_000).rstrip("\n"),
        "items:",
    ]
    for item in items:
        one = given.of(item.code)
        row = {"item": item.code, "answer": one.answer, "note": one.note, "by": one.by, "date": one.date}
        said = " ".join(item.text[words.language].split())
        dumped = yaml.safe_dump([row], allow_unicode=True, sort_keys=False, width=10_000).rstrip("\n")
        parts += [f"# {checklists.stage(item.stage, words.language)}: {said}", dumped]
    return "\n".join(parts) + "\n"
