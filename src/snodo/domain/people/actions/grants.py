"""A body is let into some sections of a file, for a purpose and a time; and shut out in one step."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.network.models import Organisation
from snodo.domain.network.states import Capability
from snodo.domain.people import access, duties, legal_bases, queries
from snodo.domain.people.actions.checks import refuse, save_checked
from snodo.domain.people.actions.circle import admit_organisation, release
from snodo.domain.people.models import Person, SectionGrant
from snodo.domain.people.states import GRANT_PURPOSES, CircleReason, Section
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict

ONLY_RESPONSIBLE = "Può deciderlo chi fa parte dell'équipe dell'ente responsabile."
LONGEST = datetime.timedelta(days=366)


@transaction.atomic
def grant_sections(
    *,
    person: Person,
    organisation: Organisation,
    sections: Iterable[str],
    purpose: str,
    legal_base: str,
    valid_until: datetime.date | None,
    valid_from: datetime.date | None = None,
    actor: Actor,
) -> SectionGrant:
    """Let a body open sections of a person's file, and see the person meanwhile. Raises InputRefused."""
    access.require(access.can_grant(actor, person.pk), ONLY_RESPONSIBLE)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    wanted = [section for section in Section.values if section in set(sections)]
    first = valid_from or clock.today()
    problems = _day_problems(first, valid_until)
    problems |= _recipient_problems(organisation, wanted, actor)
    problems |= _ground_problems(person, organisation, wanted, purpose, legal_base, valid_until)
    refuse(problems)
    assert valid_until is not None
    grant = SectionGrant(
        person=person,
        organisation=organisation,
        sections=wanted,
        purpose=purpose,
        legal_base=legal_base,
        valid_from=first,
        valid_until=valid_until,
        granted_by_id=actor.membership_id,
    )
    save_checked(grant)
    admit_organisation(
        person=person,
        organisation=organisation,
        reason=CircleReason.GRANT,
        ground_id=duties.ground_of(organisation.pk),
        purpose=purpose,
        since=first,
        until=valid_until,
        actor=actor,
    )
    changes = {
        "organisation": organisation.pk,
        "sections": wanted,
        "purpose": purpose,
        "legal_base": legal_base,
        "valid_from": first,
        "valid_until": valid_until,
    }
    audit.record(
        actor=actor, verb="person.grant_sections", subject=person, person_id=person.pk, changes=changes
    )
    return grant


def _day_problems(first: datetime.date, last: datetime.date | None) -> dict[str, str]:
    problems: dict[str, str] = {}
    if first < clock.today():
        problems["valid_from"] = "Questa data è già passata: scrivi oggi o un giorno che deve ancora venire."
    if last is None:
        problems["valid_until"] = "Scrivi fino a quando: una parte riservata non si apre per sempre."
    elif last < first:
        problems["valid_until"] = "La fine viene prima dell'inizio: controlla la data."
    elif last - first > LONGEST:
        problems["valid_until"] = "Al massimo un anno: se serve ancora, si apre di nuovo."
    return problems


def _recipient_problems(organisation: Organisation, wanted: list[str], actor: Actor) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not wanted:
        problems["sections"] = "Scegli almeno una parte."
    if organisation.pk == actor.organisation_id:
        problems["organisation"] = "Il tuo ente vede già la scheda: scegli un altro ente."
    elif (
        not organisation.active
        or not Organisation.objects.filter(duties.with_act("pk"), pk=organisation.pk).exists()
    ):
        problems["organisation"] = "Questo ente non ha un atto in vigore in un programma della rete."
    return problems


def _ground_problems(
    person: Person,
    organisation: Organisation,
    wanted: list[str],
    purpose: str,
    code: str,
    until: datetime.date | None,
) -> dict[str, str]:
    """For what and on which base: the base covers what is opened, and the person does not say no."""
    problems: dict[str, str] = {}
    if purpose not in dict(GRANT_PURPOSES):
        problems["purpose"] = "Scegli per che cosa serve."
    elif sentence := queries.refusal_sentence([person], organisation, purpose):
        problems["organisation"] = sentence
    base = legal_bases.legal_base(code)
    if base is None or not base.holds_on(clock.today()):
        problems["legal_base"] = "Scegli la base giuridica dall'elenco."
        return problems
    uncovered = [Section(section).label for section in wanted if section not in base.covers]
    if uncovered:
        problems["legal_base"] = f"Questa base non basta per: {', '.join(uncovered)}. Scegline un'altra."
    agreed = queries.agreed_until(person, organisation, purpose)
    clinical = organisation.can(Capability.CLINICAL)
    by_choice = base.needs_choice or (Section.HEALTH in wanted and not clinical)
    if by_choice and agreed is None:
        problems["legal_base"] = (
            "Serve la scelta esplicita della persona per questo ente e questo scopo: registrala prima "
            "in «Scelte sulla condivisione»."
        )
    elif by_choice and until is not None and agreed is not None and until > agreed:
        problems["valid_until"] = (
            f"La scelta della persona vale fino al {agreed:%d/%m/%Y}: non si può andare oltre."
        )
    return problems


@transaction.atomic
def revoke_grant(*, grant: SectionGrant, reason: str = "", actor: Actor) -> SectionGrant:
    """Shut a body out again, at once. Raises Conflict when it was done already."""
    access.require(access.can_grant(actor, grant.person_id), ONLY_RESPONSIBLE)
    return end_grant(grant=grant, reason=reason, actor=actor)


@transaction.atomic
def end_grant(*, grant: SectionGrant, reason: str, actor: Actor) -> SectionGrant:
    """The revocation itself. A service: whoever calls it has checked its own rule."""
    grant = (
        SectionGrant.objects.select_for_update(of=("self",))
        .select_related("person", "organisation")
        .get(pk=grant.pk)
    )
    if grant.revoked_on is not None:
        raise Conflict("Questa apertura era già stata tolta.")
    grant.revoked_on, grant.revoked_by_id, grant.reason = clock.today(), actor.membership_id, reason
    save_checked(grant)
    others = SectionGrant.objects.filter(
        person=grant.person, organisation=grant.organisation, revoked_on__isnull=True
    )
    last = others.order_by("-valid_until").values_list("valid_until", flat=True).first()
    release(
        person=grant.person,
        organisation=grant.organisation,
        reason=CircleReason.GRANT,
        any_ground=True,
        after=last if last is not None and last >= clock.today() else None,
        actor=actor,
    )
    audit.record(
        actor=actor,
        verb="person.revoke_grant",
        subject=grant.person,
        person_id=grant.person_id,
        changes={"organisation": grant.organisation_id, "sections": grant.sections},
    )
    return grant
