"""Internships: list, drafting with the rules explained, register, meetings, end."""
