"""Answers follow the person they are about."""

from snodo.kernel.joining import follow_subject

follow_subject("instruments.response")
