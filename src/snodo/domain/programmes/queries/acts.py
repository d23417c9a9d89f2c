"""The acts between the bodies of a programme: how they stand, which end, what ends with them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, DateField, Exists, ExpressionWrapper, OuterRef, QuerySet, When

from snodo.domain.documents.models import Document
from snodo.domain.programmes.models import Programme, ProgrammePartner
from snodo.domain.programmes.states import NOTICE_DAYS, ActState, PartnerRole, ProgrammeState
from snodo.kernel import clock

ENDING_DAYS = max(NOTICE_DAYS)
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ActStanding:
    """How an act stands today, in words."""

    state: str
    words: str

    @property
    def over(self) -> bool:
        return self.state in (ActState.ENDED, ActState.REVOKED)


def standing_of(act: ProgrammePartner, *, day: datetime.date | None = None) -> ActStanding:
    """State and sentence of an act, from its dates alone."""
    today = day or clock.today()
    left = (act.act_until - today).days
    if act.act_from > today:
        return ActStanding(ActState.NOT_YET, "non ancora iniziato")
    if left < 0 and act.revoked_on is not None:
        return ActStanding(ActState.REVOKED, "chiuso prima")
    if left < 0:
        return ActStanding(ActState.ENDED, "scaduto")
    if left > ENDING_DAYS:
        return ActStanding(ActState.IN_FORCE, "in vigore")
    words = {0: "scade oggi", 1: "scade domani"}
    return ActStanding(ActState.ENDING, words.get(left, f"scade tra {left} giorni"))


def partners_of(programme: Programme) -> QuerySet[ProgrammePartner]:
    """Acts with their bodies; the lead first, then the partnership, then the network, the latest last."""
    partners = programme.partners.select_related("organisation")
    lead_first = Case(When(role=PartnerRole.LEAD, then=0), default=1)
    return partners.order_by(lead_first, "-circle", "role", "organisation__name", "act_from")


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act on the page, with those of the same body and role that came before it."""

    act: ProgrammePartner
    standing: ActStanding
    before: list[ProgrammePartner]
    latest: bool
    papers: list[UUID]


def act_lines(programme: Programme, *, state: str = "", privacy_role: str = "") -> list[ActLine]:
    """Acts that hold or will, and the last one of who has left. Two statements.

    `privacy_role` "undecided" finds those nobody has decided on.
    """
    together: dict[tuple[UUID, str], list[ProgrammePartner]] = {}
    for act in partners_of(programme):
        together.setdefault((act.organisation_id, act.role), []).append(act)
    papers = _papers_of(programme)
    lines = [line for acts in together.values() for line in _lines(acts, papers)]
    wanted = "" if privacy_role == "undecided" else privacy_role
    return [
        line
        for line in lines
        if (not state or line.standing.state == state)
        and (not privacy_role or line.act.privacy_role == wanted)
    ]


def _lines(acts: list[ProgrammePartner], papers: dict[UUID, list[UUID]]) -> Iterable[ActLine]:
    """The acts of one body in one role, which come in their order."""
    standings = [standing_of(act) for act in acts]
    last = len(acts) - 1
    past = [act for act, standing in zip(acts[:last], standings, strict=False) if standing.over]
    for place, (act, standing) in enumerate(zip(acts, standings, strict=True)):
        if place == last or not standing.over:
            yield ActLine(act, standing, past, place == last, papers.get(act.pk, []))
            past = []


def _papers_of(programme: Programme) -> dict[UUID, list[UUID]]:
    """The texts of the acts, the latest first."""
    rows = Document.objects.filter(
        subject_kind=ProgrammePartner._meta.label_lower, subject_id__in=programme.partners.values("pk")
    )
    found: dict[UUID, list[UUID]] = {}
    for pk, act_id in rows.order_by("-created_at").values_list("pk", "subject_id"):
        found.setdefault(act_id, []).append(pk)
    return found


def overlapping(act: ProgrammePartner) -> QuerySet[ProgrammePartner]:
    """Other acts of the same body for the same role that share at least a day with this one."""
    return ProgrammePartner.objects.filter(
        programme=act.programme_id,
        organisation=act.organisation_id,
        role=act.role,
        act_from__lte=act.act_until,
        act_until__gte=act.act_from,
    ).exclude(pk=act.pk)


def _followed() -> Exists:
    """Whether the body goes on in the same role, without a day in between."""
    next_day = ExpressionWrapper(OuterRef("act_until") + DAY, output_field=DateField())
    return Exists(
        ProgrammePartner.objects.filter(
            programme=OuterRef("programme"),
            organisation=OuterRef("organisation"),
            role=OuterRef("role"),
            act_from__lte=next_day,
            act_until__gt=OuterRef("act_until"),
        )
    )


def acts_ending(within: int, *, programme: Programme | None = None) -> QuerySet[ProgrammePartner]:
    """Acts in force that end within so many days and that no other act carries on."""
    today = clock.today()
    acts = ProgrammePartner.objects.filter(
        ~_followed(),
        act_from__lte=today,
        act_until__gte=today,
        act_until__lte=today + within * DAY,
        programme__state=ProgrammeState.RUNNING,
    )
    if programme is not None:
        acts = acts.filter(programme=programme)
    return acts.select_related("organisation", "programme").order_by("act_until", "organisation__name")


def acts_on(day: datetime.date) -> QuerySet[ProgrammePartner]:
    """Acts that hold on a day, as they are written today."""
    return ProgrammePartner.objects.filter(act_from__lte=day, act_until__gte=day)


def is_latest(act: ProgrammePartner) -> bool:
    """Whether no later act of the same body and role exists: only the latest is renewed."""
    later = ProgrammePartner.objects.filter(
        programme=act.programme_id,
        organisation=act.organisation_id,
        role=act.role,
        act_from__gt=act.act_from,
    )
    return not later.exists()
