"""Uploads: the files, what each of them is, and the button that makes the session look at them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from geo_koop.app.data import reading, session, session_data
from geo_koop.app.data.session import View
from geo_koop.app.guard import uploads as session_uploads
from geo_koop.app.lists import draft
from geo_koop.app.words import Words, plain
from geo_koop.errors import GeoKoopError
from geo_koop.intake.files import profiles
from geo_koop.intake.records import uploads
from geo_koop.intake.records.settings import PROFILES, load_settings
from geo_koop.locale import mark as _

_ROUND = "_geo_koop_upload_round"
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
_SYSTEMS = {
    "de": _("Germany (AGS, ARS)"),
    "at": _("Austria (GKZ)"),
    "ch": _("Switzerland (BFS)"),
    "fr": _("France (INSEE)"),
    "it": _("Italy (ISTAT)"),
    "nl": _("Netherlands (CBS)"),
    "lau": _("Europe (LAU)"),
    "other": _("others: taken as they are"),
}
_COUNTRIES = {"de": _("Germany"), "fr": _("France")}


def show(view: View) -> None:
    """Show the upload of files, where the operator allows it."""
    words, limit = view.words, draft.limit()
    st.header(words("Upload files"))
    if not limit:
        st.info(words(draft.no_uploads()), icon=":material/block:")
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
        st.session_state.pop(session.GIVEN, None)
        return
    with session.boundary(words):
        _choices(_stored(given, limit, words), view)


def _stored(given: Sequence[Any], limit: int, words: Words) -> dict[Path, uploads.Look]:
    """Write each file to the private folder and look at it, once; remove those that were taken back."""
    held: dict[str, tuple[Path, uploads.Look | GeoKoopError]] = st.session_state.setdefault(session.GIVEN, {})
    ids = [file.file_id for file in given]
    for gone in [name for name in held if name not in ids]:
        held.pop(gone)[0].unlink(missing_ok=True)
    for file in given:
        if file.file_id not in held or not held[file.file_id][0].exists():
            session_uploads.require(file.size)
            upload = uploads.Upload(file.name, file.getvalue())
            path = uploads.store(upload, _folder(held), limit=limit * 1_000_000)
            session_uploads.forget(file)
            with st.spinner(words("Reading and checking the files …")):
                held[file.file_id] = path, _looked_at(path)
    seen = {}
    for path, look in (held[name] for name in ids):
        if isinstance(look, GeoKoopError):
            raise look
        seen[path] = look
    return seen


def _looked_at(path: Path) -> uploads.Look | GeoKoopError:
    """Return what a file is, or why it cannot be used: a harmful one is read once, not in each run."""
    try:
        return reading.look(path)
    except GeoKoopError as error:
        return error


def _folder(held: Mapping[str, tuple[Path, Any]]) -> Path:
    """Return the folder of the files that were stored before, or a new one."""
    there = (path.parent for path, _look in held.values() if path.exists())
    return next(there, None) or session_data.private_folder()


def _choices(seen: Mapping[Path, uploads.Look], view: View) -> None:
    words = view.words
    roles = {path: _role(path, look, place, words) for place, (path, look) in enumerate(seen.items())}
    boundaries = next((path for path, role in roles.items() if role == "boundaries"), None)
    how = _reading(boundaries, seen[boundaries], words) if boundaries is not None else {}
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
        request = uploads.request(roles, **how, settings=load_settings(country))
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


def _reading(path: Path, look: uploads.Look, words: Words) -> dict[str, str | None]:
    """Let the user say how the boundaries are to be read; what is left open is found in the file."""
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
    left, right = st.columns(2)
    system = left.selectbox(
        words("Keys of"),
        list(_SYSTEMS),
        index=None,
        format_func=lambda code: words(_SYSTEMS[code]),
        key=f"own_country_{path.name}",
        placeholder=words("recognised by values and place"),
        help=words("As the option --country of the command line."),
    )
    crs = right.text_input(
        words("Coordinate system"),
        key=f"own_crs_{path.name}",
        placeholder=words("as the file says"),
        help=words(
            "Only for a file that names none or a wrong one, by its code: EPSG:25832 is UTM zone 32. "
            "As the option --boundaries-crs of the command line."
        ),
    )
    return {"layer": layer, "boundary_profile": layout, "country": system, "boundaries_crs": crs.strip() or None}


def _columns(names: Sequence[str], words: Words) -> str:
    """Let the user say which columns hold key, name and inhabitants; returns a column map."""
    pairs = []
    for column, (field, label) in zip(st.columns(len(_FIELDS)), _FIELDS.items(), strict=True):
        chosen = column.selectbox(
            words(label), names, index=None, key=f"own_column_{field}", placeholder=words("Choose the column")
        )
        pairs += [f"{field}={chosen}"] if chosen else []
    return ",".join(pairs)
