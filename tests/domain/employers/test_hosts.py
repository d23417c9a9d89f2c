"""Companies, scouting and agreements."""

import datetime
from collections.abc import Iterator

import pytest

from snodo.domain.employers import access, actions, queries
from snodo.kernel import clock, tenancy
from snodo.kernel.errors import Conflict, InputRefused, NotAllowed
from tests.factories.world import World

TODAY = clock.today()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def at_work(world: World) -> Iterator[World]:
    with tenancy.acting(world.actor("sara")):
        yield world


@pytest.mark.covers("C21", "E16")
def test_a_new_company_enters_the_network(at_work: World) -> None:
    sara = at_work.actor("sara")
    host = actions.register_host(
        name="Panificio Rossi", vat_number="00743110157", kind="catering", permanent_employees=4, actor=sara
    )
    assert host.organisation.can("internship_host")
    assert host.employees == 4
    assert [row.pk for row in queries.host_list(sara, text="panificio")] == [host.pk]
    assert [row.pk for row in queries.host_list(sara, kind="catering", readiness="new")] == [host.pk]


def test_wrong_input_is_refused(at_work: World) -> None:
    sara = at_work.actor("sara")
    for wrong, field in (
        ({"vat_number": "00743110158"}, "vat_number"),
        ({"kind": "circus"}, "kind"),
        ({"name": "  "}, "name"),
        ({"ateco_code": "10.71"}, "ateco_edition"),
    ):
        values = {"name": "Ditta", "kind": "crafts", **wrong}
        with pytest.raises(InputRefused) as refused:
            actions.register_host(actor=sara, **values)
        assert field in refused.value.problems
    company = at_work.organisations["company"]
    actions.open_host_profile(organisation=company, kind="green", actor=sara)
    with pytest.raises(InputRefused):
        actions.open_host_profile(organisation=company, kind="green", actor=sara)


@pytest.mark.covers("C21", "C31")
def test_scouting_follows_the_latest_contact(at_work: World) -> None:
    sara = at_work.actor("sara")
    host = actions.open_host_profile(organisation=at_work.organisations["company"], kind="green", actor=sara)
    actions.log_scouting_contact(
        host=host, kind="visit", readiness="ready", on_day=TODAY - 3 * DAY, next_on=TODAY, actor=sara
    )
    actions.log_scouting_contact(
        host=host, kind="phone", readiness="to_call_back", on_day=TODAY - 9 * DAY, actor=sara
    )
    host.refresh_from_db()
    assert (host.readiness, host.next_contact_on) == ("ready", TODAY)
    assert [row.kind for row in queries.scouting_log(sara, host)] == ["visit", "phone"]
    assert queries.host_list(sara, to_call=True).count() == 1
    with pytest.raises(InputRefused) as refused:
        actions.log_scouting_contact(
            host=host, kind="fax", readiness="new", on_day=TODAY + DAY, next_on=TODAY, actor=sara
        )
    assert set(refused.value.problems) == {"kind", "readiness", "on_day", "next_on"}


@pytest.mark.covers("C31")
def test_agreements_expire_and_end(at_work: World) -> None:
    sara, company = at_work.actor("sara"), at_work.organisations["company"]
    promoter = at_work.organisations["promoter"]
    actions.open_host_profile(organisation=company, kind="green", actor=sara)
    agreement = actions.record_agreement(
        promoter=promoter, host=company, valid_from=TODAY, valid_until=TODAY + 20 * DAY, actor=sara
    )
    assert [row.pk for row in queries.agreements_expiring(sara)] == [agreement.pk]
    assert queries.agreement_between(promoter.pk, company.pk) == agreement
    assert queries.agreement_between(promoter.pk, company.pk, TODAY + 21 * DAY) is None
    for wrong in (
        {"promoter": company},
        {"valid_until": TODAY - DAY},
        {"host": at_work.organisations["municipality"]},
    ):
        values = {"promoter": promoter, "host": company, "valid_from": TODAY, "valid_until": TODAY, **wrong}
        with pytest.raises(InputRefused):
            actions.record_agreement(actor=sara, **values)
    with pytest.raises(NotAllowed):
        actions.end_agreement(agreement=agreement, actor=at_work.actor("nadia"))
    actions.end_agreement(agreement=agreement, actor=sara)
    with pytest.raises(Conflict):
        actions.end_agreement(agreement=agreement, actor=sara)
    assert queries.agreement_between(promoter.pk, company.pk) is None


def test_who_reads_and_writes(at_work: World) -> None:
    host = actions.open_host_profile(
        organisation=at_work.organisations["company"], kind="green", actor=at_work.actor("sara")
    )
    readers = {"sara", "omar", "nadia", "marta", "bruno", "ada", "carla"}
    for who in at_work.actors:
        sees = access.hosts_visible_to(at_work.actor(who)).filter(pk=host.pk).exists()
        assert sees is (who in readers), who
    with pytest.raises(NotAllowed):
        actions.log_scouting_contact(host=host, kind="visit", readiness="ready", actor=at_work.actor("gino"))
    stranger = at_work.actor("stranger")
    with tenancy.acting(stranger):
        assert not access.hosts_visible_to(stranger).exists()
