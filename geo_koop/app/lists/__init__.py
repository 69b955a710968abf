"""The import of lists: its choices, proposals and parts of its page."""
