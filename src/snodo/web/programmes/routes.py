"""Who receives whom: municipality by municipality, from a day on; and what decides otherwise."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.intake import queries_exceptions
from snodo.domain.network.models import Organisation, Territory
from snodo.domain.programmes import access, actions, queries
from snodo.domain.programmes.models import Programme
from snodo.domain.programmes.states import ProgrammeState
from snodo.domain.reporting import access as reporting
from snodo.kernel import clock
from snodo.kernel.errors import Conflict
from snodo.web.forms import LineField, NamedModelChoiceField, SnodoForm
from snodo.web.http import ActingRequest, done, get_or_404, post_only, posted, require_safe, toast, warn
from snodo.web.programmes.views import programme_or_404

NOBODY = "nobody"
GROUNDS = (
    ("residence", "Solo il comune dove risiede"),
    ("residence,stay", "Il comune dove risiede; se nessuno riceve lì, quello dove vive"),
    ("stay,residence", "Il comune dove vive; se nessuno riceve lì, quello dove risiede"),
    ("stay", "Solo il comune dove vive"),
)


class RouteForm(SnodoForm):
    """Some municipalities, a body or nobody, from when to when."""

    dropdowns = ("organisation",)

    municipalities = forms.MultipleChoiceField(label="Comuni", widget=forms.CheckboxSelectMultiple)
    organisation = forms.ChoiceField(
        label="Chi riceve", help_text="Chi oggi ha un accordo per ricevere persone."
    )
    service = LineField(label="Servizio o sportello", max_length=200, required=False)
    valid_from = forms.DateField(label="Vale dal", help_text="Da oggi in poi.")
    valid_until = forms.DateField(
        label="Vale fino al",
        required=False,
        help_text="Vuoto: finché non scrivi altro. Con una data, dal giorno dopo torna com'è ora.",
    )
    source = LineField(
        label="Dov'è deciso",
        max_length=200,
        help_text="Per esempio: accordo di zona, art. 3; delibera 12/2026.",
    )

    def __init__(self, *args: Any, towns: list[Territory], bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.towns = {str(town.pk): town for town in towns}
        self.bodies: dict[str, Organisation | None] = {str(body.pk): body for body in bodies}
        named = [(pk, body.name) for pk, body in self.bodies.items() if body is not None]
        self.bodies[NOBODY] = None
        self.fields["municipalities"].choices = [(pk, town.name) for pk, town in self.towns.items()]  # type: ignore[attr-defined]
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            ("", "Scegli…"),
            *named,
            (NOBODY, "Nessun ente: questi comuni restano scoperti"),
        ]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        chosen = [self.towns[pk] for pk in data["municipalities"]]
        return data | {"municipalities": chosen, "organisation": self.bodies[data["organisation"]]}


class RuleForm(SnodoForm):
    """What decides, and whose it is where nothing does."""

    dropdowns = ("last_resort", "protected_receiver")

    grounds = forms.ChoiceField(label="Che cosa decide", choices=GROUNDS, widget=forms.RadioSelect)
    last_resort = NamedModelChoiceField(
        None,
        naming=lambda body: body.name,
        label="Se nulla decide, a chi tocca",
        required=False,
        empty_label="Decide chi coordina, caso per caso",
        help_text="Chi non ha residenza, chi viene da fuori, i comuni scoperti.",
    )
    protected_receiver = NamedModelChoiceField(
        None,
        naming=lambda body: body.name,
        label="A chi toccano le persone protette",
        required=False,
        empty_label="Decide chi coordina, caso per caso",
        help_text="Di una persona protetta non si guarda dove vive, nemmeno per affidarla.",
    )
    valid_from = forms.DateField(label="Vale dal", help_text="Da oggi in poi.")
    source = LineField(label="Dov'è deciso", max_length=200)

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.dropdowns:
            self.fields[name].queryset = bodies  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return self.cleaned_data | {"grounds": self.cleaned_data["grounds"].split(",")}


@require_safe
def index(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who receives today, municipality by municipality; what comes, what was; where nobody does."""
    visible = access.programmes_visible_to(request.actor)
    programme = get_or_404(access.told_who_leads(request.actor, visible, "pk"), pk)
    areas = queries.areas_of(programme)
    rules = queries.rules_of(programme)
    today = clock.today()
    opens = reporting.sees_every_number(request.actor, programme)
    routed = any(line.spans for area in areas for line in area.lines)
    context = {
        "programme": programme,
        "areas": areas,
        "routed": routed,
        "uncovered": queries.uncovered(areas) if routed else [],
        "rules": [(rule, queries.grounds_in_words(rule.grounds)) for rule in rules],
        "rule": next((rule for rule in rules if rule.valid_from <= today), None),
        "today": today,
        "counted": queries_exceptions.counted(programme) if opens else {},
        "opens": opens,
        "may_write": _may_write(request, programme),
    }
    return render(request, "programmes/routes.html", context)


def _may_write(request: ActingRequest, programme: Programme) -> bool:
    return programme.state == ProgrammeState.RUNNING and access.can_manage(request.actor, programme)


def _writable(request: ActingRequest, pk: UUID) -> Programme:
    programme = programme_or_404(request, pk)
    access.require(access.can_manage(request.actor, programme))
    access.require_open(programme)
    return programme


def write(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Another body, or nobody, from a day on."""
    programme = _writable(request, pk)
    towns = list(queries.towns_of(programme))
    whole = queries.territories_by_code(programme).get(request.GET.get("territorio", ""))
    form = RouteForm(
        posted(request),
        towns=towns,
        bodies=queries.bodies_that_receive(programme, clock.today()),
        initial={
            "valid_from": clock.today(),
            "municipalities": [str(town.pk) for town in towns if whole and town.parent_id == whole],
        },
    )
    if form.is_bound and done(
        form,
        lambda: actions.route_municipalities(programme=programme, actor=request.actor, **form.values()),
    ):
        toast(request, "Scritto: chi riceve cambia dal giorno che hai indicato.")
        return redirect("programmes:routes", pk=pk)
    return _form_page(request, programme, form, "route_form")


def rule(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A new version of what decides."""
    programme = _writable(request, pk)
    now = queries.rule_on(programme, clock.today())
    form = RuleForm(
        posted(request),
        bodies=queries.bodies_that_receive(programme, clock.today()),
        initial={
            "valid_from": clock.today(),
            "grounds": ",".join(now.grounds) if now is not None else "residence",
            "last_resort": now.last_resort_id if now is not None else None,
            "protected_receiver": now.protected_receiver_id if now is not None else None,
        },
    )
    if form.is_bound and done(
        form,
        lambda: actions.declare_routing_rule(programme=programme, actor=request.actor, **form.values()),
    ):
        toast(request, "Regola scritta: vale dal giorno che hai indicato.")
        return redirect("programmes:routes", pk=pk)
    return _form_page(request, programme, form, "routing_rule")


def _form_page(request: ActingRequest, programme: Programme, form: SnodoForm, name: str) -> HttpResponse:
    context = {
        "programme": programme,
        "form": form,
        "back": reverse("programmes:routes", args=[programme.pk]),
    }
    return render(request, f"programmes/{name}.html", context, status=422 if form.is_bound else 200)


@post_only
def withdraw(request: ActingRequest, pk: UUID, route_pk: UUID) -> HttpResponse:
    """A row written by mistake."""
    programme = programme_or_404(request, pk)
    found = get_or_404(programme.routes.select_related("programme"), route_pk)
    try:
        actions.withdraw_route(route=found, actor=request.actor)
    except Conflict as conflict:
        warn(request, conflict.sentence)
    else:
        toast(request, "Riga tolta: resta com'era prima.")
    return redirect("programmes:routes", pk=pk)
