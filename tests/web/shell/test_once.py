"""A form sent twice is done once; a collision between transactions is tried again."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from snodo.domain.network.models import Organisation
from snodo.kernel import tenancy
from snodo.web import once
from tests.factories.world import World

SignIn = Callable[[str], Any]


def _form(**more: str) -> dict[str, str]:
    return {"name": "Associazione Oltre", "kind": "association", "_once": str(uuid4()), **more}


def _count(world: World) -> int:
    with tenancy.acting(world.founder):
        return Organisation.objects.filter(name="Associazione Oltre").count()


def test_two_clicks_make_one_row_and_lead_to_the_same_page(world: World, sign_in: SignIn) -> None:
    client, form = sign_in("ada"), _form()
    first, second = client.post("/rete/nuova/", form), client.post("/rete/nuova/", form)
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert _count(world) == 1


def test_a_form_with_errors_may_be_mended_and_sent_with_the_same_key(world: World, sign_in: SignIn) -> None:
    client, form = sign_in("ada"), _form(vat_number="123")
    assert client.post("/rete/nuova/", form).status_code == 200
    assert client.post("/rete/nuova/", {**form, "vat_number": ""}).status_code == 302
    assert _count(world) == 1


def test_a_key_of_somebody_else_says_nothing_of_where_it_led(world: World, sign_in: SignIn) -> None:
    form = _form()
    assert sign_in("ada").post("/rete/nuova/", form).status_code == 302
    answer = sign_in("bruno").post("/rete/nuova/", form)
    assert answer.status_code == 409
    assert "Location" not in answer.headers


class Collision(Exception):
    sqlstate = "40001"


def _collides(times: int) -> Callable[[], HttpResponse]:
    left = [times]

    def work() -> HttpResponse:
        if left[0]:
            left[0] -= 1
            raise OperationalError from Collision()
        return HttpResponse("fatto")

    return work


def test_a_collision_is_tried_again_and_not_for_ever() -> None:
    request = RequestFactory().post("/")
    assert once.with_retries(request, _collides(2)).content == b"fatto"
    with pytest.raises(OperationalError):
        once.with_retries(request, _collides(3))


def test_another_failure_of_the_database_is_not_repeated() -> None:
    def work() -> HttpResponse:
        raise OperationalError("disk full")

    with pytest.raises(OperationalError, match="disk full"):
        once.with_retries(RequestFactory().post("/"), work)
