"""The papers by which the controllers of a programme answer: prepared as drafts, kept one by one."""

from django.db import transaction

from snodo.domain.documents import actions as documents
from snodo.domain.documents.models import Document
from snodo.domain.privacy import access, papers
from snodo.domain.privacy.papers.facts import facts_of
from snodo.domain.privacy.states import ControllersPaper
from snodo.domain.programmes.models import Programme
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

MAKERS = {
    ControllersPaper.ASSESSMENT: papers.assessment_data,
    ControllersPaper.AGREEMENT: papers.agreement_data,
    ControllersPaper.RECORD: papers.record_data,
}


@transaction.atomic
def prepare_controllers_paper(*, programme: Programme, kind: str, actor: Actor) -> Document:
    """A draft with what the configuration says today. Raises InputRefused, NotAllowed."""
    access.require(access.can_prepare_papers(actor, programme))
    if kind not in ControllersPaper.values:
        raise InputRefused({"kind": "Scegli quale documento preparare."})
    which = ControllersPaper(kind)
    return documents.generate_paper(
        data=MAKERS[which](facts_of(programme)),
        title=str(which.label),
        kind=which.value,
        subject=programme,
        actor=actor,
    )
