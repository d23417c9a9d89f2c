"""Owns what the figures say: results against targets, ESF counts, response times, exports, public sheet."""
