"""A programme and a case, for the tests of this context."""

from tests.domain.casework.conftest import case, made

__all__ = ["case", "made"]
