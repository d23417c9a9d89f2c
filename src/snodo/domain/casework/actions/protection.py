"""When the person of a path becomes protected: their name leaves the texts, their papers close."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Func, QuerySet, TextField, Value

from snodo.domain.casework.models import (
    Case,
    CaseEvent,
    CaseParty,
    CriticalIssue,
    NextStep,
    Outcome,
    Plan,
)
from snodo.domain.documents import actions as documents
from snodo.domain.network.models import Organisation
from snodo.domain.people.models import Person
from snodo.kernel.actor import Actor

IDENTITY = "identity"


@transaction.atomic
def conceal_person(*, person: Person, known_as: Iterable[str], actor: Actor) -> None:
    """Put the pseudonym where texts of the person's paths say a name; close their papers to the keepers.

    A service: it follows `people.protect_person`, which has checked and logged.
    """
    cases = Case.objects.filter(person=person)
    words = {rf"\m{re.escape(name)}\M": person.pseudonym for name in known_as}
    rewrite_texts(cases=cases, words=words, actor=actor)
    documents.retitle_documents(person_id=person.pk, words=words, actor=actor)
    documents.close_documents(person_id=person.pk, section=IDENTITY, actor=actor)


@transaction.atomic
def reveal_person(*, person: Person, actor: Actor) -> None:
    """The papers open again. A service: it follows `people.lift_protection`."""
    documents.reopen_documents(person_id=person.pk, section=IDENTITY, actor=actor)


@transaction.atomic
def conceal_body(*, organisation: Organisation, known_as: Iterable[str], actor: Actor) -> None:
    """What was written with the name of a body that is now masked says the mask instead. A service."""
    parties = CaseParty.objects.filter(organisation=organisation).values("case")
    words = {rf"\m{re.escape(name)}\M": organisation.label for name in known_as}
    rewrite_texts(cases=Case.objects.filter(pk__in=parties), words=words, actor=actor)


@transaction.atomic
def rewrite_texts(*, cases: QuerySet[Case], words: Mapping[str, str], actor: Actor) -> None:
    """In everything written on these paths put other words for some. `words`: regular expression → text.

    A service: who calls has the ground for it.
    """
    if not words:
        return
    ids = cases.values("pk")
    _rewrite(CaseEvent.objects.filter(case__in=ids), ("title", "detail", "author"), words)
    _rewrite(NextStep.objects.filter(case__in=ids), ("title",), words)
    _rewrite(CriticalIssue.objects.filter(case__in=ids), ("title", "detail", "what_was_done"), words)
    _rewrite(Outcome.objects.filter(case__in=ids), ("detail", "evidence_note"), words)
    _rewrite(Plan.objects.filter(case__in=ids), ("summary",), words)
    _rewrite(Case.objects.filter(pk__in=ids), ("need_in_own_words",), words)


def _rewrite(rows: QuerySet[Any], fields: tuple[str, ...], words: Mapping[str, str]) -> None:
    said = "|".join(f"({pattern})" for pattern in words)
    for field in fields:
        text: Any = F(field)
        for pattern, instead in words.items():
            text = Func(
                text,
                Value(pattern),
                Value(instead.replace("\\", r"\\")),
                Value("gi"),
                function="regexp_replace",
                output_field=TextField(),
            )
        rows.filter(**{f"{field}__iregex": said}).update(**{field: text})
