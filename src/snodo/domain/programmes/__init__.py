"""Owns a programme started from a pack: actions, phases, targets, funding, partners and their acts."""
