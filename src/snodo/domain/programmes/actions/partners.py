"""Bodies that join a programme and the acts under which they work: joined, renewed, corrected, ended."""

import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.text import slugify

from snodo.domain.audit import actions as audit
from snodo.domain.documents import actions as documents
from snodo.domain.documents.actions import UploadedFile
from snodo.domain.network.models import Organisation
from snodo.domain.programmes import access, events, queries
from snodo.domain.programmes.models import Programme, ProgrammePartner
from snodo.domain.programmes.states import Circle, PartnerRole, PrivacyRole, ProgrammeState
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

ACT_PAPER = "partner_act"
LOGGED = ("role", "privacy_role", "act_from", "act_until", "act_on")


class ActFields(TypedDict, total=False):
    """What an act says of a body; whatever is left out stays as it is."""

    privacy_role: str
    duties: str
    act: str
    act_number: str
    act_on: datetime.date | None


@transaction.atomic
def add_partner(
    *,
    programme: Programme,
    organisation: Organisation,
    role: str,
    act_from: datetime.date,
    act_until: datetime.date,
    circle: str = Circle.PARTNERSHIP,
    file: UploadedFile | None = None,
    actor: Actor,
    **fields: Unpack[ActFields],
) -> ProgrammePartner:
    """A body joins under an act. Raises InputRefused for a role unknown or already held, or wrong dates."""
    _require_and_hold(programme, actor)
    partner = ProgrammePartner(
        programme=programme,
        organisation=organisation,
        code=_free_code(programme, organisation),
        role=role,
        circle=circle,
        act_from=act_from,
        act_until=act_until,
        **fields,
    )
    problems = _problems(partner)
    if role not in PartnerRole.values:
        problems["role"] = "Scegli il ruolo dall'elenco."
    if circle not in Circle.values:
        problems["circle"] = "Scegli tra partenariato e rete di sostegno."
    return _begin(partner, "partner.add", problems, file, actor)


@transaction.atomic
def renew_act(
    *,
    partner: ProgrammePartner,
    act_from: datetime.date,
    act_until: datetime.date,
    file: UploadedFile | None = None,
    actor: Actor,
    **fields: Unpack[ActFields],
) -> ProgrammePartner:
    """A new act follows the old one, which stays as it was. Raises InputRefused, Conflict."""
    _require_and_hold(partner.programme, actor)
    before = ProgrammePartner.objects.select_related("programme", "organisation").get(pk=partner.pk)
    if not queries.is_latest(before):
        raise Conflict("Questo atto è già stato rinnovato: parti da quello più recente.")
    kept: dict[str, Any] = {"privacy_role": before.privacy_role, "duties": before.duties, "act": before.act}
    renewed = ProgrammePartner(
        programme=before.programme,
        organisation=before.organisation,
        code=before.code,
        role=before.role,
        circle=before.circle,
        renews=before,
        act_from=act_from,
        act_until=act_until,
        **(kept | fields),
    )
    return _begin(renewed, "partner.renew_act", _problems(renewed), file, actor)


@transaction.atomic
def amend_act(
    *,
    partner: ProgrammePartner,
    act_from: datetime.date,
    act_until: datetime.date,
    file: UploadedFile | None = None,
    actor: Actor,
    **fields: Unpack[ActFields],
) -> ProgrammePartner:
    """Correct what is written of an act: access follows its dates. Raises InputRefused."""
    _require_and_hold(partner.programme, actor)
    partner = _locked(partner)
    before = {name: getattr(partner, name) for name in LOGGED}
    written: dict[str, Any] = {"act_from": act_from, "act_until": act_until, **fields}
    if act_until != partner.act_until:  # an end put right is no early end any more
        written |= {"revoked_on": None, "end_reason": ""}
    for name, value in written.items():
        setattr(partner, name, value)
    problems = _problems(partner)
    if problems:
        raise InputRefused(problems)
    _keep_led(partner, before["act_until"])
    partner.save(update_fields=list(written))
    _keep_file(partner, file, actor)
    changes = {name: [before[name], getattr(partner, name)] for name in LOGGED if name in written}
    audit.record(actor=actor, verb="partner.amend_act", subject=partner, changes=changes)
    return partner


@transaction.atomic
def end_act(
    *, partner: ProgrammePartner, reason: str, last_day: datetime.date | None = None, actor: Actor
) -> ProgrammePartner:
    """The act ends before its time: from the day after, the body sees nothing more of the programme.

    Raises InputRefused for a missing reason or an impossible day, Conflict for the last lead.
    """
    _require_and_hold(partner.programme, actor)
    partner = _locked(partner)
    day = last_day or clock.today()
    problems: dict[str, str] = {}
    if not reason.strip():
        problems["reason"] = "Scrivi perché l'atto finisce prima: serve a chi guarderà dopo."
    if day < partner.act_from:
        problems["last_day"] = "L'ultimo giorno viene prima dell'inizio dell'atto."
    elif day > partner.act_until:
        problems["last_day"] = "L'atto finisce già prima di questo giorno: per allungarlo, rinnovalo."
    if problems:
        raise InputRefused(problems)
    before, partner.act_until = partner.act_until, day
    _keep_led(partner, before)
    partner.revoked_on, partner.end_reason = clock.today(), reason.strip()
    partner.save(update_fields=["act_until", "revoked_on", "end_reason"])
    audit.record(actor=actor, verb="partner.end_act", subject=partner, changes={"act_until": [before, day]})
    events.act_ended.send(ProgrammePartner, partner=partner, actor=actor)
    return partner


def _require_and_hold(programme: Programme, actor: Actor) -> None:
    """Who may, on a programme that still changes; acts of one programme are written one at a time."""
    access.require(access.can_manage(actor, programme))
    access.require_open(programme)
    Programme.objects.select_for_update(of=("self",)).only("pk").get(pk=programme.pk)


def _locked(partner: ProgrammePartner) -> ProgrammePartner:
    found = ProgrammePartner.objects.select_for_update(of=("self",)).select_related("programme")
    return found.get(pk=partner.pk)


def _begin(
    partner: ProgrammePartner, verb: str, problems: dict[str, str], file: UploadedFile | None, actor: Actor
) -> ProgrammePartner:
    if problems:
        raise InputRefused(problems)
    partner.save()
    _keep_file(partner, file, actor)
    changes = {name: getattr(partner, name) for name in LOGGED}
    changes["organisation"] = partner.organisation_id
    audit.record(actor=actor, verb=verb, subject=partner, changes=changes)
    events.partner_joined.send(ProgrammePartner, partner=partner, actor=actor)
    return partner


def _keep_file(partner: ProgrammePartner, file: UploadedFile | None, actor: Actor) -> None:
    if file is not None:
        title = f"Atto di {partner.organisation.label}"[:200]
        documents.store_upload(file=file, title=title, kind=ACT_PAPER, subject=partner, actor=actor)


def _problems(partner: ProgrammePartner) -> dict[str, str]:
    """What is wrong with an act as it would be written."""
    problems: dict[str, str] = {}
    if partner.privacy_role and partner.privacy_role not in PrivacyRole.values:
        problems["privacy_role"] = "Scegli il ruolo sui dati dall'elenco."
    if partner.act_on is not None and partner.act_on > clock.today():
        problems["act_on"] = "La data dell'atto non può essere nel futuro."
    if partner.act_until < partner.act_from:
        problems["act_until"] = "La fine dell'atto viene prima dell'inizio: correggi una delle due date."
        return problems
    other = queries.overlapping(partner).order_by("act_from").first()
    if other is not None:
        problems["act_from"] = (
            f"Questo ente ha già un atto per lo stesso ruolo dal {other.act_from:%d/%m/%Y} al "
            f"{other.act_until:%d/%m/%Y}: scegli date che non si sovrappongono, oppure cambia quell'atto."
        )
    return problems


def _keep_led(partner: ProgrammePartner, until: datetime.date) -> None:
    """A running programme always has a lead: its last act is not cut short."""
    shortened = partner.act_until < until and partner.act_until <= clock.today()
    if not shortened or partner.role != PartnerRole.LEAD or partner.programme.state != ProgrammeState.RUNNING:
        return
    leads = access.acts_in_force().filter(programme=partner.programme, role=PartnerRole.LEAD)
    if not leads.exclude(pk=partner.pk).exists():
        raise Conflict(
            "Il capofila non può lasciare un programma in corso: aggiungi prima un altro capofila."
        )


def _free_code(programme: Programme, organisation: Organisation) -> str:
    """A code for the pack, not yet taken in the programme."""
    base = slugify(organisation.label)[:50] or "ente"
    taken = set(programme.partners.values_list("code", flat=True))
    code, number = base, 2
    while code in taken:
        code, number = f"{base}-{number}", number + 1
    return code
