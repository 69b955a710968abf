"""The script is run by the Python that has QGIS, not by pytest."""

collect_ignore = ["check_project.py"]
