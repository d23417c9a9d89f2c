"""What is true: one Django app per context, in the one order written in `.importlinter`."""
