"""Owns the diary of what the network does together: with which bodies, and who of their own was there."""
