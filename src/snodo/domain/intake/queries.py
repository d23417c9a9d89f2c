"""What pages read of referrals."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from snodo.domain.casework.models import Case
from snodo.domain.casework.states import CaseState
from snodo.domain.documents import access as documents
from snodo.domain.documents.models import Document
from snodo.domain.instruments.models import Instrument
from snodo.domain.instruments.states import Purpose
from snodo.domain.intake import access, clocks, states
from snodo.domain.intake.models import Referral, ReferralEvent, ReferralMessage
from snodo.domain.intake.states import ReferralState
from snodo.domain.network.models import Membership
from snodo.domain.people import queries as people
from snodo.domain.people.access import can_keep, people_visible_to
from snodo.domain.people.models import Person, PersonIdentifier, ProtectedIdentity
from snodo.domain.people.states import LANGUAGES
from snodo.domain.programmes import queries as programmes
from snodo.domain.programmes.models import EntryCriterion, ProgrammeAction
from snodo.kernel.actor import Actor
from snodo.kernel.packfile import Instrument as Shape
from snodo.kernel.text import search_form

# Items of a sheet that the referral itself already asks: nothing is asked twice.
ASKED_ELSEWHERE = frozenset({"richiesta", "urgenza", "urgenza-motivo", "lingua"})
_URGENCY_OPTION = {
    states.Urgency.ORDINARY: "ordinaria",
    states.Urgency.SOON: "presto",
    states.Urgency.URGENT: "scadenza",
}


answer_clock, clocks_of = clocks.answer_clock, clocks.clocks_of  # beside each referral of a list


# The sheet


def criteria_of(action: ProgrammeAction) -> list[EntryCriterion]:
    """The entry criteria asked today, in order."""
    return programmes.criteria_asked(action)


def referral_sheet(action: ProgrammeAction) -> Instrument | None:
    """The questionnaire an action asks of whoever refers."""
    return programmes.instrument_for(action, Purpose.REFERRAL_SHEET)


def answers_with_fields(referral: Referral, shape: Shape) -> dict[str, Any]:
    """The answers of the sheet, those that the referral already holds put in their place."""
    answers = dict(referral.sheet_draft or {})
    items = {item.code: item for item in shape.items}
    held = {
        "richiesta": referral.need_words,
        "urgenza": _URGENCY_OPTION.get(states.Urgency(referral.urgency), ""),
        "urgenza-motivo": referral.urgency_reason,
        "lingua": LANGUAGES.get(referral.language, referral.language),
    }
    for code, value in held.items():
        item = items.get(code)
        fits = item is not None and (
            item.kind != "choice" or value in {option.code for option in item.options}
        )
        if value and fits and not answers.get(code):
            answers[code] = value
    return answers


# Doubles


def open_twins(actor: Actor, referral: Referral) -> list[Referral]:
    """Referrals of the same body still open for the same person in the same action."""
    others = access.referrals_sent_by(actor).filter(action_id=referral.action_id, state__in=states.OPEN)
    alike = Q(birth_date=referral.birth_date) | Q(birth_date__isnull=True)
    if referral.code_fingerprint:  # the same person also where a date was mistyped
        alike |= Q(code_fingerprint=referral.code_fingerprint)
    rows = others.exclude(pk=referral.pk).filter(alike)
    name, code = _sorted_name(referral.first_name, referral.last_name), referral.code_fingerprint
    found = [
        pk
        for pk, first, last, other_code in rows.values_list(
            "pk", "first_name", "last_name", "code_fingerprint"
        )
        if (code and other_code == code) or (name and _sorted_name(first, last) == name)
    ]
    return list(others.filter(pk__in=found)) if found else []


def _sorted_name(*names: str) -> str:
    return " ".join(sorted(search_form(" ".join(names)).split()))


def bearer_of_code(referral: Referral) -> Person | None:
    """The person who bears the referral's code today or bore it once; a protected one is never matched."""
    if not referral.code_fingerprint or referral.protected:
        return None
    row = (
        PersonIdentifier.objects.filter(fingerprint=referral.code_fingerprint, person__protected=False)
        .select_related("person")
        .order_by("created_at")
        .first()
    )
    return row.person if row is not None else None


def known_persons(actor: Actor, referral: Referral) -> list[people.PossibleDuplicate]:
    """Who the referred person may be: for the choice at acceptance."""
    if referral.protected:
        return []
    return people.possible_duplicates(
        first_name=referral.first_name,
        last_name=referral.last_name,
        birth_date=referral.birth_date,
        codes=[referral.codice_fiscale],
        phone=referral.phone,
        sex=referral.sex,
        actor=actor,
    )


def visible_person(actor: Actor, pk: UUID) -> Person | None:
    """One person the actor may see."""
    return people_visible_to(actor).filter(pk=pk).first()


def attachments(actor: Actor, referral: Referral) -> list[Document]:
    """The files of a referral one sees, the first first; none where the actor may not open them."""
    if not getattr(referral, "has_files", True) or not access.attachments_open_to(actor, referral):
        return []
    return list(documents.documents_of("intake.referral", referral.pk).order_by("created_at", "id"))


def telling_of_files(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """Each row says whether it has files: spares `attachments` a statement."""
    files = Document.objects.filter(subject_kind="intake.referral", subject_id=OuterRef("pk"))
    return referrals.annotate(has_files=Exists(files))


# Lists

INBOX_ORDER = (F("ended_at").desc(nulls_first=True), "due_answer_on", "-created_at", "-pk")


def sent_by_us(actor: Actor) -> QuerySet[Referral]:
    """Those of the actor's body, in the order of the inbox, with all that a line shows and nothing else."""
    return (
        access.referrals_sent_by(actor)
        .select_related(
            "programme",
            "action",
            "sender_organisation",
            "assigned_organisation",
            "assigned_membership__user",
            "municipality",
        )
        .defer(
            "programme__definition",
            "programme__summary",
            "criteria",
            "sheet_draft",
            "codice_fiscale",
            "sealed",
        )
        .order_by(*INBOX_ORDER)
    )


def awaiting_me(actor: Actor) -> QuerySet[Referral]:
    """Those on which the next move is mine: to triage, given to me, a question to answer, a return."""
    to_me = (ReferralState.SENT, ReferralState.ASSIGNED)
    to_us = (ReferralState.INFORMATION_REQUESTED, ReferralState.RETURNED)
    received = access.received_by(actor) & Q(state__in=to_me)
    asked = Q(sender_organisation_id=actor.organisation_id, state__in=to_us)
    rows = access.referrals_visible_to(actor).filter(state__in=[*to_me, *to_us])
    return rows.filter(received | asked)


# One referral


BEFORE = "Scritto prima che la persona fosse protetta: lo legge solo l'équipe che la accompagna."


def closed_until(actor: Actor, referral: Referral) -> datetime.datetime | None:
    """Words older than this may name somebody protected since: for who keeps their secrets alone."""
    if not referral.protected or referral.person is None or can_keep(actor, referral.person):
        return None
    sealed = ProtectedIdentity.objects.filter(person=referral.person)
    since: datetime.datetime | None = sealed.values_list("created_at", flat=True).first()
    return since


def conversation(referral: Referral, closed: datetime.datetime | None = None) -> list[ReferralMessage]:
    """What was said, oldest first; what is older than `closed` is not told."""
    said = list(
        ReferralMessage.objects.filter(referral=referral)
        .select_related("author__user", "organisation")
        .order_by("at")
    )
    for one in said:
        if closed is not None and one.at <= closed:
            one.text = BEFORE
    return said


def history(referral: Referral, closed: datetime.datetime | None = None) -> list[ReferralEvent]:
    """Every change of state, the latest first; notes older than `closed` are not told."""
    events = list(
        ReferralEvent.objects.filter(referral=referral).select_related("organisation").order_by("-at", "-pk")
    )
    for one in events:
        if closed is not None and one.at <= closed:
            one.note = ""
    return events


@dataclass(frozen=True, slots=True)
class Workload:
    """Somebody who may be given a referral, with what they already carry."""

    membership: Membership
    open_cases: int
    referrals: int

    @property
    def words(self) -> str:
        """ "8 percorsi aperti, 2 segnalazioni"."""
        cases = "1 percorso aperto" if self.open_cases == 1 else f"{self.open_cases} percorsi aperti"
        referrals = "1 segnalazione" if self.referrals == 1 else f"{self.referrals} segnalazioni"
        return f"{cases}, {referrals} da accogliere"


def workloads(referral: Referral) -> list[Workload]:
    """Who may be given this referral, with the numbers that help to choose. Three statements."""
    members = list(access.assignable_to(referral))
    ids = [member.pk for member in members]
    cases = (
        Case.objects.filter(responsible_id__in=ids)
        .exclude(state=CaseState.CLOSED)
        .order_by()
        .values("responsible_id")
        .annotate(number=Count("pk"))
    )
    carried = {row["responsible_id"]: row["number"] for row in cases}
    given = (
        Referral.objects.filter(assigned_membership_id__in=ids, state=ReferralState.ASSIGNED)
        .order_by()
        .values("assigned_membership_id")
        .annotate(number=Count("pk"))
    )
    waiting = {row["assigned_membership_id"]: row["number"] for row in given}
    return [Workload(member, carried.get(member.pk, 0), waiting.get(member.pk, 0)) for member in members]
