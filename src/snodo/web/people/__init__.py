"""Persone: my people, search, person and household pages."""
