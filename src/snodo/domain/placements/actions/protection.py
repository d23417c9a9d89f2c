"""When a person becomes protected, no text of their paths says any more where they work."""

import re

from django.db import transaction

from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.people.models import Person
from snodo.domain.placements.models import Internship
from snodo.kernel.actor import Actor

HIDDEN = "un'azienda"


@transaction.atomic
def conceal_hosts(*, person: Person, actor: Actor) -> None:
    """Take the names of the hosts out of stories and steps. A service: it follows `people.protect_person`."""
    internships = Internship.objects.filter(person=person).select_related("host")
    words: dict[str, str] = {}
    for internship in internships:
        for name in {internship.host.name, internship.host.label}:
            words[rf" presso {re.escape(name)}"] = ""
            words[re.escape(name)] = HIDDEN
    cases = Case.objects.filter(pk__in=internships.values("case"))
    casework.rewrite_texts(cases=cases, words=words, actor=actor)
