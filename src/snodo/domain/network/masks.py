"""The mask of a sensitive body: what its true name gives way to. Used by the actions of this context."""

from dataclasses import dataclass

from django.db.models import F, Q

from snodo.domain.network.models import Membership, Organisation
from snodo.domain.network.states import MASKED_NAME
from snodo.kernel.errors import InputRefused
from snodo.kernel.text import search_form


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a body is to be called, and whether behind a mask."""

    name: str
    short_name: str
    sensitive: bool
    masked_name: str


def names_of(organisation: Organisation) -> list[str]:
    """By which names texts may speak of a body today, the longest first."""
    return sorted({organisation.name, organisation.label}, key=len, reverse=True)


def bears(name: str) -> Q:
    """Bodies of this name, in the open or behind a mask."""
    return Q(name__iexact=name.strip()) | Q(own_name__iexact=name.strip())


def wanted(organisation: Organisation, changes: dict[str, object]) -> Wanted:
    """Takes out of the changes what concerns names; what is not said stays. `name` is the true one."""
    short = organisation.own_short_name or organisation.short_name
    masked = organisation.name if organisation.sensitive else ""
    return Wanted(
        name=str(changes.pop("name", organisation.true_name)),
        short_name=str(changes.pop("short_name", short)),
        sensitive=bool(changes.pop("sensitive", organisation.sensitive)),
        masked_name=str(changes.pop("masked_name", masked)),
    )


def rename(organisation: Organisation, to: Wanted) -> bool:
    """Save the body under these names; says whether a mask was put on or taken off."""
    was = organisation.sensitive
    organisation.own_name = organisation.own_short_name = ""
    organisation.name, organisation.short_name, organisation.sensitive = to.name, to.short_name, False
    if to.sensitive:
        put_on(organisation, to.name, to.short_name, to.masked_name)
    organisation.save()
    if was != to.sensitive:
        hide_professions(organisation)
    return was != to.sensitive


NOT_USABLE = "Questo nome non si può usare: chiedi a chi amministra la rete."


def put_on(organisation: Organisation, name: str, short_name: str, masked_name: str) -> None:
    """The true name steps back, a general one takes its place. Raises InputRefused."""
    wanted = masked_name.strip() or free_mask(organisation)
    if search_form(wanted) == search_form(name):
        raise InputRefused({"masked_name": "Il nome generico deve essere diverso da quello vero."})
    if Organisation.objects.exclude(pk=organisation.pk).filter(name__iexact=wanted).exists():
        raise InputRefused({"masked_name": "C'è già un ente con questo nome generico: cambialo un poco."})
    organisation.sensitive = True
    organisation.name, organisation.short_name = wanted, ""
    organisation.own_name, organisation.own_short_name = name, short_name


def free_mask(organisation: Organisation) -> str:
    """ "Servizio della rete", "Servizio della rete 2"…: always one that tells nothing."""
    taken = set(
        Organisation.objects.exclude(pk=organisation.pk)
        .filter(name__startswith=MASKED_NAME)
        .values_list("name", flat=True)
    )
    number = 1
    while (wanted := MASKED_NAME if number == 1 else f"{MASKED_NAME} {number}") in taken:
        number += 1
    return wanted


def hide_professions(organisation: Organisation) -> None:
    """What people do in a masked body says which body it is."""
    members = Membership.objects.filter(organisation=organisation)
    if organisation.sensitive:
        members.exclude(job_title="").update(own_job_title=F("job_title"), job_title="")
    else:
        members.exclude(own_job_title="").update(job_title=F("own_job_title"), own_job_title="")


def profession(organisation: Organisation, job_title: str) -> dict[str, str]:
    """Where a membership keeps the profession: behind the mask where there is one."""
    return {"own_job_title" if organisation.sensitive else "job_title": job_title}
