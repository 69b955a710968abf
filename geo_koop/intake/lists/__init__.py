"""Imports the lists of offices: their shape, their memberships, what they change."""
