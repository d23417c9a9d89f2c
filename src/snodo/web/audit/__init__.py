"""The review of the log: who did and who read what."""
