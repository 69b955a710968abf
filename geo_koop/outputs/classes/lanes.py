"""Lanes: how several cooperations are drawn at once, on the web map, on sheets and in GIS styles.

The outline of rank ``k`` lies ``k`` widths inside of the edge, so that lanes on a shared edge are nested and none hides
another; no colours are laid over each other. A lane is ``width`` wide, with ``gap`` to the next one.
"""

MOST = 6
"""Cooperations that can be read as lanes; more stand in a matrix."""
GAP = 1.4
"""Between two lanes, in pixels."""
STRIPE = 3
"""Width of the stripes that fill a piece narrower than its lanes, in pixels."""
