"""Sendings are counted; what was written of them goes."""

from snodo.kernel.forgetting import treat

treat("services.sending", "desk", "access__person", "access__contact__person", "case", bare=True)
