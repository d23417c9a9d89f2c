"""Referrals from a spreadsheet: its columns, what a row says, what bars it. Nothing is written here."""
