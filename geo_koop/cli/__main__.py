"""Makes ``python -m geo_koop.cli`` do the same as ``geo-koop``."""

from geo_koop.cli import main

main()
