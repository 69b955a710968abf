"""The interactive map: one geometry, many colourings, drawn by a script of ours, on a page or as one file.

``geometry`` is what the browser loads once, ``style`` colours it, ``focus`` sets municipalities off, ``marks`` are
what lies over the colours, ``legend`` says what they mean, ``area_map`` is the folium map, ``page`` the one file.
"""
