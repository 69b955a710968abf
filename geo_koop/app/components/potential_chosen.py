"""What can be done with chosen rows: open them on the map and as a record, take them along as files."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import streamlit as st

from geo_koop.app.components import scenario_data
from geo_koop.app.components.page_parts import XLSX_MIME, page_link
from geo_koop.app.data import cache
from geo_koop.app.data.session import View
from geo_koop.app.navigation import page
from geo_koop.app.state import MOST_PLACES
from geo_koop.app.views import picture
from geo_koop.app.views import potential_letters as letters
from geo_koop.app.words import plain
from geo_koop.intake.files import yaml_text
from geo_koop.outputs import tables
from geo_koop.outputs.report.office.letter_list import letter_list

_LINKED = 3
_DOCX_MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def show(view: View, key: str, topic: str, listed: str, table: pd.DataFrame, *, cooperation: str = "") -> None:
    """Show links and files of chosen rows; where none is chosen, say how to choose.

    Parameters
    ----------
    view : View
    key : str
        Municipality that asks; empty where none was chosen.
    topic : str
    listed : str
        The list from which the rows come.
    table : pandas.DataFrame
        The chosen rows, named in the language.
    cooperation : str
        In which they are missing, for *invite*.
    """
    words = view.words
    if table.empty:
        st.caption(
            words(
                "Choose rows (click the box at their left; by keyboard: arrow keys, then Shift and Space) to open them "
                "on the map and to take them along as scenario and as a list for letters."
            )
        )
        return
    names = [str(name) for name in table.iloc[:, 0]]
    st.markdown(f"**{plain(words('Chosen: {names}', names=words.listing(names, most=_LINKED)))}**")
    for place, name in list(zip(table.index.astype("str"), names, strict=True))[:_LINKED]:
        _links(view, listed, place, name, key)
    with st.container(horizontal=True, key=f"potential_files_{listed}"):
        _files(view, key, topic, listed, table, cooperation)
    if listed != "found":
        return
    if not letters.possible(listed, key, list(table.index)):
        st.caption(words("Nobody begins alone: choose at least two municipalities for a scenario."))
        return
    places = tuple(dict.fromkeys(place for place in (key, *table.index.astype("str")) if place))[:MOST_PLACES]
    page_link("law", words("Law and funding for these"), words, parties="several", places=places, law_topic=topic)


def _links(view: View, listed: str, place: str, name: str, key: str) -> None:
    words, said = view.words, plain(name)
    with st.container(horizontal=True):
        if listed == "join":
            page_link("cooperations", words("Record of {name}", name=said), words, cooperation=place)
            page_link("map", words("{name} on the map", name=said), words, cooperation=place, view=None)
            return
        page_link("municipality", words("Portrait of {name}", name=said), words, municipality=place, cooperation=None)
        page_link("map", words("{name} on the map", name=said), words, municipality=place, cooperation=None, view=None)
        if place != key:
            page_link(
                "potential",
                words("Potentials for {name}", name=said),
                words,
                municipality=place,
                cooperation=None,
                begin=None,
                listed=None,
            )


def _files(view: View, key: str, topic: str, listed: str, table: pd.DataFrame, cooperation: str) -> None:
    words, whole = view.words, view.whole
    chosen = [str(one) for one in table.index]
    heading = letters.title(whole, key, topic, words)

    def rows() -> pd.DataFrame:
        return letters.letters(whole, key, listed, table, words, about=letters.ranks(words))

    def book() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            return tables.write_book({words("List")[:31]: rows()}, Path(folder) / "list.xlsx").read_bytes()

    def document() -> bytes:
        return letter_list(
            heading,
            letters.introduction(words, as_of=view.as_of),
            rows(),
            language=words.language,
            day=view.as_of,
            sources=picture.lines(whole, words, cache.region_labels(words)),
        )

    def plan() -> bytes:
        made = letters.scenario(whole, key, topic, listed, chosen, words, as_of=view.as_of, cooperation=cooperation)
        return made.encode("utf-8")

    name = f"{topic}_{listed}"
    if letters.possible(listed, key, chosen):
        _button(words("Scenario (YAML)"), plan, f"szenario_{name}.yaml", "application/yaml", f"{listed}_yaml")
        if st.button(words("Try it out"), icon=":material/alt_route:", key=f"potential_{listed}_try"):
            scenario_data.add(yaml_text.parse(plan().decode("utf-8"), file=f"szenario_{name}.yaml"))
            st.switch_page(page("scenario", words))
    _button(words("List for letters (XLSX)"), book, f"anschreiben_{name}.xlsx", XLSX_MIME, f"{listed}_letters_xlsx")
    text = words("List for letters (DOCX)")
    _button(text, document, f"anschreiben_{name}.docx", _DOCX_MIME, f"{listed}_letters_docx")


def _button(label: str, make: Callable[[], bytes], file_name: str, mime: str, key: str) -> None:
    st.download_button(
        label,
        data=make,
        file_name=file_name,
        mime=mime,
        icon=":material/download:",
        on_click="ignore",
        key=f"potential_{key}_chosen",
    )
