"""Classes and colours once, for web map, GIS styles, sheets, topic matrix and charts.

``palette`` holds the colours of what is no class (ink, paper, lines, water), ``hatches`` the patterns that tell
classes apart without colour, ``rule`` the tests by which a row belongs to a class, ``families`` the classes
themselves, ``assets`` what scripts and style sheets read of all this.
"""
