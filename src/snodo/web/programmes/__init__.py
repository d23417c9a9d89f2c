"""Programmes: what was promised, what there is, and the lists behind every number."""
