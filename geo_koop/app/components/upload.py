"""Uploads: the files, what each of them is, and the button that makes the session look at them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from geo_koop.app import import_draft, reading, session, session_data
from geo_koop.app.session import View
from geo_koop.app.words import Words, plain
from geo_koop.intake import profiles, uploads
from geo_koop.intake.settings import PROFILES, load_settings
from geo_koop.locale import mark as _

_ROUND, _GIVEN = "_geo_koop_upload_round", "_geo_koop_given"
_ROLES = {
    "boundaries": _("Boundaries"),
    "cooperations": _("Cooperations"),
    "members": _("Members"),
    "actors": _("Further participants"),
    "sources": _("Sources"),
    "scopes": _("Survey scopes"),
}
_BY_HAND = "by_hand"
_FIELDS = {"key": _("Key of the municipality (AGS)"), "name": _("Name"), "population": _("Inhabitants")}
_LAYOUTS = {
    "geo_koop": "geo_koop",
    "vg250": "VG250 / VG25 (BKG)",
    "vg5000": "VG5000 (BKG)",
    "lau": "LAU (GISCO)",
    _BY_HAND: _("choose the columns here"),
}
_COUNTRIES = {"de": _("Germany"), "fr": _("France")}


def show(view: View) -> None:
    """Show the upload of files, where the operator allows it."""
    words, limit = view.words, import_draft.limit()
    st.header(words("Upload files"))
    if not limit:
        st.info(words("The operator of this server does not allow uploads."), icon=":material/block:")
        return
    reading.cage().warm()
    st.markdown(
        words(
            "Boundaries as GeoPackage, zipped Shapefile, GeoJSON, FlatGeobuf or GeoParquet; records as CSV or XLSX. "
            "What is missing is taken from the data that come with the program. "
            "Up to {limit} MB each; the files stay on this server only as long as this page is open.",
            limit=limit,
        )
    )
    given = st.file_uploader(
        words("Boundaries and records"),
        type=[ending[1:] for ending in (*uploads.BOUNDARIES, *uploads.TABLES)],
        accept_multiple_files=True,
        key=f"own_upload_{st.session_state.setdefault(_ROUND, 0)}",
        max_upload_size=limit,
    )
    if not given:
        st.session_state.pop(_GIVEN, None)
        return
    with session.boundary(words):
        _choices(_stored(given, limit, words), view)


def _stored(given: Sequence[object], limit: int, words: Words) -> dict[Path, uploads.Look]:
    """Write the files to the private folder and look at them, once for each choice of files."""
    ids = [getattr(file, "file_id", "") for file in given]
    held: tuple[list[str], dict[Path, uploads.Look]] | None = st.session_state.get(_GIVEN)
    if held is None or held[0] != ids or not all(path.exists() for path in held[1]):
        folder = session_data.private_folder()
        files = [uploads.Upload(file.name, file.getvalue()) for file in given]  # type: ignore[attr-defined]
        paths = [uploads.store(file, folder, limit=limit * 1_000_000) for file in files]
        with st.spinner(words("Reading and checking the files …")):
            held = ids, {path: reading.look(path) for path in paths}
        st.session_state[_GIVEN] = held
    return held[1]


def _choices(seen: Mapping[Path, uploads.Look], view: View) -> None:
    words = view.words
    roles = {path: _role(path, look, place, words) for place, (path, look) in enumerate(seen.items())}
    boundaries = next((path for path, role in roles.items() if role == "boundaries"), None)
    layer = profile = None
    if boundaries is not None:
        layer, profile = _reading(boundaries, seen[boundaries], words)
    country = st.selectbox(
        words("Thresholds of the spatial patterns"),
        PROFILES,
        format_func=lambda code: words(_COUNTRIES[code]),
        key="own_thresholds",
        help=words("From how many inhabitants a municipality can be a core city differs between countries."),
    )
    if not st.button(words("Use these data"), type="primary", icon=":material/check:"):
        return
    with st.spinner(words("Reading and checking the files …")):
        request = uploads.request(
            {path: role for path, role in roles.items() if role},
            layer=layer,
            boundary_profile=profile,
            settings=load_settings(country),
        )
        session_data.use(request)
    st.session_state[_ROUND] += 1
    session.data_changed()
    st.rerun()


def _role(path: Path, look: uploads.Look, place: int, words: Words) -> str | None:
    """Return what a file is; the user may correct what its name or its columns tell."""
    if look.role == "boundaries":
        st.markdown(words("**{file}**: boundaries", file=plain(path.name)))
        return "boundaries"
    choices = [role for role in uploads.ROLES if role != "boundaries"]
    return st.selectbox(
        words("What {file} is", file=plain(path.name)),
        choices,
        index=choices.index(look.role) if look.role in choices else None,
        format_func=lambda role: words(_ROLES[role]),
        key=f"own_role_{place}_{path.name}",
        placeholder=words("Choose the table"),
    )


def _reading(path: Path, look: uploads.Look, words: Words) -> tuple[str | None, str | None]:
    """Let the user choose layer and column map of the boundaries, which are found otherwise."""
    names = [name for name, _columns in look.layers]
    left, right = st.columns(2)
    layer = left.selectbox(
        words("Layer of the municipalities"),
        names,
        index=0 if len(names) == 1 else None,
        key=f"own_layer_{path.name}",
        placeholder=words("found by its name"),
        disabled=len(names) == 1,
    )
    layout = right.selectbox(
        words("Layout of the columns"),
        [*profiles.KNOWN, _BY_HAND],
        index=None,
        format_func=lambda name: words(_LAYOUTS[name]) if name == _BY_HAND else _LAYOUTS.get(name, name),
        key=f"own_profile_{path.name}",
        placeholder=words("recognised by its columns"),
    )
    if layout == _BY_HAND:
        layout = _columns(look.layers[names.index(layer) if layer else 0][1], words)
    return layer, layout


def _columns(names: Sequence[str], words: Words) -> str:
    """Let the user say which columns hold key, name and inhabitants; returns a column map."""
    pairs = []
    for column, (field, label) in zip(st.columns(len(_FIELDS)), _FIELDS.items(), strict=True):
        chosen = column.selectbox(
            words(label), names, index=None, key=f"own_column_{field}", placeholder=words("Choose the column")
        )
        pairs += [f"{field}={chosen}"] if chosen else []
    return ",".join(pairs)
