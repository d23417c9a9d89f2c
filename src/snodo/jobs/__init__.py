"""What the clock starts, the worker's wiring, and the management commands."""
