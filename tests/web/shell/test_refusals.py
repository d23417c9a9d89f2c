"""What a rule refuses becomes a page with its sentence, and nothing is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config import urls
from snodo.domain.network.models import Territory
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed, SnodoError, TransitionRefused
from snodo.web.http import any_signed_in, get_or_404
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def _raising(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        Territory.objects.create(kind="quarter", name="Scritto prima del rifiuto")
        raise error

    return view


def _one(request: HttpRequest, pk: str) -> HttpResponse:
    get_or_404(Territory.objects.all(), pk)
    return HttpResponse("ok")


def _needs_nobody(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(hasattr(request, "actor")))


ERRORS: dict[str, Exception] = {
    "ruolo": NotAllowed("Solo il responsabile può chiudere."),
    "stato": TransitionRefused("Il percorso è già chiuso."),
    "insieme": Conflict("Nel frattempo Omar l'ha cambiato."),
    "campi": InputRefused({"day": "La data viene prima dell'inizio."}),
    "altro": SnodoError("Non adesso."),
    "assente": Http404("x"),
    "guasto": RuntimeError("x"),
}

urlpatterns = [
    *urls.urlpatterns,
    *[path(f"prova/{name}/", _raising(error)) for name, error in ERRORS.items()],
    path("prova/uno/<str:pk>/", _one),
    path("prova/chiunque/", any_signed_in(_needs_nobody)),
]
handler400, handler403, handler404, handler500 = (
    urls.handler400,
    urls.handler403,
    urls.handler404,
    urls.handler500,
)


@pytest.fixture(autouse=True)
def _these_urls(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize(
    ("name", "status", "sentence"),
    [
        ("ruolo", 403, "Solo il responsabile può chiudere."),
        ("stato", 409, "Il percorso è già chiuso."),
        ("insieme", 409, "Nel frattempo Omar l&#x27;ha cambiato."),
        ("campi", 422, "La data viene prima dell&#x27;inizio."),
        ("altro", 409, "Non adesso."),
        ("assente", 404, "Qui non c'è nulla"),
        ("guasto", 500, "Qualcosa non ha funzionato"),
    ],
)
def test_a_refusal_is_a_page_and_leaves_nothing(
    sign_in: Any, world: World, name: str, status: int, sentence: str
) -> None:
    client = sign_in("sara")
    client.raise_request_exception = False
    response = client.get(f"/prova/{name}/", headers={"Referer": "http://testserver/persone/?q=a"})
    assert response.status_code == status
    assert sentence in response.content.decode()
    if status not in (404, 500):
        assert 'href="/persone/?q=a"' in response.content.decode()
    from snodo.kernel import tenancy

    with tenancy.acting(world.founder):
        assert not Territory.objects.filter(kind="quarter").exists()


def test_a_refused_fragment_becomes_an_alert_on_top(sign_in: Any) -> None:
    response = sign_in("sara").get("/prova/stato/", headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#avvisi"
    assert "<html" not in response.content.decode()


@pytest.mark.parametrize("pk", ["abc", "00000000-0000-0000-0000-000000000000", "%00", "1' or 1=1"])
def test_a_malformed_or_unknown_id_is_not_found(sign_in: Any, pk: str) -> None:
    assert sign_in("sara").get(f"/prova/uno/{pk}/").status_code == 404


def test_an_id_of_the_other_network_is_not_found(sign_in: Any, world: World) -> None:
    assert world.elsewhere is not None
    assert sign_in("sara").get(f"/prova/uno/{world.territories['bollate'].pk}/").status_code == 200
    stranger = world.elsewhere.territories["bollate"].pk
    assert sign_in("sara").get(f"/prova/uno/{stranger}/").status_code == 404


def test_a_view_for_any_user_gets_no_actor(sign_in: Any, client: Client) -> None:
    assert client.get("/prova/chiunque/").status_code == 302
    assert sign_in("sara").get("/prova/chiunque/").content == b"False"


def test_a_form_without_token_explains_itself(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.user("sara"))
    response = client.post("/accesso/ruolo/", {"membership": "x"})
    assert response.status_code == 403
    assert "Il modulo è rimasto aperto troppo a lungo" in response.content.decode()


def test_a_request_beyond_all_measure_is_refused_with_a_sentence(client: Client) -> None:
    response = client.post("/accesso/", {"login": "a@b.it", "password": "x" * 17_000_000})
    assert response.status_code == 413
    assert "troppo grandi" in response.content.decode()
