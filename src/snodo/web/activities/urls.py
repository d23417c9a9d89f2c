"""Addresses of agenda, appointments and hours."""

from django.urls import path

from snodo.web.activities import agenda, appointments, hours

app_name = "activities"

urlpatterns = [
    path("", agenda.index, name="index"),
    path("nuovo/", appointments.new, name="new"),
    path("<uuid:pk>/", appointments.detail, name="appointment"),
    path("<uuid:pk>/registra/<slug:outcome>/", appointments.record, name="record_outcome"),
    path("ore/<uuid:case_pk>/", hours.detail, name="hours"),
    path("ore/richieste/<uuid:pk>/", hours.decide, name="decide_hours"),
]
