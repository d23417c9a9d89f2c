"""A spreadsheet of persons to refer: checked row by row, sent once, never twice."""

import datetime

import pytest

from snodo.domain.audit.models import Entry
from snodo.domain.intake import actions, batch_access, batch_queries
from snodo.domain.intake.models import BatchRow, Referral, ReferralBatch
from snodo.domain.intake.states import RowState
from snodo.domain.messaging.models import JobProgress, Notification
from snodo.domain.people import actions as people
from snodo.domain.programmes.models import ProgrammeAction, ProgrammePartner
from snodo.kernel import clock
from snodo.kernel.actor import the_clock
from snodo.kernel.errors import InputRefused, NotAllowed
from snodo.kernel.grids import read_grid
from snodo.kernel.tenancy import acting
from tests.factories import lists
from tests.factories.lists import good_row, loaded, problems, sent, states
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.covers("A06", "C01")]


def rows_of(world: World, action: ProgrammeAction, *changes: dict[str, str]) -> list[lists.Row]:
    with acting(world.founder):
        return [good_row(action, number, **one) for number, one in enumerate(changes, 1)]


def csv_of(world: World, action: ProgrammeAction, *changes: dict[str, str]) -> bytes:
    rows = rows_of(world, action, *changes)
    with acting(world.founder):
        return lists.as_csv(action, rows)


def referrals(world: World) -> list[Referral]:
    with acting(world.founder):
        return list(Referral.objects.order_by("first_name"))


def test_good_rows_are_sent_and_the_others_come_back_with_the_reason(
    world: World, giovani: ProgrammeAction
) -> None:
    future = f"{clock.today() + datetime.timedelta(days=40):%d/%m/%Y}"
    batch = loaded(
        world,
        giovani,
        csv_of(
            world,
            giovani,
            {},
            {"birth_date": future},
            {"need_words": "", "codice_fiscale": "XX"},
            {"ground": "rifiuta"},
            {"first_name": "Nome1"},
        ),
    )
    assert states(world, batch) == ["ready", "wrong", "wrong", "declined", "double"]
    told = problems(world, batch)
    assert "nel futuro" in told[1]["birth_date"]
    assert set(told[2]) == {"need_words", "codice_fiscale"}
    assert told[4] == {"": "È la stessa persona della riga 2."}
    batch = sent(world, batch)
    assert states(world, batch) == ["sent", "wrong", "wrong", "declined", "double"]
    [referral] = referrals(world)
    assert (referral.state, referral.name, referral.sender_id) == (
        "sent",
        "Nome1 Diprova",
        world.memberships["dario"].pk,
    )
    with acting(world.founder):
        assert referral.sheet is not None
        assert all(one["met"] for one in referral.criteria if one["required"])
        emptied = BatchRow.objects.filter(batch=batch, state__in=["sent", "declined"])
        assert all(row.written == {} and row.found == {} for row in emptied)
        assert Entry.objects.filter(verb="referral.send", subject_id=referral.pk).exists()
        assert JobProgress.objects.get(pk=batch.job_id).state == "finished"
        told_marta = Notification.objects.filter(membership_id=world.memberships["marta"].pk)
        assert [one.kind for one in told_marta] == ["intake.many_arrived"]
        table = batch_queries.rows_to_mend(batch)
    assert len(table) == 4
    assert "Data di nascita: La data di nascita è nel futuro" in table[1][0]


def test_the_same_file_again_sends_nothing_and_a_mended_one_only_the_new(
    world: World, giovani: ProgrammeAction
) -> None:
    first = csv_of(world, giovani, {}, {"birth_date": "31/02/1990"}, {})
    batch = sent(world, loaded(world, giovani, first))
    assert states(world, batch) == ["sent", "wrong", "sent"]
    again = loaded(world, giovani, first)
    assert states(world, again) == ["double", "wrong", "double"]
    assert "stessa riga già inviata" in problems(world, again)[0][""]
    with pytest.raises(InputRefused, match="nessuna riga pronta"):
        sent(world, again)
    with acting(world.founder):
        mended = batch_queries.mend_csv(batch)
    assert mended.count(b"31/02/1990") == 2  # as it was written, and in the reason
    mended = mended.replace(b";31/02/1990", f";{lists.born(22):%d/%m/%Y}".encode())
    half = sent(world, loaded(world, giovani, mended))
    assert states(world, half) == ["sent"]
    assert len(referrals(world)) == 3
    whole = csv_of(world, giovani, {}, {}, {})
    assert states(world, loaded(world, giovani, whole)) == ["double", "double", "double"]


def test_two_colleagues_with_the_same_file_send_each_row_once(world: World, giovani: ProgrammeAction) -> None:
    content = csv_of(world, giovani, {}, {})
    one, other = loaded(world, giovani, content), loaded(world, giovani, content)
    sent(world, one)
    assert states(world, sent(world, other)) == ["double", "double"]
    assert len(referrals(world)) == 2
    # Also where the look for doubles is overtaken, the table itself holds.
    dario = world.actor("dario")
    with acting(dario):
        row = BatchRow.objects.filter(batch=other).first()
        assert row is not None
        assert Referral.objects.filter(batch_mark=row.mark).count() == 1


def test_who_may_be_known_is_sent_only_when_it_is_said(world: World, giovani: ProgrammeAction) -> None:
    sara = world.actor("sara")
    with acting(sara):
        people.register_person(
            first_name="Nome1",
            last_name="Diprova",
            birth_date=lists.born(22),
            phone="333 1234567",
            actor=sara,
        )
    content = csv_of(
        world, giovani, {"phone": "333 1234567"}, {"first_name": "Adalgisa", "last_name": "Zuccotti"}
    )
    batch = sent(world, loaded(world, giovani, content))
    assert states(world, batch) == ["doubt", "sent"]
    assert problems(world, batch)[0][""]
    batch = sent(world, batch, with_doubts=True)
    assert states(world, batch) == ["sent", "sent"]


def test_a_long_list_is_checked_by_a_job(
    world: World, giovani: ProgrammeAction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("snodo.domain.intake.actions.batches.AT_ONCE", 1)
    batch = loaded(world, giovani, csv_of(world, giovani, {}, {}))
    assert batch.state == "checking"
    dario = world.actor("dario")
    actions.check_rows(batch_id=batch.pk, actor=dario)
    actions.check_rows(batch_id=batch.pk, actor=dario)  # a worker that comes twice changes nothing
    assert states(world, batch) == ["ready", "ready"]
    with acting(dario):
        job = JobProgress.objects.get(pk=batch.job_id)
        assert (job.state, job.done, job.total) == ("finished", 2, 2)
        batch.refresh_from_db()
        assert batch.state == "checked"


def test_a_job_that_breaks_says_so_and_can_be_begun_again(
    world: World, giovani: ProgrammeAction, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = loaded(world, giovani, csv_of(world, giovani, {}, {}))
    with monkeypatch.context() as broken:
        broken.setattr("snodo.domain.intake.actions.sending.checks.settle_names", None)
        sent(world, batch)
    with acting(world.founder):
        batch.refresh_from_db()
        assert batch.state == "checked"
        assert JobProgress.objects.get(pk=batch.job_id).state == "failed"
    assert states(world, sent(world, batch)) == ["sent", "sent"]


def test_when_the_act_ends_nothing_more_is_sent(world: World, giovani: ProgrammeAction) -> None:
    batch = loaded(world, giovani, csv_of(world, giovani, {}))
    with acting(world.founder):
        acts = ProgrammePartner.objects.filter(organisation=world.organisations["municipality"])
        acts.update(act_until=clock.today() - datetime.timedelta(days=1))
    with pytest.raises(NotAllowed):
        sent(world, batch)
    with pytest.raises(NotAllowed):
        loaded(world, giovani, b"a;b")
    assert referrals(world) == []


def test_a_neighbour_does_not_know_of_it(world: World, giovani: ProgrammeAction) -> None:
    batch = loaded(world, giovani, csv_of(world, giovani, {}))
    for who in ("elena", "sara", "marta"):
        actor = world.actor(who)
        with acting(actor):
            assert not batch_access.batches_visible_to(actor).exists(), who
            with pytest.raises(NotAllowed):
                actions.discard_batch(batch=batch, actor=actor)


def test_headings_are_recognised_or_asked(world: World, giovani: ProgrammeAction) -> None:
    [row] = rows_of(world, giovani, {})
    with acting(world.founder):
        titles, cells = lists.table(giovani, [row])
    titles[titles.index("Data di nascita")] = "nato/a il:"
    titles[titles.index("Il bisogno, con le parole della persona")] = "RICHIESTA *"
    titles[titles.index("Cognome")] = "Chi è"
    content = lists.write_csv([["Elenco di novembre"], [], titles, cells])
    batch = loaded(world, giovani, content)
    assert batch.state == "matching"
    assert states(world, batch) == ["unread"]
    keys = list(batch.reading["keys"])
    assert "need_words" in keys
    where = batch.reading["titles"].index("Chi è")
    assert keys[where] == ""
    keys[where] = "first_name"
    dario = world.actor("dario")
    with acting(dario):
        with pytest.raises(InputRefused, match="per due colonne"):
            actions.match_columns(batch=batch, keys=keys, actor=dario)
        keys[where] = "last_name"
        actions.match_columns(batch=batch, keys=keys, actor=dario)
        told = BatchRow.objects.get()
        assert (told.state, told.number) == ("ready", 4), told.found


def test_the_templates_can_be_filled_and_read(world: World, giovani: ProgrammeAction) -> None:
    with acting(world.founder):
        csv, xlsx = batch_queries.template_csv(giovani), batch_queries.template_xlsx(giovani)
        columns = batch_queries.columns_to_fill(giovani)
    assert [line.cells for line in read_grid(xlsx, most=10).lines] == [[one.title for one in columns]]
    for content in (csv, xlsx):
        with pytest.raises(InputRefused, match="nessuna riga"):
            loaded(world, giovani, content)


def test_lists_go_with_their_rows(world: World, giovani: ProgrammeAction) -> None:
    content = csv_of(world, giovani, {})
    dario = world.actor("dario")
    thrown, over, kept = (loaded(world, giovani, content) for _ in range(3))
    sent(world, over)
    with acting(dario):
        actions.discard_batch(batch=thrown, actor=dario)
        BatchRow.objects.filter(batch=kept).update(state=RowState.READY)
        ReferralBatch.objects.filter(pk=over.pk).update(over_on=clock.today() - datetime.timedelta(days=1))
        assert actions.sweep_batches(before=clock.today(), actor=the_clock(world.founder.network_id)) == 1
        assert list(ReferralBatch.objects.values_list("pk", flat=True)) == [kept.pk]
        assert BatchRow.objects.count() == 1
        assert Referral.objects.count() == 1  # what was sent stays
        actions.send_batch(batch=kept, actor=dario)
        actions.discard_batch(batch=kept, actor=dario)
    actions.send_rows(batch_id=kept.pk, actor=dario)  # the worker finds nothing to do
    assert len(referrals(world)) == 1


def test_more_than_five_thousand_rows_are_refused(
    world: World, giovani: ProgrammeAction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("snodo.domain.intake.actions.batches.MOST_ROWS", 2)
    with pytest.raises(InputRefused, match=r"il massimo è 5\.000"):
        loaded(world, giovani, csv_of(world, giovani, {}, {}, {}))


def test_a_minor_says_who_answers_for_them(world: World, giovani: ProgrammeAction) -> None:
    young = f"{lists.born(17):%d/%m/%Y}"
    batch = loaded(
        world,
        giovani,
        csv_of(
            world,
            giovani,
            {"birth_date": young},
            {"birth_date": young, "guardian_kind": "non si sa ancora"},
            {"birth_date": young, "guardian_kind": "Uno o entrambi", "guardian_words": "Padre, 333 1112223"},
        ),
    )
    told = problems(world, batch)
    assert "Ha meno di 18 anni" in told[0]["guardian_kind"]
    assert "chi sta cercando" in told[1]["guardian_words"]
    assert not {"guardian_kind", "guardian_words"} & set(told[2])
