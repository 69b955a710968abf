"""Records kept together: schema, revisions, history, exchange."""
