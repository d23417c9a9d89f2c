"""Owns the catalogue of opportunities (active, activatable), their confirmation and decay, the cards."""
