"""Which data a session looks at, read once and kept."""
