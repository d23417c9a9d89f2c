"""The person does not want to be referred: nothing stays of what was being written."""

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.intake import access
from snodo.domain.intake.actions.attaching import drop_attachments
from snodo.domain.intake.actions.story import lock, move, target
from snodo.domain.intake.models import Referral, SaidNo
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel.actor import Actor

# Who wrote, and where to, stays: it is the working of the service, not the person.
_OF_THE_PERSON = (
    *("first_name", "last_name", "protected", "pseudonym", "birth_date", "sex", "citizenship", "language"),
    *("phone", "contact_notes", "municipality", "codice_fiscale", "code_fingerprint", "sealed"),
    *("household_name", "household_size", "guardian_kind", "guardian_words", "person", "household"),
    *("need_words", "urgency", "urgency_reason", "criteria", "sheet_draft", "shared_what", "ground"),
)


@transaction.atomic
def respect_refusal(*, action: ProgrammeAction, referral: Referral | None = None, actor: Actor) -> SaidNo:
    """Empty the draft, when there is one, and count one more who did not want (`SaidNo` says on what law).

    Raises Conflict when the draft was sent meanwhile.
    """
    if referral is None:
        access.require(access.can_send_to(actor, action))
    else:
        access.require(access.can_edit_draft(actor, referral))
        _empty(lock(referral), actor)
    said: SaidNo = SaidNo.objects.create(action=action, organisation_id=actor.organisation_id)
    audit.record(actor=actor, verb="referral.said_no", subject=said, changes={"action": action.pk})
    return said


def _empty(referral: Referral, actor: Actor) -> None:
    target(referral, "send")  # still a draft
    drop_attachments(referral, ground="La persona non vuole essere segnalata", actor=actor)
    for field in Referral._meta.concrete_fields:
        if field.name in _OF_THE_PERSON:
            setattr(referral, field.name, field.get_default())
    move(referral, "withdraw", to=target(referral, "withdraw"), actor=actor)
