"""The path of a person or household: its page and everything done from it."""
