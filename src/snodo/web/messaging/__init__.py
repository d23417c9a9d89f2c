"""Notifications of who is signed in, and the long jobs they started."""
