"""What the rules say: tables by kind, cards, sources, files."""

import streamlit as st

from geo_koop.app.components import fitted
from geo_koop.app.components.cooperation import source_lines
from geo_koop.app.components.page_parts import downloads
from geo_koop.app.views import law as views
from geo_koop.app.views.law import Answer
from geo_koop.app.words import Words, plain

_FORM = "PDF"


def show(answer: Answer, words: Words) -> None:
    """Show what the rules say: forms, approval, funding, hints, levies, laws."""
    for sentence in views.sentences(answer, words):
        st.markdown(plain(sentence))
    kinds = list(views.TABLES)
    for kind in kinds[:3]:
        _table(answer, kind, words)
    _cards(answer, words)
    for kind in kinds[3:]:
        _table(answer, kind, words)
    with st.expander(words("Addresses of the sources")):
        st.markdown(source_lines(views.sources(answer), words))
    st.caption(plain(views.whose(answer, words)))
    if words.language != "de":
        st.caption(words("Statements are in German, as their sources are."))
    _files(answer, words)


def _table(answer: Answer, kind: str, words: Words) -> None:
    rows = views.table(answer, kind, words)
    if len(rows):
        st.header(words(views.TABLES[kind]))
        fitted.show_lines(rows, words)


def _cards(answer: Answer, words: Words) -> None:
    cards = views.cards(answer, words)
    if not cards:
        return
    st.header(words("Hints"))
    columns = st.columns(2, gap="medium")
    for at, card in enumerate(cards):
        with columns[at % 2], st.container(border=True):
            st.subheader(plain(card.title))
            st.markdown(plain(card.text))
            st.caption(plain(card.source))


def _files(answer: Answer, words: Words) -> None:
    st.download_button(
        _FORM,
        data=lambda: views.pdf(answer, words),
        file_name="recht-und-foerderung.pdf",
        mime="application/pdf",
        help=words("Download as {form}", form=_FORM),
        icon=":material/download:",
        on_click="ignore",
        key="law_file_pdf",
    )
    downloads(lambda: answer.worded, "recht-und-foerderung", words, key="law_file")
