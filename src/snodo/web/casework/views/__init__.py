"""Views of the path, by matter."""
