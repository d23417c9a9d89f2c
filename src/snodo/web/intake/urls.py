"""Addresses under /segnalazioni/."""

from django.urls import path

from snodo.domain.intake.handover_access import handovers_to_answer
from snodo.domain.intake.queries import awaiting_me
from snodo.web.intake import (
    alone,
    assigning,
    batches,
    deadlines,
    detail,
    handovers,
    inbox,
    links,
    views,
    waiting,
)
from snodo.web.navigation import count_for

app_name = "intake"

urlpatterns = [
    path("", inbox.index, name="index"),
    path("nuova/", views.choose, name="choose"),
    path("nuova/<uuid:action_id>/", views.new, name="new"),
    path("collegamenti/", links.links, name="links"),
    path("collegamenti/<uuid:action_id>/nuovo/", links.give, name="give_link"),
    path("collegamenti/<uuid:pk>/chiudi/", links.revoke, name="revoke_link"),
    path("lista/", waiting.lists, name="waiting_lists"),
    path("lista/<uuid:action_id>/", waiting.waiting_list, name="waiting_list"),
    path("lista/<uuid:action_id>/ordine/", waiting.declare_order, name="declare_order"),
    path("senza-nessuno/", alone.alone, name="alone"),
    path("senza-nessuno/percorsi/<uuid:pk>/", alone.take_case, name="take_case"),
    path("passaggi/", handovers.handovers, name="handovers"),
    path("passaggi/<uuid:pk>/", handovers.handover, name="handover"),
    path("passaggi/<uuid:pk>/accetta/", handovers.accept_handover, name="accept_handover"),
    path("passaggi/<uuid:pk>/non-accettare/", handovers.decline_handover, name="decline_handover"),
    path("passaggi/<uuid:pk>/ritira/", handovers.withdraw_handover, name="withdraw_handover"),
    path("elenchi/", batches.batches, name="batches"),
    path("elenchi/nuovo/<uuid:action_id>/", batches.begin, name="begin_batch"),
    path("elenchi/modello/<uuid:action_id>/<slug:kind>/", batches.template, name="batch_template"),
    path("elenchi/<uuid:pk>/", batches.batch, name="batch"),
    path("elenchi/<uuid:pk>/colonne/", batches.columns, name="batch_columns"),
    path("elenchi/<uuid:pk>/cognomi/", batches.settle, name="settle_batch"),
    path("elenchi/<uuid:pk>/rifiuti/", batches.count_refusals, name="count_refusals"),
    path("elenchi/<uuid:pk>/invia/", batches.send, name="send_batch"),
    path("elenchi/<uuid:pk>/da-correggere/<slug:kind>/", batches.to_mend, name="batch_to_mend"),
    path("elenchi/<uuid:pk>/elimina/", batches.discard, name="discard_batch"),
    path("scadenze/", deadlines.index, name="deadlines"),
    path("scadenze/<uuid:pk>/prendi/", deadlines.take, name="deadline_take"),
    path("scadenze/<uuid:pk>/altro-giorno/", deadlines.agree, name="deadline_agree"),
    path("<uuid:pk>/", detail.referral, name="referral"),
    path("<uuid:pk>/modifica/", views.edit, name="edit"),
    path("<uuid:pk>/prendi/", alone.take_referral, name="take"),
    path("<uuid:pk>/affida/", assigning.assign, name="assign"),
    path("<uuid:pk>/accogli/", detail.accept, name="accept"),
    path("<uuid:pk>/proponi/", handovers.propose, name="propose_handover"),
    path("<uuid:pk>/chiedi/", detail.ask, name="ask"),
    path("<uuid:pk>/rispondi/", detail.answer, name="answer"),
    path("<uuid:pk>/messaggio/", detail.message, name="message"),
    path("<uuid:pk>/non-accogliere/", detail.refuse, name="refuse"),
    path("<uuid:pk>/lista-attesa/", detail.queue, name="queue"),
    path("<uuid:pk>/manda-di-nuovo/", detail.send_again, name="send_again"),
    path("<uuid:pk>/ritira/", detail.withdraw, name="withdraw"),
]

count_for("intake", referrals=awaiting_me, handovers=handovers_to_answer)
