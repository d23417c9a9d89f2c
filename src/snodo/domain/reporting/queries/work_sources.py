"""Counts of groups, hours, internships, hosts, tables, protocols, training, cards and times."""

from decimal import Decimal
from typing import Any

from django.db.models import (
    Case as When_,
)
from django.db.models import (
    DecimalField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import ExtractDay, TruncDate

from snodo.domain.activities.models import Appointment, Group, HoursEntry, Session
from snodo.domain.activities.states import AppointmentState
from snodo.domain.activities.states import SessionState as GroupSessionState
from snodo.domain.employers.models import HostProfile
from snodo.domain.intake.models import Referral
from snodo.domain.opportunities.models import Card
from snodo.domain.placements.models import Internship
from snodo.domain.placements.states import STARTED
from snodo.domain.programmes.models import ProgrammePartner
from snodo.domain.reporting.queries.scope import Evidence, Scope, Source, Where
from snodo.domain.tables.models import Protocol, ProtocolApproval, Table
from snodo.domain.tables.states import ProtocolState, TableState
from snodo.domain.training.models import CourseSession, Enrolment
from snodo.domain.training.states import EnrolmentState, SessionState

HOURS = DecimalField(max_digits=12, decimal_places=2)


def _hours(minutes: str) -> "ExpressionWrapper[Any]":
    return ExpressionWrapper(F(minutes) / Decimal(60), output_field=HOURS)


def _groups(scope: Scope, where: Where) -> QuerySet[Group]:
    held = Session.objects.filter(group=OuterRef("pk"), state=GroupSessionState.HELD).order_by("starts_at")
    return (
        _all_groups(scope, where)
        .annotate(key=F("pk"), on=Subquery(held.annotate(day=TruncDate("starts_at")).values("day")[:1]))
        .filter(on__isnull=False)
    )


def _groups_without_meeting(scope: Scope, where: Where) -> QuerySet[Group]:
    held = Session.objects.filter(group=OuterRef("pk"), state=GroupSessionState.HELD)
    return _all_groups(scope, where).annotate(key=F("pk"), on=F("starts_on")).filter(~Exists(held))


def _all_groups(scope: Scope, where: Where) -> QuerySet[Group]:
    groups = Group.objects.filter(**scope.own)
    return groups.filter(kind__code=where["activity_kind"]) if "activity_kind" in where else groups


def _tell_group(group: Any) -> Evidence:
    return Evidence(group.title, group.organisation.label, group.on, path_kind="group", path_id=group.pk)


def _hours_delivered(scope: Scope, where: Where) -> QuerySet[HoursEntry]:
    entries = HoursEntry.objects.filter(**scope.by_case)
    if "payer" in where:
        entries = entries.filter(payer=where["payer"])
    return entries.annotate(key=F("pk"), on=F("worked_on"), value=_hours("minutes"))


def _in_hours(minutes: int) -> str:
    """ "5 ore", "1,5 ore": no decimals where there are none."""
    hours = f"{minutes / 60:.1f}".removesuffix(".0").replace(".", ",")
    return "1 ora" if hours == "1" else f"{hours} ore"


def _tell_hours(entry: Any) -> Evidence:
    return Evidence(
        entry.case.title,
        f"{_in_hours(entry.minutes)} · {entry.get_payer_display()}",
        entry.worked_on,
        entry.case_id,
    )


def _internships(scope: Scope, where: Where) -> QuerySet[Internship]:
    keys = {"person": "person_id", "case": "case_id", "organisation": "host_id"}
    return (
        _all_internships(scope, where)
        .filter(state__in=STARTED)
        .annotate(key=F(keys.get(scope.distinct, "pk")), on=F("starts_on"))
    )


def _not_started(scope: Scope, where: Where) -> QuerySet[Internship]:
    return _all_internships(scope, where).exclude(state__in=STARTED).annotate(key=F("pk"), on=F("starts_on"))


def _all_internships(scope: Scope, where: Where) -> QuerySet[Internship]:
    internships = Internship.objects.filter(**scope.by_case)
    return internships.filter(kind=where["kind"]) if "kind" in where else internships


def _host_kinds(scope: Scope, where: Where) -> QuerySet[Internship]:
    profile = HostProfile.objects.filter(organisation=OuterRef("host_id"))
    return (
        _internships(scope, where)
        .annotate(host_kind=Subquery(profile.values("kind")[:1]))
        .annotate(key=F("host_kind"))
        .filter(key__isnull=False)
    )


def _tell_internship(internship: Any) -> Evidence:
    if internship.person.protected:  # a list of proofs says nothing of where
        detail = f"{internship.get_kind_display()}, azienda riservata"
        return Evidence(str(internship.person), detail, internship.starts_on, internship.case_id)
    detail = f"{internship.get_kind_display()} presso {internship.host.label}"
    if getattr(internship, "host_kind", None):
        words = dict(HostProfile._meta.get_field("kind").flatchoices)
        detail = f"{words.get(internship.host_kind, internship.host_kind)}: {internship.host.label}"
    return Evidence(
        str(internship.person),
        detail,
        internship.starts_on,
        internship.case_id,
        internship.training_project_id,
        "internship",
        internship.pk,
    )


def _tables(scope: Scope, where: Where) -> QuerySet[Table]:
    tables = Table.objects.filter(
        programme_id=scope.programme.pk, state__in=[TableState.MINUTED, TableState.APPROVED]
    )
    if "table_kind" in where:
        tables = tables.filter(kind=where["table_kind"])
    return tables.annotate(key=F("pk"), on=TruncDate("starts_at"))


def _tell_table(table: Any) -> Evidence:
    detail = f"{table.get_kind_display()} · {table.organisation.label}"
    return Evidence(table.title, detail, table.on, None, table.document_id, "table", table.pk)


def _protocols(scope: Scope, where: Where) -> QuerySet[Protocol]:
    """In force, and approved by every body that the definition names."""
    protocols = Protocol.objects.filter(programme_id=scope.programme.pk, state=ProtocolState.IN_FORCE)
    for code in where.get("approved_by", []):
        body = ProgrammePartner.objects.filter(programme_id=scope.programme.pk, code=code)
        approval = ProtocolApproval.objects.filter(
            protocol=OuterRef("pk"), organisation_id__in=body.values("organisation_id")
        )
        protocols = protocols.filter(Exists(approval))
    return protocols.annotate(key=F("pk"), on=F("in_force_on"))


def _protocols_waiting(scope: Scope, where: Where) -> QuerySet[Protocol]:
    counted = _protocols(scope, where).values("pk")
    return (
        Protocol.objects.filter(programme_id=scope.programme.pk)
        .exclude(state=ProtocolState.REPLACED)
        .exclude(pk__in=counted)
        .annotate(key=F("pk"), on=F("submitted_on"))
    )


def _tell_protocol(protocol: Any) -> Evidence:
    detail = f"versione {protocol.version} · {protocol.get_state_display()}"
    return Evidence(protocol.title, detail, protocol.on, path_kind="protocol", path_id=protocol.pk)


def _training_hours(scope: Scope, where: Where) -> QuerySet[CourseSession]:
    sessions = CourseSession.objects.filter(
        area__course__programme_id=scope.programme.pk, state=SessionState.HELD
    )
    if "area" in where:
        sessions = sessions.filter(area__code=where["area"])
    return sessions.annotate(key=F("pk"), on=TruncDate("starts_at"), value=_hours("minutes"))


def _tell_training(session: Any) -> Evidence:
    return Evidence(
        session.topic,
        f"{session.area.title} · {_in_hours(session.minutes)}",
        session.on,
        None,
        None,
        "course",
        session.area.course_id,
    )


def _trained(scope: Scope, where: Where) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(
        course__programme_id=scope.programme.pk, state=EnrolmentState.COMPLETED
    ).annotate(key=F("membership_id"), on=F("completed_on"))


def _tell_trained(enrolment: Any) -> Evidence:
    return Evidence(
        str(enrolment.membership.user),
        enrolment.course.title,
        enrolment.completed_on,
        None,
        enrolment.certificate_id,
        "course",
        enrolment.course_id,
    )


def _cards(scope: Scope, where: Where) -> QuerySet[Card]:
    return Card.objects.filter(**scope.by_case, issued_on__isnull=False).annotate(
        key=F("pk"), on=F("issued_on")
    )


def _tell_card(card: Any) -> Evidence:
    return Evidence(
        card.case.title,
        f"tessera {card.number}",
        card.issued_on,
        card.case_id,
        card.document_id,
        "card",
        card.pk,
    )


def _response_time(scope: Scope, where: Where) -> QuerySet[Referral]:
    """Days from sending to the step, for the referrals that reached it."""
    referrals = Referral.objects.filter(**scope.own, sent_at__isnull=False)
    met = Appointment.objects.filter(case=OuterRef("opened_case"), state=AppointmentState.DONE).order_by(
        "starts_at"
    )
    offered = Internship.objects.filter(case=OuterRef("opened_case"), state__in=STARTED).order_by("starts_on")
    carded = Card.objects.filter(case=OuterRef("opened_case"), issued_on__isnull=False).order_by("issued_on")
    step = where.get("step", "first_answer")
    if step == "first_answer":
        reached = referrals.annotate(day=TruncDate("first_answer_at"))
    elif step == "first_appointment":
        reached = referrals.annotate(day=Subquery(met.annotate(d=TruncDate("starts_at")).values("d")[:1]))
    else:
        reached = referrals.annotate(
            placed=Subquery(offered.values("starts_on")[:1]), card=Subquery(carded.values("issued_on")[:1])
        ).annotate(
            day=When_(
                When(card__isnull=True, then=F("placed")),
                When(placed__isnull=True, then=F("card")),
                When(card__lt=F("placed"), then=F("card")),
                default=F("placed"),
            )
        )
    waited = ExpressionWrapper(F("day") - TruncDate("sent_at"), output_field=DurationField())
    return reached.filter(day__isnull=False).annotate(key=F("pk"), on=F("day"), value=ExtractDay(waited))


def _tell_referral(referral: Any) -> Evidence:
    days = "giorno" if referral.value == 1 else "giorni"
    return Evidence(
        f"Segnalazione di {referral.sender_organisation.label}",
        f"{referral.value} {days}",
        referral.on,
        referral.opened_case_id,
        path_kind="referral",
        path_id=referral.pk,
    )


SOURCES: dict[str, Source] = {
    "groups": Source(
        _groups,
        _tell_group,
        related=("organisation",),
        near=_groups_without_meeting,
        why_not="Non si è ancora tenuto un incontro.",
    ),
    "hours_delivered": Source(
        _hours_delivered, _tell_hours, "sum", ("case__person", "case__household"), people="case_id"
    ),
    "internships": Source(
        _internships,
        _tell_internship,
        related=("person", "host"),
        near=_not_started,
        why_not="Non è ancora avviato.",
        people="key",
    ),
    "host_kinds": Source(_host_kinds, _tell_internship, related=("person", "host")),
    "tables_held": Source(_tables, _tell_table, related=("organisation",)),
    "protocols": Source(
        _protocols, _tell_protocol, near=_protocols_waiting, why_not="Manca l'approvazione di uno o più enti."
    ),
    "training_hours": Source(_training_hours, _tell_training, "sum", ("area",)),
    "operators_trained": Source(_trained, _tell_trained, related=("membership__user", "course")),
    "cards_issued": Source(_cards, _tell_card, related=("case__person", "case__household"), people="case_id"),
    "response_time": Source(_response_time, _tell_referral, "median", ("sender_organisation",), people="key"),
}
