"""Segnalazioni: inbox, sheet, detail, triage."""
