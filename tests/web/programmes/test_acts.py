"""The pages of acts, and what an act that ends takes away with it."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from snodo.domain.casework.models import Case
from snodo.domain.intake import actions as intake_actions
from snodo.domain.programmes import actions
from snodo.domain.programmes.models import Programme, ProgrammeAction, ProgrammePartner
from snodo.kernel import clock, tenancy
from tests.factories import casework, intake
from tests.factories.casework import SmallProgramme
from tests.factories.world import World

DAY = datetime.timedelta(days=1)
SignIn = Callable[[str], Any]


@pytest.fixture
def made(world: World) -> SmallProgramme:
    return casework.small_programme(world)


def act_of(world: World, programme: Programme, body: str) -> ProgrammePartner:
    acts = ProgrammePartner.objects.select_related("programme", "organisation")
    return acts.filter(programme=programme, organisation=world.organisations[body]).latest("act_from")


def leaves(world: World, programme: Programme, body: str) -> None:
    """The body's act ended yesterday."""
    with tenancy.acting(world.founder):
        actions.end_act(
            partner=act_of(world, programme, body),
            reason="Recesso",
            last_day=clock.today() - DAY,
            actor=world.founder,
        )


def addresses_of(case: Case, namespaces: tuple[str, ...] = ("casework",)) -> list[str]:
    """Every address that names this case and nothing else."""
    found = []
    for namespace in namespaces:
        _, resolver = get_resolver().namespace_dict[namespace]
        for pattern in resolver.url_patterns:
            if list(pattern.pattern.converters) == ["pk"] and "inviati" not in str(pattern.pattern):
                found.append(reverse(f"{namespace}:{pattern.name}", args=[case.pk]))
    return found


@pytest.mark.covers("E37", "C10")
def test_the_day_after_every_page_of_the_case_is_gone(
    world: World, made: SmallProgramme, sign_in: SignIn
) -> None:
    """With the session still open."""
    case = casework.a_case(world, made)
    client = sign_in("sara")
    pages = addresses_of(case)
    assert len(pages) > 15
    assert client.get(f"/percorsi/{case.pk}/").status_code == 200
    known = [page for page in pages if client.get(page).status_code in (200, 405)]
    assert len(known) > 15
    leaves(world, made.programme, "coop")
    for page in known:
        answer = client.get(page)
        assert answer.status_code in (404, 405), page
        assert client.post(page).status_code in (404, 405), page
    assert "Luca Ferrante" not in client.get("/percorsi/").content.decode()
    assert "Luca Ferrante" not in client.get("/").content.decode()


@pytest.mark.covers("E37", "B12")
def test_the_referring_service_too(world: World, sign_in: SignIn) -> None:
    programme = intake.start(world)
    with tenancy.acting(world.founder):
        action = ProgrammeAction.objects.select_related("programme").filter(programme=programme).first()
    assert action is not None
    referral = intake.an_assigned(world, action)
    with tenancy.acting(world.actor("sara")):
        case = intake_actions.accept_referral(referral=referral, actor=world.actor("sara"))
    client = sign_in("dario")
    pages = [
        f"/percorsi/inviati/{case.pk}/",
        f"/persone/{case.person_id}/",
        reverse("intake:referral", args=[referral.pk]),
    ]
    for page in pages:
        assert client.get(page).status_code == 200, page
    leaves(world, programme, "municipality")
    for page in pages:
        assert client.get(page).status_code == 404, page
    assert "Ferrante" not in client.get(reverse("intake:index")).content.decode()


def test_acts_with_their_state_and_filters(world: World, made: SmallProgramme, sign_in: SignIn) -> None:
    with tenancy.acting(world.founder):
        act = act_of(world, made.programme, "other_coop")
        actions.amend_act(
            partner=act,
            act_from=act.act_from,
            act_until=clock.today() + 5 * DAY,
            privacy_role="joint",
            actor=world.founder,
        )
    client, address = sign_in("gino"), f"/programmi/{made.programme.pk}/enti/"
    page = client.get(address).content.decode()
    assert "scade tra 5 giorni" in page
    assert "da decidere" in page
    assert "Rinnova" not in page  # reads, does not change
    ending = client.get(f"{address}?stato=ending").content.decode()
    assert "Cooperativa Radici" in ending
    assert "Servizio di salute mentale" not in ending
    assert "Cooperativa Radici" not in client.get(f"{address}?dati=undecided").content.decode()
    assert "Nessun atto con questi filtri" in client.get(f"{address}?stato=revoked").content.decode()


@pytest.mark.covers("E37")
def test_a_body_joins_is_renewed_corrected_and_leaves(
    world: World, made: SmallProgramme, sign_in: SignIn
) -> None:
    client, address = sign_in("marta"), f"/programmi/{made.programme.pk}/enti/"
    today = clock.today()
    typed = {
        "organisation": str(world.organisations["company"].pk),
        "role": "host",
        "circle": "network",
        "privacy_role": "processor",
        "act": "Nomina",
        "act_from": today.isoformat(),
        "act_until": (today - DAY).isoformat(),
    }
    refused = client.post(f"{address}nuovo/", typed)
    assert refused.status_code == 422
    assert "viene prima" in refused.content.decode()
    assert client.post(f"{address}nuovo/", typed | {"act_until": ""}).status_code == 422
    scan = SimpleUploadedFile(
        "atto.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
    good = typed | {"act_until": (today + 20 * DAY).isoformat(), "file": scan}
    assert client.post(f"{address}nuovo/", good).status_code == 302
    page = client.get(address).content.decode()
    assert "Officina Verde" in page
    assert "/documenti/" in page
    with tenancy.acting(world.founder):
        act = act_of(world, made.programme, "company")
    for verb in ("rinnova", "correggi", "chiudi"):
        assert client.get(f"{address}{act.pk}/{verb}/").status_code == 200
    longer = {"act": "Nomina 2", "act_from": (today + 21 * DAY).isoformat(), "act_until": "2099-01-01"}
    assert client.post(f"{address}{act.pk}/rinnova/", longer).status_code == 302
    again = client.post(f"{address}{act.pk}/rinnova/", longer)
    assert "già stato rinnovato" in again.content.decode()
    assert client.post(f"{address}{act.pk}/chiudi/", {"last_day": today.isoformat()}).status_code == 422
    ended = {"last_day": today.isoformat(), "reason": "Ha cambiato sede"}
    assert client.post(f"{address}{act.pk}/chiudi/", ended).status_code == 302
    assert "Ha cambiato sede" in client.get(address).content.decode()


def test_neighbours_and_strangers_change_no_act(world: World, made: SmallProgramme, sign_in: SignIn) -> None:
    with tenancy.acting(world.founder):
        act = act_of(world, made.programme, "other_coop")
    address = f"/programmi/{made.programme.pk}/enti/"
    forms = [
        f"{address}nuovo/",
        *(f"{address}{act.pk}/{verb}/" for verb in ("rinnova", "correggi", "chiudi")),
    ]
    for who, code in (("bruno", 403), ("sara", 403), ("paola", 403), ("stranger", 404)):
        client = sign_in(who)
        for form in forms:
            assert client.get(form).status_code == code, (who, form)
            assert client.post(form, {}).status_code == code, (who, form)


def test_who_watches_reads_which_paths_must_be_handed_over(
    world: World, made: SmallProgramme, sign_in: SignIn
) -> None:
    casework.a_case(world, made)
    with tenancy.acting(world.founder):
        act = act_of(world, made.programme, "coop")
        actions.amend_act(
            partner=act, act_from=act.act_from, act_until=clock.today() + 9 * DAY, actor=world.founder
        )
    address = f"/programmi/{made.programme.pk}/enti/"
    assert "Luca Ferrante" in sign_in("marta").get(address).content.decode()
    administrator = sign_in("ada").get(address).content.decode()
    assert "1 percorso ha" in administrator
    assert "Ferrante" not in administrator
    assert "Percorsi da passare" not in sign_in("bruno").get(address).content.decode()


@pytest.mark.covers("E37")
def test_what_hangs_on_the_case_is_gone_too(world: World, made: SmallProgramme) -> None:
    """An appointment of one's own, an internship one is tutor of, a table one convened."""
    from snodo.domain.activities.access import appointments_visible_to
    from snodo.domain.activities.models import Appointment
    from snodo.domain.programmes.models import ActivityKind
    from snodo.domain.tables.access import tables_visible_to
    from snodo.domain.tables.models import Table

    case, sara = casework.a_case(world, made), world.actor("sara")
    with tenancy.acting(sara):
        kind = ActivityKind.objects.create(
            programme=made.programme, code="colloquio", title="Colloquio", mode="individual"
        )
        about = {"programme": made.programme, "organisation": world.organisations["coop"]}
        Appointment.objects.create(
            case=case,
            person=case.person,
            kind=kind,
            operator=world.memberships["sara"],
            starts_at=clock.now(),
            **about,
        )
        Table.objects.create(
            kind="project",
            title="Tavolo",
            starts_at=clock.now(),
            convened_by=world.memberships["sara"],
            **about,
        )
        assert appointments_visible_to(sara).count() == tables_visible_to(sara).count() == 1
    leaves(world, made.programme, "coop")
    with tenancy.acting(sara):
        assert not appointments_visible_to(sara).exists()
        assert not tables_visible_to(sara).exists()
