"""Owns internships of every kind: rules, training project, register, monitoring, attestation."""
