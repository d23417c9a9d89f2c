"""The person's ledger: read, printed, questioned."""

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.people import queries as people
from snodo.domain.people.models import Person
from snodo.domain.privacy import access, papers, queries
from snodo.domain.privacy.actions.requests import ask_once
from snodo.domain.privacy.models import PersonRequest
from snodo.domain.privacy.states import RequestKind
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

ONE_WAY = "Scrivi una cosa sola: lo pseudonimo, il codice oppure il numero della richiesta."
SHORTEST_REASON = 5
KINDS = {"explain": RequestKind.EXPLANATION, "object": RequestKind.OBJECTION}


@transaction.atomic
def open_ledger(*, person: Person, actor: Actor) -> queries.Ledger:
    """The ledger with names, for who follows the person and for data protection. Written down."""
    access.require(access.can_read_ledger(actor, person))
    audit.record_read(actor=actor, verb="ledger.read", subject=person, person_id=person.pk, section="ledger")
    ledger = queries.ledger_of(person, names=True, reader=actor)
    ledger.requests = list(queries.request_list(actor).filter(person=person))
    return ledger


@transaction.atomic
def print_ledger(*, person: Person, actor: Actor) -> bytes:
    """The person's own copy as a PDF. It is handed over and not kept."""
    access.require(access.can_read_ledger(actor, person))
    audit.record(actor=actor, verb="ledger.print", subject=person, person_id=person.pk, section="ledger")
    return papers.ledger_paper(person)


@transaction.atomic
def ask_about_ledger(*, person: Person, kind: str, actor: Actor) -> PersonRequest:
    """The person asks why, or objects: a request is open and data protection is told. Raises InputRefused."""
    access.require(access.can_read_ledger(actor, person))
    if kind not in KINDS:
        raise InputRefused({"kind": "Scegli se la persona chiede spiegazioni o si oppone."})
    return ask_once(person_id=person.pk, kind=KINDS[kind], actor=actor)


@transaction.atomic
def find_protected(
    *, pseudonym: str = "", code: str = "", number: str = "", why: str, actor: Actor
) -> Person | None:
    """Data protection comes to a protected person: by whole pseudonym, code or request number, with a reason.

    Never by their true name, which opens nothing here either. Found or not it is written down, with the
    reason; in the person's ledger it can be read by who keeps their secrets. Raises InputRefused.
    """
    access.require(access.can_watch(actor))
    problems = {}
    if sum(bool(one.strip()) for one in (pseudonym, code, number)) != 1:
        problems[""] = ONE_WAY
    if len(why.strip()) < SHORTEST_REASON:
        problems["why"] = "Scrivi perché la cerchi: resta nel registro accanto al tuo nome."
    if problems:
        raise InputRefused(problems)
    if number.strip():
        request = queries.request_numbered(actor, number)
        person = request.person if request is not None and request.person.protected else None
    else:
        person = people.protected_exactly(code=code, pseudonym=pseudonym)
    _note_look(person, why.strip(), actor)
    return person


@transaction.atomic
def find_ledger(*, person: Person | None, actor: Actor) -> Person | None:
    """Data protection looked for a person by code or exact name, found or not: written down."""
    access.require(access.can_watch(actor))
    _note_look(person, "", actor)
    return person


def _note_look(person: Person | None, ground: str, actor: Actor) -> None:
    ref = ("people.person", person.pk if person else actor.network_id)
    audit.record_read(
        actor=actor,
        verb="ledger.find",
        subject_ref=ref,
        person_id=person.pk if person else None,
        ground=ground,
    )
