"""One folder per outside system; each takes and returns plain dataclasses."""
