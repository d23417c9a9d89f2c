"""Owns networks, organisations, territories, users, memberships and roles."""
