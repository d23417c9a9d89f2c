"""Owns files and generated papers. Knows nobody."""
