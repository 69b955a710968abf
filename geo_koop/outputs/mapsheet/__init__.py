"""Vector maps for paper: a round scale that is true in millimetres, hatches besides colour, names that never overlap.

``ground`` holds what all maps of an analysis share, ``frame`` fits an extent onto paper, ``symbols`` fills
areas, ``labels`` places names, ``drawing`` puts them together as SVG in hundredths of a millimetre.
"""
