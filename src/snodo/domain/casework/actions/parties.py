"""Bodies around the case: let in, with what they see, for what and until when; and off again."""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from snodo.domain.audit import actions as audit
from snodo.domain.casework import access, events, states
from snodo.domain.casework.actions.checks import coming_day, lock, refuse
from snodo.domain.casework.actions.opening import add_party_row, admit_body, persons_of
from snodo.domain.casework.actions.story import note_event
from snodo.domain.casework.models import Case, CaseParty, NextStep
from snodo.domain.network.models import Organisation
from snodo.domain.people import actions as people
from snodo.domain.people import legal_bases
from snodo.domain.people.models import Person
from snodo.domain.people.queries import refusal_sentence
from snodo.domain.people.states import GRANT_PURPOSES, CircleReason
from snodo.kernel import clock
from snodo.kernel.actor import Actor

STEERS = "Può cambiarlo chi è responsabile del percorso."
USUAL_BASE = "public_task"
DAY = datetime.timedelta(days=1)


def is_around(case: Case, organisation_id: UUID) -> bool:
    parties = case.parties.filter(access.parties_in_force(), organisation_id=organisation_id)
    return parties.exclude(function=states.PartyFunction.SENDER).exists()


def last_day(started_on: datetime.date, on: datetime.date | None) -> datetime.date:
    """Access ends with the day that begins it: today, or `on`; never before the first day."""
    return max(started_on, on or clock.today())


def give_back_steps(case: Case, membership_id: UUID) -> None:
    """Nothing due is left with nobody: it goes to the responsible operator."""
    NextStep.objects.filter(case=case, state=states.StepState.DUE, membership_id=membership_id).update(
        membership=case.responsible_id, organisation=case.organisation_id
    )


@transaction.atomic
def add_party(
    *,
    case: Case,
    organisation: Organisation,
    function: str,
    sees: Iterable[str] | None = None,
    purpose: str = "",
    legal_base: str = "",
    until: datetime.date | None = None,
    actor: Actor,
) -> CaseParty:
    """A body joins the case: what it sees, for what, on which base, until when. Raises InputRefused."""
    access.require(access.can_manage_team(actor, case), STEERS)
    case = lock(case)
    problems: dict[str, str] = {}
    if function not in states.PartyFunction.values or function == states.PartyFunction.RESPONSIBLE:
        problems["function"] = (
            "La responsabilità passa solo con un passaggio accettato: scegli un'altra funzione."
        )
    if sees is not None and set(sees) - set(states.ALL_SECTIONS):
        problems["sees"] = "Scegli solo fra le sezioni del percorso."
    needs_act = function != states.PartyFunction.SENDER
    if needs_act and not access.organisation_has_act(case.programme_id, organisation.pk):
        problems["organisation"] = "Questo ente non ha un atto in vigore nel programma."
    elif case.parties.filter(
        access.parties_in_force(), organisation=organisation, function=function
    ).exists():
        problems["organisation"] = "Questo ente partecipa già con questa funzione."
    legal_base = legal_base or USUAL_BASE
    problems |= _term_problems(purpose, legal_base, until)
    refuse(problems)
    _end_lapsed(case, organisation, function)
    purpose = purpose or states.FUNCTION_PURPOSE[function]
    party = add_party_row(
        case,
        organisation,
        function,
        clock.today(),
        actor,
        sees,
        purpose=purpose,
        legal_base=legal_base,
        until=until,
    )
    title = f"{organisation.label} partecipa al percorso"[:200]
    note_event(case=case, kind=states.EventKind.TEAM, title=title, ref=party, actor=actor)
    changes = {
        "organisation": organisation.pk,
        "function": function,
        "sees": party.sees,
        "purpose": purpose,
        "until": until,
    }
    audit.record(actor=actor, verb="case.party_add", subject=case, person_id=case.person_id, changes=changes)
    return party


def _term_problems(purpose: str, legal_base: str, until: datetime.date | None) -> dict[str, str]:
    problems: dict[str, str] = {}
    coming_day(problems, "until", until)
    if purpose and purpose not in dict(GRANT_PURPOSES):
        problems["purpose"] = "Scegli per che cosa serve."
    base = legal_bases.legal_base(legal_base)
    if base is None or not base.holds_on(clock.today()):
        problems["legal_base"] = "Scegli la base giuridica dall'elenco."
    return problems


def _end_lapsed(case: Case, organisation: Organisation, function: str) -> None:
    """A time that ran out is closed on its own day, so that the body can be let in again."""
    lapsed = case.parties.filter(
        organisation=organisation, function=function, ended_on__isnull=True, until__lt=clock.today()
    )
    for party in lapsed:
        assert party.until is not None
        party.ended_on = party.until + DAY
        party.save(update_fields=["ended_on"])


@transaction.atomic
def change_party(
    *,
    party: CaseParty,
    sees: Iterable[str],
    purpose: str = "",
    legal_base: str = "",
    until: datetime.date | None = None,
    actor: Actor,
) -> CaseParty:
    """Open or close sections to a body, and say anew for what and until when. Raises InputRefused.

    The responsible body always sees everything. A new purpose or base is given only where it changes.
    """
    access.require(access.can_manage_team(actor, party.case), STEERS)
    lock(party.case)
    party = CaseParty.objects.select_related("organisation", "case").get(pk=party.pk)
    wanted = [section for section in states.ALL_SECTIONS if section in set(sees)]
    problems: dict[str, str] = {}
    if party.function == states.PartyFunction.RESPONSIBLE:
        problems["sees"] = "L'ente responsabile vede tutte le sezioni."
    if party.ended_on is not None:
        problems["sees"] = "Questo ente non partecipa più."
    purpose, legal_base = purpose or party.purpose, legal_base or party.legal_base
    problems |= _term_problems(purpose, legal_base, until)
    if sentence := refusal_sentence(persons_of(party.case), party.organisation, purpose):
        problems["purpose"] = sentence
    refuse(problems)
    before, party.sees = party.sees, wanted
    party.purpose, party.legal_base, party.until = purpose, legal_base, until
    party.save(update_fields=["sees", "purpose", "legal_base", "until"])
    changes = {"organisation": party.organisation_id, "sees": [before, wanted], "until": until}
    case = party.case
    admit_body(party, actor)
    _settle_circle(case, party, actor)
    audit.record(
        actor=actor, verb="case.party_change", subject=case, person_id=case.person_id, changes=changes
    )
    return party


@transaction.atomic
def end_party(*, party: CaseParty, on: datetime.date | None = None, actor: Actor) -> CaseParty:
    """A body leaves: it no longer sees the case, nor do its people. Raises InputRefused."""
    access.require(access.can_manage_team(actor, party.case), STEERS)
    return take_off(party=party, on=on, actor=actor)


@transaction.atomic
def take_off(*, party: CaseParty, on: datetime.date | None = None, why: str = "", actor: Actor) -> CaseParty:
    """The leaving itself. A service: whoever calls it has checked its own rule."""
    case = lock(party.case)
    party = CaseParty.objects.select_related("organisation").get(pk=party.pk)
    problems: dict[str, str] = {}
    if party.function == states.PartyFunction.RESPONSIBLE:
        problems["party"] = "L'ente responsabile non si toglie: proponi un passaggio a un altro ente."
    elif party.ended_on is not None:
        problems["party"] = "Questo ente è già uscito dal percorso."
    refuse(problems)
    party.ended_on = last_day(party.started_on, on)
    party.save(update_fields=["ended_on"])
    if not is_around(case, party.organisation_id):
        team = case.team.filter(access.in_force(), membership__organisation_id=party.organisation_id)
        for member in team:
            member.ended_on = last_day(member.started_on, on)
            member.save(update_fields=["ended_on"])
            give_back_steps(case, member.membership_id)
    _settle_circle(case, party, actor)
    title = f"{party.organisation.label} non partecipa più al percorso"[:200]
    note_event(case=case, kind=states.EventKind.TEAM, title=title, detail=why, ref=party, actor=actor)
    changes = {"organisation": party.organisation_id, "ended_on": party.ended_on}
    audit.record(actor=actor, verb="case.party_end", subject=case, person_id=case.person_id, changes=changes)
    events.party_ended.send(sender=CaseParty, party=party, actor=actor)
    return party


def leave_circle(party: CaseParty, person: Person, actor: Actor) -> None:
    """Who left the household a path is about is seen by its bodies no longer, but for paths of their own."""
    _settle_person(person, party, Q(case__person=person), actor)


def _settle_circle(case: Case, party: CaseParty, actor: Actor) -> None:
    """The body sees a person as long as a path of theirs, or a function in it, lets it; and no longer."""
    for person in persons_of(case):
        _settle_person(person, party, Q(case__person=person) | Q(case=case), actor)


def _settle_person(person: Person, party: CaseParty, paths: Q, actor: Actor) -> None:
    programme = party.case.programme_id
    standing = CaseParty.objects.filter(
        access.parties_in_force(), organisation_id=party.organisation_id, case__programme=programme
    )
    ends = list(standing.filter(paths).values_list("until", flat=True))
    known = [end for end in ends if end is not None]
    if len(known) < len(ends):  # one of them has no end
        return
    people.release(
        person=person,
        organisation=party.organisation,
        reason=CircleReason.CASE,
        ground_id=programme,
        after=max(known, default=clock.today() - DAY),
        actor=actor,
    )
