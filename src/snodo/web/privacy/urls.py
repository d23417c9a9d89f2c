"""Addresses under /riservatezza/."""

from django.urls import URLPattern, path

from snodo.domain.privacy import access
from snodo.web.http import View
from snodo.web.navigation import count_for
from snodo.web.old_links import leads_on
from snodo.web.privacy import copies, emergency, ledger, requests, retention, reviews, unusual, views

app_name = "privacy"


def _of_person(route: str, view: View, name: str) -> URLPattern:
    """An address under the id of a person, which holds also after their file became part of another."""
    return path(f"persone/<uuid:pk>/{route}", leads_on(view, access.ledgers_visible_to), name=name)


urlpatterns = [
    path("", views.index, name="index"),
    path("emergenza/", emergency.ask, name="emergency_ask"),
    path("emergenza/<uuid:pk>/", emergency.file, name="emergency"),
    path("emergenza/<uuid:pk>/chiudi/", emergency.close, name="emergency_close"),
    path("emergenze/", reviews.index, name="reviews"),
    path("emergenze/<uuid:pk>/", reviews.review, name="review"),
    path("conservazione/", retention.index, name="retention"),
    path("conservazione/regole/", retention.rules, name="retention_rules"),
    path("conservazione/<uuid:pk>/", retention.detail, name="retention_file"),
    path("conservazione/<uuid:pk>/blocca/", retention.hold, name="retention_hold"),
    path("conservazione/<uuid:pk>/blocchi/<uuid:hold_pk>/togli/", retention.lift, name="retention_lift"),
    path("conservazione/<uuid:pk>/<slug:name>/", retention.step, name="retention_step"),
    path("insolite/", unusual.index, name="unusual"),
    path("insolite/<uuid:pk>/", unusual.mark, name="unusual_mark"),
    path("persone/trova/", ledger.find, name="ledger_find"),
    path("persone/trova/protetta/", ledger.find_protected, name="ledger_find_protected"),
    _of_person("", ledger.ledger, name="ledger"),
    _of_person("stampa/", ledger.paper, name="ledger_paper"),
    _of_person("foglio/", ledger.sheet, name="ledger_sheet"),
    _of_person("codice/", ledger.code, name="ledger_code"),
    _of_person("togli/", ledger.revoke, name="ledger_revoke"),
    _of_person("richiesta/", ledger.question, name="ledger_question"),
    _of_person("richieste/nuova/", requests.new, name="request_new"),
    path("richieste/", requests.index, name="requests"),
    path("richieste/<uuid:pk>/", requests.detail, name="request"),
    path("richieste/<uuid:pk>/limita/", requests.restrict, name="request_restrict"),
    path("richieste/<uuid:pk>/prendi/", requests.take, name="request_take"),
    path("richieste/<uuid:pk>/lettera/", requests.letter, name="request_letter"),
    path("richieste/<uuid:pk>/copia/", copies.page, name="copy"),
    path("richieste/<uuid:pk>/copia/rileggi/", copies.review, name="copy_review"),
    path("richieste/<uuid:pk>/copia/rileggi/<uuid:document>/", copies.paper, name="copy_paper"),
    path("richieste/<uuid:pk>/copia/scarica/", copies.archive, name="copy_archive"),
    path("richieste/<uuid:pk>/copia/foglio/", copies.sheet, name="copy_sheet"),
    path("richieste/<uuid:pk>/copia/<slug:verb>/", copies.step, name="copy_step"),
    path("richieste/<uuid:pk>/<slug:name>/", requests.step, name="request_step"),
]

count_for(
    "privacy",
    reviews=access.pending_for,
    requests=access.requests_to_answer,
    unusual=access.unusual_to_look_at,
)
