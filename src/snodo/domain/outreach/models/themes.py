"""What is heard in focus groups, under words that can be laid side by side."""

from typing import ClassVar

from django.db import models

from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField


class Theme(TenantModel):
    """A theme of a programme's research: declared before, or brought by who was there."""

    programme = TenantForeignKey("programmes.Programme")
    title = PlainCharField("tema", max_length=80)
    key = models.CharField(max_length=80, editable=False)
    declared = models.BooleanField("nell'elenco di partenza", default=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "programme", "key"],
                name="outreach_theme_once",
                violation_error_message="Questo tema c'è già nell'elenco.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class ThemeVoice(TenantModel):
    """That a theme came up in one meeting: how many bodies spoke of it, and in what words, without names."""

    table = TenantForeignKey("tables.Table")
    theme = TenantForeignKey(Theme, related_name="voices")
    voices = models.PositiveSmallIntegerField("quanti ne hanno parlato", default=1)
    words = PlainTextField("che cosa hanno detto", max_length=1000, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "table", "theme"], name="outreach_voice_once"),
            models.CheckConstraint(
                condition=models.Q(voices__gte=1, voices__lte=99),
                name="outreach_voice_number",
                violation_error_message="Scrivi quanti ne hanno parlato, da 1 a 99.",
            ),
        ]
