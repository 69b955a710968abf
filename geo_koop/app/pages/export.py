"""Page: layers and tables for other programs, as a download and as a command line."""

import os
import tempfile
from pathlib import Path

import streamlit as st

from geo_koop.app.data import session, settings, sources
from geo_koop.app.data.session import View
from geo_koop.app.views.export_offer import command, file_name
from geo_koop.app.words import Words, plain
from geo_koop.locale import translator
from geo_koop.model import Filters, Settings
from geo_koop.outputs import csv_dialect, export
from geo_koop.outputs.export import FORMATS, schema
from geo_koop.outputs.export.crs import COMMON, label
from geo_koop.outputs.export.formats import PICTURES

_MADE = "_geo_koop_export"


def render() -> None:
    """Show the page."""
    view = session.view()
    words = view.words
    st.title(words("Export"))
    st.markdown(words("Layers and tables for GIS and spreadsheets. A GeoPackage opens styled in QGIS."))
    left, right = st.columns([2, 3], gap="medium")
    with left:
        request, extent = _choose(view)
    with right:
        _make(view, request, extent)


def _choose(view: View) -> tuple[export.Request, str]:
    words = view.words
    text = translator(words.language, "export")
    form = st.selectbox(
        words("Format of the file"), list(FORMATS), format_func=lambda c: text(FORMATS[c].label), key="export_form"
    )
    chosen = FORMATS[form]
    layers: list[str] = []
    if form not in PICTURES:
        titles = {name: layer.title[words.language] for name, layer in schema.layers().items()}
        layers = st.multiselect(
            words("Layers and tables"),
            list(titles),
            format_func=lambda n: titles[n],
            placeholder=words("all"),
            key="export_layers",
        )
    crs = None
    if not chosen.crs and chosen.geometry and form not in PICTURES:
        crs = st.selectbox(
            words("Coordinate system"), COMMON, format_func=label, accept_new_options=True, key="export_crs"
        )
    chosen_one = view.state.cooperation or view.state.municipality
    extents = {"all": words("everything"), "filter": words("as filtered")}
    if chosen_one:
        names = (view.whole.cooperations if view.state.cooperation else view.whole.municipalities)["name"]
        extents["selection"] = words("the selection ({name})", name=plain(names.get(chosen_one, chosen_one)))
    extent = st.radio(words("Extent"), list(extents), index=1, format_func=lambda c: extents[c], key="export_extent")
    select = (chosen_one,) if extent == "selection" and chosen_one else ()
    request = export.Request(
        form=form,
        layers=tuple(layers),
        select=select,
        crs=crs,
        language=words.language,
        contact=_contact(words) if form == "pack" else export.Contact(),
        dialect=csv_dialect.usual(words.language),
    )
    return request, extent


def _contact(words: Words) -> export.Contact:
    """Ask who answers questions: geoportals want it in the metadata."""
    office = st.text_input(words("Office named in the metadata"), key="export_office", max_chars=200)
    email = st.text_input(words("E-mail address of the office"), key="export_email", max_chars=200)
    return export.Contact(office=office.strip(), email=email.strip())


def _make(view: View, request: export.Request, extent: str) -> None:
    words = view.words
    text = translator(words.language, "export")
    limits = FORMATS[request.form or "gpkg"].limits
    if limits:
        st.markdown(
            f"**{words('What this format does not carry')}**\n\n" + "\n".join(f"- {text(line)}" for line in limits)
        )
    filters = view.state.filters if extent == "filter" else Filters()
    wish = (request, extent, view.as_of, filters)
    if st.button(words("Make the file"), icon=":material/build:", type="primary"):
        analysis = view.analysis if extent == "filter" else view.whole
        with st.status(words("The file is being made …")) as status, tempfile.TemporaryDirectory() as folder:
            written = export.export(analysis, Path(folder) / file_name(request), request, step=st.write)
            st.session_state[_MADE] = (wish, written.files[0].read_bytes(), written.left_out)
            status.update(label=words("The file is ready."), state="complete")
    made = st.session_state.get(_MADE)
    if made and made[0] == wish:
        st.download_button(
            words("Download {name}", name=file_name(request)),
            data=made[1],
            file_name=file_name(request),
            icon=":material/download:",
            on_click="ignore",
        )
        if lost := [line for line in made[2] if line not in [text(limit) for limit in limits]]:
            st.caption(plain("; ".join(lost)))
    st.header(words("The same on the command line"))
    source = sources.current()
    line = command(
        request,
        as_of=view.state.as_of,
        filters=filters,
        data=source.request,
        thresholds=settings.thresholds(os.environ) if source.request.settings not in (None, Settings()) else "",
        private=source.private,
    )
    # without the colours of a language: some are too pale to read
    st.code(line, language=None, wrap_lines=True)
    if source.private:
        st.caption(words("Run it in the folder of your own files."))


if __name__ == "__main__":
    render()
