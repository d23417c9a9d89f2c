"""./snodo rotate-keys: bring everything encrypted under the present key of the ring."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from snodo.domain.audit import queries
from snodo.domain.documents import storage
from snodo.domain.documents.models import Document
from snodo.kernel import crypto, rotation
from snodo.kernel.tenancy import in_network


class Command(BaseCommand):
    help = (
        "Cifra di nuovo con la chiave attuale tutto ciò che è sotto una chiave precedente. "
        "Si può fare mentre Snodo lavora; dopo, la chiave vecchia si può togliere dall'anello."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mostra", action="store_true", help="dice sotto quali chiavi sono i dati")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["mostra"]:
            self._show()
            return
        values = files = 0
        for network_id in queries.network_ids():
            for model, field in rotation.encrypted_fields():
                values += rotation.rotate_field(model, field, network_id)
            with in_network(network_id):
                for document in Document.objects.order_by("pk").iterator():
                    files += storage.renew(document.storage_key, document.encryption_context)
        self.stdout.write(f"Cifrati di nuovo {values} valori e {files} documenti.")

    def _show(self) -> None:
        """What each key still protects; an error when a key that is needed is not in the ring."""
        values: Counter[str] = Counter()
        files: Counter[str] = Counter()
        for network_id in queries.network_ids():
            values += rotation.keys_in_use(network_id)
            with in_network(network_id):
                keys = Document.objects.order_by("pk").values_list("storage_key", flat=True)
                files.update(storage.key_of(key) for key in keys.iterator())
        ring = crypto.keyring()
        used = values + files
        for name in sorted({*ring.ciphers, *used}):
            what = f"{name}: {values[name]} valori e {files[name]} documenti"
            self.stdout.write(what + _advice(name, ring, bool(used[name])))
        if missing := sorted(set(used) - set(ring.ciphers)):
            raise CommandError(
                f"Manca la chiave {', '.join(missing)}: ciò che protegge non si apre. Rimetterla in "
                "SNODO_KEYRING (o nel file delle chiavi dell'installazione) e ripetere."
            )


def _advice(name: str, ring: crypto.KeyRing, used: bool) -> str:
    if name == ring.current:
        return " (chiave attuale)"
    if name not in ring.ciphers:
        return " (MANCA)"
    return (
        " (eseguire rotate-keys prima di toglierla)" if used else " (non serve più: conservarla con le copie)"
    )
