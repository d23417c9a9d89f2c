"""Owns the desk (*sportello*): its places, hours and shifts, who waits there, and what was done with whom."""
