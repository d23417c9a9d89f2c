"""What the clock starts, and the management commands."""
