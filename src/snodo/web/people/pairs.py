"""Pairs that look alike: the list, the two side by side, what is asked of another body, undoing."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.audit import actions as audit
from snodo.domain.casework import queries as casework
from snodo.domain.people import access, actions, pairing, queries
from snodo.domain.people.models import PairQuestion, Person, PersonMerge, PossiblePair
from snodo.domain.people.states import LANGUAGES, Answer, Likely, PairState
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused
from snodo.kernel.identifiers import phone_display
from snodo.web.http import Page, get_or_404, leaf, paginate, post_only, require_safe, toast, warn
from snodo.web.people.forms import COUNTRIES

PER_PAGE = 25
TABS = (("", "Da guardare"), ("domande", "Domande di altri enti"), ("unite", "Unite"), ("diverse", "Diverse"))
ONLY_COORDINATION = "I doppioni li guarda chi coordina."
WORDS = {
    "first_name": "Nome",
    "last_name": "Cognome",
    "lived_name": "Chiamare",
    "birth_date": "Nascita",
    "birth_place": "Luogo di nascita",
    "sex": "Sesso anagrafico",
    "citizenship": "Cittadinanza",
    "language": "Lingua",
    "phone": "Telefono",
    "email": "Posta elettronica",
    "contact_notes": "Come contattare",
    "municipality": "Comune",
    "quarter": "Quartiere",
}
TIER_KINDS = {Likely.CERTAIN: "bad", Likely.PROBABLE: "warn", Likely.POSSIBLE: ""}


@dataclass(frozen=True, slots=True)
class Line:
    """A pair in the list. Of who may not be seen there is neither name nor link."""

    pair: PossiblePair
    seen: list[Person]
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]
    tag: str


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What was found in the night and nobody has decided; what others ask; what was joined or told apart."""
    actor = request.actor
    access.require(pairing.decides(actor), ONLY_COORDINATION)
    tab = request.GET.get("vista", "")
    tab = tab if tab in dict(TABS) else ""
    part = _part(request, tab)
    tabs = _tabs(tab, part.pop("waiting"))
    return render(request, "people/pairs.html", {"tab": tab, "tabs": tabs, "today": clock.today(), **part})


def _tabs(here: str, waiting: int) -> list[dict[str, Any]]:
    counts = {"domande": waiting or None}
    return [
        {
            "label": label,
            "url": f"?vista={code}" if code else "?",
            "here": code == here,
            "count": counts.get(code),
        }
        for code, label in TABS
    ]


def _part(request: HttpRequest, tab: str) -> dict[str, Any]:
    """The rows of a tab, and how many questions wait for an answer."""
    actor = request.actor
    if tab == "domande":
        asked = pairing.questions_for(actor).select_related("theirs", "asked_by__organisation")
        questions = paginate(request, asked.order_by("asked_on", "pk"), PER_PAGE)
        _log_list(actor, [one.theirs for one in questions])
        return {"page": questions, "waiting": questions.total}
    if tab == "unite":
        joined = pairing.merges_visible_to(actor).filter(undone_on__isnull=True)
        joined = joined.select_related("kept", "gone", "done_by__user").order_by("-created_at")
        merges = leaf(request, _with_waiting(actor, joined), PER_PAGE)
        _log_list(actor, [one.kept for one in merges])
        return {"page": merges, "waiting": _waiting(actor, merges)}
    state = PairState.DIFFERENT if tab == "diverse" else PairState.OPEN
    pairs = pairing.pairs_visible_to(actor).filter(state=state).select_related("one", "other")
    rows = _with_waiting(actor, queries.with_homes(pairs))
    page = leaf(request, rows.order_by("tier_rank", "-created_at", "pk"), PER_PAGE)
    lines = _lines(list(page))
    _log_list(actor, [person for line in lines for person in line.seen])
    return {"page": page, "lines": lines, "waiting": _waiting(actor, page)}


def _with_waiting(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each row says how many questions wait: one number for the tabs, without a statement for it."""
    asked = pairing.questions_for(actor).order_by().values("organisation").annotate(n=Count("pk"))
    return rows.annotate(waiting=Coalesce(Subquery(asked.values("n")), 0))


def _waiting(actor: Actor, page: Page) -> int:
    return page.items[0].waiting if page.items else pairing.questions_for(actor).count()


def _lines(pairs: list[Any]) -> list[Line]:
    judged = queries.judge([(pair.one_id, pair.other_id) for pair in pairs], queries.homes_of(pairs))
    lines = []
    for pair in pairs:
        found = judged.get((pair.one_id, pair.other_id))
        seen = [person for person, sees in ((pair.one, pair.sees_one), (pair.other, pair.sees_other)) if sees]
        # Of who may not be seen nothing is told, not even in what they are alike.
        told = found.likeness if found is not None and len(seen) == 2 else None
        reasons, doubts = (told.reasons, told.doubts) if told is not None else ((), ())
        lines.append(Line(pair, seen, reasons, doubts, TIER_KINDS[Likely(pair.tier)]))
    return lines


def _log_list(actor: Actor, people: list[Person]) -> None:
    """Who was shown is written down, one line for the page."""
    if people:
        audit.record_list(actor=actor, kind="people.person", ids=[one.pk for one in people], section="pairs")


# One pair


def pair(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The two side by side, why they look alike, and what to decide; sent, it joins them."""
    actor = request.actor
    found = _pair(request, pk)
    kept, gone = _sides(found)
    if request.method == "POST":
        refused = _join(request, found, kept, gone)
        if refused is None:
            return redirect("people:person", pk=kept.pk)
        warn(request, refused)
        return redirect("people:pair", pk=pk)
    (line,) = _lines([found])
    both = len(line.seen) == 2
    for person in line.seen:
        actions.open_person_file(person=person, section="pairs", actor=actor)
    paths = casework.cases_of_people(actor, [one.pk for one in line.seen]) if both else {}
    context = {
        "line": line,
        "both": both,
        "kept": kept,
        "gone": gone,
        "facts": _facts(kept, gone if both else None),
        "paths": [paths[one.pk] for one in (kept, gone)] if both else [],
        "open": found.state == PairState.OPEN,
        "body": None if both else queries.bodies_to_ask([gone.pk]).get(gone.pk),
        "question": None if both else _last_question(found, actor),
        "agreed": not both and pairing.agreed(actor, kept.pk, gone.pk),
    }
    return render(request, "people/pair.html", context)


def _pair(request: HttpRequest, pk: UUID) -> Any:
    """A pair of mine; for who does not co-ordinate, or sees neither, it does not exist."""
    places = (f"{side}__{place}" for side in ("one", "other") for place in ("municipality", "quarter"))
    pairs = pairing.pairs_visible_to(request.actor).select_related("one", "other", *places)
    return get_or_404(queries.with_homes(pairs), pk)


def _sides(found: Any) -> tuple[Person, Person]:
    """Who is kept: whom we follow, and of two the one written down first."""
    return (found.one, found.other) if found.sees_one else (found.other, found.one)


def _last_question(found: PossiblePair, actor: Actor) -> PairQuestion | None:
    mine = PairQuestion.objects.filter(pair=found, asked_by__organisation_id=actor.organisation_id)
    return mine.order_by("-asked_on", "-pk").first()


def _facts(kept: Person, gone: Person | None) -> list[dict[str, Any]]:
    """One line for each fact: what either says, and whether there is something to choose."""
    lines = []
    for name, word in WORDS.items():
        one, other = _shown(kept, name), _shown(gone, name) if gone is not None else ""
        if one or other:
            lines.append(
                {
                    "name": name,
                    "word": word,
                    "one": one,
                    "other": other,
                    "choose": bool(one and other and one != other),
                    "alike": one == other,
                }
            )
    return lines


def _shown(person: Person, name: str) -> str:
    value = getattr(person, name)
    if not value:
        return ""
    if name == "birth_date":
        return f"{value:%d/%m/%Y}"
    if name == "sex":
        return str(person.get_sex_display())
    if name == "phone":
        return str(phone_display(value))
    words = {"language": LANGUAGES, "citizenship": dict(COUNTRIES)}.get(name)
    return str(words.get(value, value) if words else value)


def _join(request: HttpRequest, found: Any, kept: Person, gone: Person) -> str | None:
    """Join them; a sentence when it cannot be."""
    taken = []
    if found.sees_one and found.sees_other:
        taken = [
            name
            for name in WORDS
            if request.POST.get(name) == "other" or (_shown(gone, name) and not _shown(kept, name))
        ]
    versions = tuple(
        int(text) if (text := request.POST.get(word, "")).isdecimal() and len(text) < 9 else -1
        for word in ("version", "other_version")
    )
    if not (found.sees_one and found.sees_other):
        versions = (versions[0], gone.version)  # a file not seen has no page that could be old
    try:
        actions.merge_persons(
            kept=kept, gone=gone, versions=(versions[0], versions[1]), from_gone=taken, actor=request.actor
        )
    except Conflict as conflict:
        return conflict.sentence
    toast(request, "Le due schede ora sono una. Per trenta giorni si può annullare, da «Doppioni».")
    return None


@post_only
def apart(request: HttpRequest, pk: UUID) -> HttpResponse:
    """They are two persons."""
    found = _pair(request, pk)
    actions.tell_apart(pair=found, actor=request.actor)
    toast(request, "Segnate come due persone. Tornano solo se i loro dati cambiano.")
    return redirect("people:pairs")


@post_only
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the body that follows the other."""
    found = _pair(request, pk)
    try:
        actions.ask_other_body(pair=found, actor=request.actor)
    except InputRefused as refusal:
        warn(request, refusal.sentence)
    except Conflict as conflict:
        warn(request, conflict.sentence)
    else:
        toast(request, "Domanda mandata: chi segue l'altra persona risponde qui dentro.")
    return redirect("people:pair", pk=pk)


def question(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another body asks whether somebody we follow is whom they follow."""
    actor = request.actor
    mine = pairing.questions_for(actor).select_related("theirs", "asked_by__organisation", "pair")
    found = get_or_404(mine, pk)
    if request.method == "POST":
        try:
            actions.answer_question(question=found, answer=request.POST.get("answer", ""), actor=actor)
        except InputRefused as refusal:
            warn(request, refusal.sentence)
            return redirect("people:pair_question", pk=pk)
        toast(request, "Risposta mandata.")
        return redirect("people:pairs")
    actions.open_person_file(person=found.theirs, section="pairs", actor=actor)
    judged = queries.judge([(found.pair.one_id, found.pair.other_id)])
    likely = next((one.likeness for one in judged.values()), None)
    context = {"question": found, "likely": likely, "facts": _facts(found.theirs, None), "answers": Answer}
    return render(request, "people/pair_question.html", context)


def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Says what happens; then they are two files again."""
    actor = request.actor
    visible = pairing.merges_visible_to(actor).select_related("kept", "gone", "done_by__user")
    found: PersonMerge = get_or_404(visible, pk)
    if request.method == "POST":
        try:
            actions.undo_merge(merge=found, actor=actor)
        except Conflict as conflict:
            warn(request, conflict.sentence)
            return redirect("people:merge_undo", pk=pk)
        toast(request, "Di nuovo due schede, com'erano.")
        return redirect("people:pairs" if pairing.decides(actor) else "home:today")
    actions.open_person_file(person=found.kept, section="pairs", actor=actor)
    return render(request, "people/merge_undo.html", {"merge": found, "today": clock.today()})
