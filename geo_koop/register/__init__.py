"""Records kept together: schema, revisions, history, exchange.

Tables hold the working state. Every save is a revision; database triggers write each row that is added, changed or
removed into the history, whoever does it, so that every state that was ever recorded can be shown again.
"""
