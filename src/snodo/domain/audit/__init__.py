"""Owns the log: every verb and every read of a file, append-only and sealed in a chain. Knows nobody."""
