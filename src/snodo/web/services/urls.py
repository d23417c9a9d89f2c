"""The directory of services and the sendings."""

from django.urls import path

from snodo.web.services import sendings, views

app_name = "services"

urlpatterns = [
    path("", views.index, name="index"),
    path("nuovo/", views.new, name="new"),
    path("importa/", views.bring_in, name="import"),
    path("hsds.json", views.export, name="export"),
    path("manda/", sendings.send, name="send"),
    path("invii/", sendings.index, name="sendings"),
    path("invii/<uuid:pk>/", sendings.outcome, name="sending"),
    path("<uuid:pk>/", views.service_page, name="service"),
    path("<uuid:pk>/correggi/", views.edit, name="edit"),
    path("<uuid:pk>/conferma/", views.confirm, name="confirm"),
    path("<uuid:pk>/stato/", views.turn, name="turn"),
]
