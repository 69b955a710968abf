"""Page: where the data come from, how good they are, and what was noticed in them."""

import pandas as pd
import streamlit as st

from geo_koop import codelists, findings
from geo_koop.app.components.page_parts import downloads, height
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.views.provenance_tables import (
    LIST_TITLES,
    SEVERITIES,
    file_table,
    finding_table,
    provenance_facts,
    scope_table,
    sensitivity_table,
    texts_on_method,
)
from geo_koop.app.views.sentences import cooperation_table
from geo_koop.app.words import Words, plain
from geo_koop.result.analysis import Analysis


def render() -> None:
    """Show the page."""
    view = session.view()
    words = view.words
    st.title(words("Sources and notes"))
    _origin(view)
    _findings(view.whole, words)
    _method(words)
    _sensitivity(view.whole, words)
    _downloads(view.whole, words)


def _origin(view: View) -> None:
    words, whole = view.words, view.whole
    facts = provenance_facts(whole, words)
    st.header(words("Sources and licences"))
    st.markdown("\n".join(f"- **{plain(label)}:** {plain(v)}" for label, v in facts))
    if whole.provenance.boundaries.approximate:
        st.warning(
            words(
                "The boundaries only come near the official ones. They serve for demonstration; "
                "load the official boundaries for planning."
            ),
            icon=":material/warning:",
        )
    st.subheader(words("What was surveyed"))
    st.dataframe(scope_table(whole, words), hide_index=True)
    st.subheader(words("Files"))
    st.dataframe(file_table(whole, words), hide_index=True)


def _findings(whole: Analysis, words: Words) -> None:
    st.header(words("Findings"))
    st.markdown(words("What was repaired, doubted or left out when the data were read. Nothing is dropped silently."))
    table = whole.findings
    if table.empty:
        st.success(words("Nothing was noticed."))
        return
    counts = table["severity"].value_counts()
    present = [code for code in findings.SEVERITIES if code in counts.index]
    chosen = st.pills(
        words("Severity"),
        present,
        selection_mode="multi",
        format_func=lambda code: f"{words(SEVERITIES[code])} ({counts[code]})",
        key="severity",
    )
    shown = table[table["severity"].isin(chosen)] if chosen else table
    st.dataframe(finding_table(shown, words), hide_index=True, height=height(len(shown), 11))
    downloads(lambda: findings.render(shown, words.language), "befunde", words, key="findings")


def _method(words: Words) -> None:
    st.header(words("Method in short"))
    st.markdown("\n".join(f"- {text}" for text in texts_on_method(words)))
    with st.expander(words("The words that are used")):
        for name in LIST_TITLES:
            entries = codelists.load(name).entries.values()
            table = pd.DataFrame(
                [(e[words.language], e.get(f"description_{words.language}", "")) for e in entries],
                columns=[words("Term"), words("Meaning")],
            )
            st.markdown(f"**{words(LIST_TITLES[name])}**")
            st.table(table.set_index(words("Term")) if table[words("Meaning")].any() else table[[words("Term")]])


def _sensitivity(whole: Analysis, words: Words) -> None:
    """Show which patterns hang on a threshold; it takes seconds, so that only who asks waits."""
    with st.expander(words("How much the patterns hang on the thresholds")):
        st.markdown(words("Each threshold is moved by 20 % down and up; what is listed then gets another pattern."))
        if not st.toggle(words("Move the thresholds"), key="sensitivity"):
            return
        with st.spinner(words("Moving the thresholds …")):
            moved = cache.sensitivity(whole)
        count, every = moved["cooperation_id"].nunique(), len(whole.cooperations)
        st.markdown(
            words(
                "Another pattern at least once: {count} of {every} cooperations.",
                count=words.number(count),
                every=words.number(every),
            )
        )
        table = sensitivity_table(moved, whole, words)
        st.dataframe(table, hide_index=True, height=height(len(table), 11))
        downloads(lambda: moved, "schwellen", words, key="sensitivity_table")


def _downloads(whole: Analysis, words: Words) -> None:
    st.header(words("Tables"))
    tables = {
        words("Cooperations with patterns"): ("kooperationen", lambda: cooperation_table(whole, words).reset_index()),
        words("Members"): ("mitglieder", lambda: whole.members),
        words("Sources"): ("quellen", lambda: whole.sources),
        words("Indicators of the patterns"): ("muster", lambda: whole.patterns.reset_index()),
        words("Topic coverage of the municipalities"): (
            "themenabdeckung",
            lambda: whole.coverage(level="municipality"),
        ),
        words("Topic coverage of the districts"): ("themenabdeckung_kreise", lambda: whole.coverage(level="district")),
        words("Shared memberships (without statutory bodies)"): (
            "verflechtung",
            lambda: whole.without_statutory().comembership,
        ),
    }
    for label, (name, make) in tables.items():
        left, right = st.columns([2, 3], vertical_alignment="center")
        left.markdown(label)
        with right:
            downloads(make, name, words, key=f"table_{name}")


if __name__ == "__main__":
    render()
