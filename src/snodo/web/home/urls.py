"""The home and the component page."""

from django.urls import path

from snodo.web.home import views

app_name = "home"

urlpatterns = [
    path("", views.today, name="today"),
    path("componenti/", views.components, name="components"),
    path("salute/", views.healthz, name="healthz"),
]
