"""Snodo: what is true lives in `domain`, what is seen in `web`; arrows only go down."""
