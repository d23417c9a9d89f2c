"""A network is set up from its file: seats, closures, promises of single bodies, when the lead is told."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from snodo.domain.intake.actions.escalating import levels_reached
from snodo.domain.network import actions as network
from snodo.domain.network.calendars import calendar_of
from snodo.domain.network.models import ClosedDay, Organisation
from snodo.domain.programmes import actions, queries
from snodo.domain.programmes.models import LeadStep, Programme, PromisedTime
from snodo.domain.programmes.queries.lead_step import LeadSteps
from snodo.kernel import clock
from snodo.kernel.calendars import ITALY
from snodo.kernel.errors import InputRefused, NotAllowed
from snodo.kernel.packfile import Pack, check_pack, load_pack, pack_folder, shapes, write_pack
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World

pytestmark = pytest.mark.covers("B02", "D18", "E04")
CLOSURES: list[dict[str, Any]] = [
    {"title": "San Vittore", "yearly": "05-08", "source": "Statuto"},
    {"title": "Corpus Domini", "easter": 60},
    {"title": "Sagra", "weekday": {"month": 9, "day": "monday", "which": 2, "shift": 1}},
    {"title": "Chiusura estiva", "from": "2027-08-09", "to": "2027-08-20"},
]


def written(tmp_path: Path, change: Any) -> Path:
    """A shipped pack written again with something changed."""
    folder = write_pack(load_pack(pack_folder("in-lav")), tmp_path / "pack")
    data = yaml.safe_load((folder / "pack.yaml").read_text())
    change(data)
    (folder / "pack.yaml").write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))
    return folder


def told(data: dict[str, Any]) -> None:
    """What a network knows of its bodies."""
    partner = next(one for one in data["partners"] if one["code"] == "a-e-i")
    partner |= {"seat": data["places"][0]["municipalities"][0]["belfiore"], "closures": CLOSURES}
    data["actions"][0]["promised_times"]["bodies"] = [
        {"partner": "a-e-i", "first_answer_days": 2, "source": "Accordo del 3 marzo"}
    ]
    data["lead_after"] = {"days": 5, "source": "Protocollo, art. 6"}


def started(world: World, pack: Pack) -> Programme:
    today = clock.today()
    with acting(world.founder):
        return actions.start_programme(
            pack=pack,
            starts_on=today - datetime.timedelta(days=200),
            ends_on=today + datetime.timedelta(days=400),
            partners={code: world.organisations[body] for code, body in intake.IN_LAV.items()},
            actor=world.founder,
        )


@pytest.mark.django_db
def test_what_the_file_says_of_bodies_holds_in_the_network(world: World, tmp_path: Path) -> None:
    pack = load_pack(written(tmp_path, told))
    programme = started(world, pack)
    coop = world.organisations["coop"]
    with acting(world.founder):
        coop = Organisation.objects.select_related("seat").get(pk=coop.pk)
        assert coop.seat is not None
        assert coop.seat.belfiore == pack.places[0].municipalities[0].belfiore
        calendar = calendar_of(coop.pk)
        for shut in ((2027, 8, 10), (2028, 5, 8), (2027, 5, 27), (2027, 9, 14)):
            day = datetime.date(*shut)
            assert not calendar.is_open(day), day
            assert ITALY.is_open(day) or day.weekday() > 4
        row = PromisedTime.objects.get(organisation=coop)
        assert (row.amount, row.step, row.source) == (2, "first_answer", "Accordo del 3 marzo")
        promised = queries.promises_for(row.action, clock.today(), coop.pk)
        assert promised["first_answer"].amount == 2
        other = queries.promises_for(row.action, clock.today())
        assert other["first_answer"].amount == pack.actions[0].promised_times.first_answer_days
        assert LeadSteps([programme.pk]).on(programme.pk, clock.today()) == 5
        # Written down again it is the same, and starts equally elsewhere.
        again = queries.pack_of(programme)
    assert check_pack(write_pack(again, tmp_path / "again")) == []
    ours, theirs = ({one.code: one for one in found.partners} for found in (pack, again))
    mended = tuple(
        replace(one, source=one.source or "Scheda del programma") for one in ours["a-e-i"].closures
    )
    assert theirs["a-e-i"].closures == mended
    assert theirs["a-e-i"].seat == ours["a-e-i"].seat
    assert again.actions[0].promised_times.bodies == (
        shapes.BodyPromise("a-e-i", first_answer_days=2, source="Accordo del 3 marzo"),
    )
    assert again.lead_after == pack.lead_after


@pytest.mark.django_db
def test_what_a_body_says_of_itself_stays(world: World, tmp_path: Path) -> None:
    sara_body, livia = world.organisations["coop"], world.founder
    with acting(livia):
        network.add_closed_day(
            organisation=sara_body, title="Nostra", rule="yearly", month=3, day=3, actor=livia
        )
        network.set_seat(organisation=sara_body, territory=world.territories["bollate"], actor=livia)
    started(world, load_pack(written(tmp_path, told)))
    with acting(world.founder):
        assert list(ClosedDay.objects.filter(organisation=sara_body).values_list("title", flat=True)) == [
            "Nostra"
        ]
        assert Organisation.objects.get(pk=sara_body.pk).seat_id == world.territories["bollate"].pk


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["partners"][0].update(seat="H501"), "non è tra quelli del programma"),
        (lambda d: d["partners"][0].update(closures=[{"title": "X"}]), "in un modo solo"),
        (
            lambda d: d["partners"][0].update(closures=[{"title": "X", "easter": 1, "yearly": "01-02"}]),
            "in un modo solo",
        ),
        (lambda d: d["partners"][0].update(closures=[{"title": "X", "yearly": "02-30"}]), "non esiste"),
        (
            lambda d: d["partners"][0].update(
                closures=[{"title": "X", "from": "2027-08-09", "to": "2027-08-01"}]
            ),
            "prima dell'inizio",
        ),
        (
            lambda d: d["partners"][0].update(
                closures=[{"title": "X", "from": "2027-01-09", "to": "2027-08-01"}]
            ),
            "due mesi",
        ),
        (
            lambda d: d["actions"][0]["promised_times"].update(
                bodies=[{"partner": "nessuno", "first_answer_days": 1}]
            ),
            "non è tra gli enti",
        ),
        (
            lambda d: d["actions"][0]["promised_times"].update(bodies=[{"partner": "a-e-i"}]),
            "non promette nulla",
        ),
        (lambda d: d.update(lead_after={"days": 0}), "troppo piccolo"),
    ],
)
def test_a_wrong_file_is_told_where_and_how_to_mend_it(tmp_path: Path, change: Any, said: str) -> None:
    problems = check_pack(written(tmp_path, change))
    assert any(said in str(one) for one in problems), problems


@pytest.mark.django_db
def test_the_lead_is_told_by_the_rule_of_the_day_on_which_the_promise_ended(world: World) -> None:
    programme = intake.start(world)
    today, marta = clock.today(), world.actor("marta")
    with acting(marta):
        steps = LeadSteps([programme.pk])
        assert steps.on(programme.pk, today) == 3
        for wrong in (
            {"days": 0, "valid_from": today, "source": "x"},
            {"days": 5, "valid_from": today - datetime.timedelta(days=1), "source": "x"},
            {"days": 5, "valid_from": today, "source": " "},
        ):
            with pytest.raises(InputRefused):
                actions.set_lead_step(programme=programme, actor=marta, **wrong)  # type: ignore[arg-type]
        actions.set_lead_step(programme=programme, days=7, valid_from=today, source="Art. 6", actor=marta)
        steps = LeadSteps([programme.pk])
        assert steps.on(programme.pk, today) == 7
        assert steps.on(programme.pk, today - datetime.timedelta(days=1)) == 3
        assert LeadStep.objects.count() == 1
    sara = world.actor("sara")
    with acting(sara), pytest.raises(NotAllowed):
        actions.set_lead_step(programme=programme, days=2, valid_from=today, source="x", actor=sara)


def test_before_whom_a_promise_is() -> None:
    due = datetime.date(2027, 3, 1)  # a Monday
    thursday = datetime.date(2027, 3, 4)
    assert list(levels_reached(due, ITALY, thursday, 3)) == ["body", "lead"]
    assert list(levels_reached(due, ITALY, thursday, 4)) == ["body"]


@pytest.mark.django_db
def test_the_days_are_set_on_the_page_of_promises(world: World, sign_in: Any) -> None:
    programme = intake.start(world)
    page, form = (f"/programmi/{programme.pk}/tempi-promessi/{end}" for end in ("", "capofila/"))
    client = sign_in("marta")
    assert "3 giorni lavorativi" in client.get(page).content.decode()
    typed = {"days": "6", "valid_from": clock.today().isoformat(), "source": "Protocollo, art. 6"}
    assert client.post(form, typed | {"days": "99"}).status_code == 422
    assert client.post(form, typed)["Location"] == page
    told = client.get(page).content.decode()
    assert "6 giorni lavorativi" in told
    assert "Protocollo, art. 6" in told
    assert sign_in("sara").get(form).status_code == 403
    assert sign_in("stranger").get(form).status_code == 404
