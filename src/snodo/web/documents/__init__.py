"""A document's page and its download."""
