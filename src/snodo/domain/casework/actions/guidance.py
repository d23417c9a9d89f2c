"""What matters for work, written by who cares for the person and by who follows the work."""

import datetime
import re
from collections.abc import Mapping

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.casework import access, states
from snodo.domain.casework.actions.checks import coming_day, lock, refuse, required, save_checked
from snodo.domain.casework.actions.opening import persons_of
from snodo.domain.casework.actions.story import note_event, promise_step
from snodo.domain.casework.models import Case, WorkGuidance
from snodo.domain.network.models import Membership
from snodo.domain.people.models import Person
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict
from snodo.kernel.text import search_form

WRITERS = "Può scriverle chi ha la responsabilità sanitaria nell'équipe, o chi segue il lavoro."
LONGEST = 1000
# Beginnings of words that name an illness or an addiction, and codes of classifications: not here.
DIAGNOSES = (
    "schizofren",
    "bipolar",
    "psicos",
    "psicotic",
    "borderline",
    "depressiv",
    "paranoi",
    "autis",
    "epiless",
    "hiv",
    "aids",
    "epatit",
    "tossicodipend",
    "alcolism",
    "alcolist",
    "eroin",
    "cocain",
    "metadon",
)
CODE = re.compile(r"\b[FG]\d{2}(\.\d)?\b|\bICD\b|\bDSM\b")


@transaction.atomic
def write_guidance(
    *,
    case: Case,
    viewpoint: str,
    content: Mapping[str, str],
    certificate: str,
    review_on: datetime.date | None,
    person: Person | None = None,
    number: int = 0,
    actor: Actor,
) -> WorkGuidance:
    """A new version of what matters for work; the former one is kept. `number` is the version that was read.

    Raises InputRefused (a diagnosis among the words, a review in the past), Conflict.
    """
    access.require(viewpoint in access.viewpoints_of(actor, case), WRITERS)
    case = lock(case)
    who = _whose(case, person)
    said = {head.value: content.get(head.value, "").strip() for head in states.GuidanceHead}
    problems = _problems(said, certificate, review_on)
    if who is None:
        problems["person"] = "Scegli di chi si parla."
    refuse(problems)
    assert who is not None
    assert review_on is not None
    standing = WorkGuidance.objects.filter(case=case, person=who, viewpoint=viewpoint, current=True)
    before = standing.values_list("number", flat=True).first() or 0
    if before != number:
        raise Conflict("Nel frattempo sono state riscritte: guarda come sono ora e aggiungi ciò che manca.")
    standing.update(current=False)
    guidance = WorkGuidance(
        case=case,
        person=who,
        viewpoint=viewpoint,
        number=before + 1,
        content=said,
        certificate=certificate,
        review_on=review_on,
        organisation_id=actor.organisation_id,
        author_id=actor.membership_id,
    )
    save_checked(guidance)
    _tell(guidance, case, actor)
    return guidance


def _whose(case: Case, person: Person | None) -> Person | None:
    inside = persons_of(case)
    if person is None:
        return inside[0] if case.person_id is not None else None
    return next((one for one in inside if one.pk == person.pk), None)


def _problems(said: dict[str, str], certificate: str, review_on: datetime.date | None) -> dict[str, str]:
    problems: dict[str, str] = {}
    required(problems, "Scrivi quando rivederle: le indicazioni invecchiano.", review_on=review_on)
    coming_day(problems, "review_on", review_on)
    if review_on is not None and review_on <= clock.today():
        problems["review_on"] = "Scrivi un giorno che deve ancora venire."
    if certificate not in states.Certificate.values:
        problems["certificate"] = "Scegli se c'è, se non c'è o se non si sa."
    if not any(said.values()):
        problems[states.GuidanceHead.CAUTIONS] = (
            "Scrivi almeno una cosa che serve a chi lavora con la persona."
        )
    for head, text in said.items():
        if len(text) > LONGEST:
            problems[head] = f"Al massimo {LONGEST} caratteri: qui serve l'essenziale."
        elif word := diagnosis_in(text):
            problems[head] = (
                f"Qui non si scrivono diagnosi («{word}»): scrivi che cosa significa sul lavoro. "
                "La diagnosi sta nella parte riservata."
            )
    return problems


def diagnosis_in(text: str) -> str:
    """The first word that names an illness, an addiction or a code; empty when there is none."""
    if code := CODE.search(text):
        return code.group(0)
    for word in search_form(text).split():
        if word.startswith(DIAGNOSES):
            return word.lower()
    return ""


def _tell(guidance: WorkGuidance, case: Case, actor: Actor) -> None:
    note_event(
        case=case,
        kind=states.EventKind.GUIDANCE,
        title="Indicazioni per il lavoro: nuova versione",
        ref=guidance,
        actor=actor,
    )
    author = Membership.objects.select_related("organisation").get(pk=actor.membership_id)
    promise_step(
        case=case,
        kind=states.StepKind.GUIDANCE,
        title="Rivedere le indicazioni per il lavoro",
        due_on=guidance.review_on,
        owner_membership=author,
        owner_organisation=author.organisation,
        ref=guidance,
        actor=actor,
    )
    changes = {
        "viewpoint": guidance.viewpoint,
        "version": guidance.number,
        "review_on": guidance.review_on,
    }
    audit.record(
        actor=actor,
        verb="case.write_guidance",
        subject=case,
        section=states.Section.GUIDANCE,
        person_id=guidance.person_id,
        changes=changes,
    )
