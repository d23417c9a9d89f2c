"""Addresses of tables, promises and protocols."""

from django.urls import path

from snodo.web.tables import catalogue, prepare, promises, protocols, sitting, views

app_name = "tables"

urlpatterns = [
    path("", views.index, name="index"),
    path("nuovo/", prepare.create, name="create"),
    path("impegni/", promises.index, name="promises"),
    path("impegni/<uuid:pk>/", promises.settle, name="settle"),
    path("protocolli/", protocols.index, name="protocols"),
    path("protocolli/nuovo/", protocols.create, name="protocol_create"),
    path("protocolli/<uuid:pk>/", protocols.detail, name="protocol"),
    path("protocolli/<uuid:pk>/modifica/", protocols.change, name="protocol_change"),
    path("protocolli/<uuid:pk>/versione/", protocols.new_version, name="protocol_version"),
    path("protocolli/<uuid:pk>/<slug:verb>/", protocols.advance, name="protocol_advance"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/verbale/", views.minutes, name="minutes"),
    path("<uuid:pk>/verbale/pdf/", views.minutes_paper, name="minutes_paper"),
    path("<uuid:pk>/modifica/", prepare.change, name="change"),
    path("<uuid:pk>/invita/", prepare.invite, name="invite"),
    path("<uuid:pk>/invitati/<uuid:guest_pk>/", prepare.guest, name="guest"),
    path("<uuid:pk>/invitati/<uuid:guest_pk>/collegamento/", prepare.guest_link, name="guest_link"),
    path("<uuid:pk>/invitati/<uuid:guest_pk>/togli/", prepare.withdraw, name="withdraw"),
    path("<uuid:pk>/invitati/<uuid:guest_pk>/risposta/", prepare.answer, name="answer"),
    path("<uuid:pk>/casi/", prepare.add_case, name="add_case"),
    path("<uuid:pk>/casi/<uuid:item_pk>/togli/", prepare.remove_case, name="remove_case"),
    path("<uuid:pk>/annulla/", prepare.cancel, name="cancel"),
    path("<uuid:pk>/catalogo/", catalogue.choose, name="catalogue"),
    path("<uuid:pk>/catalogo/nuova/", catalogue.offer, name="offer"),
    path("<uuid:pk>/presenze/", sitting.presence, name="presence"),
    path("<uuid:pk>/scrivi/<slug:what>/", sitting.write, name="write"),
    path("<uuid:pk>/posizioni/<uuid:position_pk>/togli/", sitting.take_back, name="take_back"),
    path("<uuid:pk>/opportunita/<uuid:opportunity_pk>/", sitting.opportunity, name="opportunity"),
    path("<uuid:pk>/<slug:verb>/", views.advance, name="advance"),
]
