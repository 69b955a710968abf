"""Second step of the import: sheet, shape and columns, proposed and confirmed."""

from dataclasses import replace
from typing import Any

import streamlit as st

from geo_koop import codelists
from geo_koop.app.data import reading
from geo_koop.app.data.session import View
from geo_koop.app.lists import draft as import_draft
from geo_koop.app.lists import proposals as views
from geo_koop.app.lists.draft import Draft
from geo_koop.app.lists.steps import stored, table, ways
from geo_koop.app.words import Words, plain
from geo_koop.intake.lists import import_profile
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.lists.shapes import NO_HEADER
from geo_koop.intake.names import name_rules

_LIST_LABELS = {"format": "formats", "stage": "stages"}


def show(view: View, draft: Draft | None) -> None:
    """Show what was recognised, and let the user confirm or change it."""
    assert draft is not None
    assert draft.profile is not None
    assert draft.table is not None
    words = view.words
    st.markdown(words("File {file}", file=f"**{plain(draft.path.name)}**"))
    _sheet(draft, words)
    _said(draft, words)
    _evidence(draft, words)
    chosen = _choices(draft, words)
    _profile(draft, chosen, words)
    if ways(draft, words, back=None, forward=words("Match the names")):
        draft.profile = chosen
        with st.spinner(words("Matching names …"), show_time=True):
            import_draft.read(draft)
        draft.step, draft.case = "names", 0
        st.rerun()


def _sheet(draft: Draft, words: Words) -> None:
    assert draft.profile is not None
    profile = draft.profile
    left, right = st.columns([3, 1])
    if draft.sheets:
        names = draft.sheets
        now = profile.sheet or names[0]
        sheet = left.selectbox(
            words("Sheet"), names, index=names.index(now) if now in names else 0, key=f"import_sheet_{draft.round}"
        )
        if sheet != now:
            import_draft.look(draft, sheet=str(sheet))
            st.rerun()
    shown = 0 if profile.header_row == NO_HEADER else max(profile.header_row, 1)
    line = right.number_input(
        words("Line of the headings"),
        0,
        1_000_000,
        shown,
        key=f"import_header_{draft.round}",
        help=words("0 where the table has no headings."),
    )
    if int(line) != shown:
        import_draft.head(draft, int(line) or NO_HEADER)
        st.rerun()


def _said(draft: Draft, words: Words) -> None:
    """Say what was recognised."""
    if not draft.proposals:
        st.warning(
            words(
                "No column was recognised that holds municipalities of the boundaries that are shown. Choose the "
                "columns below, or look at the sheet, the line of the headings, and the boundaries."
            ),
            icon=":material/search_off:",
        )
        return
    best = draft.proposals[0].profile
    st.info(
        words("Recognised: {shape}. Please confirm or change it.", shape=words(views.SHAPE_LABELS[best.shape])),
        icon=":material/lightbulb:",
    )


def _evidence(draft: Draft, words: Words) -> None:
    assert draft.table is not None
    evidence = draft.proposals[0].evidence if draft.proposals else {}
    table(views.evidence_table(evidence, draft.table, words))
    with st.expander(words("First rows of the table")):
        table(draft.table.rows.drop(columns="row").head(10), most=11)


def _choices(draft: Draft, words: Words) -> ImportProfile:
    """Let the user choose shape and columns; returns the profile."""
    assert draft.profile is not None
    assert draft.table is not None
    profile, key = draft.profile, f"import_{draft.round}"
    headings = draft.table.headings
    shapes = list(views.SHAPE_LABELS)
    shape = st.selectbox(
        words("Shape of the table"),
        shapes,
        index=shapes.index(profile.shape),
        format_func=lambda code: words(views.SHAPE_LABELS[code]),
        key=f"{key}_shape",
    )
    cooperations: list[str] = []
    if shape in views.COLUMNS_OF:
        cooperations = st.multiselect(
            words(views.COLUMNS_OF[shape]),
            headings,
            default=[name for name in profile.cooperations if name in headings],
            key=f"{key}_cooperations",
            placeholder=words("Choose the columns"),
        )
    usual = views.USUAL[shape]
    columns = _fields(usual, headings, profile, key, words)
    fill_down = shape in ("long", "cell") and st.checkbox(
        words("An empty cooperation repeats the one above"), value=profile.fill_down, key=f"{key}_fill_down"
    )
    about: dict[str, str | None] = {}
    with st.expander(words("More columns, and what holds for all")):
        columns |= _fields([name for name in views.FIELD_LABELS if name not in usual], headings, profile, key, words)
        every = profile.about.get("*", {})
        for place, name in zip(st.columns(2), views.OF_ALL, strict=True):
            codes = list(codelists.load(_LIST_LABELS[name]).codes)
            about[name] = place.selectbox(
                words("{field} of all cooperations", field=words(views.FIELD_LABELS[name])),
                codes,
                index=codes.index(every[name]) if every.get(name) in codes else None,
                format_func=lambda code, listed=_LIST_LABELS[name]: words.label(listed, code),
                key=f"{key}_all_{name}",
                placeholder=words("not stated"),
            )
        rules = st.selectbox(
            words("How names are written"),
            name_rules.KNOWN,
            index=name_rules.KNOWN.index(profile.rules) if profile.rules in name_rules.KNOWN else None,
            format_func=lambda name: name_rules.load(name).title.get(words.language, name),
            key=f"{key}_rules",
            placeholder=words("as usual for these boundaries"),
        )
        if rules or profile.rules in name_rules.KNOWN:
            profile = replace(profile, rules=rules or "")
    return views.with_columns(
        profile, shape=shape, columns=columns, cooperations=cooperations, about=about, fill_down=fill_down
    )


def _fields(names: Any, headings: list[str], profile: ImportProfile, key: str, words: Words) -> dict[str, str | None]:
    chosen: dict[str, str | None] = {}
    for start in range(0, len(names), 3):
        for place, name in zip(st.columns(3), names[start : start + 3], strict=False):
            heading = profile.columns.get(name)
            chosen[name] = place.selectbox(
                words(views.FIELD_LABELS[name]),
                headings,
                index=headings.index(heading) if heading in headings else None,
                key=f"{key}_column_{name}",
                placeholder=words("no column"),
            )
    return chosen


def _profile(draft: Draft, chosen: ImportProfile, words: Words) -> None:
    """Let the user keep what was chosen as a file, or take it from one."""
    assert draft.table is not None
    with st.expander(words("Keep this choice as a profile, or load one")):
        st.markdown(words("The same profile reads the next list of this kind, here and at the command line."))
        st.download_button(
            words("Save the profile"),
            data=import_profile.text(chosen),
            file_name="importprofil.yaml",
            mime="application/yaml",
            icon=":material/download:",
            on_click="ignore",
            key="import_profile_save",
        )
        given = st.file_uploader(
            words("Load a profile (YAML)"), type=["yaml", "yml"], key=f"import_profile_{draft.round}", max_upload_size=1
        )
        if given is not None:
            import_draft.take(draft, reading.profile(stored(given)))
            st.rerun()
