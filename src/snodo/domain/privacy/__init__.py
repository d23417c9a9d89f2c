"""Owns the rights of the person over the file: access requests, retention, erasure, merging, the ledger."""
