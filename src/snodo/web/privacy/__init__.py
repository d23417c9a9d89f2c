"""Riservatezza: emergency access and its review, unusual readings, the person's ledger."""
