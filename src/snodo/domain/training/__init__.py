"""Owns the operators' training: courses, attendance, shadowing, and the gate before taking charge."""
