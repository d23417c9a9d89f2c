"""From the catalogue to a table, and from the table to a card."""

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.network.models import Organisation
from snodo.domain.opportunities import access, queries, states
from snodo.domain.opportunities.actions.cards import add_card_line, draft_card
from snodo.domain.opportunities.actions.catalogue import offer_opportunity
from snodo.domain.opportunities.models import CardLine, Opportunity, TabledOpportunity
from snodo.domain.tables import actions as tables
from snodo.domain.tables import states as table_states
from snodo.domain.tables.models import Position, Table, TableCase, TableOpportunity
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused

NO_CASE = "Questa opportunità non è per un percorso: la tessera si scrive dalla pagina del percorso."


@transaction.atomic
def put_on_table(
    *,
    opportunity: Opportunity,
    table: Table,
    table_case: TableCase | None = None,
    position: Position | None = None,
    actor: Actor,
) -> TabledOpportunity:
    """Put an opportunity of the catalogue on a table, as it stands today.

    Raises InputRefused for one closed or already there, NotAllowed, TransitionRefused.
    """
    access.require(access.opportunities_visible_to(actor).filter(pk=opportunity.pk).exists())
    if opportunity.state == states.OpportunityState.CLOSED:
        raise InputRefused({"opportunity": "Questa opportunità è chiusa: scegline una aperta."})
    there = TabledOpportunity.objects.filter(
        opportunity=opportunity,
        table_opportunity__table=table,
        table_opportunity__table_case=table_case,
    )
    if there.exists():
        raise InputRefused({"opportunity": "Questa opportunità è già sul tavolo."})
    put = tables.put_opportunity(
        table=table,
        table_case=table_case,
        position=position,
        text=opportunity.title,
        detail=", ".join(part for part in (opportunity.schedule, opportunity.place) if part)[:200],
        organisation=opportunity.provider,
        state=_how_sure(opportunity),
        confirmed_on=clock.local_date(opportunity.confirmed_at),
        actor=actor,
    )
    tabled: TabledOpportunity = TabledOpportunity.objects.create(
        table_opportunity=put, opportunity=opportunity
    )
    audit.record(
        actor=actor, verb="opportunity.put_on_table", subject=opportunity, changes={"table": str(table.pk)}
    )
    return tabled


def _how_sure(opportunity: Opportunity) -> str:
    """What a table may count on: a stale one waits to be confirmed by who offers it."""
    if opportunity.stale:
        return table_states.OpportunityState.TO_CONFIRM
    if opportunity.state == states.OpportunityState.ACTIVE:
        return table_states.OpportunityState.ACTIVE
    return table_states.OpportunityState.ACTIVATABLE


@transaction.atomic
def offer_at_table(
    *,
    title: str,
    kind: str,
    provider: Organisation,
    table: Table,
    table_case: TableCase | None = None,
    position: Position | None = None,
    description: str = "",
    actor: Actor,
) -> TabledOpportunity:
    """Something new that can be made to begin: into the catalogue, and on the table at once."""
    made = offer_opportunity(
        title=title, kind=kind, provider=provider, activatable=True, description=description, actor=actor
    )
    return put_on_table(opportunity=made, table=table, table_case=table_case, position=position, actor=actor)


@transaction.atomic
def write_on_card(
    *,
    table_opportunity: TableOpportunity,
    words: str,
    first_step: str = "",
    kind: str = "",
    actor: Actor,
) -> CardLine:
    """From what was decided to the person's card; the card is begun if there is none.

    What was only said aloud goes into the catalogue first, as `kind`, to be made to begin.
    Raises InputRefused, NotAllowed.
    """
    if table_opportunity.table_case is None:
        raise InputRefused({"": NO_CASE})
    case = table_opportunity.table_case.case
    access.require(
        access.can_write_cards_of(actor, case), "Può scrivere la tessera chi fa parte dell'équipe."
    )
    opportunity = _in_catalogue(table_opportunity, kind, actor)
    card = queries.card_of(actor, case) or draft_card(case=case, actor=actor)
    line = add_card_line(card=card, opportunity=opportunity, words=words, first_step=first_step, actor=actor)
    audit.record(
        actor=actor,
        verb="card.from_table",
        subject=card,
        person_id=case.person_id,
        changes={"table": str(table_opportunity.table_id)},
    )
    return line


def _in_catalogue(put: TableOpportunity, kind: str, actor: Actor) -> Opportunity:
    known = (
        TabledOpportunity.objects.filter(table_opportunity=put)
        .select_related("opportunity__provider")
        .first()
    )
    if known is not None:
        opportunity: Opportunity = known.opportunity
        return opportunity
    if kind not in states.OpportunityKind.values:
        raise InputRefused({"kind": "Scegli che tipo di opportunità è: va anche nel catalogo."})
    made = offer_opportunity(
        title=put.text,
        kind=kind,
        provider=put.organisation or Organisation.objects.get(pk=actor.organisation_id),
        activatable=True,
        description=put.detail,
        actor=actor,
    )
    TabledOpportunity.objects.create(table_opportunity=put, opportunity=made)
    return made
