"""Ask a desk how and when to come, without saying who one is: no cookie, no script, no name."""

from django import forms
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from snodo.domain.desk import actions, states
from snodo.domain.desk.models import DeskQuestion, QuestionPage
from snodo.domain.desk.queries import questions
from snodo.kernel.errors import Conflict, InputRefused
from snodo.web.forms import SnodoForm, TextField
from snodo.web.http import apply_refusal
from snodo.web.personal import limits
from snodo.web.personal.door import Door, LinkRequest, by_link

GONE = (
    "Se la domanda ha più di due settimane è stata cancellata: puoi farne un'altra, o venire allo sportello."
)
PAGE = Door(find=questions.find_page, holder_of=questions.page_holder)
QUESTION = Door(find=questions.find_question, holder_of=questions.question_holder, hint=GONE)
WAIT = "Da qui sono già partite più domande: riprova tra un'ora, oppure vieni negli orari scritti qui."


class QuestionForm(SnodoForm):
    """What one wants to know. Nothing says who asks."""

    topic = forms.ChoiceField(
        label="Che cosa vuoi sapere?", choices=states.QuestionTopic.choices, widget=forms.RadioSelect
    )
    text = TextField(
        label="Scrivi qui, se vuoi",
        max_length=300,
        rows=3,
        required=False,
        help_text="Senza nomi, telefoni o indirizzi: non servono.",
    )


# Nobody is signed in and no cookie is set: there is nothing another site could make use of.
@csrf_exempt
@by_link(PAGE)
def page(request: LinkRequest, link: QuestionPage) -> HttpResponse:
    """Hours, places, and the form."""
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            if limits.asked_too_much(request, "desk"):
                raise Conflict(WAIT)
            _, token = actions.ask_question(page=link, actor=request.actor, **form.cleaned_data)
            return HttpResponseRedirect(f"{reverse('personal:question', args=[token])}?fatta=1")
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        except Conflict as conflict:
            form.add_error(None, conflict.sentence)
    context = {"told": questions.told_of(link.desk_id), "form": form}
    return render(request, "personal/ask.html", context, status=422 if form.errors else 200)


@by_link(QUESTION)
def question(request: LinkRequest, link: DeskQuestion) -> HttpResponse:
    """The question, and the answer when there is one."""
    if request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    actions.read_question(question=link, actor=request.actor)
    context = {
        "question": link,
        "told": questions.told_of(link.desk_id),
        "just_asked": "fatta" in request.GET and link.state == states.QuestionState.WAITING,
    }
    return render(request, "personal/question.html", context)
