"""`pack list | check | start | export`: programmes as data, from the command line."""

import datetime
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from snodo.domain.network import queries
from snodo.domain.network.models import Membership, Network, User
from snodo.domain.network.states import Role
from snodo.domain.programmes import access, actions
from snodo.kernel import clock, tenancy
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused, SnodoError
from snodo.kernel.packfile import (
    Pack,
    PackRefused,
    check_pack,
    load_pack,
    pack_folder,
    shipped_packs,
)


class Command(BaseCommand):
    help = "Pacchetti di programma: elencare, controllare, avviare, esportare."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|check|start|export")
        verbs.add_parser("list", help="i pacchetti che arrivano con il prodotto")
        check = verbs.add_parser("check", help="controlla un pacchetto (o tutti) e dice come rimediare")
        check.add_argument("pack", nargs="?", help="codice o cartella; senza, tutti")
        start = verbs.add_parser("start", help="avvia un programma in una rete")
        start.add_argument("pack", help="codice o cartella")
        _who(start)
        start.add_argument("--title", default="", help="un altro titolo")
        start.add_argument("--from", dest="starts_on", type=_day, help="inizio, anno-mese-giorno")
        start.add_argument("--until", dest="ends_on", type=_day, help="fine, anno-mese-giorno")
        export = verbs.add_parser("export", help="scrive un programma come pacchetto")
        export.add_argument("programme", help="id o titolo del programma")
        export.add_argument("folder", type=Path, help="una cartella nuova o vuota")
        _who(export)

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            getattr(self, f"_{verb}")(**options)
        except PackRefused as refused:
            raise CommandError(str(refused)) from refused
        except InputRefused as refused:
            raise CommandError("\n".join(refused.problems.values())) from refused
        except SnodoError as refused:
            raise CommandError(refused.sentence) from refused

    def _list(self, **_: Any) -> None:
        for code in shipped_packs():
            pack = load_pack(pack_folder(code))
            self.stdout.write(f"{code:<26} {pack.title} · {pack.area}")

    def _check(self, *, pack: str | None, **_: Any) -> None:
        folders = [_folder(pack)] if pack else [pack_folder(code) for code in shipped_packs()]
        wrong = 0
        for folder in folders:
            problems = check_pack(folder)
            wrong += len(problems)
            for problem in problems:
                self.stdout.write(f"{folder.name}/{problem}")
            if not problems:
                self.stdout.write(f"{folder.name}: va bene.")
        if wrong:
            raise CommandError(f"Problemi trovati: {wrong}.")

    def _start(
        self,
        *,
        pack: str,
        network: str,
        actor: str,
        title: str,
        starts_on: datetime.date | None,
        ends_on: datetime.date | None,
        **_: Any,
    ) -> None:
        loaded = load_pack(_folder(pack))
        starts_on, ends_on = _days(loaded, starts_on, ends_on)
        who = _actor(network, actor)
        with tenancy.acting(who):
            programme = actions.start_programme(
                pack=loaded, title=title, starts_on=starts_on, ends_on=ends_on, actor=who
            )
        begin, end = f"{programme.starts_on:%d/%m/%Y}", f"{programme.ends_on:%d/%m/%Y}"
        self.stdout.write(f"Avviato «{programme.title}», dal {begin} al {end}: {programme.pk}")

    def _export(self, *, programme: str, folder: Path, network: str, actor: str, **_: Any) -> None:
        who = _actor(network, actor)
        with tenancy.acting(who):
            visible = access.programmes_visible_to(who)
            known = (
                visible.filter(pk=programme) if _is_id(programme) else visible.filter(title__iexact=programme)
            )
            if known.count() != 1:
                raise CommandError("Nessun programma, o più d'uno, con questo nome: indica l'id.")
            actions.export_pack(programme=known.get(), folder=folder, actor=who)
        self.stdout.write(f"Scritto in {folder}")


def _who(parser: ArgumentParser) -> None:
    parser.add_argument("--network", required=True, help="nome breve della rete")
    parser.add_argument(
        "--actor", default="", help="posta elettronica di chi lo fa (altrimenti chi amministra)"
    )


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _folder(pack: str) -> Path:
    return pack_folder(pack) if pack in shipped_packs() else Path(pack)


def _days(
    pack: Pack, starts_on: datetime.date | None, ends_on: datetime.date | None
) -> tuple[datetime.date, datetime.date]:
    """The days asked for; a pack whose days are over starts today and lasts as long."""
    length = pack.ends_on - pack.starts_on
    if starts_on is None and ends_on is None and pack.ends_on < clock.today():
        starts_on = clock.today()
    begin = starts_on or pack.starts_on
    return begin, ends_on or begin + length


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _actor(slug: str, email: str) -> Actor:
    """The member with that address, or whoever administers the network."""
    users = User.objects.filter(is_active=True).order_by("created_at")
    if email:
        users = users.filter(email=email.strip().lower())
    for user in users.iterator():
        with transaction.atomic():
            tenancy.set_database_context(None, user.pk)
            network = Network.objects.filter(slug=slug).first()
            member = _membership(user, network, any_role=bool(email)) if network else None
        if network is not None and member is not None:
            return _acting_as(member, network)
    asked = "con questo indirizzo" if email else "che amministri"
    raise CommandError(f"Nella rete «{slug}» non c'è nessuno {asked}: controlla --network e --actor.")


def _membership(user: User, network: Network, *, any_role: bool) -> Membership | None:
    """A membership in force; the wall shows a user's own rows only."""
    mine = queries.memberships_of(user).filter(network_id=network.pk)
    best = mine.filter(role=Role.ADMINISTRATOR).first()
    return best or (mine.first() if any_role else None)


def _acting_as(member: Membership, network: Network) -> Actor:
    with tenancy.in_network(network.pk, member.user_id):
        whole = Membership.objects.select_related("user", "organisation").get(pk=member.pk)
    return queries.actor_of(whole, network_name=network.name, origin="command")
