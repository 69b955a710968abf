"""How a result shows itself; the pictures are made elsewhere (:mod:`geo_koop.result.drawn`)."""

from collections.abc import Collection
from typing import Any

from geo_koop.result import drawn


class Showing:
    """Representation, notebook, interactive map and drawing of an analysis."""

    def __repr__(self) -> str:
        text: str = drawn.by("text")(self)
        return text

    def _repr_html_(self) -> str:
        page: str = drawn.by("html")(self)
        return page

    def explore(
        self,
        *,
        colour: str = "cooperations",
        topic: str | Collection[str] | None = None,
        language: str | None = None,
    ) -> Any:
        """Return the interactive map of the app, which needs no network; a notebook shows it, ``save`` writes it.

        Parameters
        ----------
        colour : {"cooperations", "pattern", "congruence"}
            What colours the municipalities.
        topic : str or several, optional
            Coverage of a topic, or of several together, by code or label; goes before ``colour``.
        language : {"de", "en"}, optional
            That of :func:`geo_koop.use_language` where it is left out.

        Returns
        -------
        folium.Map

        Raises
        ------
        UsageError
            If there is no such colouring or topic, or folium is not installed (``geo-koop[app]``).
        """
        return drawn.by("explore")(self, colour=colour, topic=topic, language=language)

    def plot(
        self,
        *,
        colour: str = "cooperations",
        topic: str | Collection[str] | None = None,
        width: float = 170.0,
        language: str | None = None,
    ) -> Any:
        """Return the map as a drawing (SVG); a notebook shows it, ``save`` writes it.

        Parameters
        ----------
        colour, topic, language
            As in :meth:`explore`.
        width : float
            Millimetres.

        Returns
        -------
        geo_koop.outputs.picture.Picture
            With ``svg``, ``width``, ``height`` in millimetres, and ``save(path)``.
        """
        return drawn.by("plot")(self, colour=colour, topic=topic, width=width, language=language)
