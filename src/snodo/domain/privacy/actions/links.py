"""The verbs of the link to one's own ledger: given on a sheet, opened with a code, taken back."""

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.people.models import Person
from snodo.domain.privacy import access, papers, queries
from snodo.domain.privacy.actions.ledger import KINDS
from snodo.domain.privacy.actions.requests import ask_once
from snodo.domain.privacy.models import LedgerLink, PersonRequest
from snodo.domain.privacy.states import IdentityCheck
from snodo.kernel import passes
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

NOT_OPEN = "Per una persona protetta si stampa il foglio senza collegamento."
NOT_YOURS = "Può farlo chi segue la persona."
GONE = "Il collegamento non vale più: prepara un foglio nuovo."


@transaction.atomic
def give_ledger_link(*, person: Person, actor: Actor) -> bytes:
    """The person's sheet with its link; earlier sheets no longer open anything. Raises Conflict."""
    access.require(access.can_read_ledger(actor, person), NOT_YOURS)
    if person.protected:
        raise Conflict(NOT_OPEN)
    earlier = LedgerLink.objects.filter(person=person)
    known = earlier.order_by("-created_at", "-pk").values_list("code_number", flat=True).first()
    passes.revoke(earlier)
    link = LedgerLink(person=person, organisation_id=actor.organisation_id, code_number=known or 1)
    token = passes.give_token(link)
    link.save(force_insert=True)
    audit.record(actor=actor, verb="ledger.link_give", subject=person, person_id=person.pk, section="ledger")
    return papers.ledger_paper(person, token=token)


def _held(person: Person, actor: Actor) -> LedgerLink:
    access.require(access.can_read_ledger(actor, person), NOT_YOURS)
    found = queries.ledger_link_of(actor, person)
    if found is None:
        raise Conflict(GONE)
    return found


@transaction.atomic
def tell_ledger_code(*, person: Person, actor: Actor) -> str:
    """The code of the page, to be told by voice. Raises Conflict."""
    link = _held(person, actor)
    audit.record(actor=actor, verb="ledger.code_tell", subject=person, person_id=person.pk, section="ledger")
    return passes.code_of(link)


@transaction.atomic
def revoke_ledger_link(*, person: Person, actor: Actor) -> None:
    """The sheet was lost or taken: it opens nothing any more. Raises Conflict."""
    link = _held(person, actor)
    passes.revoke(LedgerLink.objects.filter(pk=link.pk))
    audit.record(
        actor=actor, verb="ledger.link_revoke", subject=person, person_id=person.pk, section="ledger"
    )


@transaction.atomic
def try_ledger_code(*, link: LedgerLink, code: str, actor: Actor) -> bool:
    """Whether whoever holds the link knows the code; each wrong one is counted and logged."""
    right = passes.check_code(link, code)
    if not right:
        audit.record_refusal(
            actor=actor,
            verb="ledger.code_try",
            subject_ref=("people.person", link.person_id),
            person_id=link.person_id,
            ground="Codice sbagliato",
        )
    return right


@transaction.atomic
def open_own_ledger(*, link: LedgerLink, actor: Actor) -> None:
    """The page was shown through the link: counted and logged. Raises NotAllowed."""
    access.require(actor.by_link and actor.user_id == link.pk, NOT_YOURS)
    passes.count_opening(link)
    audit.record_read(
        actor=actor,
        verb="ledger.own",
        subject_ref=("people.person", link.person_id),
        person_id=link.person_id,
        section="ledger",
        ground="Pagina personale",
    )


@transaction.atomic
def ask_about_own_ledger(*, link: LedgerLink, kind: str, actor: Actor) -> PersonRequest:
    """The person asks why, or objects, from their own page, where the code told who they are.

    Raises InputRefused.
    """
    access.require(access.own_person(actor) is not None and actor.user_id == link.pk, NOT_YOURS)
    if kind not in KINDS:
        raise InputRefused({"kind": "Scegli se chiedi spiegazioni o ti opponi."})
    identity = IdentityCheck.LINK if link.asks_code else ""
    return ask_once(person_id=link.person_id, kind=KINDS[kind], identity=identity, actor=actor)
