"""What comes out of an analysis, and what filters leave of it."""
