"""geo_koop."""
