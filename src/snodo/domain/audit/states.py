"""What a line of the log tells."""

from django.db.models import TextChoices


class Act(TextChoices):
    """The nature of what was done."""

    VERB = "verb", "Operazione"
    READ = "read", "Lettura"
    REFUSAL = "refusal", "Rifiuto"
    SIGN_IN = "sign_in", "Accesso"
