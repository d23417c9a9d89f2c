"""Owns the directory of the territory's services, who confirmed each, and how sendings to them end."""
