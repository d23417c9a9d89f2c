"""Whose a referral is, and the reason of who gives it to others: asked, kept, told, counted."""

from typing import Any

import pytest

from snodo.domain.audit.models import Entry
from snodo.domain.intake import actions, proposing, queries, queries_exceptions, sealing
from snodo.domain.intake.actions import Because
from snodo.domain.intake.models import Referral, RuleException
from snodo.domain.network.models import Territory
from snodo.domain.programmes import actions as programmes
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World


def give(world: World, referral: Referral, to: str, **more: Any) -> Referral:
    marta = world.actor("marta")
    with acting(marta):
        return actions.assign_referral(
            referral=referral, membership=world.memberships[to], actor=marta, **more
        )


@pytest.mark.covers("C01", "C15", "E33")
def test_another_body_than_the_one_whose_it_is_asks_a_reason(world: World, giovani: ProgrammeAction) -> None:
    sent = intake.a_sent(world, giovani)  # Bollate is received by the lead
    with acting(world.founder):
        assert proposing.proposal_of(sent).in_words.startswith("Residente a Bollate: tocca a Comuni Insieme")
    wrong: list[tuple[Because, str]] = [
        (Because(), "route_reason"),
        (Because("starts"), "route_reason"),  # a reason of the other rule
        (Because("other", "  "), "route_words"),
    ]
    for because, field in wrong:
        with pytest.raises(InputRefused) as refused:
            give(world, sent, "sara", route=because)
        assert set(refused.value.problems) == {field}
    with acting(world.founder):
        assert not RuleException.objects.exists()
    give(world, sent, "sara", route=Because("no_place", "Aprono a marzo."))
    give(world, sent, "omar")  # the same body: its reason is already there
    with acting(world.founder):
        row = RuleException.objects.get()
        assert (row.kind, row.reason, row.words, row.expected) == (
            "route",
            "no_place",
            "Aprono a marzo.",
            "Comuni Insieme",
        )
        logged = Entry.objects.get(verb="referral.bypass_route")
        assert logged.changes == {"reason": "no_place", "organisation": str(row.chosen_id)}
        told = [one.note for one in queries.history(sent) if one.verb == "bypass_route"]
        assert told == [
            "Toccava a Comuni Insieme. L'ente a cui tocca oggi non ha posto o personale. Aprono a marzo."
        ]
    give(world, sent, "marta")  # to whom it was by the rules
    with acting(world.founder):
        assert RuleException.objects.count() == 1


@pytest.mark.covers("E33")
def test_the_reasons_are_counted_and_told_to_who_may_read(world: World, giovani: ProgrammeAction) -> None:
    for number, reason in enumerate(("known", "known", "safety")):
        sent = intake.a_sent(world, giovani, first_name=f"Nome{number}")
        give(world, sent, "sara", route=Because(reason))
    marta, sara = world.actor("marta"), world.actor("sara")
    with acting(marta):
        counted = queries_exceptions.counted(giovani.programme)
        assert [(one.reason, one.number) for one in counted["route"]] == [("known", 2), ("safety", 1)]
        rows, more = queries_exceptions.told(marta, giovani.programme, reason="safety")
        assert [(one.expected, one.row.chosen.name) for one in rows] == [
            ("Comuni Insieme", "Cooperativa Il Ponte")
        ]
        assert more == 0
    with acting(sara):
        mine, _ = queries_exceptions.told(sara, giovani.programme)
        assert len(mine) == 3  # those she was given
    nadia = world.actor("nadia")
    with acting(nadia):
        assert queries_exceptions.told(nadia, giovani.programme)[0] == []


@pytest.mark.covers("E33", "C07")
def test_who_has_no_residence_goes_where_the_rule_says(world: World, giovani: ProgrammeAction) -> None:
    marta, radici = world.actor("marta"), world.organisations["other_coop"]
    with acting(marta):
        programmes.declare_routing_rule(
            programme=giovani.programme,
            grounds=["residence", "stay"],
            last_resort=radici,
            protected_receiver=world.organisations["coop"],
            valid_from=clock.today(),
            source="Verbale 3",
            actor=marta,
        )
        rho = Territory.objects.get(name="Rho")
    nowhere = intake.a_sent(world, giovani, municipality=None, homeless=True)
    with pytest.raises(InputRefused, match="Tocca a Cooperativa Radici"):
        give(world, nowhere, "sara")
    give(world, nowhere, "nadia")
    here = intake.a_sent(world, giovani, first_name="Ivo", municipality=None, homeless=True, stay=rho)
    give(world, here, "sara")
    with pytest.raises(InputRefused) as refused:
        intake.a_sent(world, giovani, first_name="Ugo", homeless=True)
    assert set(refused.value.problems) == {"homeless"}


@pytest.mark.covers("E33", "B02")
def test_of_a_protected_person_nobody_looks_where_they_live(world: World, giovani: ProgrammeAction) -> None:
    """The sealed residence neither proposes a body nor sets the promise, before and after the rule."""
    with acting(world.founder):
        rho = Territory.objects.get(name="Rho")
    hidden: dict[str, Any] = {"protected": True, "pseudonym": "Aurora", "municipality": rho, "stay": rho}
    sent = intake.a_sent(world, giovani, **hidden)
    with acting(world.founder):
        assert (sent.municipality_id, sent.stay_id, sent.homeless) == (None, None, False)
        assert sealing.facts_of(sent)["stay"] == rho
        assert proposing.proposal_of(sent).words == ()
    give(world, sent, "nadia")  # nothing is proposed: no reason
    marta = world.actor("marta")
    with acting(marta):
        programmes.declare_routing_rule(
            programme=giovani.programme,
            grounds=["residence"],
            protected_receiver=world.organisations["other_coop"],
            valid_from=clock.today(),
            source="Verbale 3",
            actor=marta,
        )
    other = intake.a_sent(world, giovani, **hidden | {"pseudonym": "Brina"})
    with acting(world.founder):
        proposal = proposing.proposal_of(other)
        assert proposal.organisation == world.organisations["other_coop"]
        assert "Rho" not in proposal.in_words
        assert other.due_answer_on is not None
    with pytest.raises(InputRefused, match="Tocca a Cooperativa Radici") as refused:
        give(world, other, "sara")
    assert "Rho" not in refused.value.sentence
    give(world, other, "sara", route=Because("safety", "Lontano da Rho"))
    with acting(marta):
        told = queries_exceptions.told(marta, giovani.programme)[0][0]
        assert (told.expected, told.words, told.row.referral.name) == ("", "", "Brina")


@pytest.mark.covers("E33", "C15")
def test_an_offer_out_of_a_waiting_list_asks_why_it_jumps(world: World, giovani: ProgrammeAction) -> None:
    marta, nadia = world.actor("marta"), world.actor("nadia")
    waiting = [intake.a_sent(world, giovani, first_name=name) for name in ("Ada", "Ivo")]
    with acting(marta):
        for one in waiting:
            actions.put_on_waiting_list(referral=one, actor=marta)
        actions.declare_waiting_rule(
            action=giovani, criteria=["urgency"], valid_from=clock.today(), source="Verbale", actor=marta
        )
        offer = actions.propose_referral_handover(
            referral=waiting[1],
            organisation=world.organisations["other_coop"],
            why="Hanno un posto.",
            ground="agreement",
            shared_what="Il bisogno.",
            actor=marta,
        )
    with acting(nadia):
        with pytest.raises(InputRefused, match="al posto 2 di 2"):
            actions.accept_referral_handover(handover=offer, actor=nadia)
        actions.accept_referral_handover(handover=offer, turn=Because("fits"), actor=nadia)
        with pytest.raises(Conflict):
            actions.accept_referral_handover(handover=offer, turn=Because("fits"), actor=nadia)
        row = RuleException.objects.get()
        assert (row.kind, row.reason, row.place, row.many) == ("turn", "fits", 2, 2)
        assert row.chosen == world.organisations["other_coop"]


@pytest.mark.covers("E33")
def test_where_nobody_works_in_the_body_no_reason_is_asked(world: World, giovani: ProgrammeAction) -> None:
    sent = intake.a_sent(world, giovani, first_name="Ada")
    with acting(world.founder):
        town = Territory.objects.get(name="Paderno Dugnano")
        Referral.objects.filter(pk=sent.pk).update(municipality=town)
        sent.refresh_from_db()
        assert "Paderno Dugnano" in proposing.proposal_of(sent).in_words
    give(world, sent, "sara")
    with acting(world.founder):
        assert not RuleException.objects.exists()
