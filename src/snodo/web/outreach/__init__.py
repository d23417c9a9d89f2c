"""Pages of what comes before a path."""
