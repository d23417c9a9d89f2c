"""Documents are reached from the pages of what they speak of, or by the code printed on them."""

from django.urls import path

from snodo.web.documents import views

app_name = "documents"

urlpatterns = [
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/scarica/", views.download, name="download"),
]
