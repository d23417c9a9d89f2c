"""Owns notifications in the application and by e-mail, and how far a long job is. Knows nobody."""
