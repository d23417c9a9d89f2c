"""Owns what is done with people: appointments, groups and labs, sessions, attendance, the ledger of hours."""
