"""Launcher of Snodo: standard library only, so that it runs before anything is installed."""
