"""What people are told of their data: versions, languages, the paper to hand over, a new version."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.people.states import LANGUAGES
from snodo.domain.programmes import access, actions, papers, queries
from snodo.domain.programmes.models import NoticeVersion, Programme
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused
from snodo.web.http import ActingRequest, apply_refusal, require_safe, toast
from snodo.web.programmes.forms import NoticeForm
from snodo.web.programmes.views import programme_or_404

# Always offered when a version is written; the others come with the versions that have them.
USUAL = ("it", "ar", "en", "es", "fr", "uk")


@require_safe
def index(request: ActingRequest, pk: UUID) -> HttpResponse:
    """All versions with their languages; which one holds."""
    programme = programme_or_404(request, pk)
    versions = list(queries.notices_of(programme))
    now = queries.notice_in_force(programme)
    context = {
        "programme": programme,
        "versions": [(notice, languages_of(notice)) for notice in versions],
        "now": now.pk if now else None,
        "today": clock.today(),
        "may_write": programme.state != "concluded" and access.can_write_notice(request.actor, programme),
    }
    return render(request, "programmes/notices.html", context)


def languages_of(notice: NoticeVersion) -> list[tuple[str, str]]:
    """Code and name, in the order of the text."""
    codes = [row["language"] for row in notice.languages]
    return [(code, LANGUAGES.get(code, code)) for code in codes]


@require_safe
def text(request: ActingRequest, pk: UUID, version: int, language: str) -> HttpResponse:
    """A version in one language, to be read together on the screen."""
    notice = _notice(programme_or_404(request, pk), version, language)
    context = {
        "programme": notice.programme,
        "notice": notice,
        "title": queries.translation_of(notice, language).title,
        "parts": queries.notice_paragraphs(notice, language),
        "lang": language,
        "direction": "rtl" if language in queries.RIGHT_TO_LEFT else "ltr",
        "languages": languages_of(notice),
    }
    return render(request, "programmes/notice.html", context)


@require_safe
def paper(request: ActingRequest, pk: UUID, version: int, language: str) -> HttpResponse:
    """The same to print and hand over."""
    notice = _notice(programme_or_404(request, pk), version, language)
    return HttpResponse(
        papers.notice_pdf(notice, language),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="informativa-v{version}-{language}.pdf"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _notice(programme: Programme, version: int, language: str) -> NoticeVersion:
    notice = queries.notices_of(programme).filter(version=version).first()
    if notice is None or language not in {row["language"] for row in notice.languages}:
        raise Http404
    notice.programme = programme
    return notice


def write(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A new version, beginning from the present one."""
    programme = programme_or_404(request, pk)
    access.require(access.can_write_notice(request.actor, programme))
    access.require_open(programme)
    before = queries.notices_of(programme).first()
    form = NoticeForm(request.POST or None, languages=_to_write(before), initial=_as_it_is(before))
    if request.method == "POST" and form.is_valid():
        try:
            actions.publish_notice(
                programme=programme,
                texts=form.texts(),
                what_changed=form.cleaned_data["what_changed"],
                in_force_from=form.cleaned_data["in_force_from"],
                actor=request.actor,
            )
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "La nuova versione è pubblicata: i percorsi dicono a chi va spiegata di nuovo.")
            return redirect("programmes:notices", pk=pk)
    context = {
        "programme": programme,
        "form": form,
        "back": reverse("programmes:notices", args=[pk]),
        "marks": queries.MARKS,
    }
    return render(request, "programmes/notice_form.html", context, status=422 if form.is_bound else 200)


def _to_write(before: NoticeVersion | None) -> list[tuple[str, str]]:
    known = [row["language"] for row in before.languages] if before else []
    codes = dict.fromkeys([*USUAL, *known])
    return [(code, LANGUAGES.get(code, code)) for code in codes]


def _as_it_is(before: NoticeVersion | None) -> dict[str, Any]:
    initial: dict[str, Any] = {"in_force_from": clock.today()}
    for row in before.languages if before else []:
        initial[f"title_{row['language']}"] = row["title"]
        initial[f"body_{row['language']}"] = row["body"]
    return initial
