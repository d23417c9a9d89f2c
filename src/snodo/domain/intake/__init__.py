"""Owns how people arrive: referrals, conversation with the sender, triage; the desk and its accesses."""
