"""Il registro delle operazioni."""

from django.urls import path

from snodo.web.audit import views

app_name = "audit"

urlpatterns = [path("", views.index, name="index")]
