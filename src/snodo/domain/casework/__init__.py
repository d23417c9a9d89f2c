"""Owns the case of a person or household: team, assessments, plan, critical issues, outcomes, follow-up."""
