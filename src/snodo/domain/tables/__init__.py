"""Owns tables of several bodies, steering boards: positions, decisions, commitments, minutes; protocols."""
