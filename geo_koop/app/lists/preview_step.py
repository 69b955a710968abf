"""Last step of the import: what would change; corrections; use, save or download."""

from functools import partial

import pandas as pd
import streamlit as st

from geo_koop import findings
from geo_koop.app import navigation
from geo_koop.app.components.page_parts import XLSX_MIME, height
from geo_koop.app.data import session
from geo_koop.app.data.session import View
from geo_koop.app.lists import draft as import_draft
from geo_koop.app.lists import proposals as views
from geo_koop.app.lists import register_import
from geo_koop.app.lists.draft import Draft
from geo_koop.app.lists.steps import table, ways
from geo_koop.app.views.provenance_tables import SEVERITIES, finding_table
from geo_koop.app.views.sentences import topic_labels
from geo_koop.app.words import Words, plain

_MOST = 1_000
_EDITED = 5_000
"""More rows than a browser edits at ease are corrected in parts."""
_ADD, _ALONE = "add", "alone"


def show(view: View, draft: Draft | None) -> None:
    """Show what was made of the list, and let the user use it."""
    assert draft is not None
    assert draft.imported is not None
    words = view.words
    st.markdown(views.counted(draft.imported, words))
    parts = st.tabs([words("Changes"), words("Correct cooperations"), words("Correct members"), words("Findings")])
    with parts[1]:
        cooperations = _cooperations(draft, words)
    with parts[2]:
        members = _members(view, draft)
    content = draft.content | {"cooperations": cooperations, "members": members}
    draft.corrected = content
    with parts[0]:
        _changes(view, draft, content)
        _unknown(content["cooperations"], words)
    with parts[3]:
        _findings(draft, words)
    _use(draft, content, words)
    _download(content, words)
    ways(draft, words, back="names")


def _changes(view: View, draft: Draft, content: dict[str, pd.DataFrame]) -> None:
    words, whole = view.words, view.whole
    changes = import_draft.changes(draft, content, whole)
    counts = changes["state"].value_counts()
    st.markdown(
        " · ".join(
            f"{words(label)}: {words.number(counts.get(code, 0))}" for code, label in views.CHANGE_LABELS.items()
        )
    )
    ours = changes[changes["state"] != "removed"]
    table(views.change_table(ours, import_draft.reference().areas, words))
    gone = changes[changes["state"] == "removed"]
    if len(gone):
        with st.expander(words("Shown now, but not in the list ({count})", count=words.number(len(gone)))):
            st.markdown(words("They stay where the list is added; they are not shown where it is used alone."))
            table(gone[["name"]].rename(columns={"name": words("Cooperation")}))


def _unknown(cooperations: pd.DataFrame, words: Words) -> None:
    """Name topics that would be read as unknown, while they can be corrected."""
    unknown = views.unknown_topics(cooperations)
    if unknown:
        st.warning(
            words(
                "These topics are not known and would count as “unknown”: {topics}. They can be corrected "
                "under “Correct cooperations”.",
                topics=plain(", ".join(unknown[:15])),
            ),
            icon=":material/label_off:",
        )
        with st.expander(words("Known topics")):
            st.markdown(", ".join(plain(text) for text in topic_labels(words).values()))


def _cooperations(draft: Draft, words: Words) -> pd.DataFrame:
    st.caption(words("Click into a cell to correct it; topics as codes or names, several parted by “;”."))
    every = draft.content["cooperations"]
    rows = _part(draft, every, every["name"], words, "import_find_cooperations")
    labels = {
        "cooperation_id": "cooperation_id",
        "name": words("Name"),
        "topics": words("Topics"),
        "format": words("Format"),
        "stage": words("Stage"),
        "start": words("Start"),
        "end": words("End"),
        "note_de": words("Note (German)"),
        "note_en": words("Note (English)"),
    }
    edited = st.data_editor(
        rows,
        hide_index=True,
        num_rows="dynamic",
        column_config={name: st.column_config.TextColumn(label) for name, label in labels.items()},
        height=height(len(rows) + 1, 11),
        key=f"import_edit_cooperations_{draft.round}",
    )
    return views.put_back(every, rows, edited)


def _part(draft: Draft, rows: pd.DataFrame, names: pd.Series, words: Words, key: str) -> pd.DataFrame:
    """Return the rows to correct: all, or those of some cooperations where there are many."""
    if len(rows) <= _EDITED:
        return rows
    text = st.text_input(
        words("Only cooperations whose name contains"),
        key=key,
        on_change=session.callback(import_draft.keep),
        args=(draft,),
    )
    part = rows[names.str.contains(text, case=False, regex=False)].head(_EDITED)
    shown = words("{shown} of {all} rows are shown.", shown=words.number(len(part)), all=words.number(len(rows)))
    st.caption(shown)
    return part


def _members(view: View, draft: Draft) -> pd.DataFrame:
    words = view.words
    st.caption(words("Correct keys, remove rows, or add members below; the names of municipalities follow the key."))
    every = draft.content["members"]
    titles = every["cooperation_id"].map(
        draft.content["cooperations"].drop_duplicates("cooperation_id").set_index("cooperation_id")["name"]
    )
    rows = _part(draft, every, titles.fillna(every["cooperation_id"]), words, "import_find_members")
    shown = views.member_table(rows, draft.content["cooperations"], import_draft.reference().areas)
    labels = {
        "cooperation_id": "cooperation_id",
        "cooperation": words("Cooperation"),
        "key": words("Key (AGS)"),
        "municipality": words("Municipality"),
        "name": words("Name in the list"),
        "role": words("Role"),
    }
    edited = st.data_editor(
        shown[list(labels)],
        hide_index=True,
        num_rows="dynamic",
        disabled=["cooperation", "municipality"],
        column_config={name: st.column_config.TextColumn(label) for name, label in labels.items()},
        height=height(len(shown) + 1, 11),
        key=f"import_edit_members_{draft.round}",
    )
    return views.put_back(every, rows, edited)


def _findings(draft: Draft, words: Words) -> None:
    assert draft.imported is not None
    told = draft.imported.findings
    if told.empty:
        st.success(words("Nothing was noticed."), icon=":material/check_circle:")
        return
    counts = told["severity"].value_counts()
    chosen = st.pills(
        words("Severity"),
        [code for code in findings.SEVERITIES if code in counts],
        selection_mode="multi",
        format_func=lambda code: f"{words(SEVERITIES[code])} ({words.number(counts[code])})",
        key="import_severity",
    )
    shown = finding_table(views.chosen_rows(told, chosen).head(_MOST), words)
    where = [name for name in (words("Severity"), words("Row"), words("Column")) if name in shown]
    table(shown[[*where, *(name for name in shown if name not in where)]], most=11)
    imported = draft.imported
    st.download_button(
        words("The list with its findings (XLSX)"),
        data=lambda: views.finding_book(imported, words),
        file_name="befunde.xlsx",
        mime=XLSX_MIME,
        icon=":material/download:",
        on_click="ignore",
        key="import_findings_save",
    )


def _use(draft: Draft, content: dict[str, pd.DataFrame], words: Words) -> None:
    """Let the user look at the records in this session, or save them into the project."""
    st.subheader(words("Use these records"))
    way = st.radio(
        words("What is shown then"),
        [_ADD, _ALONE],
        format_func=lambda code: (
            words("The records shown now, and the list") if code == _ADD else words("The list alone")
        ),
        key="import_way",
    )
    remove = way == _ADD and st.checkbox(
        words("Take members out of cooperations where the list does not name them any more"), key="import_remove"
    )
    folder = import_draft.project_folder()
    with st.container(horizontal=True):
        used = st.button(words("Use in this session"), type="primary", icon=":material/check:", key="import_use")
        saved = folder is not None and st.button(
            words("Save into the project {name}", name=plain(folder.name)), icon=":material/save:", key="import_save"
        )
    register_import.show(draft, content, words)
    if reason := import_draft.refused():
        st.caption(words("Saving into the project is not possible here: {reason}", reason=words(reason)))
    if folder is not None:
        st.caption(words("Saving adds to the project; every state before is kept in its folder “history”."))
    if not (used or saved):
        return
    with st.spinner(words("Reading and checking the files …"), show_time=True):
        if saved and folder is not None:
            import_draft.save(draft, content, folder, remove=bool(remove))
        else:
            import_draft.use(content, add=way == _ADD, remove=bool(remove))
    import_draft.drop()
    session.data_changed()
    st.session_state[session.IMPORTED] = (draft.path.name, len(content["cooperations"]))
    st.switch_page(navigation.page("own_data", words))


def _download(content: dict[str, pd.DataFrame], words: Words) -> None:
    st.subheader(words("Download clean tables"))
    st.caption(words("The tables of the schema, to keep in a project folder or to use with geo-koop."))
    with st.container(horizontal=True):
        for label, make, name, mime in (
            (words("CSV (ZIP)"), views.as_zip, "kooperationen.zip", "application/zip"),
            ("XLSX", views.as_book, "kooperationen.xlsx", XLSX_MIME),
        ):
            st.download_button(
                label,
                data=partial(make, content),
                file_name=name,
                mime=mime,
                icon=":material/download:",
                on_click="ignore",
                key=f"import_tables_{name}",
            )
