"""The way from a municipality with a gap to its potentials."""

from geo_koop.app.components.page_parts import page_link
from geo_koop.app.data.session import View
from geo_koop.app.views.potential import gap_topic
from geo_koop.app.words import plain


def show(view: View, key: str) -> None:
    """Lead to the potentials of a municipality: of the topic of the view where that is a gap, else of another one.

    Nothing where no gap is known: where nobody looked, a blank is none.
    """
    words = view.words
    topic = gap_topic(view.whole, key, view.state.theme)
    if topic is None:
        return
    name = str(view.whole.municipalities["name"][key])
    page_link(
        "potential",
        words("Potentials for {name}", name=plain(name)),
        words,
        municipality=key,
        cooperation=None,
        themes=(topic,),
        begin=None,
        listed=None,
    )
