"""What is typed on the pages of a path. Field names are those of the actions."""
