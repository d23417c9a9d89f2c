"""The diary of the network."""

from django.urls import path

from snodo.web.community import together, views

app_name = "community"

urlpatterns = [
    path("", views.index, name="index"),
    path("nuova/", views.new, name="new"),
    path("anno/<int:year>/", views.year, name="year"),
    path("<uuid:pk>/", views.activity, name="activity"),
    path("<uuid:pk>/correggi/", views.edit, name="edit"),
    path("<uuid:pk>/racconta/", views.tell, name="tell"),
    path("<uuid:pk>/annulla/", views.cancel, name="cancel"),
    path("<uuid:pk>/riprogramma/", views.plan_again, name="plan_again"),
    path("<uuid:pk>/enti/", together.add_partner, name="add_partner"),
    path("<uuid:pk>/enti/<uuid:partner_pk>/togli/", together.remove_partner, name="remove_partner"),
    path("<uuid:pk>/presenze/", together.mark, name="mark"),
    path("<uuid:pk>/presenze/<uuid:participant_pk>/togli/", together.unmark, name="unmark"),
]
