"""The verbs of privacy."""

from snodo.domain.privacy.actions.watching import report_broken_log

__all__ = ["report_broken_log"]
