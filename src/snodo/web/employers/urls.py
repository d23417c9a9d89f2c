"""Companies and agreements."""

from django.urls import path

from snodo.web.employers import views

app_name = "employers"

urlpatterns = [
    path("", views.index, name="index"),
    path("nuova/", views.new_host, name="new"),
    path("convenzioni/", views.agreements, name="agreements"),
    path("convenzioni/<uuid:pk>/chiudi/", views.end_agreement, name="end_agreement"),
    path("contatti/<uuid:pk>/togli/", views.end_contact, name="end_contact"),
    path("<uuid:pk>/", views.host_page, name="host"),
    path("<uuid:pk>/scheda/", views.edit_host, name="edit"),
    path("<uuid:pk>/contatto/", views.log_contact, name="log"),
    path("<uuid:pk>/persona/", views.add_contact, name="add_contact"),
    path("<uuid:pk>/convenzione/", views.record_agreement, name="agreement"),
]
