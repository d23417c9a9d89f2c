"""Addresses of groups and their meetings."""

from django.urls import path

from snodo.web.activities import groups, sessions

app_name = "groups"

urlpatterns = [
    path("", groups.index, name="index"),
    path("nuovo/", groups.create, name="create"),
    path("incontri/<uuid:pk>/", sessions.detail, name="session"),
    path("incontri/<uuid:pk>/annulla/", sessions.cancel, name="session_cancel"),
    path("<uuid:pk>/", groups.detail, name="detail"),
    path("<uuid:pk>/modifica/", groups.change, name="change"),
    path("<uuid:pk>/persone/", groups.add, name="add"),
    path("<uuid:pk>/persone/<uuid:member_pk>/togli/", groups.remove, name="remove"),
    path("<uuid:pk>/persone/<uuid:member_pk>/attestato/", groups.certificate, name="certificate"),
    path("<uuid:pk>/incontri/", groups.plan, name="plan"),
    path("<uuid:pk>/concludi/", groups.end, name="end"),
]
