"""Owns how people arrive: referrals, conversation with the sender, triage, waiting list; the desk and its accesses."""
