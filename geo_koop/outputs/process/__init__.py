"""The way of cooperations in words, tables and drawings."""
