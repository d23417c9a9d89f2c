"""Owns the work profile: experience, education, skills, availability and constraints, CV."""
