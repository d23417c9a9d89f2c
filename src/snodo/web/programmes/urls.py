"""Addresses of programmes."""

from django.urls import path

from snodo.web.programmes import views

app_name = "programmes"

urlpatterns = [
    path("", views.index, name="index"),
    path("avvia/", views.start, name="start"),
    path("<uuid:pk>/", views.programme_page, name="programme"),
    path("<uuid:pk>/risultati/<slug:code>/", views.evidence, name="evidence"),
    path("<uuid:pk>/tempi/", views.times, name="times"),
    path("<uuid:pk>/enti/", views.partners, name="partners"),
    path("<uuid:pk>/scheda/", views.card, name="card"),
]
