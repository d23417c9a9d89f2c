"""The papers of the controllers: what each is for, its drafts, and a new one."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.documents import access as documents
from snodo.domain.privacy import access, actions
from snodo.domain.privacy.states import ControllersPaper
from snodo.domain.programmes import queries
from snodo.web.http import ActingRequest, toast
from snodo.web.programmes.views import programme_or_404

ABOUT = {
    ControllersPaper.ASSESSMENT: "Che cosa si tratta, perché è necessario, quali rischi corrono le "
    "persone, con quali misure. La chiede l'articolo 35 del GDPR prima di cominciare.",
    ControllersPaper.AGREEMENT: "Chi informa, chi risponde alle persone, chi gestisce una violazione. "
    "Lo chiede l'articolo 26 del GDPR quando più enti decidono insieme.",
    ControllersPaper.RECORD: "Scopi, persone, dati, destinatari, tempi, misure. Lo chiede "
    "l'articolo 30 del GDPR.",
}


def index(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The three papers; a draft is prepared with what the configuration says today."""
    programme = programme_or_404(request, pk)
    access.require(access.can_prepare_papers(request.actor, programme))
    if request.method == "POST":
        document = actions.prepare_controllers_paper(
            programme=programme, kind=request.POST.get("kind", ""), actor=request.actor
        )
        toast(request, "La bozza è pronta: leggila, completala, falla firmare.")
        return redirect("documents:detail", pk=document.pk)
    drafts: dict[str, list[object]] = {}
    for document in documents.documents_of("programmes.programme", programme.pk):
        drafts.setdefault(document.kind, []).append(document)
    lines = queries.act_lines(programme)
    context = {
        "programme": programme,
        "papers": [(kind, ABOUT[kind], drafts.get(kind.value, [])[:5]) for kind in ControllersPaper],
        "undecided": sum(not line.act.privacy_role for line in lines if not line.standing.over),
    }
    return render(request, "programmes/papers.html", context)
