"""`./snodo createadmin`: the first network, its leading body and the person who runs it."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify

from snodo.domain.network import actions
from snodo.domain.network.states import OrganisationKind
from snodo.kernel.errors import InputRefused

QUESTIONS = {
    "network": "Nome della rete",
    "organisation": "Ente capofila",
    "first_name": "Nome di chi amministra",
    "last_name": "Cognome di chi amministra",
    "email": "Posta elettronica di chi amministra",
}


class Command(BaseCommand):
    help = "Crea una rete con il suo ente capofila e chi la amministra."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, question in QUESTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", default="", help=question)
        parser.add_argument("--slug", default="", help="nome breve della rete, per i comandi")
        parser.add_argument(
            "--kind",
            default=OrganisationKind.SOCIAL_AMBITO,
            choices=OrganisationKind.values,
            help="natura dell'ente capofila",
        )
        parser.add_argument(
            "--password-stdin", action="store_true", help="legge la parola d'ordine dall'ingresso"
        )

    def handle(self, *args: Any, slug: str, kind: str, password_stdin: bool, **options: Any) -> None:
        said = {name: _answer(options[name], question) for name, question in QUESTIONS.items()}
        try:
            validate_email(said["email"])
        except ValidationError as malformed:
            raise CommandError(f"«{said['email']}» non è un indirizzo di posta elettronica.") from malformed
        password = sys.stdin.readline().rstrip("\n") if password_stdin else _password()
        short = slug or slugify(said["network"])
        try:
            self._make(said, short, kind, password)
        except InputRefused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"Rete «{said['network']}» ({short}) creata. Si entra con {said['email']}.")
        self.stdout.write("Al primo ingresso è chiesto il secondo fattore di accesso.")

    @transaction.atomic
    def _make(self, said: dict[str, str], slug: str, kind: str, password: str) -> None:
        administrator = actions.create_user(
            email=said["email"],
            first_name=said["first_name"],
            last_name=said["last_name"],
            password=password,
            actor=None,
        )
        actions.found_network(
            name=said["network"],
            slug=slug,
            organisation_name=said["organisation"],
            organisation_kind=kind,
            administrator=administrator,
        )


def _answer(given: str, question: str) -> str:
    """What was given on the line, else the answer to a question. Never empty."""
    while not given.strip():
        try:
            given = input(f"{question}: ")
        except EOFError as nobody:
            raise CommandError(f"Manca: {question.lower()}.") from nobody
    return given.strip()


def _password() -> str:
    try:
        first = getpass.getpass("Parola d'ordine (almeno 12 caratteri): ")
        again = getpass.getpass("Di nuovo: ")
    except EOFError as nobody:
        raise CommandError("Manca la parola d'ordine: usare --password-stdin.") from nobody
    if first != again:
        raise CommandError("Le due parole d'ordine non sono uguali. Nulla è stato creato.")
    return first
