"""The network: its bodies, the people who work in them, invitations, places."""
