"""Loaded before every test, wherever pytest is called from."""

pytest_plugins = ["tests.plugins.rows"]
