"""Addresses of the network."""

from django.urls import path

from snodo.web.network import closures, views

app_name = "network"

urlpatterns = [
    path("", views.index, name="index"),
    path("nuova/", views.new_organisation, name="new"),
    path("<uuid:pk>/", views.organisation_page, name="organisation"),
    path("<uuid:pk>/modifica/", views.edit_organisation, name="edit"),
    path("<uuid:pk>/invita/", views.invite, name="invite"),
    path("<uuid:pk>/chiusure/", closures.index, name="closures"),
    path("<uuid:pk>/chiusure/nuova/", closures.add, name="closure_new"),
    path("<uuid:pk>/chiusure/sede/", closures.seat, name="seat"),
    path("<uuid:pk>/chiusure/<uuid:row_pk>/togli/", closures.end, name="closure_end"),
    path("inviti/<uuid:pk>/ritira/", views.withdraw, name="withdraw"),
    path("incarichi/<uuid:pk>/chiudi/", views.end_membership, name="end_membership"),
]
