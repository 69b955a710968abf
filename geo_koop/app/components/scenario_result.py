"""What a scenario comes to: a sentence first, two maps, tables before and after, files, and the way to costs."""

import streamlit as st

from geo_koop.app.components import cost_form as begun
from geo_koop.app.components import fitted
from geo_koop.app.components import scenario_data as data
from geo_koop.app.components.map import show_map
from geo_koop.app.components.page_parts import XLSX_MIME, page_link
from geo_koop.app.data import cache
from geo_koop.app.data.session import View
from geo_koop.app.navigation import page
from geo_koop.app.views import cost_form, picture
from geo_koop.app.views import scenario as views
from geo_koop.app.views.scenario import Content
from geo_koop.app.words import plain
from geo_koop.outputs.scenarios import content as contents
from geo_koop.outputs.scenarios import sentences
from geo_koop.outputs.webmap.legend import facts_html, legend_html
from geo_koop.outputs.webmap.scenario import SIDES, side_style
from geo_koop.outputs.wording import Wording
from geo_koop.planning.scenarios import Outcome

_MIMES = {"yaml": "application/yaml", "json": "application/json", "xlsx": XLSX_MIME, "pdf": "application/pdf"}
_HEIGHT = 400
_FEW = 20


def show(view: View, content: Content, outcome: Outcome) -> None:
    """Show what becomes of a scenario."""
    words, said = view.words, Wording(view.words.language)
    st.header(words("What would change"))
    with st.container(key="scenario_answer"):
        st.markdown(f"**{plain(sentences.lead(outcome, said))}**")
    for sentence in sentences.consequences(outcome, said):
        st.markdown(f"- {plain(sentence)}")
    for sentence in sentences.notes(outcome, said, ("impossible",)):
        st.warning(plain(sentence), icon=":material/gavel:")
    for sentence in sentences.notes(outcome, said, ("nothing", "told")):
        st.caption(plain(sentence))
    _maps(view, outcome)
    _tables(view, outcome)
    _files(view, content, outcome)
    st.caption(plain(sentences.unchecked(said)))
    page_link("undertaking", words("Go on: costs, law and funding, road map, pack for the council"), words)


def _maps(view: View, outcome: Outcome) -> None:
    """Show who takes part before and after, side by side."""
    words = view.words
    known = {str(one): sentences.name_of(row) for one, row in outcome.cooperations.iterrows()}
    if not known:
        return
    first = sentences.foremost(outcome)
    listed = list(known)
    one = str(
        st.selectbox(
            words("Cooperation on the maps"),
            listed,
            index=listed.index(first) if first in known else 0,
            format_func=lambda code: known[code],
            key=data.key("map_of"),
        )
    )
    towns = outcome.municipalities
    keys = list(towns.index[towns["direct"]]) or list(towns.index)
    for column, side in zip(st.columns(2, gap="medium"), SIDES, strict=True):
        analysis = outcome.before if side == "before" else outcome.after
        style = side_style(outcome, side, one, language=words.language)
        with column:
            st.subheader(words("Before") if side == "before" else words("After (scenario)"))
            show_map(
                analysis,
                style,
                group="scenario",
                zoom_to=[key for key in keys if key in analysis.municipalities.index],
                height=_HEIGHT,
                key=f"scenario_{side}",
                language=words.language,
            )
            # A picture that is saved says what it shows, too.
            st.html(
                facts_html(
                    f"scenario_{side}",
                    style,
                    title=f"{style.title} – {sentences.mark(outcome, Wording(words.language))}",
                    lines=picture.lines(outcome.before, words, cache.region_labels(words)),
                    file_name=f"szenario_{side}",
                )
            )
            st.html(legend_html(style.legend, style.title, note=style.note))


def _tables(view: View, outcome: Outcome) -> None:
    words, said = view.words, Wording(view.words.language)
    st.subheader(words("Cooperations before and after"))
    for one, record in outcome.cooperations.iterrows():
        label = f"{plain(sentences.name_of(record))} ({sentences.change(str(record['change']), said)})"
        with st.expander(label, expanded=len(outcome.cooperations) < 3):
            fitted.show_lines(contents.cooperation_lines(outcome, str(one), said), words)
    st.subheader(words("Municipalities before and after"))
    own = contents.municipality_table(outcome, said, direct=True)
    if own.empty:
        st.info(words("No municipality of the boundaries is concerned."))
    else:
        fitted.show_lines(own.head(_FEW), words)
    if len(own) > _FEW:
        st.caption(words("{count} more stand in the workbook.", count=words.number(len(own) - _FEW)))
    others = contents.municipality_table(outcome, said, direct=False)
    if len(others):
        title = words("Others whose partners change: {count}", count=words.number(len(others)))
        with st.expander(title):
            fitted.show_lines(others.head(_FEW * 2), words)
    st.caption(
        words("Memberships, partners and congruence without bodies that a law prescribes; topics through all bodies.")
    )


def _files(view: View, content: Content, outcome: Outcome) -> None:
    words = view.words
    with st.container(horizontal=True):
        for ending, make in views.files(outcome, content, words).items():
            st.download_button(
                ending.upper(),
                data=make,
                file_name=f"szenario.{ending}",
                mime=_MIMES[ending],
                help=words("Download as {form}", form=ending.upper()),
                icon=":material/download:",
                on_click="ignore",
                key=f"scenario_file_{ending}",
            )
    known = views.lasting(outcome)
    if not known:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        one = st.selectbox(
            words("Share the costs of"), list(known), format_func=lambda code: known[code], key=data.key("costs_of")
        )
        if st.button(words("To the costs with its members"), icon=":material/euro:", key=data.key("costs")):
            sheet = {"cost_sheet": known[str(one)], "source": sentences.mark(outcome, Wording(words.language))}
            towns = outcome.after.municipalities.loc[views.members_of(outcome, str(one))]
            begun.take(cost_form.with_municipalities(begun.content() or sheet, towns))
            st.switch_page(page("costs", words))


def side_by_side(view: View, outcomes: list[Outcome]) -> None:
    """Show several scenarios beside each other."""
    words, said = view.words, Wording(view.words.language)
    st.header(words("Scenarios side by side"))
    fitted.show_lines(views.side_by_side(outcomes, words), words)
    for one in outcomes:
        st.markdown(f"- {plain(one.scenario.name)}: {plain(sentences.lead(one, said))}")
