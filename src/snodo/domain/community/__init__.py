"""Owns the diary of what the network does together, with which bodies, and who of each one's own was there."""
