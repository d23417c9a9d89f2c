"""The papers of privacy: ledger and copy of a person, letters, and those by which controllers answer."""

from snodo.domain.privacy.papers.agreement import agreement_data
from snodo.domain.privacy.papers.assessment import assessment_data
from snodo.domain.privacy.papers.bundle import Given, archive_of, data_of
from snodo.domain.privacy.papers.copy import copy_paper
from snodo.domain.privacy.papers.effects import sections_of
from snodo.domain.privacy.papers.erasure import erasure_data
from snodo.domain.privacy.papers.ledger import INTRO, NOTE, TITLE, ledger_paper
from snodo.domain.privacy.papers.letters import copy_sheet, effects_of, has_letter, letter
from snodo.domain.privacy.papers.record import record_data
from snodo.domain.privacy.papers.schema import schema

__all__ = [
    "INTRO",
    "NOTE",
    "TITLE",
    "Given",
    "agreement_data",
    "archive_of",
    "assessment_data",
    "copy_paper",
    "copy_sheet",
    "data_of",
    "effects_of",
    "erasure_data",
    "has_letter",
    "ledger_paper",
    "letter",
    "record_data",
    "schema",
    "sections_of",
]
