"""One referral: what was sent, what is said, what each side may do now."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.instruments.queries import read_response
from snodo.domain.intake import access, actions, queries, queries_handovers, sealing, waiting
from snodo.domain.intake.deciding import said_in
from snodo.domain.intake.models import Referral, ReferralHandover
from snodo.domain.intake.states import VERBS, ReferralState
from snodo.domain.people.states import LANGUAGES, Sex
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused
from snodo.kernel.identifiers import phone_display
from snodo.web.forms import SnodoForm
from snodo.web.http import apply_refusal, get_or_404, post_only, require_safe, toast, warn
from snodo.web.intake.forms import AcceptForm, NoteForm, RefuseForm, TextForm
from snodo.web.reading import shown

RESTRICTED = ("health", "judicial", "violence", "economic")
NEW_PERSON = "new"
FORMS: dict[str, Callable[[Any], SnodoForm]] = {
    "ask": lambda data: TextForm(data, label="Che cosa ti serve sapere", prefix="ask"),
    "answer": lambda data: TextForm(data, label="La tua risposta", prefix="answer"),
    "message": lambda data: TextForm(data, label="Messaggio", prefix="message"),
    "refuse": lambda data: RefuseForm(data, prefix="refuse"),
    "queue": lambda data: NoteForm(data, label="Che cosa si aspetta, e fino a quando", prefix="queue"),
    "withdraw": lambda data: NoteForm(data, label="Perché la ritiri", prefix="withdraw"),
}
# form -> the verb that opens it
VERB_OF = {
    "ask": "ask_information",
    "answer": "answer",
    "message": "message",
    "refuse": "refuse",
    "queue": "queue",
    "withdraw": "withdraw",
}


def found_or_404(request: HttpRequest, pk: UUID) -> Referral:
    actor = request.actor
    visible = access.with_my_roles(actor, access.referrals_visible_to(actor)).select_related(
        "programme",
        "action",
        "sender_organisation",
        "sender__user",
        "assigned_organisation",
        "assigned_membership__user",
        "municipality",
        "stay",
        "sheet__instrument",
        "person",
    )
    visible = queries.telling_of_files(visible.defer("programme__definition", "programme__summary"))
    return get_or_404(visible, pk)


@require_safe
def referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page of a referral; opening it is written down. A draft opens in its sheet."""
    found = found_or_404(request, pk)
    if found.state == ReferralState.DRAFT:
        return redirect("intake:edit", pk=found.pk)
    return _page(request, actions.open_referral(referral=found, actor=request.actor))


def _page(
    request: HttpRequest, found: Referral, *, name: str = "", wrong: SnodoForm | None = None
) -> HttpResponse:
    """The page, with the form that was refused still open and full."""
    actor = request.actor
    verbs = access.verbs_of(actor, found)
    forms = {one: make(None) for one, make in FORMS.items() if VERB_OF[one] in verbs}
    if wrong is not None:
        forms[name] = wrong
    closed = queries.closed_until(request.actor, found)
    mine = found.sender_organisation_id == actor.organisation_id
    sheet = read_response(found.sheet, sections=RESTRICTED) if found.sheet is not None else []
    handed = queries_handovers.handovers_of(found, closed)
    offered = next((one for one in handed if one.is_open), None)
    context = {
        "referral": found,
        "handovers": handed,
        "waits": _waits(found) if found.state == ReferralState.WAITING else None,
        "can_propose": "hand_over" in verbs and offered is None,
        "can_take_back": offered is not None and _may_take_back(actor, found, verbs, offered),
        "clock": queries.clocks_of([found])[0],
        "verbs": verbs,
        "forms": forms,
        "open_form": name,
        "mine": mine,
        "facts": _facts(found, request.actor),
        "sheet": _answered(sheet),
        "attachments": queries.attachments(request.actor, found),
        "conversation": queries.conversation(found, closed),
        "history": [(VERBS.get(event.verb, event.verb), event) for event in queries.history(found, closed)],
        "case_url": _case_url(found, mine=mine and found.assigned_organisation_id != actor.organisation_id),
        "next_move": _next_move(found, mine=mine),
    }
    return render(request, "intake/referral.html", context, status=422 if wrong is not None else 200)


def _waits(found: Referral) -> dict[str, Any]:
    """Place in line, why, and the criteria: nothing of the others."""
    place, many, mine = waiting.place_of(found, found.action)
    rule = waiting.rule_of(found.action)
    why = mine.why if mine is not None else ""
    return {"place": place, "many": many, "why": why, "words": waiting.words_of(found.action, rule)}


def _may_take_back(actor: Actor, found: Referral, verbs: frozenset[str], offered: ReferralHandover) -> bool:
    """As `handover_access.can_withdraw_handover`, from what the page knows already."""
    return "hand_over" in verbs and (
        offered.from_organisation_id == actor.organisation_id or access.leads(actor, found)
    )


def _answered(sheet: Any) -> list[Any]:
    """Sections with the answers given, those the page shows elsewhere left out."""
    shown = []
    for section in sheet:
        answers = [
            one for one in section.answers if one.text and one.item.code not in queries.ASKED_ELSEWHERE
        ]
        if answers:
            shown.append((section.title, answers))
    return shown


def _safe_contact(found: Referral, actor: Actor) -> list[tuple[str, Any]]:
    """How to reach a protected person: only for who sent them and for who is to meet them."""
    mine = found.sender_organisation_id == actor.organisation_id
    if not mine and found.assigned_membership_id != actor.membership_id:
        return []
    known = sealing.facts_of(found)
    phone = phone_display(known["phone"]) if known["phone"] else ""
    return [("Telefono", phone), ("Contatto", known["contact_notes"]), *_guardian(found)]


def _guardian(found: Referral) -> list[tuple[str, Any]]:
    """Who answers for somebody under age."""
    if not found.guardian_kind:
        return []
    return [("Chi ne ha la responsabilità", _guardian_words(found))]


def _guardian_words(found: Referral) -> str:
    return ": ".join(filter(None, (found.get_guardian_kind_display(), found.guardian_words)))


def _facts(found: Referral, actor: Actor) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = []
    if found.protected:
        facts.append(("Persona protetta", "si usa solo lo pseudonimo"))
        facts += _safe_contact(found, actor)
    elif found.household_name:
        facts.append(("Adulto di riferimento", f"{found.first_name} {found.last_name}".strip()))
        facts.append(("Componenti", found.household_size))
        facts.append(("Minori nel nucleo", found.household_minors))
    if not found.protected:
        facts += _guardian(found)
    if found.sent_through_id is not None:
        reach = " · ".join(filter(None, (found.outside_phone, found.outside_email)))
        facts.append(("Chi ha segnalato", f"{found.outside_name}, dal collegamento del servizio. {reach}"))
    facts += [
        ("Nascita", f"{found.birth_date:%d/%m/%Y} ({_age(found)} anni)" if found.birth_date else ""),
        ("Sesso anagrafico", Sex(found.sex).label if found.sex else ""),
        ("Residenza", "non ha una residenza" if found.homeless else found.municipality),
        ("Dove vive", found.stay),
        ("Telefono", phone_display(found.phone) if found.phone else ""),
        ("Contatto", found.contact_notes),
        ("Lingua", LANGUAGES.get(found.language, found.language)),
        ("Codice fiscale", "presente, si legge nella scheda della persona" if found.code_fingerprint else ""),
    ]
    return [(word, value) for word, value in facts if value]


def _age(found: Referral) -> int:
    today, born = clock.today(), found.birth_date
    assert born is not None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _case_url(found: Referral, *, mine: bool) -> str:
    """The case it opened; the sender is led to how it goes."""
    if found.opened_case_id is None:
        return ""
    return reverse("casework:progress" if mine else "casework:detail", args=[found.opened_case_id])


def _next_move(found: Referral, *, mine: bool) -> str:
    """Whose move it is, in words."""
    who = found.assigned_membership.user.get_full_name() if found.assigned_membership else ""
    sender = "da voi" if mine else f"da {found.sender_organisation.label}"
    return {
        ReferralState.SENT: "Il coordinamento la legge e la affida a un operatore.",
        ReferralState.INFORMATION_REQUESTED: f"Si aspetta un'informazione {sender}.",
        ReferralState.ASSIGNED: f"{who} incontra la situazione e decide se accogliere.",
        ReferralState.WAITING: "Aspetta un posto. Chi ha segnalato resta il riferimento della persona.",
        ReferralState.RETURNED: (
            f"È tornata a {'voi' if mine else found.sender_organisation.label}: per una scelta della persona "
            "nessuno di chi riceve può seguirla. Parlatene con lei; poi si manda di nuovo o si ritira."
        ),
        ReferralState.ACCEPTED: f"Il percorso è aperto. Responsabile: {who}.",
        ReferralState.REFUSED: "Non è stata accolta: qui sotto il motivo e l'alternativa.",
        ReferralState.WITHDRAWN: "È stata ritirata da chi l'aveva inviata.",
    }.get(ReferralState(found.state), "")


# The forms on the page


def _say(request: HttpRequest, pk: UUID, name: str, act: Callable[..., Any], done: str) -> HttpResponse:
    """Run one form of the page: what is refused comes back open, on the same page."""
    found = found_or_404(request, pk)
    form = FORMS[name](request.POST)
    if form.is_valid():
        try:
            act(referral=found, actor=request.actor, **form.cleaned_data)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        except Conflict as conflict:
            warn(request, conflict.sentence)
            return redirect("intake:referral", pk=pk)
        else:
            toast(request, done)
            return redirect("intake:referral", pk=pk)
    return _page(request, found, name=name, wrong=form)


@post_only
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the sender."""
    done = "Domanda inviata: la segnalazione aspetta la risposta."
    return _say(request, pk, "ask", actions.ask_information, done)


@post_only
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sender answers."""
    return _say(request, pk, "answer", actions.answer_information, "Risposta inviata.")


@post_only
def message(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A line to the other side."""
    return _say(request, pk, "message", actions.write_message, "Messaggio inviato.")


@post_only
def refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Not accepted, with an alternative."""
    done = "Segnalazione non accolta. Chi l'ha inviata legge il motivo e l'alternativa."
    return _say(request, pk, "refuse", actions.refuse_referral, done)


@post_only
def queue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """On the waiting list."""
    return _say(request, pk, "queue", actions.put_on_waiting_list, "Messa in lista d'attesa.")


@post_only
def send_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Out again, after it came back."""
    found = found_or_404(request, pk)
    try:
        actions.send_again(referral=found, actor=request.actor)
    except (InputRefused, Conflict) as refusal:
        warn(request, refusal.sentence)
    else:
        toast(request, "Segnalazione mandata di nuovo.")
    return redirect("intake:referral", pk=pk)


@post_only
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Taken back by the sender."""
    return _say(request, pk, "withdraw", actions.withdraw_referral, "Segnalazione ritirata.")


# Acceptance has a page of its own, as assignment (`assigning`)


def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who the person is (new, or already known), then the case opens."""
    found = found_or_404(request, pk)
    actor = request.actor
    if "accept" not in access.verbs_of(actor, found):
        return too_late(request, found, "Questa segnalazione ora non si può accogliere.")
    shown(request, found, found.person_id)
    known = queries.known_persons(actor, found)
    persons = {str(one.person.pk): one for one in known if one.person is not None}
    choices = [(pk, f"{one.person}: {', '.join(one.reasons)}") for pk, one in persons.items()]
    deciding = said_in(actor, found)
    form = AcceptForm(
        request.POST or None,
        persons=[*choices, (NEW_PERSON, "È una persona nuova: aggiungila con i dati della segnalazione")],
        definition=found.programme.definition,
        deciding=deciding,
        said=f"Nella segnalazione: «{_guardian_words(found)}»." if deciding is not None else "",
        initial={"person": NEW_PERSON if not choices else ""},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = persons.get(data["person"])
        try:
            actions.accept_referral(
                referral=found,
                person=chosen.person if chosen is not None else None,
                target_groups=data.get("target_groups", []),
                barriers=data.get("barriers", []),
                deciding=form.deciding(),
                actor=actor,
            )
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        except Conflict as conflict:
            return too_late(request, found, conflict.sentence)
        else:
            toast(request, "Segnalazione accolta: il percorso è aperto.")
            found.refresh_from_db(fields=["opened_case"])
            return redirect(_case_url(found, mine=False) or reverse("intake:referral", args=[pk]))
    others = [one for one in known if one.person is None]
    context = {"referral": found, "form": form, "others": others}
    return render(request, "intake/accept.html", context, status=422 if form.errors else 200)


def too_late(request: HttpRequest, found: Referral, sentence: str) -> HttpResponse:
    warn(request, sentence)
    return redirect("intake:referral", pk=found.pk)
