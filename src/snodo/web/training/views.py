"""Courses for operators, their attendance and certificates, and the shadowing diary."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.programmes import access as programmes
from snodo.domain.training import access, actions, queries
from snodo.domain.training.models import Course, CourseSession, Enrolment, Shadowing
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused
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
from snodo.web.training import forms


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _done(form: BaseForm, act: Callable[[], object]) -> bool:
    """Whether the form was valid and the rules took what it says."""
    if not form.is_valid():
        return False
    try:
        act()
    except InputRefused as refusal:
        apply_refusal(form, refusal)
        return False
    return True


def _form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    title: str,
    submit: str,
    back: str,
    eyebrow: str = "",
    intro: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "back": back,
        "eyebrow": eyebrow,
        "intro": intro,
    }
    return render(request, "training/form.html", context, status=422 if form.is_bound else 200)


def _openable(request: ActingRequest) -> list[Any]:
    """Programmes that describe a course nobody opened yet, for who may open it."""
    if not access.can_open_courses(request.actor):
        return []
    taken = set(access.courses_visible_to(request.actor).values_list("programme", flat=True))
    return forms.programmes_with_course(
        programmes.programmes_visible_to(request.actor).order_by("title"), taken
    )


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Courses with the hours held and who has completed."""
    page = paginate(request, queries.course_list(request.actor))
    context = {"page": page, "may_open": bool(_openable(request))}
    return render(request, "training/index.html", context)


def open_course(request: ActingRequest) -> HttpResponse:
    """Open the course of a programme."""
    access.require(access.can_open_courses(request.actor), access.NOT_A_RUNNER)
    openable = programmes.programmes_visible_to(request.actor).filter(pk__in=_openable(request))
    form = forms.OpenForm(_posted(request), programmes=openable.order_by("title"))
    made: list[Course] = []
    if _done(form, lambda: made.append(actions.open_course(actor=request.actor, **typed(form)))):
        toast(request, "Corso aperto con le aree e le ore del programma.")
        return redirect("training:course", made[0].pk)
    return _form_page(
        request, form, title="Apri un corso", submit="Apri il corso", back=reverse("training:index")
    )


def _course(request: ActingRequest, pk: UUID) -> Course:
    return get_or_404(access.courses_visible_to(request.actor).select_related("programme"), pk)


@require_safe
def course_page(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Areas, meetings, people and shadowing of one course."""
    course = _course(request, pk)
    enrolments = list(queries.enrolments_of(request.actor, course))
    areas = list(queries.areas_of(course))
    context = {
        "course": course,
        "areas": areas,
        "sessions": list(queries.sessions_of(request.actor, course)),
        "people": queries.progress_of(course, enrolments),
        "shadowings": list(queries.shadowings_of(request.actor, course)),
        "runs": access.can_run_course(request.actor, course) and course.state == "open",
        "gate": queries.training_of(course.programme).get("gate"),
        "now": clock.now(),
        "hours": sum(area.hours for area in areas),
        "held": sum(area.held_minutes for area in areas) // 60,  # type: ignore[attr-defined]
    }
    return render(request, "training/course.html", context)


def _runs(request: ActingRequest, pk: UUID) -> Course:
    course = _course(request, pk)
    access.require(access.can_run_course(request.actor, course), "Può farlo chi conduce il corso.")
    return course


def plan_session(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Put a meeting in the calendar of the course."""
    course = _runs(request, pk)
    form = forms.SessionForm(_posted(request), course=course)
    if _done(form, lambda: actions.plan_session(actor=request.actor, **form.values())):
        toast(request, "Incontro fissato.")
        return redirect("training:course", pk)
    back = reverse("training:course", args=[pk])
    return _form_page(
        request, form, title="Fissa un incontro", submit="Fissa", back=back, eyebrow=course.title
    )


def enrol(request: ActingRequest, pk: UUID) -> HttpResponse:
    """An operator begins the course."""
    course = _runs(request, pk)
    form = forms.EnrolForm(_posted(request), course=course)
    if _done(form, lambda: actions.enrol_operator(course=course, actor=request.actor, **typed(form))):
        toast(request, "Operatore iscritto.")
        return redirect("training:course", pk)
    back = reverse("training:course", args=[pk])
    return _form_page(
        request, form, title="Iscrivi un operatore", submit="Iscrivi", back=back, eyebrow=course.title
    )


@post_only
def conclude(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Nothing more is written in it."""
    actions.conclude_course(course=_course(request, pk), actor=request.actor)
    toast(request, "Corso concluso.")
    return redirect("training:course", pk)


def _session(request: ActingRequest, pk: UUID) -> CourseSession:
    return get_or_404(access.sessions_visible_to(request.actor).select_related("area__course__programme"), pk)


def attendance(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who was there: one tick each."""
    session = _session(request, pk)
    course = session.area.course
    access.require(access.can_run_course(request.actor, course), "Può farlo chi conduce il corso.")
    people = [row for row in queries.enrolments_of(request.actor, course) if row.state != "withdrawn"]
    form = forms.AttendanceForm(_posted(request), session=session, people=people)
    if _done(
        form, lambda: actions.hold_session(session=session, minutes=form.minutes(), actor=request.actor)
    ):
        toast(request, "Presenze registrate.")
        return redirect("training:course", course.pk)
    context = {"session": session, "course": course, "form": form, "future": session.starts_at > clock.now()}
    return render(request, "training/attendance.html", context, status=422 if form.is_bound else 200)


@post_only
def cancel_session(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The meeting will not take place."""
    session = _session(request, pk)
    actions.cancel_session(session=session, actor=request.actor)
    toast(request, "Incontro annullato.")
    return redirect("training:course", session.area.course_id)


def _enrolment(request: ActingRequest, pk: UUID) -> Enrolment:
    return get_or_404(access.enrolments_visible_to(request.actor).select_related("course__programme"), pk)


@post_only
def complete(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Certify the end of the course for one operator."""
    enrolment = _enrolment(request, pk)
    try:
        actions.complete_enrolment(enrolment=enrolment, actor=request.actor)
    except InputRefused as refusal:
        warn(request, refusal.sentence)
    else:
        toast(request, "Corso certificato: l'attestato è pronto.")
    return redirect("training:course", enrolment.course_id)


@post_only
def withdraw(request: ActingRequest, pk: UUID) -> HttpResponse:
    """An operator leaves the course."""
    enrolment = _enrolment(request, pk)
    actions.withdraw_operator(enrolment=enrolment, actor=request.actor)
    toast(request, "Iscrizione chiusa. Le ore frequentate restano.")
    return redirect("training:course", enrolment.course_id)


def start_shadowing(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A senior trainer goes with an operator."""
    course = _runs(request, pk)
    form = forms.ShadowingForm(_posted(request), course=course, actor=request.actor)
    if _done(form, lambda: actions.start_shadowing(course=course, actor=request.actor, **typed(form))):
        toast(request, "Affiancamento avviato.")
        return redirect("training:course", pk)
    back = reverse("training:course", args=[pk])
    return _form_page(
        request, form, title="Avvia un affiancamento", submit="Avvia", back=back, eyebrow=course.title
    )


def _shadowing(request: ActingRequest, pk: UUID) -> Shadowing:
    rows = access.shadowings_visible_to(request.actor)
    return get_or_404(rows.select_related("course__programme", "senior__user", "operator__user"), pk)


def shadowing_page(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The diary of a shadowing, and a new line in it."""
    shadowing = _shadowing(request, pk)
    writes = access.can_write_shadowing(request.actor, shadowing) and shadowing.state == "running"
    form = forms.DiaryForm(_posted(request))
    if request.method == "POST":
        act = lambda: actions.log_shadowing(shadowing=shadowing, actor=request.actor, **typed(form))  # noqa: E731
        if _done(form, act):
            toast(request, "Aggiunto al diario.")
            return redirect("training:shadowing", pk)
    diary = list(queries.diary_of(shadowing))
    accompaniment = queries.training_of(shadowing.course.programme).get("accompaniment") or {}
    context = {
        "shadowing": shadowing,
        "diary": diary,
        "writes": writes,
        "form": form,
        "wanted": accompaniment.get("min_cases", 1),
        "topics": accompaniment.get("topics") or [],
        "paths": len({line.case_label for line in diary if line.case_label}),
        "minutes": sum(line.minutes for line in diary),
    }
    return render(request, "training/shadowing.html", context, status=422 if form.is_bound else 200)


def sign_off(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The operator can go on alone."""
    shadowing = _shadowing(request, pk)
    access.require(access.can_write_shadowing(request.actor, shadowing))
    form = forms.SignOffForm(_posted(request))
    if _done(
        form, lambda: actions.sign_off_shadowing(shadowing=shadowing, actor=request.actor, **typed(form))
    ):
        toast(request, "Affiancamento concluso.")
        return redirect("training:shadowing", pk)
    back = reverse("training:shadowing", args=[pk])
    return _form_page(
        request,
        form,
        title="Concludi l'affiancamento",
        submit="Concludi con parere favorevole",
        back=back,
        eyebrow=shadowing.operator.user.get_full_name(),
    )
