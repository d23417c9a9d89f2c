"""What those who watch over data protection are told. The words say nothing of anybody."""

from collections.abc import Iterable

from snodo.domain.messaging import actions as messaging
from snodo.domain.messaging.actions import Recipient
from snodo.domain.messaging.messages import Message
from snodo.domain.network.access import members_in_force
from snodo.domain.network.models import Membership, Organisation
from snodo.domain.network.states import Role
from snodo.domain.people.access import keepers_of
from snodo.domain.people.models import Person
from snodo.domain.privacy.models import EmergencyReview, PersonRequest
from snodo.domain.privacy.queries.break_glass import open_cases_of
from snodo.kernel.actor import Actor


class LogBroken(Message):
    """The nightly walk of the log found a break."""

    kind = "privacy.log_broken"
    title = "Il controllo del registro chiede la tua attenzione"
    subject = "Il controllo del registro"
    opening = (
        "Il controllo di questa notte sul registro delle operazioni chiede la tua attenzione. Entra in Snodo:"
    )


def members_with(*roles: str) -> list[Membership]:
    """Who holds one of these roles today, in the bound network."""
    return list(Membership.objects.filter(members_in_force(), role__in=roles, user__is_active=True))


def tell(message: Message, members: Iterable[Membership], actor: Actor) -> None:
    """Each once, in the application and by e-mail."""
    messaging.notify(message=message, recipients=[Recipient.of(member) for member in members], actor=actor)


def tell_log_broken(actor: Actor) -> None:
    """Data protection and administration."""
    tell(LogBroken(path="/registro/"), members_with(Role.PRIVACY_OFFICER, Role.ADMINISTRATOR), actor)


class EmergencyOpened(Message):
    """Somebody opened in an emergency the file of a person I follow, or that I watch over."""

    kind = "privacy.emergency_opened"
    title = "È stato aperto un accesso d'emergenza"
    subject = "Un accesso d'emergenza"
    opening = "È stato aperto un accesso d'emergenza che ti riguarda. Per vedere chi e perché entra in Snodo:"


class EmergencyJudged(Message):
    """What I opened in an emergency was looked at."""

    kind = "privacy.emergency_judged"
    title = "Il tuo accesso d'emergenza è stato esaminato"
    subject = "Il tuo accesso d'emergenza è stato esaminato"
    opening = "Il tuo accesso d'emergenza è stato esaminato. Per leggere com'è andata entra in Snodo:"


class ReviewWaiting(Message):
    """Accesses wait for a judgement."""

    kind = "privacy.review_waiting"
    title = "Ci sono accessi d'emergenza da esaminare"
    subject = "Accessi d'emergenza da esaminare"
    opening = "Ci sono accessi d'emergenza che aspettano di essere esaminati. Per farlo entra in Snodo:"


class RequestReceived(Message):
    """A person exercises a right over their data."""

    kind = "privacy.request_received"
    title = "Una persona chiede qualcosa sui suoi dati"
    subject = "Una richiesta sui dati"
    opening = (
        "Una persona chiede qualcosa sui suoi dati. Per vedere che cosa, ed entro quando, entra in Snodo:"
    )


class RequestDue(Message):
    """The day to answer a request comes near, or has passed."""

    kind = "privacy.request_due"
    title = "Una richiesta sui dati aspetta la risposta"
    subject = "Una richiesta sui dati aspetta la risposta"
    opening = "Il giorno entro cui rispondere a una richiesta sui dati è vicino. Per vederla entra in Snodo:"


class ContributionAsked(Message):
    """Data protection asks the team for something, to answer."""

    kind = "privacy.contribution_asked"
    title = "Per rispondere a una persona serve il tuo contributo"
    subject = "Serve il tuo contributo"
    opening = (
        "Per rispondere a una persona sui suoi dati serve il tuo contributo. Per scriverlo entra in Snodo:"
    )


class ContributionGiven(Message):
    """The team has said what was asked."""

    kind = "privacy.contribution_given"
    title = "È arrivato il contributo che avevi chiesto"
    subject = "È arrivato un contributo"
    opening = (
        "È arrivato il contributo che avevi chiesto per una richiesta sui dati. Per leggerlo entra in Snodo:"
    )


class Unusual(Message):
    """The nightly look at the log found something to look at."""

    kind = "privacy.unusual"
    title = "Ci sono letture insolite da guardare"
    subject = "Letture insolite da guardare"
    opening = "Nel registro ci sono letture insolite da guardare. Per vederle entra in Snodo:"


def review_path(review: EmergencyReview) -> str:
    return f"/riservatezza/emergenze/{review.pk}/"


def tell_emergency(review: EmergencyReview, actor: Actor) -> None:
    """Who is responsible for the person's paths, and data protection: before anything is read."""
    open_cases = open_cases_of(review.emergency.person_id)
    responsible = Membership.objects.filter(members_in_force(), pk__in=open_cases.values("responsible_id"))
    watching = members_with(Role.PRIVACY_OFFICER)
    tell(EmergencyOpened(path=review_path(review)), [*responsible, *watching], actor)


def tell_judged(review: EmergencyReview, actor: Actor) -> None:
    """Who asked."""
    asked = Membership.objects.filter(pk=review.emergency.membership_id)
    tell(EmergencyJudged(path=review_path(review)), asked, actor)


def tell_waiting(actor: Actor) -> None:
    """Data protection."""
    tell(ReviewWaiting(path="/riservatezza/emergenze/"), members_with(Role.PRIVACY_OFFICER), actor)


def tell_unusual(actor: Actor) -> None:
    """Data protection."""
    tell(Unusual(path="/riservatezza/insolite/"), members_with(Role.PRIVACY_OFFICER), actor)


def request_path(request: PersonRequest) -> str:
    return f"/riservatezza/richieste/{request.pk}/"


def tell_request_received(request: PersonRequest, actor: Actor) -> None:
    """Data protection."""
    tell(RequestReceived(path=request_path(request)), members_with(Role.PRIVACY_OFFICER), actor)


def tell_request_due(request: PersonRequest, actor: Actor) -> None:
    """Who has it in hand; all of data protection while nobody has, or who had it is gone."""
    owner: list[Membership] = []
    if request.owner_id is not None:
        holding = Membership.objects.filter(members_in_force(), pk=request.owner_id, user__is_active=True)
        owner = list(holding)
    tell(RequestDue(path=request_path(request)), owner or members_with(Role.PRIVACY_OFFICER), actor)


def tell_contribution_asked(request: PersonRequest, actor: Actor) -> int:
    """The team that answers for the person; gives how many were told."""
    team = [member for member in keepers_of(request.person) if member.user.is_active]
    tell(ContributionAsked(path=request_path(request)), team, actor)
    return len(team)


def tell_contribution_given(request: PersonRequest, asked_by: Membership, actor: Actor) -> None:
    """Who had asked."""
    tell(ContributionGiven(path=request_path(request)), [asked_by], actor)


class RetentionDue(Message):
    """The time of some files is over."""

    kind = "privacy.retention_due"
    title = "Ci sono fascicoli da non tenere più"
    subject = "Fascicoli da non tenere più"
    opening = (
        "Il tempo di conservazione di alcuni fascicoli è passato. Per decidere che cosa farne entra in Snodo:"
    )


def tell_retention_due(actor: Actor) -> None:
    """Data protection."""
    tell(RetentionDue(path="/riservatezza/conservazione/"), members_with(Role.PRIVACY_OFFICER), actor)


class DataCorrected(Message):
    """Something my body knew of a person was wrong and has been corrected."""

    kind = "privacy.data_corrected"
    title = "È stato corretto un dato di una persona che il tuo ente conosce"
    subject = "Un dato è stato corretto"
    opening = "È stato corretto un dato di una persona che il tuo ente conosce. Per vederlo entra in Snodo:"


class SharingStopped(Message):
    """The person asked that something be no longer shared."""

    kind = "privacy.sharing_stopped"
    title = "Una persona che segui ha chiesto di non condividere più qualcosa"
    subject = "Qualcosa non è più condiviso"
    opening = "Una persona che segui non vuole più condividere qualcosa. Per vederlo entra in Snodo:"


def tell_corrected(person: Person, bodies: Iterable[Organisation], actor: Actor) -> None:
    """Who co-ordinates each body that has the data, and who accompanies the person."""
    heads = Membership.objects.filter(
        members_in_force(), role=Role.COORDINATOR, organisation__in=list(bodies), user__is_active=True
    )
    told = {member.pk: member for member in (*heads, *_accompanying(person))}
    tell(DataCorrected(path=person_path(person)), told.values(), actor)


def tell_stopped(person: Person, actor: Actor) -> None:
    """Who accompanies the person."""
    tell(SharingStopped(path=person_path(person)), _accompanying(person), actor)


def _accompanying(person: Person) -> list[Membership]:
    return [member for member in keepers_of(person) if member.user.is_active]


def person_path(person: Person) -> str:
    return f"/persone/{person.pk}/"
