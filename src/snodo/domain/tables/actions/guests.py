"""Guests without an account: the points they are told of, their link, the e-mails that bear it."""

import datetime
from collections.abc import Collection, Iterable
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.casework import queries as casework_queries
from snodo.domain.network.models import Organisation
from snodo.domain.people.models import SharingChoice
from snodo.domain.people.states import SharingPurpose
from snodo.domain.tables import access, effects, states
from snodo.domain.tables.actions.common import locked, require_conductor
from snodo.domain.tables.effects import GuestMail
from snodo.domain.tables.models import GuestLink, GuestPoint, Table, TableCase, TableGuest
from snodo.kernel import passes
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused, TransitionRefused
from snodo.kernel.text import search_form

PAGE = "/mio/tavolo/{}/"
REFUSED = "Di «{case}» questo invitato non può sapere: la persona non vuole che si dica al suo ente."
# Long enough to say how a promise went.
AFTERWARDS = datetime.timedelta(days=120)


@transaction.atomic
def choose_points(*, guest: TableGuest, points: Collection[UUID | TableCase], actor: Actor) -> int:
    """Which points of the agenda a guest without an account is told of; no others. Returns how many.

    Raises InputRefused for a guest with an account, NotAllowed.
    """
    table = locked(guest.table)
    require_conductor(actor, table)
    if not guest.outside:
        raise InputRefused({"points": "Chi ha un accesso vede già tutto l'ordine del giorno."})
    wanted = {point.pk if isinstance(point, TableCase) else point for point in points}
    chosen = list(TableCase.objects.filter(table=table, pk__in=wanted).select_related("case"))
    for point in chosen:
        bodies = casework_queries.kept_out_bodies(point.case, SharingPurpose.TABLE)
        if any(speaks_for(guest, body) for body in bodies):
            raise InputRefused({"points": REFUSED.format(case=point.title)})
    there = {point.pk for point in chosen}
    standing = GuestPoint.objects.filter(guest=guest)
    _erase(standing.exclude(table_case__in=there))
    kept = set(standing.values_list("table_case_id", flat=True))
    GuestPoint.objects.bulk_create(GuestPoint(guest=guest, table_case_id=pk) for pk in there - kept)
    audit.record(
        actor=actor,
        verb="table.choose_points",
        subject=table,
        changes={"guest": str(guest.pk), "points": len(there)},
    )
    return len(there)


def speaks_for(guest: TableGuest, body: Organisation) -> bool:
    """Whether the words written of a guest without an account name this body: there is no other tie."""
    said = search_form(f"{guest.name} {guest.function}")
    names = (body.name, body.short_name, body.own_name, body.own_short_name)
    return any(f" {name} " in f" {said} " for name in map(search_form, names) if name)


def shut_points(choice: SharingChoice, items: Iterable[TableCase]) -> int:
    """Guests who come for a body that the person keeps out are told of these points no longer. A service."""
    points = GuestPoint.objects.filter(table_case__in=items).select_related("guest")
    shut = [point.pk for point in points if speaks_for(point.guest, choice.organisation)]
    _erase(GuestPoint.objects.filter(pk__in=shut))
    return len(shut)


@transaction.atomic
def give_guest_link(*, guest: TableGuest, actor: Actor) -> str:
    """A new link, to be handed over at once: the earlier one ends. Returns its address.

    Raises InputRefused for a guest with an account, NotAllowed, TransitionRefused before the convening.
    """
    table = locked(guest.table)
    require_conductor(actor, table)
    if not guest.outside:
        raise InputRefused({"": "Chi ha un accesso entra in Snodo: il collegamento è per chi non l'ha."})
    if table.state not in states.KNOWN_TO_GUESTS:
        raise TransitionRefused("Prima convoca il tavolo: poi ogni invitato ha il suo collegamento.")
    audit.record(actor=actor, verb="table.guest_link", subject=table, changes={"guest": str(guest.pk)})
    return _new_address(guest, table)


@transaction.atomic
def open_guest_link(*, link: GuestLink, actor: Actor) -> None:
    """The page was shown through the link: counted and logged. Raises NotAllowed for a link not one's own."""
    access.require(actor.by_link and actor.user_id == link.pk)
    passes.count_opening(link)
    table_id = TableGuest.objects.filter(pk=link.guest_id).values_list("table_id", flat=True).get()
    audit.record_read(
        actor=actor, subject_ref=("tables.table", table_id), section="table", ground="Pagina personale"
    )


def write_to_outsiders(table: Table, mail: GuestMail, guests: Iterable[TableGuest] | None = None) -> int:
    """Send each guest without an account their own link, in place of the earlier. A service of the verbs.

    Without `guests`, all who have not said no. Gives how many e-mails will leave.
    """
    if guests is None:
        guests = TableGuest.objects.filter(table=table).exclude(state=states.GuestState.DECLINED)
    sent = 0
    for guest in guests:
        if guest.outside and guest.email:
            link = _new_address(guest, table)
            leave = partial(effects.send_to_guest, mail=mail, email=guest.email, link=link)
            transaction.on_commit(leave, robust=True)
            sent += 1
    return sent


def forget_guest(guest: TableGuest) -> None:
    """Take away an invitation with its link and points. A service of `withdraw_guest`."""
    for rows in (
        GuestLink.objects.filter(guest=guest),
        GuestPoint.objects.filter(guest=guest),
        TableGuest.objects.filter(pk=guest.pk),
    ):
        _erase(rows)


def forget_point(item: TableCase) -> None:
    """Take a case off the agenda, with whom was told of it. A service of `remove_case_from_table`."""
    _erase(GuestPoint.objects.filter(table_case=item))
    _erase(TableCase.objects.filter(pk=item.pk))


def _new_address(guest: TableGuest, table: Table) -> str:
    passes.revoke(GuestLink.objects.filter(guest=guest))
    link = GuestLink(guest=guest, asks_code=False, expires_at=table.starts_at + AFTERWARDS)
    token = passes.give_token(link)
    link.save(force_insert=True)
    return str(settings.SITE_ADDRESS) + PAGE.format(token)


def _erase(rows: object) -> None:
    """One statement that names the network; what still points there is held by its foreign key."""
    rows._raw_delete(rows.db)  # type: ignore[attr-defined]
