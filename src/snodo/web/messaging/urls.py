"""Avvisi e lavori in corso."""

from django.urls import path

from snodo.web.messaging import views

app_name = "messaging"

urlpatterns = [
    path("", views.index, name="index"),
    path("letti/", views.read_all, name="read_all"),
    path("<uuid:pk>/apri/", views.open_notification, name="open"),
    path("lavori/", views.jobs, name="jobs"),
    path("lavori/<uuid:pk>/", views.job, name="job"),
]
