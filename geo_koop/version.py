"""The version of geo_koop."""

__version__ = "0.1.0"
