"""What each measure means and how it is made, in two sentences: the help beside it, in one place."""

from geo_koop.locale import mark as _

MEASURES = {
    "count": _(
        "How many of the cooperations cover a municipality, as member itself or through its district. "
        "Only certain members on the date count."
    ),
    "partners": _(
        "Shades the partners of the chosen municipality by the number of cooperations of which both are members "
        "themselves; hatched where one of them takes part only through its district or association. "
        "Without a choice it shows the number of cooperations."
    ),
    "pattern": _(
        "The spatial pattern of the most binding cooperation of each municipality. "
        "It follows from where its members lie: distance, contiguity, core city and districts."
    ),
    "bindingness": _(
        "How binding the most binding cooperation of each municipality is, from informal to public body. "
        "The level follows from its legal form."
    ),
    "topic": _(
        "Where the chosen topics are covered; the shade tells how binding the cooperation is. "
        "A blank says how thoroughly was looked, or that nobody looked."
    ),
    "congruence": _(
        "Whether a municipality works with the same partners everywhere: for each partner the shared memberships "
        "divided by its own, and the mean over all partners. 100 % means: always the same partners."
    ),
    "stage": _(
        "How far the cooperation has come that is furthest, from idea to operation. "
        "Ideas and plans are no active cooperations yet."
    ),
    "coverage": _(
        "Municipalities with at least one active cooperation on the topic, as member itself or through their district. "
        "The others are blank: none recorded, or not surveyed."
    ),
    "share_population": _(
        "Inhabitants of the covered municipalities divided by those of all in view. "
        "Municipalities without a number of inhabitants do not count."
    ),
    "share_area": _(
        "Area of the covered municipalities divided by that of all in view. Unincorporated areas do not count."
    ),
    "gap": _(
        "Topics without an active cooperation that covers the municipality. "
        "The number tells what neighbours do: cooperations that it might join."
    ),
    "completeness": _(
        "How completely the sources name the members. "
        "Where members are missing, the pattern is provisional and may change."
    ),
}
"""Name of a measure to its explanation, to be translated."""
