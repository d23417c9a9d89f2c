"""Words for documents."""

from django.db.models import TextChoices


class Origin(TextChoices):
    """Where a document comes from."""

    UPLOADED = "uploaded", "Caricato"
    GENERATED = "generated", "Prodotto da Snodo"
