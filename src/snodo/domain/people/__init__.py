"""Owns persons, their identifiers, households, protected data, information given, sharing choices."""
