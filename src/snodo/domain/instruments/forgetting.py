"""Scores are counted, answers go."""

from snodo.kernel.forgetting import treat

treat(
    "instruments.response",
    "sheets",
    by_subject=True,
    bare=True,
    keeps=("subject_kind", "scores"),
)
treat("instruments.restrictedanswers", "sheets", "response")
