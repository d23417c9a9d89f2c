import importlib
from typing import Any
from uuid import UUID

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "snodo.domain.casework"
    label = "casework"

    def ready(self) -> None:
        from snodo.domain.audit import verbs
        from snodo.domain.casework import gates, keepers
        from snodo.domain.casework.states import ALL_SECTIONS
        from snodo.domain.documents import access as documents
        from snodo.domain.network import events as network_events
        from snodo.domain.people import access as people
        from snodo.domain.people import duties
        from snodo.domain.people import events as people_events

        importlib.import_module("snodo.domain.casework.receivers")
        gates.add_gate(_only_trained)
        duties.register_duties(_file_duties)
        people.register_path_rules(
            people.PathRules(keepers.persons_in_my_hands, keepers.persons_with_path, keepers.keeping_team)
        )
        network_events.mask_changed.connect(_conceal_body, dispatch_uid="casework.conceal_body")
        people_events.person_protected.connect(_conceal, dispatch_uid="casework.conceal")
        people_events.protection_lifted.connect(_reveal, dispatch_uid="casework.reveal")
        documents.register_section_rule("identity", _keeps)
        verbs.register_verbs(VERBS)
        verbs.register_kinds(KINDS)
        documents.register_subject_rule("casework.case", _sees_case)
        for section in ("", *ALL_SECTIONS):
            documents.register_section_rule(section, _sees_paper, closed=False)
        documents.register_subject_rule("casework.plan", _sees_plan)
        documents.register_subject_rule("casework.outcome", _sees_outcome)


def _only_trained(action: Any, responsible: Any) -> str | None:
    """Where the programme asks for trained operators, the training must be completed."""
    from snodo.domain.training import queries as training

    return training.charge_refusal(responsible, action.programme)


def _file_duties(actor: Any) -> list[Any]:
    from snodo.domain.casework import access

    return access.file_duties(actor)


def _conceal(*, person: Any, known_as: list[str], actor: Any, **_: Any) -> None:
    from snodo.domain.casework import actions

    actions.conceal_person(person=person, known_as=known_as, actor=actor)


def _conceal_body(*, organisation: Any, known_as: list[str], actor: Any, **_: Any) -> None:
    from snodo.domain.casework import actions

    if organisation.sensitive:
        actions.conceal_body(organisation=organisation, known_as=known_as, actor=actor)


def _reveal(*, person: Any, actor: Any, **_: Any) -> None:
    from snodo.domain.casework import actions

    actions.reveal_person(person=person, actor=actor)


def _keeps(actor: Any, document: Any) -> bool:
    """Papers that say who a protected person is: only for who keeps their secrets."""
    from snodo.domain.people import access
    from snodo.domain.people.models import Person

    person = Person.objects.filter(pk=document.person_id).first()
    return person is not None and access.can_keep(actor, person)


def _sees(actor: Any, case: Any, section: str) -> bool:
    from snodo.domain.casework import access

    return case is not None and section in access.sections_seen(actor, case)


def _sees_case(actor: Any, pk: UUID) -> bool:
    from snodo.domain.casework.models import Case

    return _sees(actor, Case.objects.filter(pk=pk).first(), "progress")


def _sees_paper(actor: Any, document: Any) -> bool:
    """A paper on a case belongs to one of its sections; one without a word about it, to the papers."""
    from snodo.domain.casework.models import Case

    if document.subject_kind != "casework.case":
        return True
    case = Case.objects.filter(pk=document.subject_id).first()
    return _sees(actor, case, document.section or "papers")


def _sees_plan(actor: Any, pk: UUID) -> bool:
    from snodo.domain.casework.models import Plan

    plan = Plan.objects.select_related("case").filter(pk=pk).first()
    return plan is not None and _sees(actor, plan.case, "plan")


def _sees_outcome(actor: Any, pk: UUID) -> bool:
    from snodo.domain.casework.models import Outcome

    outcome = Outcome.objects.select_related("case").filter(pk=pk).first()
    return outcome is not None and _sees(actor, outcome.case, "outcomes")


KINDS = {
    "casework.case": "Percorso",
    "casework.plan": "Piano",
    "casework.outcome": "Esito",
    "casework.assessment": "Scheda",
    "casework.criticalissue": "Criticità",
    "casework.nextstep": "Passo",
}
VERBS = {
    "case.open": "Ha preso in carico",
    "case.update": "Ha aggiornato il percorso",
    "case.move_phase": "Ha cambiato fase",
    "case.suspend": "Ha sospeso il percorso",
    "case.resume": "Ha fatto riprendere il percorso",
    "case.close": "Ha concluso il percorso",
    "case.team_add": "Ha aggiunto una persona all'équipe",
    "case.team_end": "Ha tolto una persona dall'équipe",
    "case.party_add": "Ha aggiunto un ente al percorso",
    "case.party_change": "Ha cambiato che cosa vede un ente",
    "case.party_end": "Ha tolto un ente dal percorso",
    "case.handover_propose": "Ha proposto un passaggio di responsabilità",
    "case.handover_accept": "Ha accettato la responsabilità",
    "case.handover_decline": "Non ha accettato la responsabilità",
    "case.handover_withdraw": "Ha ritirato una proposta di passaggio",
    "case.note": "Ha scritto una nota",
    "case.message": "Ha scritto un messaggio",
    "case.step_add": "Ha aggiunto un passo",
    "case.step_settle": "Ha segnato com'è andato un passo",
    "case.step_postpone": "Ha spostato un passo",
    "case.assess": "Ha compilato una scheda",
    "case.write_guidance": "Ha scritto le indicazioni per il lavoro",
    "case.own_note": "Ha scritto un appunto per sé",
    "case.own_note_discard": "Ha buttato un appunto per sé",
    "case.report": "Ha prodotto la relazione di fine percorso",
    "plan.write": "Ha scritto il piano",
    "plan.discard": "Ha eliminato una bozza del piano",
    "plan.goal_add": "Ha aggiunto un obiettivo",
    "plan.goal_edit": "Ha cambiato un obiettivo",
    "plan.goal_remove": "Ha tolto un obiettivo",
    "plan.commitment_add": "Ha aggiunto un impegno",
    "plan.support_add": "Ha aggiunto un sostegno",
    "plan.promise_edit": "Ha cambiato un impegno",
    "plan.promise_remove": "Ha tolto un impegno",
    "plan.sign": "Ha raccolto le firme del piano",
    "plan.mark_promise": "Ha segnato com'è andato un impegno",
    "outcome.record": "Ha registrato un esito",
    "outcome.withdraw": "Ha tolto un esito",
    "issue.open": "Ha aperto una criticità",
    "issue.follow": "Ha seguito una criticità",
    "issue.close": "Ha chiuso una criticità",
}
