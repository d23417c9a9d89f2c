"""The limits of internships as dated data, and the checks that explain them."""

from snodo.domain.placements.rules.check import check
from snodo.domain.placements.rules.facts import Facts, RuleFinding
from snodo.domain.placements.rules.library import RuleSet, library

__all__ = ["Facts", "RuleFinding", "RuleSet", "check", "library"]
