"""Owns questionnaires of every kind: versioned definition, answers, scoring, comparison."""
