"""Third step of the import: what each name was matched with; a person decides on what is open."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from geo_koop.app.components.map import show_map
from geo_koop.app.data import reading, session
from geo_koop.app.data.session import View
from geo_koop.app.lists import draft as import_draft
from geo_koop.app.lists import proposals as views
from geo_koop.app.lists.draft import Draft
from geo_koop.app.lists.steps import stored, table, ways
from geo_koop.app.words import Words, plain
from geo_koop.intake.lists import review
from geo_koop.intake.names import decisions

_SEVERAL = 2
_PLACE, _ALL, _OTHER, _ACTOR, _SKIP = "place", "all", "other", "actor", "skip"


def show(view: View, draft: Draft | None) -> None:
    """Show the names, the open ones first."""
    assert draft is not None
    assert draft.imported is not None
    words, areas = view.words, import_draft.reference().areas
    cases = review.review(draft.imported, areas)
    is_open = views.is_open(cases)
    cases = pd.concat([cases[is_open], cases[~is_open]], ignore_index=True)
    count = int(is_open.sum())
    if cases.empty:
        st.warning(words("No name was found in the columns that were chosen."), icon=":material/search_off:")
    elif count:
        st.warning(
            words(
                "{open} of {names} names are open. They are left out of the map until somebody decides.",
                open=words.number(count),
                names=words.number(len(cases)),
            ),
            icon=":material/help:",
        )
    else:
        st.success(words("Every name is decided."), icon=":material/check_circle:")
    if len(cases):
        _at_once(draft, cases, words)
        _case(view, draft, cases)
        _all(draft, cases, words)
    _decisions(draft, words)
    if ways(draft, words, back="columns", forward=words("To the preview"), disabled=not draft.imported.rows_taken()):
        draft.step = "preview"
        st.rerun()


def _at_once(draft: Draft, cases: pd.DataFrame, words: Words) -> None:
    """Let the user accept the only candidates of several names together, having looked at them."""
    proposed = views.single_candidates(cases)
    if len(proposed) < _SEVERAL:
        return
    areas = import_draft.reference().areas
    with st.expander(words("{count} open names have a single candidate", count=words.number(len(proposed)))):
        table(
            pd.DataFrame(
                {
                    words("Name in the list"): proposed["name"],
                    words("Municipality"): proposed["key"].map(lambda key: views.place_label(key, areas)),
                    words("Why"): proposed["rule"].map(lambda code: words.label("match_rules", code)),
                }
            ),
            most=12,
        )
        if st.button(words("Accept all of these"), icon=":material/done_all:", key="import_decide_all"):
            made = proposed[["name", "key"]].assign(context="", decided=date.today().isoformat(), note="")
            draft.decisions = decisions.joined(draft.decisions, made)
            _again(draft, words)


def _case(view: View, draft: Draft, cases: pd.DataFrame) -> None:
    """Show one name with its candidates, and take the decision."""
    words, areas = view.words, import_draft.reference().areas
    number = st.selectbox(
        words("Name to decide on"),
        range(len(cases)),
        index=min(draft.case, len(cases) - 1),
        format_func=lambda i: views.case_label(cases.loc[i], words),
        key=f"import_case_{draft.round}",
    )
    case = cases.loc[number]
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(plain(views.short(case["name"])))
        st.markdown(_reason(case, words))
        candidates = list(dict.fromkeys((*([case["key"]] if case["key"] else []), *case["candidates"])))
        way = _way(case, candidates, words, f"import_{draft.round}_{number}")
        key = _target(way, candidates, view, f"import_{draft.round}_{number}")
        context = _context(case, draft, words, f"import_{draft.round}_{number}")
        if st.button(
            words("Take this decision"), type="primary", disabled=not key, icon=":material/check:", key="import_decide"
        ):
            _decide(draft, str(case["name"]), key, context, words)
    with right:
        keys = [k for c in ((key,) if key[:1].isdigit() else candidates) for k in views.members_of(c, areas)]
        wide = [k for c in candidates for k in views.members_of(c, areas)] or keys
        if wide:
            show_map(
                view.whole,
                views.candidate_style(view.whole, wide, words),
                focus=keys[0] if len(keys) == 1 and key else None,
                zoom_to=views.around(wide, areas),
                overlays=("names", "districts"),
                height=320,
                key="import_map",
                language=words.language,
            )
        else:
            st.caption(words("There is no candidate to show on a map."))


def _reason(case: pd.Series, words: Words) -> str:
    """Say what a name was matched with and why, and where it stands."""
    result = (
        f"**{plain(words.label('match_kinds', case['kind']))}** · {plain(words.label('match_rules', case['rule']))}"
    )
    place = words(
        "First in row {row}, column {column}; {rows}.",
        row=case["row"],
        column=plain(case["column"]),
        rows=words.count(int(case["rows"]), words("row"), words("rows")),
    )
    beside = [plain(case[name]) for name in ("district", "state") if case[name]]
    return "  \n".join([result, place, *([words("Beside it: {texts}", texts=", ".join(beside))] if beside else [])])


def _way(case: pd.Series, candidates: list[str], words: Words, key: str) -> str:
    several = case["kind"] == "several"
    labels = {
        **({_PLACE: words("One of the candidates")} if candidates and not several else {}),
        **(
            {_ALL: words("All {count} municipalities of the group", count=words.number(len(candidates)))}
            if candidates and several
            else {}
        ),
        _OTHER: words("Another municipality or district"),
        _ACTOR: words("No municipality: a further participant"),
        _SKIP: words("Leave it out"),
    }
    likely = {"not_municipality": _ACTOR, "open_end": _SKIP, "not_member": _SKIP}
    start = 0 if case["key"] else list(labels).index(likely.get(str(case["kind"]), next(iter(labels))))
    chosen = st.radio(words("What is it?"), list(labels), index=start, format_func=labels.__getitem__, key=f"{key}_way")
    return str(chosen)


def _target(way: str, candidates: list[str], view: View, key: str) -> str:
    """Return what stands in the decision: a key, ``all``, ``actor:KIND`` or ``skip``; empty where none is chosen."""
    words, areas = view.words, import_draft.reference().areas
    chosen: Any = decisions.SKIP
    if way == _PLACE:
        chosen = st.radio(
            words("Candidates"),
            candidates,
            index=0 if len(candidates) == 1 else None,
            format_func=lambda k: plain(views.place_label(k, areas)),
            key=f"{key}_candidate",
        )
    elif way == _ALL:
        names = views.place_names(areas)
        st.caption(plain(", ".join(str(names.get(one, one)) for one in candidates)))
        chosen = decisions.ALL
    elif way == _OTHER:
        labels = views.all_places(areas)
        chosen = st.selectbox(
            words("Municipality or district"),
            list(labels),
            index=None,
            format_func=labels.__getitem__,
            key=f"{key}_other",
            placeholder=words("Type a name or key"),
        )
    elif way == _ACTOR:
        kinds = views.actor_kinds(words)
        kind = st.selectbox(words("Kind"), list(kinds), format_func=kinds.__getitem__, key=f"{key}_kind")
        chosen = f"{decisions.ACTOR}:{kind}"
    return str(chosen or "")


def _context(case: pd.Series, draft: Draft, words: Words, key: str) -> str:
    """Return the cooperation that a decision is for; empty for all."""
    assert draft.imported is not None
    rows = draft.imported.memberships
    named = rows.loc[(rows["written"] == case["name"]) & (rows["key"] == case["key"]), "cooperation"].unique()
    everywhere = words("in the whole list, and in later ones")
    choices = ["", *(str(name) for name in named if name)]
    chosen = st.selectbox(
        words("The decision holds"),
        choices,
        format_func=lambda name: words("only in {cooperation}", cooperation=views.short(name)) if name else everywhere,
        key=f"{key}_context",
    )
    return str(chosen or "")


def _decide(draft: Draft, name: str, key: str, context: str, words: Words) -> None:
    draft.decisions = views.decided(draft.decisions, name, key, context=context, today=date.today())
    _again(draft, words)


def _again(draft: Draft, words: Words) -> None:
    with st.spinner(words("Matching names …"), show_time=True):
        import_draft.read(draft)
    draft.case = 0
    st.rerun()


def _all(draft: Draft, cases: pd.DataFrame, words: Words) -> None:
    """Show all names; a row chooses the name above."""
    st.subheader(words("All names"))
    kinds = [kind for kind in cases["kind"].unique() if kind]
    counts = cases["kind"].value_counts()
    chosen = st.pills(
        words("Result"),
        kinds,
        selection_mode="multi",
        format_func=lambda kind: f"{words.label('match_kinds', kind)} ({words.number(counts[kind])})",
        key="import_kinds",
    )
    shown = cases[cases["kind"].isin(chosen)] if chosen else cases
    place = f"import_names_{draft.round}_{'_'.join(chosen)}"
    table(
        views.case_table(shown, import_draft.reference().areas, words),
        most=12,
        key=place,
        selection_mode="single-row",
        on_select=session.callback(lambda: _look_at(draft, place, list(shown.index))),
    )
    st.caption(words("Choose a row to look at the name, and to decide otherwise."))


def _look_at(draft: Draft, place: str, index: list[int]) -> None:
    rows = st.session_state[place]["selection"]["rows"]
    if rows:
        draft.case = index[rows[0]]
        draft.round += 1


def _decisions(draft: Draft, words: Words) -> None:
    """Let the user keep decisions as a file, take some from one, and undo them."""
    with st.expander(words("Decisions by hand ({count})", count=len(draft.decisions))):
        if len(draft.decisions):
            headings = {
                "name": words("Name in the list"),
                "context": words("Only in"),
                "key": words("Decision"),
                "decided": words("Date"),
                "note": words("Note"),
            }
            table(draft.decisions.rename(columns=headings))
            with st.container(horizontal=True):
                st.download_button(
                    words("Save as decisions.csv"),
                    data="\ufeff" + decisions.text(draft.decisions),
                    file_name="decisions.csv",
                    mime="text/csv",
                    icon=":material/download:",
                    on_click="ignore",
                    key="import_decisions_save",
                )
                if st.button(words("Undo the last one"), icon=":material/undo:", key="import_undo"):
                    draft.decisions = draft.decisions.iloc[:-1]
                    _again(draft, words)
        given = st.file_uploader(
            words("Load decisions.csv"), type=["csv"], key=f"import_decisions_{draft.round}", max_upload_size=5
        )
        if given is not None:
            draft.decisions = decisions.joined(draft.decisions, reading.decisions(stored(given)))
            _again(draft, words)
