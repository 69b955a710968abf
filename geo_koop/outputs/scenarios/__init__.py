"""What a scenario changes, in sentences, as tables and as JSON: for console, page and sheet alike."""
