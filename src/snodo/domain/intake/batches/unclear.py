"""What a cell says when it cannot be taken."""


class Unclear(Exception):
    """A cell that cannot be taken as it is; the sentence says how to mend it."""
