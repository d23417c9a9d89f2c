"""The person does not want to be referred: nothing stays of what was being written."""

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.intake import access
from snodo.domain.intake.actions.attaching import drop_attachments
from snodo.domain.intake.actions.story import lock, move, target
from snodo.domain.intake.models import BatchRow, Referral, ReferralBatch, SaidNo
from snodo.domain.intake.states import RowState
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel.actor import Actor

# Who wrote, and where to, stays: it is the working of the service, not the person.
_OF_THE_PERSON = (
    *("first_name", "last_name", "protected", "pseudonym", "birth_date", "sex", "citizenship", "language"),
    *("phone", "contact_notes", "municipality", "homeless", "stay"),
    *("codice_fiscale", "code_fingerprint", "sealed", "person"),
    *("household_name", "household_size", "household_minors", "household", "guardian_kind", "guardian_words"),
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


def count_declined(batch: ReferralBatch, actor: Actor) -> int:
    """Count the rows of a list whose person does not want, each once; how many. A service: it is held.

    Nothing ties them to the rows, which were emptied: a list only knows how many of it were counted.
    """
    declined = BatchRow.objects.filter(batch=batch, state=RowState.DECLINED).count()
    number = declined - batch.refusals_counted
    if number <= 0:
        return 0
    SaidNo.objects.bulk_create(
        [SaidNo(action_id=batch.action_id, organisation_id=batch.organisation_id) for _ in range(number)]
    )
    batch.refusals_counted = declined
    batch.save(update_fields=["refusals_counted"])
    audit.record(actor=actor, verb="referral.batch_said_no", subject=batch, changes={"rows": number})
    return number


def _empty(referral: Referral, actor: Actor) -> None:
    target(referral, "send")  # still a draft
    drop_attachments(referral, ground="La persona non vuole essere segnalata", actor=actor)
    for field in Referral._meta.concrete_fields:
        if field.name in _OF_THE_PERSON:
            setattr(referral, field.name, field.get_default())
    move(referral, "withdraw", to=target(referral, "withdraw"), actor=actor)
