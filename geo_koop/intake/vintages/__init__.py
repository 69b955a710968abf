"""Carries keys and values from one Gebietsstand to another."""
