"""The papers of privacy: the person's ledger, and those by which the controllers of a programme answer."""

from snodo.domain.privacy.papers.agreement import agreement_data
from snodo.domain.privacy.papers.assessment import assessment_data
from snodo.domain.privacy.papers.ledger import INTRO, NOTE, TITLE, ledger_paper
from snodo.domain.privacy.papers.record import record_data

__all__ = ["INTRO", "NOTE", "TITLE", "agreement_data", "assessment_data", "ledger_paper", "record_data"]
