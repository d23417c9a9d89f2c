"""The operators' training."""

from django.urls import path

from snodo.web.training import views

app_name = "training"

urlpatterns = [
    path("", views.index, name="index"),
    path("nuovo/", views.open_course, name="open"),
    path("corsi/<uuid:pk>/", views.course_page, name="course"),
    path("corsi/<uuid:pk>/incontro/", views.plan_session, name="plan_session"),
    path("corsi/<uuid:pk>/iscrivi/", views.enrol, name="enrol"),
    path("corsi/<uuid:pk>/concludi/", views.conclude, name="conclude"),
    path("corsi/<uuid:pk>/affianca/", views.start_shadowing, name="start_shadowing"),
    path("incontri/<uuid:pk>/", views.attendance, name="attendance"),
    path("incontri/<uuid:pk>/annulla/", views.cancel_session, name="cancel_session"),
    path("iscrizioni/<uuid:pk>/certifica/", views.complete, name="complete"),
    path("iscrizioni/<uuid:pk>/lascia/", views.withdraw, name="withdraw"),
    path("affiancamenti/<uuid:pk>/", views.shadowing_page, name="shadowing"),
    path("affiancamenti/<uuid:pk>/concludi/", views.sign_off, name="sign_off"),
]
