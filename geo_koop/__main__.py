"""Makes ``python -m geo_koop`` do the same as ``geo-koop``, where that is on no path."""

from geo_koop.cli import main

if __name__ == "__main__":
    main()
