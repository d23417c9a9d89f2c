"""`demo-signins`: with which addresses one enters the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand

from snodo.jobs.demo import cast


class Command(BaseCommand):
    help = "Stampa gli accessi dimostrativi, uno per ruolo."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Accessi dimostrativi (parola d'ordine per tutti: {cast.PASSWORD})")
        for email, name, role, network in cast.sign_ins():
            self.stdout.write(f"  {email:<30} {name:<18} {role:<24} {network}")
