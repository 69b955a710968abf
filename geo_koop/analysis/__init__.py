"""What geo_koop exists for: patterns, coverage and entanglement, computed on tables. Nothing here draws or speaks."""
