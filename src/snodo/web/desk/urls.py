"""The desk."""

from django.urls import path

from snodo.web.desk import cards, hours, knowing, questions, recording, register, report, sheet, views

app_name = "desk"

urlpatterns = [
    path("", views.index, name="index"),
    path("apri/", hours.open_desk, name="open"),
    path("<uuid:pk>/", views.board, name="board"),
    path("<uuid:pk>/accesso/", recording.record, name="record"),
    path("<uuid:pk>/foglio/", sheet.sheet, name="sheet"),
    path("<uuid:pk>/fila/", views.join, name="join"),
    path("<uuid:pk>/appuntamento/", views.book, name="book"),
    path("<uuid:pk>/registro/", register.register, name="register"),
    path("<uuid:pk>/dati/", report.report, name="report"),
    path("<uuid:pk>/domande/", questions.questions, name="questions"),
    path("<uuid:pk>/domande/pagina/<slug:verb>/", questions.page, name="question_page"),
    path("domande/<uuid:pk>/", questions.question, name="question"),
    path("domande/<uuid:pk>/chiudi/", questions.close, name="close_question"),
    path("<uuid:pk>/orari/", hours.hours, name="hours"),
    path("<uuid:pk>/orari/aggiungi/", hours.add_opening, name="add_opening"),
    path("<uuid:pk>/orari/turno/", hours.plan_shift, name="plan_shift"),
    path("<uuid:pk>/orari/luogo/", hours.add_place, name="add_place"),
    path("<uuid:pk>/voci/", hours.change_words, name="words"),
    path("<uuid:pk>/chiudi/", hours.close, name="close"),
    path("orari/<uuid:pk>/togli/", hours.end_opening, name="end_opening"),
    path("di-turno/<uuid:pk>/togli/", hours.cancel_shift, name="cancel_shift"),
    path("turni/<uuid:pk>/<slug:verb>/", views.turn, name="turn"),
    path("accessi/<uuid:pk>/", register.access_page, name="access"),
    path("accessi/<uuid:pk>/correggi/", register.correct, name="correct"),
    path("accessi/<uuid:pk>/togli/", register.withdraw, name="withdraw"),
    path("accessi/<uuid:pk>/fatto/", register.settle, name="settle"),
    path("accessi/<uuid:pk>/chi-e/", knowing.make_known, name="known"),
    path("accessi/<uuid:pk>/segnala/", knowing.choose_referral, name="choose_referral"),
    path("accessi/<uuid:pk>/segnala/<uuid:action_id>/", knowing.refer, name="refer"),
    path("accessi/<uuid:pk>/percorso/", knowing.take_in_charge, name="take_in_charge"),
    path("contatti/<uuid:pk>/", cards.card, name="contact"),
]
