"""Groups: the list, forming one, its people and its register."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.activities import access, actions, queries, states
from snodo.domain.activities.models import Group, GroupMember
from snodo.domain.audit import actions as audit
from snodo.domain.casework import access as casework_access
from snodo.domain.casework.models import Case
from snodo.domain.people import access as people_access
from snodo.domain.people.models import Person
from snodo.domain.programmes import access as programmes_access
from snodo.domain.programmes.models import ActivityKind, Programme, ProgrammeAction
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused, NotAllowed
from snodo.web.activities.forms import ChangeGroupForm, GroupFilters, GroupForm, MemberForm, SessionsForm
from snodo.web.http import (
    ActingRequest,
    apply_refusal,
    get_or_404,
    paginate,
    post_only,
    require_safe,
    toast,
    typed,
    warn,
)


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Groups and labs one may see."""
    actor = request.actor
    form = GroupFilters(request.GET, programmes=programmes_access.programmes_of(actor).order_by("title"))
    programme, state, text = form.value("programma"), form.value("stato"), form.value("testo")
    page = paginate(
        request,
        queries.group_list(
            actor, programme=programme.pk if programme else None, state=state or "", text=text or ""
        ),
    )
    audit.record_list(actor=actor, kind="activities.group", ids=[group.pk for group in page])
    context = {
        "page": page,
        "form": form,
        "filtered": bool(programme or state or text),
        "may_form": actor.has_role(*access.WORKING),
    }
    return render(request, "activities/groups.html", context)


def _programme(request: ActingRequest, programmes: QuerySet[Programme]) -> Programme | None:
    asked = request.GET.get("programma")
    return get_or_404(programmes, asked) if asked else programmes.first()


def create(request: ActingRequest) -> HttpResponse:
    """A new group in one of my programmes."""
    actor = request.actor
    if not actor.has_role(*access.WORKING):
        raise NotAllowed("I gruppi li forma chi segue le persone o coordina.")
    programmes = programmes_access.programmes_of(actor).filter(state="running").order_by("title")
    programme = _programme(request, programmes)
    form = None
    if programme is not None:
        form = GroupForm(
            request.POST or None,
            kinds=ActivityKind.objects.filter(programme=programme, mode__in=["group", "course"]).order_by(
                "title"
            ),
            actions=ProgrammeAction.objects.filter(programme=programme),
        )
    if programme is not None and form is not None and request.method == "POST" and form.is_valid():
        try:
            group = actions.form_group(programme=programme, actor=actor, **typed(form))
            toast(request, "Gruppo formato. Ora aggiungi le persone e gli incontri.")
            return redirect("groups:detail", group.pk)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    context = {"form": form, "programmes": programmes, "programme": programme}
    return render(request, "activities/group_form.html", context)


def visible(request: ActingRequest, pk: UUID) -> Group:
    """The group with what its pages show, or 404."""
    groups = access.groups_visible_to(request.actor).select_related(
        "programme", "action", "kind", "organisation", "leader__user"
    )
    return get_or_404(groups, pk)


@require_safe
def detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    """People, meetings and the register."""
    group = visible(request, pk)
    audit.record_read(actor=request.actor, subject=group)
    return page(request, group)


def _cases(actor: Actor, group: Group) -> QuerySet[Case]:
    inside = GroupMember.objects.filter(group=group, left_on__isnull=True, case__isnull=False)
    return (
        casework_access.cases_visible_to(actor)
        .filter(programme=group.programme_id, person__isnull=False)
        .exclude(state="closed")
        .exclude(pk__in=inside.values("case"))
        .select_related("person", "household")
        .order_by("person__search_name", "pk")
    )


def _people(actor: Actor, group: Group) -> QuerySet[Person]:
    inside = GroupMember.objects.filter(group=group, left_on__isnull=True)
    return (
        people_access.people_visible_to(actor)
        .exclude(pk__in=inside.values("person"))
        .order_by("search_name", "pk")
    )


def member_form(actor: Actor, group: Group, data: Any = None) -> MemberForm:
    """Whom this actor may bring."""
    return MemberForm(data, cases=_cases(actor, group), people=_people(actor, group))


def page(request: ActingRequest, group: Group, **forms: Any) -> HttpResponse:
    """The page of a group; `forms` are those to be shown again with their errors."""
    actor = request.actor
    runs = access.can_run(actor, group)
    members = access.members_visible_to(actor, group)
    sessions, grid = queries.register(group, members)
    ended = group.state == states.GroupState.ENDED
    context = {
        "group": group,
        "runs": runs,
        "sessions": sessions,
        "grid": grid,
        "shown": sessions[-12:],
        "skip": max(0, len(sessions) - 12),
        "now_in": sum(row.member.left_on is None for row in grid),
        "member_form": forms.get("member_form") or (None if ended else member_form(actor, group)),
        "sessions_form": forms.get("sessions_form")
        or (_sessions_form(group) if runs and not ended else None),
        "opened": next(iter(forms), ""),
        "ended": ended,
    }
    return render(request, "activities/group.html", context)


def _sessions_form(group: Group, data: Any = None) -> SessionsForm:
    form = SessionsForm(data, initial={"minutes": group.kind.default_minutes, "place": group.place})
    form.auto_id = "incontri_%s"
    return form


def change(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Mend name, places, end."""
    group = visible(request, pk)
    if not access.can_run(request.actor, group):
        raise NotAllowed("Può farlo chi conduce il gruppo.")
    initial = {name: getattr(group, name) for name in ("title", "description", "places", "place", "ends_on")}
    form = ChangeGroupForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_group(group=group, actor=request.actor, **typed(form))
            toast(request, "Gruppo aggiornato.")
            return redirect("groups:detail", pk)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    return render(request, "activities/group_form.html", {"form": form, "group": group})


@post_only
def add(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Somebody enters the group."""
    group = visible(request, pk)
    form = member_form(request.actor, group, request.POST)
    if form.is_valid():
        try:
            member = actions.add_group_member(group=group, actor=request.actor, **typed(form))
            toast(request, f"{member.person.name} è nel gruppo.")
            return redirect("groups:detail", pk)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    return page(request, group, member_form=form)


def _member(request: ActingRequest, group: Group, member_pk: UUID) -> GroupMember:
    members = access.members_visible_to(request.actor, group).select_related("person", "group", "case")
    return get_or_404(members, member_pk)


@post_only
def remove(request: ActingRequest, pk: UUID, member_pk: UUID) -> HttpResponse:
    """Somebody leaves."""
    group = visible(request, pk)
    member = _member(request, group, member_pk)
    reason = request.POST.get("motivo", "")[:200]
    try:
        actions.remove_group_member(member=member, reason=reason, actor=request.actor)
        toast(request, "Uscita registrata: il posto è libero.")
    except InputRefused as refusal:
        warn(request, refusal.sentence)
    return redirect("groups:detail", pk)


@post_only
def certificate(request: ActingRequest, pk: UUID, member_pk: UUID) -> HttpResponse:
    """A certificate of attendance, as a paper."""
    group = visible(request, pk)
    member = _member(request, group, member_pk)
    try:
        document = actions.issue_certificate(member=member, actor=request.actor)
        return redirect("documents:detail", document.pk)
    except InputRefused as refusal:
        warn(request, refusal.sentence)
    return redirect("groups:detail", pk)


@post_only
def plan(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A series of meetings."""
    group = visible(request, pk)
    form = _sessions_form(group, request.POST)
    if form.is_valid():
        try:
            made = actions.plan_sessions(group=group, actor=request.actor, **typed(form))
            toast(
                request,
                f"{len(made)} incontri in calendario." if len(made) > 1 else "Incontro in calendario.",
            )
            return redirect("groups:detail", pk)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    return page(request, group, sessions_form=form)


@post_only
def end(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The group is over."""
    group = visible(request, pk)
    try:
        actions.end_group(group=group, actor=request.actor)
        toast(request, "Gruppo concluso.")
    except InputRefused as refusal:
        warn(request, refusal.sentence)
    return redirect("groups:detail", pk)
