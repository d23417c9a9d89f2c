"""Addresses of the pages by personal link. Each kind of link has its own word before the secret."""

from django.urls import path

from snodo.web.personal import card, copy, desk_questions, ledger, referring, sheet, table, views

app_name = "personal"

urlpatterns = [
    path("esci/", views.leave, name="leave"),
    path("tavolo/<str:token>/", table.guest_page, name="table"),
    path("tessera/<str:token>/", card.card_page, name="card"),
    path("registro/<str:token>/", ledger.ledger_page, name="ledger"),
    path("segnala/<str:token>/", referring.service_page, name="refer"),
    path("segnalazione/<str:token>/", referring.referral_page, name="referral"),
    path("segnalazione/<str:token>/allegati/<uuid:pk>/", referring.attached_file, name="referral_attachment"),
    path("programma/<str:token>/", sheet.sheet_page, name="sheet"),
    path("programma/<str:token>/richiamo/", sheet.call_page, name="call"),
    path("programma/<str:token>/scheda/", sheet.territory_page, name="territory"),
    path("sportello/<str:token>/", desk_questions.page, name="ask"),
    path("domanda/<str:token>/", desk_questions.question, name="question"),
    path("copia/<str:token>/", copy.copy_page, name="copy"),
]
