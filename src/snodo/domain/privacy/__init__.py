"""Owns the person's rights over the file: access requests, retention, erasure, merging, break-glass review, the ledger of who saw what."""
