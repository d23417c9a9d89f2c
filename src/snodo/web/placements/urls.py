"""Internships."""

from django.urls import path

from snodo.web.placements import drafting, meetings, rules, running, views

app_name = "placements"

urlpatterns = [
    path("", views.index, name="index"),
    path("regole/", rules.index, name="rules"),
    path("regole/carica/", rules.load, name="load_rules"),
    path("regole/nuova/", rules.add, name="add_rule"),
    path("regole/<uuid:pk>/aggiorna/", rules.revise, name="revise_rule"),
    path("nuovo/", drafting.new, name="new"),
    path("incontri/<uuid:pk>/", meetings.record, name="meeting"),
    path("incontri/<uuid:pk>/sposta/", meetings.move, name="move_meeting"),
    path("incontri/<uuid:pk>/mancato/", meetings.miss, name="miss_meeting"),
    path("<uuid:pk>/", views.internship_page, name="internship"),
    path("<uuid:pk>/storia/", views.history, name="history"),
    path("<uuid:pk>/correggi/", drafting.edit, name="edit"),
    path("<uuid:pk>/avvia/", running.start, name="start"),
    path("<uuid:pk>/registro/", running.register, name="register"),
    path("<uuid:pk>/registro/stampa/", running.print_register, name="print_register"),
    path("<uuid:pk>/attestazione/", running.attest, name="attest"),
    path("<uuid:pk>/sospendi/", running.suspend, name="suspend"),
    path("<uuid:pk>/riprendi/", running.resume, name="resume"),
    path("<uuid:pk>/proroga/", running.extend, name="extend"),
    path("<uuid:pk>/concludi/", running.complete, name="complete"),
    path("<uuid:pk>/interrompi/", running.interrupt, name="interrupt"),
    path("<uuid:pk>/non-avviato/", running.drop, name="drop"),
]
