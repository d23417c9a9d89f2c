"""The catalogue and the cards."""

from django.urls import path

from snodo.web.opportunities import cards, views

app_name = "opportunities"

urlpatterns = [
    path("", views.index, name="index"),
    path("offri/", views.offer, name="offer"),
    path("dal-tavolo/<uuid:pk>/", cards.from_table, name="from_table"),
    path("tessere/", cards.index, name="cards"),
    path("tessere/nuova/", cards.new, name="new_card"),
    path("tessere/<uuid:pk>/", cards.card_page, name="card"),
    path("tessere/<uuid:pk>/parole/", cards.edit, name="edit_card"),
    path("tessere/<uuid:pk>/aggiungi/", cards.add_line, name="add_line"),
    path("tessere/<uuid:pk>/consegna/", cards.issue, name="issue_card"),
    path("tessere/<uuid:pk>/ritira/", cards.end, name="end_card"),
    path("tessere/<uuid:pk>/codice/", cards.code, name="card_code"),
    path("tessere/<uuid:pk>/chiudi-pagina/", cards.close_page, name="close_card_page"),
    path("tessere/righe/<uuid:pk>/risposta/", cards.answer, name="answer"),
    path("tessere/righe/<uuid:pk>/togli/", cards.remove_line, name="remove_line"),
    path("<uuid:pk>/", views.opportunity_page, name="opportunity"),
    path("<uuid:pk>/correggi/", views.edit, name="edit"),
    path("<uuid:pk>/conferma/", views.confirm, name="confirm"),
    path("<uuid:pk>/posti/", views.places, name="places"),
    path("<uuid:pk>/stato/", views.turn, name="turn"),
]
