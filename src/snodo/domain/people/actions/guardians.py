"""Who decides for somebody: written down, ended; and who is looking for one."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet

from snodo.domain.audit import actions as audit
from snodo.domain.people import access, queries
from snodo.domain.people.actions.checks import past_day, refuse, save_checked
from snodo.domain.people.guardianship import KINDS, OF_AGE
from snodo.domain.people.models import Guardian, GuardianSearch, Person
from snodo.domain.people.states import NO, GuardianKind, GuardianPower, GuardianWay
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict

WRITES = "Chi decide per una persona lo scrive chi la segue."


@transaction.atomic
def name_guardian(
    *,
    person: Person,
    kind: str,
    name: str,
    started_on: datetime.date,
    reach: str = "",
    act: str = "",
    way: str = "",
    powers: Collection[str] = (),
    limits: str = "",
    ended_on: datetime.date | None = None,
    actor: Actor,
) -> Guardian:
    """Write down who decides, since when, by which act. A search that was going on ends.

    For an *amministratore di sostegno* `way` and `powers` are those of the decree; for the others those of
    the law. Raises InputRefused, NotAllowed.
    """
    access.require(access.can_write_guardians(actor, person), WRITES)
    problems: dict[str, str] = {}
    past_day(problems, "started_on", started_on)
    law = KINDS.get(kind)
    if law is None:
        problems["kind"] = "Scegli chi decide dall'elenco."
    else:
        problems |= _of_law(person, kind, act, way, powers)
        if law.way != GuardianWay.BY_ACT:
            way, powers = law.way, law.powers
    if not name.strip():
        problems["name"] = "Scrivi chi è: nome e cognome, oppure l'ente nominato."
    if ended_on is not None and ended_on < started_on:
        problems["ended_on"] = "La fine viene prima dell'inizio: controlla le date."
    refuse(problems)
    guardian = Guardian(
        person=person,
        kind=kind,
        name=name,
        reach=reach,
        act=act,
        way=way,
        powers=[one for one in GuardianPower.values if one in powers],
        limits=limits,
        started_on=started_on,
        ended_on=ended_on,
        written_by_id=actor.membership_id,
    )
    save_checked(guardian)
    if queries.in_force(guardian):
        _searches(person).update(ended_on=clock.today())
    _log("name_guardian", person, actor, kind=kind, started_on=started_on)
    return guardian


def _of_law(person: Person, kind: str, act: str, way: str, powers: Collection[str]) -> dict[str, str]:
    problems: dict[str, str] = {}
    law = KINDS[kind]
    age = person.age
    if law.for_minors and age is not None and age >= OF_AGE:
        problems["kind"] = "È maggiorenne: genitori e tutore del minore non decidono più per lei o per lui."
    if kind != GuardianKind.PARENT and not act.strip():
        problems["act"] = "Scrivi l'atto: quale ufficio, il numero e la data."
    if law.way == GuardianWay.BY_ACT:
        if way not in (GuardianWay.INSTEAD, GuardianWay.BESIDE):
            problems["way"] = "Scegli se firma al posto suo o insieme, come dice il decreto."
        if not powers or not set(powers) <= set(GuardianPower.values):
            problems["powers"] = "Scegli per che cosa: decide solo quello che dice il decreto."
    return problems


@transaction.atomic
def end_guardian(*, guardian: Guardian, ended_on: datetime.date | None = None, actor: Actor) -> Guardian:
    """From that day they decide no more. Raises Conflict, InputRefused."""
    access.require(access.can_write_guardians(actor, guardian.person), WRITES)
    found: Guardian = (
        Guardian.objects.select_for_update(of=("self",)).select_related("person").get(pk=guardian.pk)
    )
    if not queries.in_force(found):
        raise Conflict("Non decideva già più.")
    day = ended_on or clock.today()
    problems: dict[str, str] = {}
    past_day(problems, "ended_on", day)
    if day < found.started_on:
        problems["ended_on"] = "La fine viene prima dell'inizio: controlla la data."
    refuse(problems)
    found.ended_on = day
    found.save(update_fields=["ended_on"])
    _log("end_guardian", found.person, actor, kind=found.kind, ended_on=day)
    return found


# Looking for one


@transaction.atomic
def look_for_guardian(*, person: Person, note: str = "", actor: Actor) -> GuardianSearch:
    """The actor takes care that somebody be named; taken over from a colleague, theirs ends."""
    access.require(access.can_write_guardians(actor, person), WRITES)
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    _searches(person).update(ended_on=clock.today())
    search = GuardianSearch(person=person, membership_id=actor.membership_id, note=note)
    save_checked(search)
    _log("look_for_guardian", person, actor)
    return search


@transaction.atomic
def stop_looking(*, person: Person, actor: Actor) -> None:
    """Nobody needs be named any more. Raises Conflict when nobody was looking."""
    access.require(access.can_write_guardians(actor, person), WRITES)
    if not _searches(person).update(ended_on=clock.today()):
        raise Conflict("Nessuno se ne stava occupando.")
    _log("stop_looking", person, actor)


def _searches(person: Person) -> QuerySet[GuardianSearch]:
    return GuardianSearch.objects.filter(person=person, ended_on__isnull=True)


def _log(verb: str, person: Person, actor: Actor, **changes: object) -> None:
    audit.record(actor=actor, verb=f"person.{verb}", subject=person, person_id=person.pk, changes=changes)


# Whose yes it is


def check_decider(
    problems: dict[str, str], *, person: Person, choice: str, decided_by: str, power: str, day: datetime.date
) -> None:
    """A yes of somebody for whom another decides is that other's, or of both. A no is always the person's."""
    deciding = [one for one in queries.guardians_on(person, day) if power in one.powers]
    if decided_by and decided_by not in {one.kind for one in deciding}:
        problems["decided_by"] = "A quella data non risulta che decida: controlla chi decide per la persona."
    elif deciding and not decided_by and choice not in NO:
        said = ", ".join(sorted({str(one.get_kind_display()).lower() for one in deciding}))
        problems["decided_by"] = f"Per questo decide anche: {said}. Scegli chi ha deciso."
