"""Questionnaires as data: a published version never changes; answers keep the version they were given to."""

from typing import ClassVar

from django.db import models

from snodo.domain.instruments.states import Filler, Purpose, Section
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedJSONField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField


class Instrument(TenantModel):
    """One published version of a questionnaire; `definition` follows the instrument schema of the packs."""

    code = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    title = PlainCharField("titolo", max_length=160)
    purpose = models.CharField(max_length=30, choices=Purpose.choices)
    definition = models.JSONField()
    retired_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "code", "version"], name="instrument_version_once")
        ]

    def __str__(self) -> str:
        return self.title


class Response(TenantModel):
    """Answers given once by one filler; corrections are new responses that name the one they replace.

    `answers` holds what has no restricted section; `scores` maps the score areas to numbers.
    """

    instrument = TenantForeignKey(Instrument)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    filler = models.CharField(max_length=20, choices=Filler.choices)
    answers = models.JSONField(default=dict)
    scores = models.JSONField(default=dict)
    filled_on = models.DateField(default=clock.today)
    replaces = TenantForeignKey("instruments.Response", null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "replaces"],
                condition=models.Q(replaces__isnull=False),
                name="response_replaced_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["network_id", "subject_kind", "subject_id", "filled_on"], name="response_subject"
            )
        ]


class RestrictedAnswers(TenantModel):
    """The answers of one restricted section of one response, encrypted."""

    response = TenantForeignKey(Response, related_name="restricted")
    section = models.CharField(max_length=20, choices=Section.choices)
    answers = EncryptedJSONField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "response", "section"], name="restricted_section_once"
            )
        ]
