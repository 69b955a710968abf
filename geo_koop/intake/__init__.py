"""Reads files and checks them at the edge: inside the house, tables are trusted."""
