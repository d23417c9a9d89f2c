"""Owns the reference of occupations and skills, and kinship between occupations."""
