"""States, tables and words of referrals."""

from django.db.models import TextChoices

from snodo.kernel.transitions import machine


class ReferralState(TextChoices):
    """Where a referral stands. None is a grave: each says who has the next move."""

    DRAFT = "draft", "Bozza"
    SENT = "sent", "Da assegnare"
    INFORMATION_REQUESTED = "information_requested", "In attesa di informazioni"
    ASSIGNED = "assigned", "Assegnata"
    WAITING = "waiting", "In lista d'attesa"
    RETURNED = "returned", "Tornata a chi l'ha inviata"
    ACCEPTED = "accepted", "Accolta"
    REFUSED = "refused", "Non accolta"
    WITHDRAWN = "withdrawn", "Ritirata"


S = ReferralState

REFERRAL = machine(
    send=({S.DRAFT}, S.SENT),
    ask_information=({S.SENT, S.ASSIGNED, S.WAITING}, S.INFORMATION_REQUESTED),
    answer=({S.INFORMATION_REQUESTED}, S.SENT),
    answer_to_assignee=({S.INFORMATION_REQUESTED}, S.ASSIGNED),
    answer_to_list=({S.INFORMATION_REQUESTED}, S.WAITING),
    assign=({S.SENT, S.WAITING, S.ASSIGNED, S.INFORMATION_REQUESTED}, S.ASSIGNED),
    hand_over=({S.SENT, S.WAITING, S.ASSIGNED, S.INFORMATION_REQUESTED}, S.ASSIGNED),
    accept=({S.ASSIGNED}, S.ACCEPTED),
    lose=({S.ASSIGNED}, S.SENT),
    release=({S.ASSIGNED, S.INFORMATION_REQUESTED}, S.SENT),
    give_back=({S.SENT, S.ASSIGNED, S.WAITING, S.INFORMATION_REQUESTED}, S.RETURNED),
    send_again=({S.RETURNED}, S.SENT),
    queue=({S.SENT, S.ASSIGNED}, S.WAITING),
    refuse=({S.SENT, S.ASSIGNED, S.WAITING, S.INFORMATION_REQUESTED}, S.REFUSED),
    withdraw=(
        {S.DRAFT, S.SENT, S.ASSIGNED, S.WAITING, S.INFORMATION_REQUESTED, S.RETURNED},
        S.WITHDRAWN,
    ),
)

OPEN = (S.SENT, S.INFORMATION_REQUESTED, S.ASSIGNED, S.WAITING, S.RETURNED)
TO_TRIAGE = (S.SENT, S.ASSIGNED, S.WAITING, S.INFORMATION_REQUESTED)
ENDED = (S.ACCEPTED, S.REFUSED, S.WITHDRAWN)


class Urgency(TextChoices):
    """How soon the person needs an answer, in the eyes of whoever refers."""

    ORDINARY = "ordinary", "Nei tempi ordinari"
    SOON = "soon", "Prima possibile"
    URGENT = "urgent", "Urgente, entro pochi giorni"


class Ground(TextChoices):
    """On what ground what is written travels from one body to another."""

    AGREEMENT = "agreement", "La persona è d'accordo"
    PUBLIC_TASK = "public_task", "Compito istituzionale di chi segnala, la persona è informata"
    PROTECTION = "protection", "Tutela urgente della persona"


class RefusalReason(TextChoices):
    """Why a referral is not accepted. Always with an alternative."""

    NOT_THE_TARGET = "not_the_target", "Non rientra tra i destinatari del programma"
    OUT_OF_TERRITORY = "out_of_territory", "Risiede fuori dal territorio"
    ALREADY_FOLLOWED = "already_followed", "È già seguita da un altro servizio della rete"
    NO_PLACES = "no_places", "Non ci sono posti"
    PERSON_DECLINED = "person_declined", "La persona non desidera il percorso"
    NOT_REACHED = "not_reached", "La persona non è stata raggiunta dopo più tentativi"
    OTHER = "other", "Altro motivo"


class HandoverState(TextChoices):
    """Where an offer to another body stands. An offer that lapses changes nothing of the referral."""

    PROPOSED = "proposed", "In attesa di risposta"
    ACCEPTED = "accepted", "Accettato"
    DECLINED = "declined", "Non accettato"
    WITHDRAWN = "withdrawn", "Ritirato"
    LAPSED = "lapsed", "Caduto"


HANDOVER = machine(
    accept=({HandoverState.PROPOSED}, HandoverState.ACCEPTED),
    decline=({HandoverState.PROPOSED}, HandoverState.DECLINED),
    withdraw=({HandoverState.PROPOSED}, HandoverState.WITHDRAWN),
    lapse=({HandoverState.PROPOSED}, HandoverState.LAPSED),
)

# Why a body says no to a handover: the reasons that do not need to have met the person.
DECLINE_REASONS = (
    RefusalReason.NO_PLACES,
    RefusalReason.NOT_THE_TARGET,
    RefusalReason.OUT_OF_TERRITORY,
    RefusalReason.ALREADY_FOLLOWED,
    RefusalReason.OTHER,
)


class ExceptionKind(TextChoices):
    """Against which declared rule a choice went."""

    ROUTE = "route", "A un ente diverso da quello a cui toccava"
    TURN = "turn", "Prima di chi era avanti in lista"


class RouteReason(TextChoices):
    """Why a referral goes to another body than the one whose it is."""

    KNOWN = "known", "L'altro ente la segue già o la conosce"
    WISH = "wish", "La persona preferisce così"
    NO_PLACE = "no_place", "L'ente a cui tocca oggi non ha posto o personale"
    MOVING = "moving", "Sta cambiando casa, o di fatto vive altrove"
    SKILL = "skill", "Serve una competenza che ha l'altro ente"
    CLOSE = "close", "Chi riceve conosce la persona o la famiglia per altre ragioni"
    SAFETY = "safety", "È più sicuro o più riservato per la persona"
    AGREED = "agreed", "Lo prevede un accordo tra i due enti"
    OTHER = "other", "Altro motivo"


class TurnReason(TextChoices):
    """Why somebody passes before who is ahead in a waiting list."""

    FITS = "fits", "Il posto libero va bene per questa persona e non per chi è prima"
    STARTS = "starts", "Qualcosa comincia adesso e chi è prima non può"
    UNREACHED = "unreached", "Chi è prima non si è riusciti a raggiungere"
    ASKED = "asked", "Chi è prima ha chiesto di aspettare"
    WORSE = "worse", "La situazione è peggiorata"
    OTHER = "other", "Altro motivo"


REASONS_OF: dict[str, type[TextChoices]] = {
    ExceptionKind.ROUTE: RouteReason,
    ExceptionKind.TURN: TurnReason,
}
EXCEPTION_REASONS = [*RouteReason.choices, *(one for one in TurnReason.choices if one[0] != "other")]


class Guardian(TextChoices):
    """Who answers for somebody under age.

    Parental responsibility is of both parents (Civil Code, art. 316); where they are not there or may not,
    of a guardian (artt. 343 and 357); in foster care the service or the family decides the everyday things
    (law 184/1983, artt. 4 and 5). Minors who arrived alone are given a guardian (law 47/2017, art. 11), and
    where there is danger the public authority steps in first (Civil Code, art. 403): so not knowing who it
    is bars nobody, as long as somebody is looking.
    """

    PARENTS = "parents", "Uno o entrambi i genitori"
    GUARDIAN = "guardian", "Un tutore o una tutrice"
    SERVICE = "service", "Un servizio o una famiglia affidataria"
    UNKNOWN = "unknown", "Non si sa ancora"


# Typed where a ground is asked, never stored: the person does not want to be referred.
SAID_NO = "said_no"
SAID_NO_WORDS = "La persona non vuole essere segnalata"


class BatchState(TextChoices):
    """Where a list of referrals stands, from the file to the last row sent."""

    MATCHING = "matching", "Colonne da abbinare"
    CHECKING = "checking", "Controllo in corso"
    CHECKED = "checked", "Controllato"
    SENDING = "sending", "Invio in corso"
    SENT = "sent", "Inviato"


B = BatchState

BATCH = machine(
    match=({B.MATCHING, B.CHECKED}, B.CHECKING),
    checked=({B.CHECKING}, B.CHECKED),
    check_failed=({B.CHECKING}, B.MATCHING),
    settle=({B.CHECKED, B.SENT}, B.CHECKING),
    send=({B.CHECKED, B.SENT}, B.SENDING),
    sent=({B.SENDING}, B.SENT),
    send_failed=({B.SENDING}, B.CHECKED),
)


class RowState(TextChoices):
    """What can be done of one row of a list."""

    UNREAD = "unread", "Da controllare"
    READY = "ready", "Pronta"
    WRONG = "wrong", "Da correggere"
    SETTLE = "settle", "Cognome da scegliere"
    DOUBLE = "double", "Già segnalata"
    DOUBT = "doubt", "Forse già conosciuta"
    DECLINED = "declined", "La persona non vuole"
    SENT = "sent", "Inviata"


R = RowState
_JUDGED: set[str] = {R.UNREAD, R.READY, R.WRONG, R.SETTLE, R.DOUBLE, R.DOUBT}

# The verb is the verdict: of the check first, then of the single referral's own action.
ROW = machine(
    ready=(_JUDGED, R.READY),
    wrong=(_JUDGED, R.WRONG),
    settle=(_JUDGED, R.SETTLE),
    double=(_JUDGED, R.DOUBLE),
    declined=(_JUDGED, R.DECLINED),
    doubt=({R.READY, R.DOUBT}, R.DOUBT),
    sent=({R.READY, R.DOUBT}, R.SENT),
)


class MessageKind(TextChoices):
    """A question asks for an answer; a note does not."""

    NOTE = "note", "Messaggio"
    QUESTION = "question", "Richiesta di informazioni"
    ANSWER = "answer", "Risposta"


# The verb of a line of the history, in the words of the page.
VERBS = {
    "save": "Bozza salvata",
    "send": "Segnalazione inviata",
    "ask_information": "Chieste informazioni al servizio inviante",
    "answer": "Il servizio inviante ha risposto",
    "assign": "Assegnata",
    "accept": "Accolta: percorso aperto",
    "refuse": "Non accolta",
    "queue": "Messa in lista d'attesa",
    "withdraw": "Ritirata",
    "release": "Da affidare a un altro ente",
    "lose": "Chi l'aveva non può più seguirla: da affidare di nuovo",
    "give_back": "Tornata a chi l'ha inviata",
    "send_again": "Mandata di nuovo",
    "propose_handover": "Proposto il passaggio a un altro ente",
    "accept_handover": "Passaggio accettato: ora ne risponde il nuovo ente",
    "decline_handover": "Passaggio non accettato: resta a chi l'aveva",
    "withdraw_handover": "Proposta di passaggio ritirata",
    "lapse_handover": "La proposta di passaggio non vale più",
    "bypass_route": "Va a un ente diverso da quello a cui toccava",
    "bypass_turn": "Passa prima di chi era avanti in lista",
    "agree_day": "Concordato un altro giorno",
}
