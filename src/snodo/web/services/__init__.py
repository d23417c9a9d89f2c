"""The directory of services, and who was sent where."""
