"""Statements worked out once: the next to ask gets their own rows, and nothing of who asked first."""

import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from snodo.domain.network.models import Membership, Organisation, Submission
from snodo.domain.people import access
from snodo.kernel import clock, tenancy
from snodo.kernel.actor import Actor
from snodo.kernel.statements import Joined, Kept, Many, insert
from tests.factories import casework
from tests.factories.world import World


@Kept
def _colleagues(actor: Actor) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation_id=actor.organisation_id).order_by("pk")


@Kept
def _hidden(actor: Actor, *, one: UUID) -> QuerySet[Membership]:
    return Membership.objects.extra(where=["id::text = %s"], params=[f"{one}"])


@Kept
def _nobody(actor: Actor) -> QuerySet[Any]:
    return Membership.objects.none()


@Kept
def _mine_beside_the_body(actor: Actor) -> Joined:
    """People of the actor's circle, each beside the actor's body."""
    people = access.people_visible_to(actor)
    return Joined(
        "SELECT person.last_name, body.name, '100%' FROM ({people}) person"
        " JOIN ({bodies}) body ON body.id = {body} ORDER BY 1",
        {
            "people": people.values("id", "last_name"),
            "bodies": Organisation.objects.exclude(name="{people} %s").values("id", "name"),
            "body": actor.organisation_id,
        },
    )


@Kept
def _from_one_on(actor: Actor, *, since: datetime.datetime, leave: int) -> Joined:
    rows = Membership.objects.filter(created_at__gte=since).values("id")
    return Joined("SELECT id FROM ({rows}) one ORDER BY id OFFSET {leave}", {"rows": rows, "leave": leave})


@Kept
def _named(actor: Actor, *, name: str) -> QuerySet[Any]:
    return Organisation.objects.filter(name=name).values_list("name", flat=True)


@Kept
def _of(actor: Actor, *, ids: Many, names: Many) -> QuerySet[Any]:
    bodies = Organisation.objects.filter(name__among=names)
    return Membership.objects.filter(pk__among=ids, organisation__in=bodies).order_by("pk")


@Kept
def _by_now(actor: Actor) -> QuerySet[Any]:
    return Membership.objects.filter(created_at__lt=clock.now())


@Kept
def _since_midnight(actor: Actor, *, now: datetime.datetime) -> QuerySet[Any]:
    return Membership.objects.filter(created_at__lt=now, created_at__gte=clock.at(clock.today(), 0))


@Kept
def _hidden_text(actor: Actor, *, name: str) -> QuerySet[Any]:
    return Organisation.objects.filter(name=f"di {name}")


@pytest.mark.django_db
def test_each_actor_gets_their_own(world: World) -> None:
    for name in ("sara", "marta", "sara"):
        actor = world.actor(name)
        with tenancy.acting(actor):
            expected = list(Membership.objects.filter(organisation_id=actor.organisation_id).order_by("pk"))
            assert _colleagues(actor) == expected
            assert actor.membership_id in {row.pk for row in expected}


@pytest.mark.django_db
def test_numbers_and_moments_are_not_of_who_asked_first(world: World) -> None:
    actor = world.actor("sara")
    with tenancy.acting(actor):
        every = [(pk,) for pk in Membership.objects.order_by("pk").values_list("pk", flat=True)]
        before, after = clock.now() - datetime.timedelta(days=1), clock.now() + datetime.timedelta(days=1)
        for leave in (0, 2, 40_000):
            assert _from_one_on(actor, since=before, leave=leave) == every[leave:]
        assert _from_one_on(actor, since=after, leave=0) == []


@pytest.mark.django_db
def test_unwatched_each_value_is_sent_once_and_the_rows_are_the_same(two_bodies: World) -> None:
    """Tests watch what is asked; the server of pages does not, and asks in the server's own words."""
    sara, nadia = two_bodies.actor("sara"), two_bodies.actor("nadia")
    since = clock.now() - datetime.timedelta(days=1)

    def asked(actor: Actor) -> list[Any]:
        with tenancy.acting(actor):
            ids = Many(row.pk for row in _colleagues(actor))
            return [
                ids,
                _mine_beside_the_body(actor),
                _from_one_on(actor, since=since, leave=1),
                _named(actor, name="Comune di Bollate"),
                _of(actor, ids=ids, names=Many(["Cooperativa Il Ponte"])),
            ]

    watched = [asked(sara), asked(nadia)]
    wrappers, connection.execute_wrappers = connection.execute_wrappers, []
    try:
        assert [asked(sara), asked(nadia)] == watched
    finally:
        connection.execute_wrappers = wrappers
    kept = [one for one in _mine_beside_the_body.worked.values() if one is not None]
    assert all(one.text.numbered.count("'100%'") == 1 for one in kept)
    assert all(len(one.text.names) < len(one.text.places) for one in kept)


@pytest.mark.django_db
def test_what_lets_nothing_through_asks_nothing(world: World, django_assert_num_queries: Any) -> None:
    actor = world.actor("sara")
    with tenancy.acting(actor), django_assert_num_queries(0):
        assert _nobody(actor) == []


@pytest.mark.django_db
def test_an_id_hidden_in_a_text_is_refused(world: World) -> None:
    actor = world.actor("sara")
    with tenancy.acting(actor), pytest.raises(ValueError, match="stand-in"):
        _hidden(actor, one=actor.membership_id)


@pytest.mark.django_db
def test_a_text_is_hidden_in_no_other(world: World) -> None:
    actor = world.actor("sara")
    with tenancy.acting(actor), pytest.raises(ValueError, match="stand-in"):
        _hidden_text(actor, name="x")


# What was typed


HOSTILE = ("%", "%s", "{people}", "' OR true --", "$1", "\\", "Cooperativa Il Ponte")


@pytest.mark.django_db
@pytest.mark.parametrize("typed", HOSTILE)
def test_what_is_typed_is_a_value_and_nothing_of_it_stays(world: World, typed: str) -> None:
    actor = world.actor("sara")
    with tenancy.acting(actor):
        assert _named(actor, name=typed) == ([typed] if typed == HOSTILE[-1] else [])
        Organisation.objects.filter(pk=actor.organisation_id).update(name=typed)
        assert _named(actor, name=typed) == [typed]
        assert _named.once(actor, name=typed) == [typed]
    assert len(_named.worked) == 1
    [kept] = _named.worked.values()
    assert kept is not None
    assert "Cooperativa" not in kept.sql
    assert kept.text.places.count("name") == 1


# Querysets joined


@pytest.fixture
def two_bodies(world: World) -> World:
    casework.a_person(world, "sara", "Luca", "Ferrante")
    casework.a_person(world, "nadia", "Anna", "Greco")
    return world


@pytest.mark.django_db
def test_a_moment_is_given_and_never_written_in(world: World) -> None:
    sara = world.actor("sara")
    with tenancy.acting(sara):
        assert isinstance(_since_midnight(sara, now=clock.now()), list)
        with pytest.raises(ValueError, match="stand still"):
            _by_now(sara)


@pytest.mark.django_db
def test_of_many_the_text_is_the_same_for_none_and_a_hundred(two_bodies: World) -> None:
    sara, nadia = two_bodies.actor("sara"), two_bodies.actor("nadia")
    with tenancy.acting(sara):
        both = [
            membership.pk for membership in Membership.objects.filter(user__in=[sara.user_id, nadia.user_id])
        ]
        body = Organisation.objects.get(pk=sara.organisation_id).name
        asked = {"ids": Many([*both, *(uuid4() for _ in range(100))]), "names": Many([body, "' OR 1=1 --"])}
        assert [row.organisation_id for row in _of(sara, **asked)] == [sara.organisation_id]
        assert _of(sara, ids=Many(), names=Many([body])) == []
        assert _of(sara, ids=Many(both), names=Many(["di nessuno"])) == []
        texts = [worked.sql for worked in _of.worked.values() if worked is not None]
    assert len(texts) == 1
    assert all(str(one) not in texts[0] and one.hex not in texts[0] for one in both)


@pytest.mark.django_db
def test_joined_parts_keep_their_rules(two_bodies: World) -> None:
    """The neighbour, same role in another body, and the same name in another network."""
    expected = {
        "sara": [("Ferrante", "Cooperativa Il Ponte", "100%")],
        "nadia": [("Greco", "Cooperativa Radici", "100%")],
        "stranger": [],
    }
    for who in ("sara", "nadia", "stranger", "omar", "sara"):
        actor = two_bodies.actor(who)
        with tenancy.acting(actor):
            assert _mine_beside_the_body(actor) == expected["sara" if who == "omar" else who], who
    gino = two_bodies.actor("gino")
    with tenancy.acting(gino):
        assert _mine_beside_the_body(gino) == []  # the steering board sees nobody


@pytest.mark.django_db
def test_joined_parts_bring_their_network_and_nobody(two_bodies: World, sql_watch: Any) -> None:
    for who in ("sara", "nadia", "stranger"):
        with tenancy.acting(two_bodies.actor(who)):
            _mine_beside_the_body(two_bodies.actor(who))
    kept = [one for one in _mine_beside_the_body.worked.values() if one is not None]
    for one in kept:
        assert one.text.places.count("network_id") >= 2  # one for each of the tables
        for actor in [*two_bodies.actors.values(), two_bodies.actor("stranger")]:
            for pk in (actor.network_id, actor.organisation_id, actor.membership_id, actor.user_id):
                assert str(pk) not in one.sql
                assert pk.hex not in one.sql
    sent = [sql for sql in sql_watch.statements if "'100%" in sql]
    assert len(sent) == 3
    assert all("network_id" in sql for sql in sent)


# Rows written at every page


@pytest.mark.django_db
def test_a_row_is_inserted_as_save_would(world: World) -> None:
    actor = world.actor("sara")
    with tenancy.acting(actor):
        row = Submission(key=uuid4(), membership_id=actor.membership_id, location="/persone/%s/{x}'/")
        insert(row)
        found = Submission.objects.get(pk=row.pk)
        assert (found.key, found.location, found.network_id) == (row.key, row.location, actor.network_id)
        assert not row._state.adding
    with tenancy.acting(world.actor("stranger")):
        assert not Submission.objects.filter(pk=row.pk).exists()


@pytest.mark.django_db
def test_a_row_of_another_network_is_refused(world: World) -> None:
    actor, stranger = world.actor("sara"), world.actor("stranger")
    row = Submission(key=uuid4(), membership_id=stranger.membership_id, location="/")
    row.network_id = stranger.network_id
    with tenancy.acting(actor), pytest.raises(tenancy.NoNetworkBound):
        insert(row)


@pytest.mark.django_db
def test_a_row_that_is_there_already_is_rewritten_only_where_asked(world: World) -> None:
    actor = world.actor("sara")
    with tenancy.acting(actor):
        first = Submission(key=uuid4(), membership_id=actor.membership_id, location="/prima/")
        insert(first)
        again = Submission(pk=first.pk, key=uuid4(), membership_id=actor.membership_id, location="/poi/")
        insert(again, conflict=("id",), update=("location",))
        found = Submission.objects.get(pk=first.pk)
        assert (found.location, found.key) == ("/poi/", first.key)
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(again)
