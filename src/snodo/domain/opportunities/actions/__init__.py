"""The verbs of opportunities: offer, confirm, keep the places, close; write a card, hand it over, answer."""

from snodo.domain.opportunities.actions.cards import (
    CardWords,
    add_card_line,
    answer_card_line,
    draft_card,
    end_card,
    issue_card,
    remove_card_line,
    update_card,
)
from snodo.domain.opportunities.actions.catalogue import (
    activate_opportunity,
    close_opportunity,
    confirm_opportunity,
    offer_opportunity,
    put_aside_opportunity,
    update_opportunity,
    update_places,
)
from snodo.domain.opportunities.actions.links import (
    change_card_code,
    open_card_link,
    revoke_card_link,
    tell_card_code,
    try_card_code,
)
from snodo.domain.opportunities.actions.tabling import offer_at_table, put_on_table, write_on_card

__all__ = [
    "CardWords",
    "activate_opportunity",
    "add_card_line",
    "answer_card_line",
    "change_card_code",
    "close_opportunity",
    "confirm_opportunity",
    "draft_card",
    "end_card",
    "issue_card",
    "offer_at_table",
    "offer_opportunity",
    "open_card_link",
    "put_aside_opportunity",
    "put_on_table",
    "remove_card_line",
    "revoke_card_link",
    "tell_card_code",
    "try_card_code",
    "update_card",
    "update_opportunity",
    "update_places",
    "write_on_card",
]
