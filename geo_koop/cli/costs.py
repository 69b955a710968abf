"""Commands that share costs."""
