"""Addresses of a path."""

from django.urls import path

from snodo.web.casework.views import guidance, moves, page, plans, readings, sharing

app_name = "casework"

CASE = "<uuid:pk>/"

urlpatterns = [
    path("inviati/", page.sent, name="sent"),
    path("inviati/<uuid:pk>/", page.progress, name="progress"),
    path("inviati/<uuid:pk>/messaggio/", moves.progress_message, name="progress_message"),
    path("passaggi/<uuid:offer>/", sharing.offer, name="offer"),
    path("passaggi/<uuid:offer>/accetta/", sharing.offer_accept, name="offer_accept"),
    path(CASE, page.detail, name="detail"),
    path(CASE + "storia/", page.story, name="story"),
    path(CASE + "nota/", moves.note, name="note"),
    path(CASE + "appunti/", guidance.own_notes, name="own_notes"),
    path(CASE + "appunti/<uuid:note>/elimina/", guidance.own_note_discard, name="own_note_discard"),
    path(CASE + "indicazioni/", guidance.guidance, name="guidance"),
    path(CASE + "indicazioni/<slug:viewpoint>/<uuid:person>/", guidance.write, name="guidance_write"),
    path(CASE + "messaggio/", moves.message, name="message"),
    path(CASE + "bisogno/", moves.details, name="details"),
    path(CASE + "passi/", page.steps, name="steps"),
    path(CASE + "passi/nuovo/", moves.step_new, name="step_new"),
    path(CASE + "passi/<uuid:step>/", moves.step_settle, name="step_settle"),
    path(CASE + "passi/<uuid:step>/sposta/", moves.step_postpone, name="step_postpone"),
    path(CASE + "fase/", moves.phase, name="phase"),
    path(CASE + "sospendi/", moves.suspend, name="suspend"),
    path(CASE + "riprendi/", moves.resume, name="resume"),
    path(CASE + "concludi/", moves.close, name="close"),
    path(CASE + "relazione/", moves.report, name="report"),
    path(CASE + "criticita/", moves.issues, name="issues"),
    path(CASE + "criticita/<uuid:issue>/", moves.issue, name="issue"),
    path(CASE + "condivisione/", sharing.sharing, name="sharing"),
    path(CASE + "condivisione/persone/", sharing.team_add, name="team_add"),
    path(CASE + "condivisione/persone/<uuid:member>/togli/", sharing.team_end, name="team_end"),
    path(CASE + "condivisione/enti/", sharing.party_add, name="party_add"),
    path(CASE + "condivisione/enti/<uuid:party>/", sharing.party_change, name="party_change"),
    path(CASE + "condivisione/enti/<uuid:party>/togli/", sharing.party_end, name="party_end"),
    path(CASE + "passaggio/", sharing.handover, name="handover"),
    path(CASE + "passaggio/<uuid:offer>/ritira/", sharing.offer_withdraw, name="offer_withdraw"),
    path(CASE + "riservato/<slug:section>/", sharing.restricted, name="restricted"),
    path(CASE + "piano/", plans.plan, name="plan"),
    path(CASE + "piano/scrivi/", plans.write, name="plan_write"),
    path(CASE + "piano/elimina/", plans.discard, name="plan_discard"),
    path(CASE + "piano/firma/", plans.sign, name="plan_sign"),
    path(CASE + "piano/obiettivi/", plans.goal_new, name="goal_new"),
    path(CASE + "piano/obiettivi/<uuid:goal>/", plans.goal_edit, name="goal_edit"),
    path(CASE + "piano/obiettivi/<uuid:goal>/togli/", plans.goal_remove, name="goal_remove"),
    path(CASE + "piano/obiettivi/<uuid:goal>/<slug:kind>/", plans.promise_new, name="promise_new"),
    path(CASE + "piano/<slug:kind>/<uuid:promise>/", plans.promise_edit, name="promise_edit"),
    path(CASE + "piano/<slug:kind>/<uuid:promise>/togli/", plans.promise_remove, name="promise_remove"),
    path(CASE + "piano/<slug:kind>/<uuid:promise>/esito/", plans.promise_mark, name="promise_mark"),
    path(CASE + "letture/", readings.index, name="readings"),
    path(CASE + "letture/nuova/<uuid:instrument>/", readings.fill, name="fill"),
    path(CASE + "letture/confronto/<slug:code>/", readings.compare, name="compare"),
    path(CASE + "letture/<uuid:reading>/", readings.reading, name="reading"),
    path(CASE + "esiti/", readings.outcomes, name="outcomes"),
    path(CASE + "esiti/<uuid:outcome>/togli/", readings.outcome_withdraw, name="outcome_withdraw"),
]
