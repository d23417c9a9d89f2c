"""No state of a referral is a grave: from every open one somebody can lead it to each way it may end."""

import pytest

from snodo.domain.intake import states
from snodo.domain.intake.states import REFERRAL, ReferralState


def reachable(state: str) -> set[str]:
    """Every state that some chain of verbs leads to."""
    found, edge = {state}, [state]
    while edge:
        here = edge.pop()
        for verb in REFERRAL.allowed(here):
            there = REFERRAL.target(here, verb)
            if there not in found:
                found.add(there)
                edge.append(there)
    return found


@pytest.mark.covers("A07", "C01")
def test_the_words_open_and_ended_share_all_states_out() -> None:
    assert {ReferralState.DRAFT, *states.OPEN, *states.ENDED} == set(ReferralState)
    assert not set(states.OPEN) & set(states.ENDED)


@pytest.mark.covers("A07")
@pytest.mark.parametrize("state", [ReferralState.DRAFT, *states.OPEN])
def test_from_every_open_state_every_end_can_be_reached(state: str) -> None:
    assert set(states.ENDED) <= reachable(state)


@pytest.mark.parametrize("state", states.ENDED)
def test_what_has_ended_stays_ended(state: str) -> None:
    assert not REFERRAL.allowed(state)


@pytest.mark.parametrize("state", [state for state in ReferralState if state != ReferralState.DRAFT])
def test_every_state_is_reached_from_a_draft(state: str) -> None:
    assert state in reachable(ReferralState.DRAFT)
