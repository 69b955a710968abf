"""OGC API – Features over an exported GeoPackage, served by pygeoapi (extra ``[ogc]``); no system library."""
