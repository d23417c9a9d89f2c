"""Owns suggestions with their reasons, allocation of places and groups, decisions, equity report."""
