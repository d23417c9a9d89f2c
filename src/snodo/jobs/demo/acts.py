"""Acts between bodies: roles on data, one renewed, one closed early, one about to end, a new notice."""

import datetime
from collections.abc import Iterable

from snodo.domain.network.models import Organisation
from snodo.domain.programmes import actions, queries
from snodo.domain.programmes.models import ProgrammePartner
from snodo.domain.programmes.states import PartnerRole, PrivacyRole
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import DAY, Stage
from snodo.kernel import clock
from snodo.kernel.actor import the_clock

AUTONOMOUS = {PartnerRole.SENDER, PartnerRole.CLINICAL, PartnerRole.FUNDER}
PROCESSING = {PartnerRole.HOST, PartnerRole.TRAINER, PartnerRole.BUSINESS_SERVICES}
NO_DATA = {PartnerRole.NETWORK, PartnerRole.MONITOR}
ACTS = {
    PrivacyRole.JOINT: "Accordo di contitolarità",
    PrivacyRole.AUTONOMOUS: "Protocollo d'intesa",
    PrivacyRole.PROCESSOR: "Nomina a responsabile del trattamento",
    PrivacyRole.NO_DATA: "Lettera di adesione",
}


def stories(
    stage: Stage, key: str, begins: int, *, lively: bool = False
) -> Iterable[tuple[datetime.date, Story]]:
    """What happens to the acts of one edition; `lively`: everything that may happen."""
    told = [(stage.day(begins + 2), _signing(stage, key))]
    if lively:
        told += [
            (stage.day(-130), _renewal(stage, key, "labour")),
            (stage.day(-40), _early_end(stage, key, "crafts")),
            (stage.day(-12), _coming_end(stage, key, "near")),
            (stage.day(-9), _new_notice(stage, key)),
        ]
    return told


def _signing(stage: Stage, key: str) -> Story:
    programme = stage.programmes[key]
    with stage.acting(stage.founder) as actor:
        for number, act in enumerate(queries.partners_of(programme), 1):
            role = _privacy_role(act)
            actions.amend_act(
                partner=act,
                act_from=act.act_from,
                act_until=act.act_until,
                privacy_role=role,
                act=ACTS[role],
                act_number=f"{number}/{programme.starts_on.year}",
                act_on=programme.starts_on,
                actor=actor,
            )
    yield stage.today


def _privacy_role(act: ProgrammePartner) -> PrivacyRole:
    if act.role in AUTONOMOUS:
        return PrivacyRole.AUTONOMOUS
    if act.role in PROCESSING:
        return PrivacyRole.PROCESSOR
    return PrivacyRole.NO_DATA if act.role in NO_DATA else PrivacyRole.JOINT


def _act(stage: Stage, key: str, body: str) -> ProgrammePartner:
    organisation: Organisation = stage.organisations[body]
    return stage.programmes[key].partners.filter(organisation=organisation).latest("act_from")


def _renewal(stage: Stage, key: str, body: str) -> Story:
    with stage.acting(stage.founder) as actor:
        act = _act(stage, key, body)
        until = act.act_until
        act = actions.amend_act(
            partner=act, act_from=act.act_from, act_until=clock.today() + 30 * DAY, actor=actor
        )
        actions.renew_act(
            partner=act, act_from=act.act_until + DAY, act_until=until, act_number="R1", actor=actor
        )
    yield stage.today


def _early_end(stage: Stage, key: str, body: str) -> Story:
    with stage.acting(stage.founder) as actor:
        reason = "La scuola ha chiuso la sede e non tiene più i corsi."
        actions.end_act(partner=_act(stage, key, body), reason=reason, actor=actor)
    yield stage.today


def _coming_end(stage: Stage, key: str, body: str) -> Story:
    """Twenty days from the present: the notice has gone out, the paths wait for somebody else."""
    with stage.acting(stage.founder) as actor:
        act = _act(stage, key, body)
        actions.amend_act(partner=act, act_from=act.act_from, act_until=stage.day(20), actor=actor)
    yield stage.day(-10)
    with stage.acting(stage.founder):
        actions.notify_ending_acts(actor=the_clock(stage.network_id))
    yield stage.today


def _new_notice(stage: Stage, key: str) -> Story:
    programme = stage.programmes[key]
    with stage.acting(stage.founder) as actor:
        notice = queries.notice_in_force(programme)
        assert notice is not None
        actions.publish_notice(
            programme=programme,
            texts={row["language"]: (row["title"], row["body"]) for row in notice.languages},
            what_changed="Un ente ha lasciato il programma e un altro sta per farlo.",
            actor=actor,
        )
    yield stage.today
