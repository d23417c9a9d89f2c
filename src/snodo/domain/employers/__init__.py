"""Owns host companies: profiles, scouting log, framework agreements, associations."""
