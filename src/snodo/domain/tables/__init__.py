"""Owns tables of several bodies and steering boards: positions, decisions, commitments, minutes; protocols."""
