"""Page: printed reports, from the choice over the preview to the file."""

from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.state import FIRST_DAY, LAST_DAY
from geo_koop.app.views.report_offer import (
    SHEETS,
    TELLING,
    Choice,
    atlas,
    file,
    file_name,
    files_of,
    first_choice,
    is_cooperation,
    press_of,
    sheet,
    subjects,
    unset,
)
from geo_koop.app.views.sentences import topic_labels
from geo_koop.app.words import plain
from geo_koop.locale import LANGUAGES
from geo_koop.outputs import report
from geo_koop.outputs.report.atlas import KINDS
from geo_koop.result.analysis import Analysis

_LANGUAGES = {"de": "Deutsch", "en": "English"}
_MADE = "_geo_koop_atlas"


def render() -> None:
    """Show the page."""
    view = session.view()
    words = view.words
    st.title(words("Report"))
    st.markdown(
        words(
            "A printed sheet that is understood without the app: choose what it is about, look at the first page, and "
            "download it. It shows the date and the filters of the view; a region is chosen here."
        )
    )
    left, right = st.columns([2, 3], gap="medium")
    with left:
        choice, name = _choose(view)
    with right:
        if choice.kind == "atlas":
            _atlas(view, choice, name)
        else:
            _sheet(view, choice, name)


def _choose(view: View) -> tuple[Choice, str]:
    words = view.words
    kind = st.radio(words("Sheet"), list(SHEETS), format_func=lambda code: words(SHEETS[code]), key="report_kind")
    names = subjects(kind, view.whole, words, topic_labels(words))
    keys, wanted = list(names), {"municipality": view.state.municipality, "cooperation": view.state.cooperation}
    wanted |= dict.fromkeys(("potential", "similar", "resolution"), view.state.municipality)
    wanted["example"] = view.state.cooperation
    start = keys.index(first_choice(kind, view.whole, names, wanted.get(kind)))
    key = st.selectbox(
        words("About"), keys, index=start, format_func=lambda code: names.get(code, code), key=f"report_about_{kind}"
    )
    region = ""
    if kind == "topic":
        regions = cache.region_labels(words)
        region = st.selectbox(
            words("Region"), list(regions), format_func=lambda code: regions.get(code, code), key="report_region"
        )
    topic, since = _further(view, kind, key)
    paper = st.radio(words("Paper"), list(report.PAPERS), format_func=str.upper, horizontal=True, key="report_paper")
    turned = st.toggle(words("Landscape format"), key="report_landscape")
    spoken = list(LANGUAGES)
    language = st.radio(
        words("Language of the sheet"),
        spoken,
        index=spoken.index(words.language),
        format_func=lambda code: _LANGUAGES.get(code, code),
        horizontal=True,
        key="report_language",
    )
    choice = Choice(
        kind=kind,
        key=key,
        region=region,
        topic=topic,
        since=since,
        paper=paper,
        landscape=turned,
        language=language,
    )
    return choice, names[key]


def _further(view: View, kind: str, key: str) -> tuple[str, date | None]:
    """Ask for the topic of a draft resolution, and since when changes are told."""
    words = view.words
    topic, since = "", None
    if kind == "resolution" and not is_cooperation(Choice(kind=kind, key=key)):
        topics = {"": words("All topics"), **topic_labels(words)}
        topic = st.selectbox(
            words("Topic"), list(topics), format_func=lambda code: topics.get(code, code), key="report_topic"
        )
    if kind in TELLING:
        since = st.date_input(
            words("Changes since (optional)"),
            value=None,
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            format="DD.MM.YYYY",
            key="report_since",
        )
        if since and since > view.as_of:
            st.caption(words("This day lies behind the date of the view: no changes are told."))
            since = None
    return topic, since


def _press(view: View, choice: Choice) -> report.Press:
    """Return the press of the view; a region does not filter, it is what is reported on."""
    filters = replace(view.state.filters, regions=())
    analysis = cache.narrowed(view.as_of, filters)
    wanted = repr((view.as_of, filters, replace(choice, kind="", key="", region="", topic="")))
    return _opened(cache.mark(), wanted, analysis, choice)


@cache.kept(shared=6)
def _opened(mark: str, wanted: str, _analysis: Analysis, _choice: Choice) -> report.Press:
    return press_of(_analysis, _choice)


def _sheet(view: View, choice: Choice, name: str) -> None:
    words = view.words
    with st.spinner(words("Drawing the sheet …")):
        press = _press(view, choice)
        made = sheet(press, choice)
        picture = report.preview(press, made)
    with st.container(horizontal=True):
        for ending, mime in files_of(choice).items():
            st.download_button(
                words("Download as {form}", form=ending[1:].upper()),
                data=partial(file, press, made, ending),
                file_name=f"{file_name(choice, name)}{ending}",
                mime=mime,
                icon=":material/download:",
                on_click="ignore",
                key=f"report_{ending}",
            )
    with st.container(border=True):
        st.image(picture, caption=words("First page"), alt=words("First page: {name}", name=name), width="stretch")
    st.markdown("\n".join(f"- {plain(text)}" for text in (*made.sentences, *made.cautions)))
    for text in unset(press.analysis, words):
        st.caption(plain(text))


def _atlas(view: View, choice: Choice, name: str) -> None:
    words = view.words
    kinds = st.multiselect(
        words("Sheets of the atlas"), list(KINDS), default=list(KINDS), format_func=lambda code: words(SHEETS[code])
    )
    st.caption(words("An atlas of many sheets takes a few minutes; the page must stay open until it is done."))
    if st.button(words("Make the atlas"), icon=":material/print:", disabled=not kinds, key="report_make"):
        bar = st.progress(0.0, text=words("Drawing the sheets …"))

        def told(done: int, every: int) -> None:
            text = words("{done} of {all} sheets are drawn.", done=words.number(done), all=words.number(every))
            bar.progress(done / max(1, every), text=text)

        st.session_state[_MADE] = (choice, atlas(_press(view, choice), choice, kinds, told))
        bar.empty()
    kept = st.session_state.get(_MADE)
    if kept and kept[0] == choice:
        st.success(words("The atlas is done."))
        st.download_button(
            words("Download as {form}", form="PDF"),
            data=kept[1],
            file_name=f"atlas-{file_name(choice, name)}.pdf",
            mime="application/pdf",
            icon=":material/download:",
            on_click="ignore",
            key="report_atlas",
        )


if __name__ == "__main__":
    render()
