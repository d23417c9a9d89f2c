"""./snodo rotate-keys: bring everything encrypted under the present key of the ring."""

from typing import Any

from django.core.management.base import BaseCommand

from snodo.domain.audit import queries
from snodo.domain.documents import storage
from snodo.domain.documents.models import Document
from snodo.kernel import rotation
from snodo.kernel.tenancy import in_network


class Command(BaseCommand):
    help = (
        "Cifra di nuovo con la chiave attuale tutto ciò che è sotto una chiave precedente. "
        "Si può fare mentre Snodo lavora; dopo, la chiave vecchia si può togliere dall'anello."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        values = files = 0
        for network_id in queries.network_ids():
            for model, field in rotation.encrypted_fields():
                values += rotation.rotate_field(model, field, network_id)
            with in_network(network_id):
                for document in Document.objects.order_by("pk").iterator():
                    files += storage.renew(document.storage_key, document.encryption_context)
        self.stdout.write(f"Cifrati di nuovo {values} valori e {files} documenti.")
