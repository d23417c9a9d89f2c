"""Owns what the figures say: indicators against targets, ESF counts, response times, exports, the public sheet."""
