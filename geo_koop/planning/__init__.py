"""What a planner does with an analysis: whom to ask, what to copy, what it would cost."""
