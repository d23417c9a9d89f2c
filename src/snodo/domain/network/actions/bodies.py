"""The verbs of a network: found it, register bodies and places, invite people, end their work."""

import datetime
import secrets
from collections.abc import Callable, Iterable
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from snodo.domain.audit import actions as audit
from snodo.domain.network import access, effects, events, masks, queries
from snodo.domain.network.actions.closures import take_patron
from snodo.domain.network.models import (
    Invitation,
    Membership,
    Network,
    Organisation,
    OrganisationTerritory,
    Submission,
    Territory,
    User,
)
from snodo.domain.network.states import SENSITIVE_KINDS, Capability, OrganisationKind, Role
from snodo.kernel import clock, identifiers, tenancy
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused
from snodo.kernel.forgetting import leading_to
from snodo.kernel.ids import first_of, uuid7


def found_network(
    *,
    name: str,
    slug: str,
    organisation_name: str,
    organisation_kind: str,
    administrator: User,
) -> Actor:
    """Make a network with its first body and administrator: the only action that needs no actor.

    Returns the administrator's actor. Raises InputRefused when the short name is taken.
    """
    network = Network(id=uuid7(), name=name, slug=slug)
    with tenancy.in_network(network.pk, administrator.pk):
        try:
            with transaction.atomic():
                network.save(force_insert=True)
        except IntegrityError as clash:
            raise InputRefused(
                {"slug": "C'è già una rete con questo nome breve: scegline un altro."}
            ) from clash
        audit.open_chain(network.pk)
        organisation = Organisation(name=organisation_name, kind=organisation_kind)
        if organisation_kind in SENSITIVE_KINDS:
            masks.put_on(organisation, organisation_name, "", "")
        organisation.save()
        membership = Membership.objects.create(
            organisation=organisation, user=administrator, role=Role.ADMINISTRATOR
        )
        founder = queries.actor_of(membership, network_name=network.name, origin="command")
        audit.record(actor=founder, verb="network.found", subject=organisation)
    return founder


def create_user(
    *, email: str, first_name: str, last_name: str, password: str | None, actor: Actor | None
) -> User:
    """A person who can sign in. Raises InputRefused for a known e-mail or a weak password."""
    address = email.strip().lower()
    if User.objects.filter(email=address).exists():
        raise InputRefused({"email": "C'è già un accesso con questo indirizzo."})
    user = User(email=address, first_name=first_name, last_name=last_name)
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as weak:
            raise InputRefused({"password": " ".join(weak.messages)}) from weak
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def register_organisation(
    *,
    name: str,
    kind: str,
    short_name: str = "",
    vat_number: str = "",
    tax_code: str = "",
    capabilities: Iterable[str] = (),
    territories: Iterable[Territory] = (),
    email: str = "",
    phone: str = "",
    address: str = "",
    sensitive: bool | None = None,
    masked_name: str = "",
    actor: Actor,
) -> Organisation:
    """A new body of the network. Raises InputRefused for a name or P.IVA already there, or malformed.

    A `sensitive` body is known to the network as `masked_name`; not said, its kind decides.
    """
    access.require(access.can_administer(actor) or actor.has_role(Role.COORDINATOR, Role.OPERATOR))
    problems = _organisation_problems(name, kind, vat_number, capabilities)
    if Organisation.objects.filter(own_name__iexact=name.strip()).exists():
        problems["name"] = masks.NOT_USABLE
    elif Organisation.objects.filter(name__iexact=name.strip()).exists():
        problems["name"] = "C'è già un'organizzazione con questo nome: cercala nell'elenco."
    if vat_number and Organisation.objects.filter(vat_number=vat_number).exists():
        problems["vat_number"] = "C'è già un'organizzazione con questa partita IVA."
    if problems:
        raise InputRefused(problems)
    organisation = Organisation.objects.create(
        name=name,
        kind=kind,
        short_name=short_name,
        vat_number=vat_number,
        tax_code=tax_code,
        capabilities=sorted(set(capabilities)),
        email=email,
        phone=phone,
        address=address,
    )
    if kind in SENSITIVE_KINDS if sensitive is None else sensitive:
        masks.put_on(organisation, name, short_name, masked_name)
        organisation.save()
    for territory in territories:
        OrganisationTerritory.objects.create(organisation=organisation, territory=territory)
    audit.record(actor=actor, verb="organisation.register", subject=organisation)
    return organisation


@transaction.atomic
def update_organisation(*, organisation: Organisation, actor: Actor, **changes: object) -> Organisation:
    """Change what is written of a body; `territories` replaces the places. Raises InputRefused.

    `sensitive` and `masked_name` put the mask on or off; `name` is always the true one. A body that becomes
    of a sensitive kind is masked, whatever is said: taking the mask off is a step of its own.
    """
    access.require(access.can_administer(actor))
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    fields = sorted(changes)
    if changes.get("kind") in SENSITIVE_KINDS and organisation.kind not in SENSITIVE_KINDS:
        changes["sensitive"] = True
    territories = changes.pop("territories", None)
    known_as, wanted = masks.names_of(organisation), masks.wanted(organisation, changes)
    for field, value in changes.items():
        setattr(organisation, field, value)
    problems = _organisation_problems(
        wanted.name, organisation.kind, organisation.vat_number, organisation.capabilities
    )
    others = Organisation.objects.exclude(pk=organisation.pk)
    if others.filter(masks.bears(wanted.name)).exists():
        problems["name"] = "C'è già un'organizzazione con questo nome."
    if organisation.vat_number and others.filter(vat_number=organisation.vat_number).exists():
        problems["vat_number"] = "C'è già un'organizzazione con questa partita IVA."
    if problems:
        raise InputRefused(problems)
    if masks.rename(organisation, wanted):
        events.mask_changed.send(
            sender=Organisation, organisation=organisation, known_as=known_as, actor=actor
        )
    if isinstance(territories, list):
        _replace_territories(organisation, territories)
    audit.record(actor=actor, verb="organisation.update", subject=organisation, changes={"fields": fields})
    return organisation


def _replace_territories(organisation: Organisation, territories: list[Territory]) -> None:
    wanted = {territory.pk for territory in territories}
    places = OrganisationTerritory.objects.filter(organisation=organisation)
    places.exclude(territory_id__in=wanted).delete()
    standing = set(places.values_list("territory_id", flat=True))
    for territory_id in wanted - standing:
        OrganisationTerritory.objects.create(organisation=organisation, territory_id=territory_id)


def _organisation_problems(
    name: str, kind: str, vat_number: str, capabilities: Iterable[str]
) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not name.strip():
        problems["name"] = "Scrivi il nome dell'organizzazione."
    if kind not in OrganisationKind.values:
        problems["kind"] = "Scegli il tipo di organizzazione dall'elenco."
    if not set(capabilities) <= set(Capability.values):
        problems["capabilities"] = "Scegli le capacità dall'elenco."
    if vat_number:
        checked = identifiers.partita_iva(vat_number)
        if not checked.ok:
            problems["vat_number"] = checked.errors[0]
    return problems


@transaction.atomic
def register_territory(
    *, kind: str, name: str, parent: Territory | None = None, belfiore: str = "", actor: Actor
) -> Territory:
    """A place of the network; the same place asked twice is the same row."""
    access.require(access.can_administer(actor) or actor.has_role(Role.COORDINATOR))
    territory, made = Territory.objects.get_or_create(
        kind=kind, name=name, parent=parent, network_id=actor.network_id, defaults={"belfiore": belfiore}
    )
    if made:
        take_patron(territory)
        audit.record(actor=actor, verb="territory.register", subject=territory)
    return territory


@transaction.atomic
def add_membership(
    *, user: User, organisation: Organisation, role: str, job_title: str = "", actor: Actor
) -> Membership:
    """Put a known user to work in a body. Raises InputRefused for an unknown role or a double."""
    access.require(access.can_invite_to(actor, organisation))
    if role not in Role.values:
        raise InputRefused({"role": "Scegli il ruolo dall'elenco."})
    standing = Membership.objects.filter(
        user=user, organisation=organisation, role=role, ended_on__isnull=True, network_id=actor.network_id
    )
    if standing.exists():
        raise InputRefused({"role": "Questa persona ha già questo ruolo in questa organizzazione."})
    membership = Membership.objects.create(
        user=user, organisation=organisation, role=role, **masks.profession(organisation, job_title)
    )
    audit.record(actor=actor, verb="membership.add", subject=membership, changes={"role": role})
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, actor: Actor) -> Membership:
    """From now on this person no longer works here: open sessions lose access at the next click."""
    access.require(access.can_end_membership(actor, membership))
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if membership.ended_on is not None:
        raise Conflict("Questo incarico era già stato chiuso.")
    membership.ended_on = clock.today()
    membership.save(update_fields=["ended_on"])
    audit.record(actor=actor, verb="membership.end", subject=membership)
    events.membership_ended.send(Membership, membership=membership, actor=actor)
    return membership


def begin_submission(*, key: UUID, actor: Actor) -> Submission | None:
    """Take a form's key in the present transaction; None when the form was already done.

    A second sending waits here for the first to end, because of the unique key.
    """
    submission = Submission(key=key, membership_id=actor.membership_id)
    try:
        with transaction.atomic():
            submission.save(force_insert=True)
    except IntegrityError:
        return None
    return submission


@transaction.atomic
def finish_submission(*, submission: Submission, location: str, actor: Actor) -> None:
    """Remember where the form led; a form that came back with errors (no location) may be sent again."""
    if location:
        submission.location = location[:400]
        submission.save(update_fields=["location"])
    else:
        Submission.objects.filter(pk=submission.pk).delete()


@transaction.atomic
def sweep_submissions(*, before: datetime.datetime, limit: int) -> int:
    """Forget a batch of the forms the bound network sent before an instant; gives how many.

    A key is drawn anew with every form: after a day no form with it is still open anywhere (ADR-0010).
    """
    old = Submission.objects.filter(pk__lt=first_of(before)).order_by("pk").values("pk")[:limit]
    batch = Submission.objects.filter(pk__in=old)
    return int(batch._raw_delete(batch.db))


@transaction.atomic
def forget_submissions(*, ids: Iterable[UUID], actor: Actor) -> None:
    """Keys of forms that led to rows that are gone. A service."""
    tenancy.erase(leading_to(Submission, "location", ids))


@transaction.atomic
def invite_member(
    *,
    organisation: Organisation,
    email: str,
    role: str,
    job_title: str = "",
    tax_code: str = "",
    link_of: Callable[[str], str] | None = None,
    actor: Actor,
) -> tuple[Invitation, str]:
    """Prepare an invitation and return it with its secret, which is never stored.

    With a codice fiscale, of which only a keyed hash is kept, the invited person is known again when they
    come from an identity gateway.

    With `link_of` (token → address) the e-mail leaves as soon as the invitation is certain.

    Raises InputRefused for an unknown role or an invitation still open.
    """
    access.require(access.can_invite_to(actor, organisation))
    address = email.strip().lower()
    if role not in Role.values:
        raise InputRefused({"role": "Scegli il ruolo dall'elenco."})
    if role == Role.ADMINISTRATOR and not access.can_administer(actor):
        raise InputRefused(
            {"role": "Solo chi amministra la rete può invitare un'altra persona ad amministrarla."}
        )
    open_ones = Invitation.objects.filter(
        organisation=organisation,
        email=address,
        role=role,
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=clock.now(),
    )
    if open_ones.exists():
        raise InputRefused({"email": "C'è già un invito aperto per questo indirizzo."})
    code = identifiers.codice_fiscale(tax_code) if tax_code else None
    if code and not code.ok:
        raise InputRefused({"tax_code": "Il codice fiscale non è giusto: rileggilo, o lascialo vuoto."})
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=address,
        role=role,
        job_title=job_title,
        tax_code_index=queries.tax_code_index(code.canonical) if code else "",
        token_hash=queries.hash_token(token),
        expires_at=clock.now() + queries.INVITATION_LIFE,
    )
    audit.record(actor=actor, verb="invitation.send", subject=invitation, changes={"role": role})
    if link_of is not None:
        link = link_of(token)
        transaction.on_commit(
            lambda: effects.send_invitation(email=address, organisation=organisation.name, link=link)
        )
    return invitation, token


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, actor: Actor) -> Invitation:
    """The link stops working at once."""
    access.require(access.can_invite_to(actor, invitation.organisation))
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise Conflict("L'invito era già stato usato o ritirato.")
    invitation.withdrawn_at = clock.now()
    invitation.save(update_fields=["withdrawn_at"])
    audit.record(actor=actor, verb="invitation.withdraw", subject=invitation)
    return invitation


def accept_invitation(
    *,
    network_id: UUID,
    token: str,
    first_name: str,
    last_name: str,
    password: str,
    signed_in: User | None,
) -> Membership:
    """Open the account (or use the one signed in) and start the membership. The link works once.

    Raises Conflict for a link no longer good, InputRefused for what was typed.
    """
    with tenancy.in_network(network_id):
        invitation = queries.open_invitation(token)
        if invitation is None:
            raise Conflict(
                "Questo invito è scaduto o è già stato usato. Chiedine uno nuovo a chi ti ha invitato."
            )
        invitation = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("organisation")
            .get(pk=invitation.pk)
        )
        if invitation.accepted_at is not None:
            raise Conflict("Questo invito è già stato usato.")
        if signed_in is not None and signed_in.email != invitation.email:
            raise Conflict("L'invito è per un altro indirizzo: esci e riapri il collegamento.")
        user = signed_in or create_user(
            email=invitation.email, first_name=first_name, last_name=last_name, password=password, actor=None
        )
        _know_by_tax_code(user, invitation.tax_code_index)
        with tenancy.in_network(network_id, user.pk):
            membership = Membership.objects.create(
                user=user,
                organisation=invitation.organisation,
                role=invitation.role,
                **masks.profession(invitation.organisation, invitation.job_title),
            )
            invitation.accepted_at = clock.now()
            invitation.save(update_fields=["accepted_at"])
            audit.record(actor=queries.actor_of(membership), verb="invitation.accept", subject=membership)
    return membership


def _know_by_tax_code(user: User, index: str) -> None:
    """Keep what the inviter wrote, unless this user or another one has it already."""
    if index and not user.tax_code_index and not User.objects.filter(tax_code_index=index).exists():
        user.tax_code_index = index
        user.save(update_fields=["tax_code_index"])
