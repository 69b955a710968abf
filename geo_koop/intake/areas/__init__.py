"""Boundaries and what is known about them: inhabitants, levels, commuting zones, products of the offices."""
