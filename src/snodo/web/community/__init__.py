"""The diary of what the network does together."""
