"""Commands that find examples."""
