"""Finds the keys of municipalities that a list names."""
